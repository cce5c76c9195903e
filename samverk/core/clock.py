"""The only place that reads the system clock.

Domain code takes the instant or the day as an argument; web, jobs and the CLI call these two.
`fixed` lets a test or a scripted life stand at a chosen instant in its own context only.
`shift` moves the whole process by a constant: a demo installation lives on in its own story's
time, so that its deadlines, pay runs and periods hang together whenever somebody starts it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")

_shift = timedelta(0)
_fixed: ContextVar[datetime | None] = ContextVar("samverk_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in Norwegian time."""
    return _fixed.get() or datetime.now(tz=OSLO) + _shift


def today() -> date:
    """The calendar day in Norway right now."""
    return now().date()


def machine_now() -> datetime:
    """The machine's own time, also where the story has another: for the state of machinery."""
    return datetime.now(tz=OSLO)


def shift(by: timedelta) -> None:
    """Let this process's clock run ahead of or behind the system's by a constant."""
    global _shift  # noqa: PLW0603 - one clock per process, set once at start-up
    _shift = by


def is_shifted() -> bool:
    """Tell whether the clock differs from the database's, so that acts must carry their time."""
    return bool(_shift) or _fixed.get() is not None


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
