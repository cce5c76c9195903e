"""What the modules above finance register: pages that a voucher's source and lines link to."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from samverk.core.access.api import Actor

SourceLink = Callable[[Actor, str], str]
LineLink = Callable[[Actor, UUID], str]
AsksItself = Callable[[Actor], bool]
_sources: dict[str, tuple[str, SourceLink]] = {}
_asking: dict[str, AsksItself] = {}
_lines: dict[str, LineLink] = {}


def register_source(
    source: str, *, label: str, url_for: SourceLink, asks: AsksItself | None = None
) -> None:
    """Let a voucher link to what it was made from; call in ``apps.ready()``.

    Args:
        source: the voucher's ``source``, e.g. ``payroll.kjoring``.
        label: Norwegian words for the link (a message id), e.g. «Lønnskjøring».
        url_for: gets the reader and ``source_id`` and returns a path, empty when the page behind it
            is not the reader's to open.
        asks: whether the source itself asks a person to release its payments, so that nobody
            gets the same work as two tasks.
    """
    _sources[source] = (label, url_for)
    if asks is not None:
        _asking[source] = asks


def asks_itself(source: str, actor: Actor) -> bool:
    """Tell whether the source gives the actor its own task for a payment."""
    return source in _asking and _asking[source](actor)


def register_line(ref_type: str, *, url_for: LineLink) -> None:
    """Let a voucher line link to the row it comes from; call in ``apps.ready()``.

    Args:
        ref_type: the line's ``ref_type``, e.g. ``payroll.loennslinje``.
        url_for: gets the reader and ``ref_id`` and returns a path, empty as above.
    """
    _lines[ref_type] = url_for


def source_link(actor: Actor, source: str, source_id: str) -> tuple[str, str] | None:
    """Return label and path of a source, or None when nobody registered it.

    The path is empty when the reader may not open it.
    """
    found = _sources.get(source)
    return (found[0], found[1](actor, source_id)) if found else None


def line_link(actor: Actor, ref_type: str, ref_id: UUID | None) -> str:
    """Return the path of a line's origin; empty when there is none that the reader may open."""
    found = _lines.get(ref_type)
    return found(actor, ref_id) if found and ref_id else ""
