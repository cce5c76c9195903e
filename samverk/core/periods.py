"""Days, half-open periods and the Norwegian working-day calendar.

Inside Samverk a period is always `[fra, til)`: `til` is the first day that is *not* part of it, and
None means open. People are shown «til og med», the last day that is. Nothing here reads the clock.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

import holidays

from samverk.core.errors import Refusal

OSLO = ZoneInfo("Europe/Oslo")
ONE_DAY = timedelta(days=1)

_MONTHS = {
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "nn": "januar februar mars april mai juni juli august september oktober november desember",
    "en": "January February March April May June July August September October November December",
}
_THROUGH = {"nb": "til og med", "nn": "til og med", "en": "through"}
_FROM = {"nb": "fra", "nn": "frå", "en": "from"}
NO_BREAK_SPACE = "\u00a0"


class PeriodInvalid(Refusal):
    """A period ends before it begins, or holds no day."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from and including `fra` up to, not including, `til` (None = open)."""

    fra: date
    til: date | None = None

    def __post_init__(self) -> None:
        if self.til is not None and self.til <= self.fra:
            raise PeriodInvalid(
                "Perioden må slutte samme dag eller etter at den begynner %(dag)s.",
                values={"dag": self.fra},
                field="til",
            )

    @classmethod
    def through(cls, fra: date, til_og_med: date | None) -> Self:
        """From a last day, as people and the a-melding write periods."""
        return cls(fra, None if til_og_med is None else til_og_med + ONE_DAY)

    @classmethod
    def month(cls, year: int, month: int) -> Self:
        """One calendar month."""
        return cls(date(year, month, 1), add_months(date(year, month, 1), 1))

    @classmethod
    def year(cls, year: int) -> Self:
        """One calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @property
    def til_og_med(self) -> date | None:
        """The last day that is part of the period."""
        return None if self.til is None else self.til - ONE_DAY

    def __contains__(self, day: date) -> bool:
        return self.fra <= day and (self.til is None or day < self.til)

    def covers(self, other: "Period") -> bool:
        """Every day of `other` is part of this period."""
        if self.til is None:
            return self.fra <= other.fra
        return self.fra <= other.fra and other.til is not None and other.til <= self.til

    def overlaps(self, other: "Period") -> bool:
        """At least one day is shared."""
        return self.intersection(other) is not None

    def intersection(self, other: "Period") -> "Period | None":
        """The shared days, or None."""
        fra = max(self.fra, other.fra)
        til = self.til if other.til is None else other.til
        if self.til is not None and other.til is not None:
            til = min(self.til, other.til)
        return None if til is not None and til <= fra else Period(fra, til)

    def day_count(self) -> int:
        """Number of calendar days; an open period has none to count."""
        if self.til is None:
            raise PeriodInvalid("Perioden er åpen. Velg en sluttdato først.", field="til")
        return (self.til - self.fra).days

    def days(self) -> Iterator[date]:
        """Each day, first to last."""
        return (self.fra + timedelta(days=n) for n in range(self.day_count()))

    def months(self) -> "Iterator[Period]":
        """Each calendar month the period touches, cut to the period."""
        last = self.til_og_med or date.max
        start = self.fra.replace(day=1)
        while start <= last:
            part = self.intersection(Period.month(start.year, start.month))
            if part is not None:
                yield part
            start = add_months(start, 1)

    def text(self, *, language: str = "nb") -> str:
        """«1. januar 2026 til og med 31. mars 2026», or «fra 1. januar 2026» while open."""
        if self.til_og_med is None:
            return f"{_FROM[language]} {day_text(self.fra, language=language)}"
        if self.til_og_med == self.fra:
            return day_text(self.fra, language=language)
        last = day_text(self.til_og_med, language=language)
        return f"{day_text(self.fra, language=language)} {_THROUGH[language]} {last}"


def day_text(day: date, *, language: str = "nb") -> str:
    """«12. november 2026» (en: “12 November 2026”); day and month never part at a line end."""
    mark = "" if language == "en" else "."
    return f"{day.day}{mark}{NO_BREAK_SPACE}{month_name(day.month, language=language)} {day.year}"


def month_name(month: int, *, language: str = "nb") -> str:
    """The name of month 1–12."""
    return _MONTHS[language].split()[month - 1]


def month_text(day: date, *, language: str = "nb") -> str:
    """«november 2026»."""
    return f"{month_name(day.month, language=language)} {day.year}"


def add_months(day: date, months: int) -> date:
    """The same day some months on; the last day of a shorter month where that day is missing."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def gaps(periods: Iterable[Period], within: Period) -> tuple[Period, ...]:
    """The parts of `within` that no period covers, in order."""
    missing: list[Period] = []
    at = within.fra
    for period in sorted(periods, key=lambda p: p.fra):
        part = period.intersection(within)
        if part is None:
            continue
        if part.fra > at:
            missing.append(Period(at, part.fra))
        if part.til is None:
            return tuple(missing)
        at = max(at, part.til)
    if within.til is None or at < within.til:
        missing.append(Period(at, within.til))
    return tuple(missing)


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """Norwegian public holidays, moving ones included."""
    return frozenset(holidays.country_holidays("NO", years=year))


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Monday to Friday less public holidays, less the tenant's own closed days."""

    closed: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Offices and banks are open."""
        return day.weekday() < 5 and day not in self.closed and day not in public_holidays(day.year)

    def on_or_before(self, day: date) -> date:
        """The day itself, or the last working day before it (pay days)."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def on_or_after(self, day: date) -> date:
        """The day itself, or the first working day after it (filing deadlines)."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add(self, day: date, working_days: int) -> date:
        """Move a number of working days forwards or, when negative, backwards."""
        step = ONE_DAY if working_days > 0 else -ONE_DAY
        for _ in range(abs(working_days)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def nth_working_day(self, year: int, month: int, n: int) -> date:
        """The n-th working day of a month; −1 is the last one."""
        found = [day for day in Period.month(year, month).days() if self.is_working_day(day)]
        index = n - 1 if n > 0 else n
        if n == 0 or not -len(found) <= index < len(found):
            raise PeriodInvalid(
                "Måneden har %(antall)s virkedager, ikke %(n)s.",
                values={"antall": len(found), "n": abs(n)},
            )
        return found[index]

    def count(self, period: Period) -> int:
        """Working days in a closed period."""
        return sum(1 for day in period.days() if self.is_working_day(day))


def start_of_day(day: date) -> datetime:
    """Midnight in Norway at the start of the day, as UTC."""
    return datetime.combine(day, time.min, tzinfo=OSLO).astimezone(UTC)


def end_of_deadline(day: date) -> datetime:
    """The instant a deadline on `day` has passed: the next midnight in Norway, as UTC.

    Exclusive: in time means *before* this instant. Follows summer time, so a deadline day may be
    23 or 25 hours long.
    """
    return start_of_day(day + ONE_DAY)
