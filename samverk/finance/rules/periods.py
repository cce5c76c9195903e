"""Accounting periods yyyymm; 13 is the year-end period, with the last day of the year."""

from __future__ import annotations

from datetime import date

from samverk.core.errors import Refusal
from samverk.core.periods import Period, month_name

YEAR_END = 13
_YEAR_END = {"nb": "årsavslutning", "nn": "årsavslutning", "en": "year end"}


class PeriodeInvalid(Refusal):
    """The number is not an accounting period."""


def period_of(day: date) -> int:
    """Return the period a day belongs to."""
    return day.year * 100 + day.month


def check_period(periode: int, *, field: str = "periode") -> int:
    """Return the period when it is one (yyyy01–yyyy13)."""
    if not (2000 <= periode // 100 <= 2100 and 1 <= periode % 100 <= YEAR_END):
        raise PeriodeInvalid(
            "Skriv perioden som år og måned, for eksempel 202611. 13 er årsavslutningen.",
            field=field,
        )
    return periode


def period_days(periode: int) -> Period:
    """Return the days of a period."""
    year, month = divmod(check_period(periode), 100)
    if month == YEAR_END:
        return Period(date(year, 12, 31), date(year + 1, 1, 1))
    return Period.month(year, month)


def period_text(periode: int, *, language: str = "nb") -> str:
    """Write «november 2026», or «årsavslutning 2026» for period 13."""
    year, month = divmod(periode, 100)
    if month == YEAR_END:
        return f"{_YEAR_END.get(language, _YEAR_END['nb'])} {year}"
    return f"{month_name(month, language=language)} {year}"


def period_first(periode: int, *, language: str = "nb") -> str:
    """Write the period as the first word of a sentence."""
    found = period_text(periode, language=language)
    return found[:1].upper() + found[1:]


def periods_of(year: int) -> tuple[int, ...]:
    """Return the thirteen periods of a year."""
    return tuple(year * 100 + month for month in range(1, YEAR_END + 1))
