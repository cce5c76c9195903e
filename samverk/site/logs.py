"""What goes to a log or an error report, without what the field registry calls sensitive.

Named values are masked by their name, in the text, in `extra` and in tracebacks; long numbers that
look like a fødselsnummer or an account by their form, whatever they are called.
"""

from __future__ import annotations

import logging
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

# Logging begins before there are models, which the door of access brings with it.
from samverk.core.access.classes import is_sensitive_name
from samverk.core.access.masking import MASK, mask_text, mask_value

_OWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}
_PLAIN = logging.Formatter()


def _said(record: logging.LogRecord) -> str:
    """Return the line; of a wrongly formed call what it was written from.

    A filter runs in the caller's own code: a log call must never be what stops a pay run. A mask
    can be what does not fit, too («%(kontonummer)d»).
    """
    try:
        return record.getMessage()
    except Exception:
        return record.msg if isinstance(record.msg, str) else type(record.msg).__name__


class MaskFilter(logging.Filter):
    """Mask a record before any handler writes it; on the handler, so that every logger passes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; it is always kept."""
        if isinstance(record.args, dict):
            record.args = mask_value("", record.args)
        record.msg, record.args = mask_text(_said(record)), None
        for name in record.__dict__.keys() - _OWN:
            record.__dict__[name] = mask_value(name, record.__dict__[name])
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = mask_text(_PLAIN.formatException(record.exc_info))
        return True


class MaskedReport(SafeExceptionReporterFilter):
    """An error report with the same masks, also where Django would show everything."""

    def is_active(self, request: HttpRequest | None) -> bool:
        """Mask in every mode."""
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> Any:
        """Return what was sent, by name."""
        if request is None:
            return {}
        sent = request.POST.copy()
        for name in sent:
            sent.setlist(name, [mask_value(name, value) for value in sent.getlist(name)])
        return sent

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> Any:
        """Return the variables of a frame, by name."""
        found = super().get_traceback_frame_variables(request, tb_frame)
        return [(name, mask_value(name, value)) for name, value in found]

    def cleanse_setting(self, key: str | int, value: Any) -> Any:
        """Mask a setting or a header by Django's names and by ours."""
        return MASK if is_sensitive_name(str(key)) else super().cleanse_setting(key, value)
