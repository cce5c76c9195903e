"""Everything the calculation of one person depends on, frozen at the cut-off.

A snapshot is plain data: no clock, no database. Its canonical JSON is stored with the run, and the
same JSON read back gives the same lines. Periods are half-open `[fra, til)`; shares are millionths;
quantities and factors are hundredths; amounts are øre.
"""

from dataclasses import dataclass
from datetime import date

from samverk.core.money import Ppm
from samverk.payroll.rules.kostnadsfordeling import Kostnadsfordeling
from samverk.payroll.rules.skattekort import Skattekort


@dataclass(frozen=True, slots=True)
class FixedPay:
    """Pay that runs month by month: an annual amount and a position percent (1000, 1020, 1100)."""

    wage_type: str
    aarsloenn_oere: int
    stillingsprosent: Ppm
    fra: date
    til: date | None = None


@dataclass(frozen=True, slots=True)
class UnpaidLeave:
    """Leave without pay: the share of the position that is not paid (wage type 1600)."""

    andel: Ppm
    fra: date
    til: date | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One approved claim or single item: hours, overtime, honorar, benefit, advance, back pay.

    Either `beloep_oere`, or `antall` with `sats_oere`; overtime may leave the rate to the engine,
    which takes it from the fixed pay. `key` is the claim's own id and ends up on the line.
    """

    key: str
    wage_type: str
    fra: date
    til: date
    antall: int | None = None
    sats_oere: int | None = None
    faktor: int = 100
    beloep_oere: int | None = None
    fordelinger: tuple[Kostnadsfordeling, ...] = ()


@dataclass(frozen=True, slots=True)
class HolidayPay:
    """Holiday pay to be paid in this run.

    `grunnlag_oere` is the base of last year, `grunnlag_i_aar_oere` this year's (final settlement),
    `trekkdager` the working days deducted at the same time (25, 30 from the year of 60, or 0).
    """

    grunnlag_oere: int = 0
    trekkdager: int = 0
    er_over_60: bool = False
    grunnlag_i_aar_oere: int = 0


@dataclass(frozen=True, slots=True)
class Employment:
    """One arbeidsforhold. `key` is its stable id, `sone` the zone of its virksomhet.

    `spk_grunn` says why its pay is not pensionable, `spk_andel` how big all positions are together.

    `feriegrunnlag_hittil_oere` is this year's base before the run; it matters only for the ceiling
    of the accrual for those who turn 60 next year.
    """

    key: str
    sone: str
    is_spk_member: bool = True
    spk_grunn: str = ""
    spk_andel: Ppm | None = None
    fixed: tuple[FixedPay, ...] = ()
    leaves: tuple[UnpaidLeave, ...] = ()
    claims: tuple[Claim, ...] = ()
    holiday: HolidayPay | None = None
    fordelinger: tuple[Kostnadsfordeling, ...] = ()
    fyller_60_neste_aar: bool = False
    feriegrunnlag_hittil_oere: int = 0


@dataclass(frozen=True, slots=True)
class Deduction:
    """A deduction from net pay: union dues, attachment, agreed deduction, repayment of an advance.

    Either an amount or a percent of gross pay; an amount below zero is money given back.
    `tatt_oere` is what earlier payouts of the month have taken of an amount; `gjenstaar_oere` is
    what is left of a debt, None where there is none.
    """

    key: str
    wage_type: str
    beloep_oere: int | None = None
    prosent: Ppm | None = None
    av_fastloenn: bool = False
    tatt_oere: int = 0
    gjenstaar_oere: int | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One person's facts for one run. `member` is an opaque id, never a national number.

    `frikort_brukt_oere` is what earlier runs of the year used of a frikort; `snittloenn_oere` the
    average monthly pay this year (half tax on supplements).
    """

    member: str
    employments: tuple[Employment, ...]
    skattekort: Skattekort | None = None
    deductions: tuple[Deduction, ...] = ()
    frivillig_trekk_kr: int = 0
    frikort_brukt_oere: int = 0
    snittloenn_oere: int = 0
    vil_ha_full_skatt: bool = False
