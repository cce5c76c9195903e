"""One sentence to the reader on the next page: «Sendt til Ingrid Solbakken»."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest

_KEY = "beskjeder"
_MOST = 5


@dataclass(frozen=True, slots=True)
class PageMessage:
    """A sentence and its kind: ok, warn or stop."""

    kind: str
    text: str


def say(request: HttpRequest, text: str, *, kind: Literal["ok", "warn", "stop"] = "ok") -> None:
    """Keep a sentence for the next page that is shown; never put personal data in it."""
    kept = request.session.get(_KEY, [])
    request.session[_KEY] = [*kept, [kind, text]][-_MOST:]


def take_messages(request: HttpRequest) -> list[PageMessage]:
    """Return and forget the sentences kept for this reader."""
    if _KEY not in request.session:
        return []
    return [PageMessage(kind, text) for kind, text in request.session.pop(_KEY)]
