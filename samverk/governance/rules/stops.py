"""Stop criteria and what must come to the table (lifecycle rules L6, L7 and L10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from samverk.core.errors import Refusal
from samverk.governance.rules.lights import Lys

METRICS = ("tid_glipp_dager", "kost_overskridelse_prosent", "risiko_faktor", "roede_lys")
OPERATORS = (">", ">=", "<", "<=")
MANDATE_WARNING_DAYS = 60


class StopCriterionInvalid(Refusal):
    """A stop criterion is not a measure, an operator, a value and a number of periods."""


@dataclass(frozen=True, slots=True)
class StopCriterion:
    """«kost_overskridelse_prosent > 10 two periods in a row»."""

    maal: str
    operator: str
    verdi: Decimal
    perioder: int = 1

    def __post_init__(self) -> None:
        """Refuse what could never be met, or is always met."""
        if self.maal not in METRICS or self.operator not in OPERATORS or self.perioder < 1:
            raise StopCriterionInvalid(
                "Et stoppkriterium er et kjent mål, en sammenligning, en verdi og antall perioder.",
                field="stoppkriterier",
            )


def is_met(kriterium: StopCriterion, historikk: tuple[Decimal | None, ...]) -> bool:
    """L6: the criterion holds in each of the last ``perioder`` periods; unknown does not count.

    Args:
        kriterium: the criterion; historikk: its figure per period, oldest first.
    """
    last = historikk[-kriterium.perioder :]
    if len(last) < kriterium.perioder:
        return False
    return all(value is not None and _compare(value, kriterium) for value in last)


def _compare(value: Decimal, kriterium: StopCriterion) -> bool:
    if kriterium.operator == ">":
        return value > kriterium.verdi
    if kriterium.operator == ">=":
        return value >= kriterium.verdi
    return value < kriterium.verdi if kriterium.operator == "<" else value <= kriterium.verdi


def must_choose(historikk: tuple[Lys, ...]) -> bool:
    """L7: red two periods in a row demands changed mandate, pause or stop."""
    return len(historikk) >= 2 and set(historikk[-2:]) == {Lys.ROED}


def mandate_ends_soon(utloeper: date, today: date) -> bool:
    """L10: 60 days before the mandate expires it comes to the table; an expired one too."""
    return utloeper - timedelta(days=MANDATE_WARNING_DAYS) <= today


def decision_number(organ: str, nummer: int, aar: int) -> str:
    """What everything else cites: «UDIR-BOTT 12/26»."""
    return f"{organ} {nummer}/{aar % 100:02d}"
