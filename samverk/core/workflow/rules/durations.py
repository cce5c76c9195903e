"""Deadlines: the durations a definition may hold, and the instant they fall due.

Only whole days, weeks or hours: months and years have no fixed length and are refused (V16).
A deadline in days ends with the day, local time, so that «frist 25. november» means all of it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from samverk.core.errors import Refusal
from samverk.core.periods import OSLO, end_of_deadline

WORKING_DAYS_SEARCHED_MAX = 4000
_FORM = re.compile(r"P(?:(?P<days>\d{1,4})D|(?P<weeks>\d{1,3})W|T(?P<hours>\d{1,4})H)")
_UNITS = {
    "nb": (("time", "timer"), ("dag", "dager"), ("virkedag", "virkedager")),
    "nn": (("time", "timar"), ("dag", "dagar"), ("yrkedag", "yrkedagar")),
    "en": (("hour", "hours"), ("day", "days"), ("working day", "working days")),
}

IsWorkingDay = Callable[[date], bool]


class DurationInvalid(Refusal):
    """The text is not one of PnD, PTnH and PnW with n above zero."""


@dataclass(frozen=True)
class Duration:
    """A length of time: either days or hours."""

    days: int = 0
    hours: int = 0


def parse_duration(text: str) -> Duration:
    """Read bare ISO 8601: `P3D`, `PT12H`, `P2W`; quotation marks, months and zero are refused."""
    form = _FORM.fullmatch(text)
    if form is None:
        raise DurationInvalid("Varigheten «%(text)s» er ugyldig.", values={"text": text})
    days, weeks, hours = (int(part or 0) for part in form.group("days", "weeks", "hours"))
    if days + weeks + hours == 0:
        raise DurationInvalid("Varigheten «%(text)s» er ugyldig.", values={"text": text})
    return Duration(days + 7 * weeks, hours)


def is_weekday(day: date) -> bool:
    """A calendar without holidays: for checks and scenarios, never for real deadlines."""
    return day.weekday() < 5


def due_at(
    start: datetime,
    duration: Duration,
    *,
    is_virkedager: bool = False,
    is_working_day: IsWorkingDay = is_weekday,
) -> datetime:
    """The instant, in UTC, when `duration` from `start` has run out.

    Hours are counted exactly. Days end with the n-th day after the local day of `start`;
    with `is_virkedager` only days that `is_working_day` accepts are counted.
    """
    if duration.hours:
        return start.astimezone(UTC) + timedelta(hours=duration.hours)
    day = start.astimezone(OSLO).date()
    left = duration.days
    for _ in range(WORKING_DAYS_SEARCHED_MAX * 3):
        if left == 0:
            break
        day += timedelta(days=1)
        if not is_virkedager or is_working_day(day):
            left -= 1
    return end_of_deadline(day)


def due_day(due: datetime) -> date:
    """The local day a deadline is shown with; `due` itself is the first instant too late."""
    return (due - timedelta(microseconds=1)).astimezone(OSLO).date()


def describe_duration(duration: Duration, language: str, *, is_virkedager: bool = False) -> str:
    """«14 dager», «3 virkedager», «12 timer» in the language asked for."""
    units = _UNITS.get(language, _UNITS["nb"])
    count = duration.hours or duration.days
    one, many = units[0] if duration.hours else units[2 if is_virkedager else 1]
    return f"{count} {one if count == 1 else many}"


def last_moment(due_at: datetime | None) -> datetime | None:
    """The deadline as people read it: a deadline at midnight ends with the day before.

    Deadlines are kept exclusive (the first instant that is too late); a page that showed that
    instant's date would promise a day too much.
    """
    if due_at is None:
        return None
    local = due_at.astimezone(OSLO)
    is_midnight = (local.hour, local.minute, local.second) == (0, 0, 0)
    return due_at - timedelta(seconds=1) if is_midnight else due_at
