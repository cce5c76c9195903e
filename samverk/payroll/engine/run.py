"""The run a person is calculated in: what kind it is, which month it pays and when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import accumulate

from samverk.core.periods import ONE_DAY, Period, WorkingCalendar

KALENDERDAGER = "kalenderdager"
VIRKEDAGER = "virkedager"


class RunKind(StrEnum):
    """Kinds of pay run; only an ordinary one takes union dues into the withholding."""

    ORDINARY = "ordinary"
    OFF_CYCLE = "off_cycle"
    FINAL = "final"
    ADVANCE = "advance"
    CORRECTION = "correction"
    SIMULATION = "simulation"


@dataclass(frozen=True, slots=True)
class Run:
    """The month is [fra, til). `day_sums[n]` is how many counting days its first n days hold, so
    that part of a month is a subtraction whichever way the tenant counts days.

    `tax_period` is the code of the withholding routine (1 = month). `taxed_by_percent` is for a
    payout beside the ordinary one of the same month.
    """

    kind: RunKind
    fra: date
    til: date
    utbetalingsdato: date
    day_sums: tuple[int, ...]
    tax_period: int = 1
    is_half_tax: bool = False
    taxed_by_percent: bool = False

    def days(self, fra: date, til: date) -> int:
        """Counting days in [fra, til), which must lie inside the month."""
        return self.day_sums[(til - self.fra).days] - self.day_sums[(fra - self.fra).days]


def make_run(
    month: Period,
    utbetalingsdato: date,
    *,
    kind: RunKind = RunKind.ORDINARY,
    day_rule: str = KALENDERDAGER,
    calendar: WorkingCalendar | None = None,
    is_half_tax: bool = False,
    taxed_by_percent: bool = False,
) -> Run:
    """A run for a month. `day_rule` is the tenant's choice `maanedsloenn.delmaaned`."""
    days = list(month.days())
    office = calendar or WorkingCalendar()
    counts = [1 if day_rule == KALENDERDAGER else int(office.is_working_day(day)) for day in days]
    return Run(
        kind=kind,
        fra=month.fra,
        til=days[-1] + ONE_DAY,
        utbetalingsdato=utbetalingsdato,
        day_sums=(0, *accumulate(counts)),
        is_half_tax=is_half_tax,
        taxed_by_percent=taxed_by_percent,
    )
