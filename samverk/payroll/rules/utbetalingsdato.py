"""Pay days, cut-offs and the deadlines that follow a payout.

Hovedtariffavtalen i staten § 9: pay day is the 12th; on a Saturday, Sunday, holiday or other closed
day it is the last working day before. A tenant may have several payouts a month, each with its own
cut-off; what misses one goes to the next and never vanishes.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from samverk.core.errors import Refusal
from samverk.core.periods import ONE_DAY, WorkingCalendar, add_months

ORDINARY_CALENDAR = WorkingCalendar()


class UtbetalingMissing(Refusal):
    """The tenant has no payout to wait for."""


class Utbetalingsregel(NamedTuple):
    """A standing payout: its day of the month and how many working days before it closes."""

    noekkel: str
    dag: int
    frist_virkedager: int


class Utbetaling(NamedTuple):
    """One payout: claims approved on or before `siste_dag` are paid on `utbetalingsdato`."""

    noekkel: str
    siste_dag: date
    utbetalingsdato: date


def loennsdag(
    aar: int, maaned: int, dag: int, kalender: WorkingCalendar = ORDINARY_CALENDAR
) -> date:
    """The pay day of a month (HTA § 9); a day the month does not have is its last day."""
    last = add_months(date(aar, maaned, 1), 1) - ONE_DAY
    return kalender.on_or_before(last.replace(day=min(dag, last.day)))


def utbetaling(
    aar: int, maaned: int, regel: Utbetalingsregel, kalender: WorkingCalendar = ORDINARY_CALENDAR
) -> Utbetaling:
    """The payout a standing rule gives in a month."""
    on = loennsdag(aar, maaned, regel.dag, kalender)
    return Utbetaling(regel.noekkel, kalender.add(on, -regel.frist_virkedager), on)


def neste_utbetaling(
    dag: date, regler: Sequence[Utbetalingsregel], kalender: WorkingCalendar = ORDINARY_CALENDAR
) -> Utbetaling:
    """The first payout that something approved on `dag` can still reach."""
    if not regler:
        raise UtbetalingMissing("Virksomheten har ingen faste utbetalinger. Legg inn en kjøreplan.")
    for months in range(4):
        month = add_months(dag.replace(day=1), months)
        found = [utbetaling(month.year, month.month, regel, kalender) for regel in regler]
        reachable = [one for one in found if one.siste_dag >= dag]
        if reachable:
            return min(reachable, key=lambda one: (one.utbetalingsdato, one.siste_dag))
    raise UtbetalingMissing("Ingen fast utbetaling har frist i tide. Sjekk kjøreplanen.")


def forskuddstrekk_forfall(
    utbetalingsdato: date, kalender: WorkingCalendar = ORDINARY_CALENDAR
) -> date:
    """Withheld tax and utleggstrekk are paid the first working day after payout (from 2026)."""
    return kalender.add(utbetalingsdato, 1)


def amelding_frist(aar: int, maaned: int, kalender: WorkingCalendar = ORDINARY_CALENDAR) -> date:
    """The a-melding of a month is due on the 5th of the next; on a Saturday, Sunday or holiday it
    is the first working day after (a-opplysningsloven § 4, a-opplysningsforskriften § 2-1, as
    skatteetaten.no gives them)."""
    return kalender.on_or_after(add_months(date(aar, maaned, 5), 1))


def arbeidsgiveravgift_forfall(
    aar: int, maaned: int, kalender: WorkingCalendar = ORDINARY_CALENDAR
) -> date:
    """Employer's contribution of the two-month term that holds the month, due on the 15th after."""
    term_end = maaned + maaned % 2
    return kalender.on_or_after(add_months(date(aar, term_end, 15), 1))
