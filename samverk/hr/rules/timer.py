"""Hours: how a clock is read, and what a contract leaves.

Hours worked inside the contract can be claimed for six months after its end (a university's own
promise against «utestengt»); the day limit and the budget are checked by the database as well.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from samverk.core.errors import Refusal
from samverk.core.money import divide_half_up
from samverk.core.periods import add_months

CLAIM_MONTHS = 6
MINUTES_A_DAY = 24 * 60


class HoursInvalid(Refusal):
    """The hours are not a number of hours, or more than a day has."""


def minutes_of(hours: Decimal, *, field: str = "timer") -> int:
    """Hours as typed → whole minutes.

    Raises:
        HoursInvalid: zero, negative, finer than a minute or more than a day.
    """
    minutes = hours * 60
    if minutes != minutes.to_integral_value():
        minutes = minutes.quantize(Decimal(1))
    if not 1 <= minutes <= MINUTES_A_DAY:
        raise HoursInvalid("Skriv timer som tall mellom 0,1 og 24, for eksempel 8.", field=field)
    return int(minutes)


def amount_oere(minutes: int, rate_oere: int) -> int:
    """What minutes are worth at an hourly rate in øre, rounded half up."""
    return divide_half_up(minutes * rate_oere, 60)


def last_claim_day(contract_end: date) -> date:
    """First day on which hours can no longer be claimed; the end is the day after the last."""
    return add_months(contract_end, CLAIM_MONTHS)
