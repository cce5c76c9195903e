"""From facts to the snapshot of one person: pure, so that the same facts give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from samverk.payroll.engine.facts import Arbeidsgrunnlag, Hittil
from samverk.payroll.engine.membership import Medlemskaper
from samverk.payroll.engine.run import Run, RunKind
from samverk.payroll.engine.snapshot import (
    Claim,
    Deduction,
    Employment,
    HolidayPay,
    Snapshot,
)
from samverk.payroll.rules.pensjon import UNDER_GRENSEN, Medlemskap
from samverk.payroll.rules.skattekort import Skattekort

SEKSTI = 60
FASTLOENN = "1000"
FORSKUDD = "2500"
FORSKUDD_TILBAKE = "2510"


@dataclass(frozen=True, slots=True)
class Ferieregler:
    """The tenant's dated choices for the holiday pay month."""

    maaned: int
    trekkdager: int
    trekkdager_over_60: int
    dager_i_aaret: int
    sats_ppm: int


def build_snapshot(
    grunnlag: Sequence[Arbeidsgrunnlag],
    *,
    run: Run,
    ferie: Ferieregler,
    medlem: Medlemskaper,
    kort: Skattekort | None,
    hittil: Hittil,
    forskudd_oere: int = 0,
) -> Snapshot:
    """One person's snapshot for a run.

    Args:
        grunnlag: the person's arbeidsforhold, the main one first; must not be empty.
        run: kind, month and pay date; ferie: when and how holiday pay is paid.
        medlem: membership of the pension fund per arbeidsforhold.
        kort: the newest tax card of the pay year; hittil: sums of earlier runs.
        forskudd_oere: the amount of an advance, in a run of that kind.
    """
    main = grunnlag[0]
    if run.kind is RunKind.ADVANCE:
        claim = Claim(
            key="forskudd", wage_type=FORSKUDD, fra=run.fra, til=run.til, beloep_oere=forskudd_oere
        )
        only = Employment(
            key=str(main.arbeidsforhold_id), sone=main.sone,
            is_spk_member=medlem[main.arbeidsforhold_id].er_medlem,
            claims=(claim,), fordelinger=main.fordelinger,
        )  # fmt: skip
        return Snapshot(member=str(main.party_id), employments=(only,), skattekort=kort)
    employments = tuple(
        _employment(
            one, run, ferie, medlem[one.arbeidsforhold_id], hittil if one is main else Hittil()
        )
        for one in grunnlag
    )
    return Snapshot(
        member=str(main.party_id),
        employments=employments,
        skattekort=kort,
        deductions=_deductions(run, hittil),
        frikort_brukt_oere=hittil.frikort_brukt_oere,
        snittloenn_oere=hittil.snittloenn_oere,
    )


def _employment(
    one: Arbeidsgrunnlag, run: Run, ferie: Ferieregler, medlem: Medlemskap, hittil: Hittil
) -> Employment:
    is_ordinary = run.kind is RunKind.ORDINARY
    alder_neste_aar = _age_in(one.foedselsdato, run.utbetalingsdato.year + 1)
    return Employment(
        key=str(one.arbeidsforhold_id),
        sone=one.sone,
        is_spk_member=medlem.er_medlem,
        spk_grunn=medlem.grunn,
        spk_andel=medlem.andel if medlem.grunn == UNDER_GRENSEN else None,
        fixed=one.fixed if is_ordinary else (),
        leaves=one.leaves if is_ordinary else (),
        claims=one.claims,
        holiday=_holiday(one, run, ferie, hittil) if is_ordinary else None,
        fordelinger=one.fordelinger,
        fyller_60_neste_aar=alder_neste_aar >= SEKSTI,
        feriegrunnlag_hittil_oere=hittil.feriegrunnlag_oere,
    )


def _age_in(foedt: date | None, aar: int) -> int:
    return 0 if foedt is None else aar - foedt.year


def _holiday(
    one: Arbeidsgrunnlag, run: Run, ferie: Ferieregler, hittil: Hittil
) -> HolidayPay | None:
    base = hittil.feriegrunnlag_i_fjor_oere
    if run.fra.month != ferie.maaned or base <= 0:
        return None
    over_60 = _age_in(one.foedselsdato, run.utbetalingsdato.year) >= SEKSTI
    days = ferie.trekkdager_over_60 if over_60 else ferie.trekkdager
    return HolidayPay(
        grunnlag_oere=base, trekkdager=_deductible_days(one, run, ferie, base, days),
        er_over_60=over_60,
    )  # fmt: skip


def _deductible_days(
    one: Arbeidsgrunnlag, run: Run, ferie: Ferieregler, base: int, days: int
) -> int:
    """Days taken from the pay of the holiday month; all of them unless gross pay went below zero.

    The deduction is only valid with positive fixed pay in the same month, and net pay may never be
    negative: a person who earned little last year gives up only the days the holiday pay covers.
    """
    annual = sum(
        pay.aarsloenn_oere * pay.stillingsprosent // 1_000_000
        for pay in one.fixed
        if pay.wage_type == FASTLOENN and pay.fra < run.til and (pay.til or run.til) > run.fra
    )
    if annual <= 0:
        return 0
    holiday_pay = base * ferie.sats_ppm // 1_000_000
    per_day = annual // ferie.dager_i_aaret or 1
    if annual // 12 + holiday_pay >= per_day * days:
        return days
    return min(days, holiday_pay // per_day)


def _deductions(run: Run, hittil: Hittil) -> tuple[Deduction, ...]:
    """An earlier advance comes back in the next ordinary run, as far as the pay reaches.

    Less than nothing left means that more was taken than was paid: the money is given back.
    """
    left = hittil.forskudd_utestaaende_oere
    if run.kind is not RunKind.ORDINARY or not left:
        return ()
    return (
        Deduction(
            key="forskudd", wage_type=FORSKUDD_TILBAKE, beloep_oere=left,
            gjenstaar_oere=max(left, 0),
        ),
    )  # fmt: skip
