"""The only place that reads the system clock.

Domain code takes the instant or the day as an argument; web, jobs and the CLI call these two.
`fixed` lets a test or a scripted life stand at a chosen instant in its own context only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")

_fixed: ContextVar[datetime | None] = ContextVar("samverk_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in Norwegian time."""
    return _fixed.get() or datetime.now(tz=OSLO)


def today() -> date:
    """The calendar day in Norway right now."""
    return now().date()


@contextmanager
def fixed(at: datetime) -> Iterator[None]:
    """Let `now()` answer `at` inside the block; `at` must know its time zone."""
    if at.tzinfo is None:
        raise ValueError("The clock needs an instant with a time zone.")
    token = _fixed.set(at.astimezone(OSLO))
    try:
        yield
    finally:
        _fixed.reset(token)
