"""Computed lights. Nobody sets a light; unknown is never green.

Limits version 1 are our own proposal, to be
decided by UDIR-BOTT. Every rule answers with the light, why (a code) and the figures behind it,
so that the page can say «Milepæl M4 er flyttet 34 dager, toleransen er 30».
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from samverk.core.errors import Refusal


class Lys(StrEnum):
    """The four lights (codes.json)."""

    GROENN = "groenn"
    GUL = "gul"
    ROED = "roed"
    GRAA = "graa"


class OverrideRefused(Refusal):
    """A light cannot be overridden like this."""


@dataclass(frozen=True, slots=True)
class Light:
    """A light with its reason: a code that the page words, and the figures it is worded with."""

    lys: Lys
    grunn: str
    tall: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of the lights; rows of ``LightScale`` are versions of this."""

    gul_over_andel: Decimal = Decimal("0.5")
    roed_over_andel: Decimal = Decimal("1.0")
    gul_faktor: int = 15
    roed_faktor: int = 20
    gul_gap: Decimal = Decimal("0.10")
    roed_gap: Decimal = Decimal("0.25")
    leveranse_roed_dager: int = 30
    rapport_slingring_dager: int = 7
    minste_n: int = 5


STANDARD = Limits()


@dataclass(frozen=True, slots=True)
class Milepael:
    """What the time light needs to know about a milestone."""

    navn: str
    baseline: date
    prognose: date | None
    faktisk: date | None = None
    kritisk: bool = True


@dataclass(frozen=True, slots=True)
class Leveranse:
    """A deliverable with the date it was to be accepted."""

    navn: str
    planlagt: date
    godkjent: date | None = None


@dataclass(frozen=True, slots=True)
class Sak:
    """An open issue, finding or measure with a due date."""

    navn: str
    alvor: str  # kritisk | alvorlig | moderat | merknad
    frist: date | None
    lukket: date | None = None


@dataclass(frozen=True, slots=True)
class Risiko:
    """A risk 1–5 × 1–5 before and after its measure."""

    navn: str
    foer: int
    etter: int | None = None
    tiltak_frist: date | None = None
    tiltak_ferdig: date | None = None
    lukket: date | None = None


@dataclass(frozen=True, slots=True)
class Gevinst:
    """A benefit at one university: null-point, target, what was measured, and the agreement."""

    navn: str
    nullpunkt: Decimal | None = None
    nullpunkt_dato: date | None = None
    maal: Decimal | None = None
    maal_dato: date | None = None
    maalt: Decimal | None = None
    n: int | None = None
    perioder_uten_maaling: int = 0
    avtale_signert: bool = False


def slip_days(milepaeler: Iterable[Milepael], today: date) -> int | None:
    """Return the worst slip of the critical open milestones, or None when a forecast is missing.

    § 10 Tid: slip = forecast − baseline; a forecast in the past counts as today.
    """
    slips = []
    for m in milepaeler:
        if m.kritisk and m.faktisk is None:
            if m.prognose is None:
                return None
            slips.append((max(m.prognose, today) - m.baseline).days)
    return max(slips, default=0)


def tid(
    milepaeler: tuple[Milepael, ...],
    toleranse_dager: int | None,
    today: date,
    limits: Limits = STANDARD,
) -> Light:
    """§ 10 Tid: slip ÷ tolerance; green ≤ 0.5, yellow ≤ 1, red > 1. Unknown forecast is grey."""
    if not milepaeler:
        return Light(Lys.GRAA, "ingen_milepaeler")
    if toleranse_dager is None:
        return Light(Lys.GRAA, "ingen_toleranse")
    known = [m for m in milepaeler if m.prognose is not None or m.faktisk is not None]
    slip = slip_days(known, today) or 0
    worst = max(
        (m for m in known if m.kritisk and m.faktisk is None and m.prognose is not None),
        key=lambda m: (max(m.prognose or today, today) - m.baseline).days,
        default=None,
    )
    tall: dict[str, str | int] = {
        "dager": slip,
        "toleranse": toleranse_dager,
        "milepael": worst.navn if worst else "",
    }
    light = _step(Decimal(slip), Decimal(toleranse_dager), limits)
    if light is not Lys.ROED and slip_days(milepaeler, today) is None:
        return Light(Lys.GRAA, "prognose_mangler", tall)
    return Light(light, "glipp" if slip > 0 else "i_rute", tall)


def kost(
    ramme_oere: int | None,
    paaloept_oere: int | None,
    forpliktet_oere: int | None,
    gjenstaar_oere: int | None,
    estimat_dager: int | None,
    toleranse_prosent: int | None,
    limits: Limits = STANDARD,
    rytme_dager: int = 31,
) -> Light:
    """§ 10 Kost: forecast = actual + commitments + estimate to complete; overrun % ÷ tolerance.

    An estimate older than one period (``rytme_dager``) is grey: nobody knows.
    """
    parts = (paaloept_oere, forpliktet_oere, gjenstaar_oere)
    if not ramme_oere or toleranse_prosent is None:
        return Light(Lys.GRAA, "ingen_ramme")
    if estimat_dager is None or None in parts:
        return Light(Lys.GRAA, "ingen_estimat")
    if estimat_dager > rytme_dager:
        return Light(Lys.GRAA, "gammelt_estimat", {"dager": estimat_dager})
    prognose = sum(part or 0 for part in parts)
    over = Decimal(100 * (prognose - ramme_oere)) / Decimal(ramme_oere)
    tall: dict[str, str | int] = {
        "prosent": str(over.quantize(Decimal("0.1"))),
        "toleranse": toleranse_prosent,
    }
    light = _step(over, Decimal(toleranse_prosent), limits)
    return Light(light, "over_ramme" if over > 0 else "innenfor_ramme", tall)


def _step(value: Decimal, tolerance: Decimal, limits: Limits) -> Lys:
    if value > limits.roed_over_andel * tolerance:
        return Lys.ROED
    return Lys.GUL if value > limits.gul_over_andel * tolerance else Lys.GROENN


def kvalitet(
    leveranser: tuple[Leveranse, ...],
    feil: tuple[Sak, ...],
    today: date,
    limits: Limits = STANDARD,
) -> Light:
    """§ 10 Kvalitet: red > 30 days past acceptance or critical defect past due; yellow: past date.

    Without a single deliverable the quality is unknown, and unknown is grey.
    """
    for sak in feil:
        if sak.alvor == "kritisk" and _overdue(sak, today):
            return Light(Lys.ROED, "kritisk_feil_forfalt", {"navn": sak.navn})
    late = [
        ((today - lev.planlagt).days, lev.navn)
        for lev in leveranser
        if lev.godkjent is None and lev.planlagt < today
    ]
    if late:
        dager, navn = max(late)
        lys = Lys.ROED if dager > limits.leveranse_roed_dager else Lys.GUL
        return Light(lys, "leveranse_forsinket", {"navn": navn, "dager": dager})
    if not leveranser:
        return Light(Lys.GRAA, "ingen_leveranser")
    return Light(Lys.GROENN, "leveranser_i_rute")


def _overdue(sak: Sak, today: date) -> bool:
    return sak.lukket is None and sak.frist is not None and sak.frist < today


def factor(risiko: Risiko) -> int:
    """§ 10 Risiko: P × K *after* counts only when the measure is done, else *before*."""
    if risiko.tiltak_ferdig is not None and risiko.etter is not None:
        return risiko.etter
    return risiko.foer


def risiko(
    risikoer: tuple[Risiko, ...], funn: tuple[Sak, ...], today: date, limits: Limits = STANDARD
) -> Light:
    """§ 10 Risiko: red ≥ 20 or critical finding past due; yellow ≥ 15, or a serious finding or a
    measure past due. No risk assessed at all is grey."""
    late = {sak.alvor: sak.navn for sak in funn if _overdue(sak, today)}
    open_ones = [r for r in risikoer if r.lukket is None]
    top = max(open_ones, key=factor, default=None)
    highest = factor(top) if top else 0
    tall: dict[str, str | int] = {"navn": top.navn, "faktor": highest} if top else {}
    measure = next((r.navn for r in open_ones if _measure_late(r, today)), None)
    if "kritisk" in late:
        return Light(Lys.ROED, "kritisk_funn_forfalt", {"navn": late["kritisk"]})
    if highest >= limits.gul_faktor:
        lys = Lys.ROED if highest >= limits.roed_faktor else Lys.GUL
        return Light(lys, "hoey_risiko", tall)
    if "alvorlig" in late:
        return Light(Lys.GUL, "alvorlig_funn_forfalt", {"navn": late["alvorlig"]})
    if measure:
        return Light(Lys.GUL, "tiltak_forfalt", {"navn": measure})
    if not risikoer:
        return Light(Lys.GRAA, "ingen_risikovurdering")
    return Light(Lys.GROENN, "risiko_under_grensen", tall)


def _measure_late(risiko: Risiko, today: date) -> bool:
    frist = risiko.tiltak_frist
    return frist is not None and frist < today and risiko.tiltak_ferdig is None


def rapportering(dager_siden: int | None, rytme_dager: int, limits: Limits = STANDARD) -> Light:
    """§ 10 Rapportering: more than rhythm + 7 days since the last snapshot is grey."""
    if dager_siden is None:
        return Light(Lys.GRAA, "aldri_rapportert")
    lys = Lys.GRAA if dager_siden > rytme_dager + limits.rapport_slingring_dager else Lys.GROENN
    return Light(lys, "rapportert", {"dager": dager_siden})


def samlet(lys: Sequence[Lys]) -> Lys:
    """§ 10 Samlet: any red → red; else any grey → grey; else any yellow → yellow; else green."""
    for worst in (Lys.ROED, Lys.GRAA, Lys.GUL):
        if worst in lys:
            return worst
    return Lys.GROENN if lys else Lys.GRAA


def vis(
    beregnet: Lys, oensket: Lys, begrunnelse: str, *, stoppkriterium_utloest: bool = False
) -> Lys:
    """§ 10 Override: owner's own light for one period, with a reason of at least 20 characters.

    It cannot cover a stop criterion. The computed light stays visible beside it.

    Raises:
        OverrideRefused: reason too short, same light, or a stop criterion is met.
    """
    if stoppkriterium_utloest:
        raise OverrideRefused(
            "Et stoppkriterium er nådd. Lyset kan ikke overstyres før UDIR-BOTT har behandlet det."
        )
    if len(begrunnelse.strip()) < 20:
        raise OverrideRefused(
            "Skriv minst 20 tegn om hvorfor lyset skal vises annerledes.", field="begrunnelse"
        )
    if oensket is beregnet:
        raise OverrideRefused("Lyset er allerede slik.", field="lys")
    return oensket
