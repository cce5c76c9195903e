"""Forskuddstrekk: what the employer withholds in tax, by table, percent, frikort or without a card.

`withhold_by_table` is Skatteetaten's published routine (skattebetalingsloven chapter 5, the yearly
«trekktabell»). It is the one place in Samverk that uses `float`: the official routine works in IEEE
doubles, and exact arithmetic gives another krone in about one of ten thousand cases. Basis and
result are whole kroner as `int`; no amount is ever stored as a float.

`round(x)` of the routine is floor(x + 0.5); since no value here is negative that is `int(x + 0.5)`.
"""

from bisect import bisect_right

from samverk.core.money import Ppm
from samverk.payroll.rules.trekktabell import TableParams

TABLE_STEPS = (
    "aar", "tabell", "periode", "grunnlag", "avrundet_grunnlag", "inntektsfaktor", "aarsinntekt",
    "minstefradrag", "standardfradrag", "sjoemannsfradrag", "tabellfradrag", "personfradrag",
    "alminnelig_inntekt", "skattoere", "skatt_kommune_fylke", "fellesskatt_prosent", "fellesskatt",
    "trinnskatt", "trygdeavgift_prosent", "trygdeavgift", "divisor", "overskytende_trekk", "trekk",
)  # fmt: skip
"""What the numbers in a table trace mean, in order."""

TableTrace = tuple[int | str, ...]


def withhold_by_table(params: TableParams, grunnlag: int) -> tuple[int, TableTrace]:
    """Whole kroner to withhold by table for one pay period, and the trace (`TABLE_STEPS`).

    `grunnlag` is the basis in whole kroner; below zero counts as zero. From 2025 the result never
    passes the basis. For 2023 and 2024 a basis past the printed tables gets «overskytende prosent».
    """
    (
        aar, tabell, periode, trinn, slutt, overskytende_pst, faktor, faktor_tekst, ms_pst, ms_tak,
        sf_pst, sf_tak, sj_pst, sj_tak, tabellfradrag, personfradrag, skattoere, skattoere_tekst,
        felles_pst, felles_tekst, trinn_fra, trinnskatter, trygd_pst, trygd_tekst, trygd_fri,
        trygd_grense, opptrapping, opptrapping_tekst, divisor, divisor_tekst, runder_ned,
    ) = params  # fmt: skip
    grunnlag = max(grunnlag, 0)
    avrundet = grunnlag // trinn * trinn + trinn // 2
    overskytende = 0
    if slutt and avrundet >= slutt:
        overskytende = int((avrundet - slutt) * overskytende_pst / 100 + 0.5)
        if overskytende:
            avrundet = slutt
    inntekt = int(avrundet * faktor + 0.5)
    minste = min(int(inntekt * ms_pst / 100 + 0.5), ms_tak, inntekt)
    standard = min(int(inntekt * sf_pst / 100 + 0.5), sf_tak) if sf_tak else 0
    sjoemann = min(int(inntekt * sj_pst / 100 + 0.5), sj_tak) if sj_tak else 0
    alminnelig = inntekt - minste - tabellfradrag - standard - sjoemann - personfradrag
    kommune = felles = trinnskatt = trygd = 0
    if alminnelig > 0:
        kommune = int(alminnelig * skattoere / 100 + 0.5)
        felles = int(alminnelig * felles_pst / 100 + 0.5)
    steps = bisect_right(trinn_fra, inntekt)
    if steps:
        fra, under, sats = trinnskatter[steps - 1]
        trinnskatt = int(under + (inntekt - fra) * sats / 100 + 0.5)
    if trygd_pst and inntekt >= trygd_fri:
        if inntekt > trygd_grense:
            trygd = int(inntekt * trygd_pst / 100 + 0.5)
        else:
            trygd, trygd_tekst = (
                int((inntekt - trygd_fri) * opptrapping / 100 + 0.5),
                opptrapping_tekst,
            )
    per_period = (kommune + felles + trinnskatt + trygd) / divisor
    trekk = int(per_period) if runder_ned else int(per_period + 0.5)
    if overskytende:
        trekk += overskytende
    elif trekk > grunnlag:
        trekk = grunnlag
    return trekk, (
        aar, tabell, periode, grunnlag, avrundet, faktor_tekst, inntekt, minste, standard, sjoemann,
        tabellfradrag, personfradrag, alminnelig, skattoere_tekst, kommune, felles_tekst, felles,
        trinnskatt, trygd_tekst, trygd, divisor_tekst, overskytende, trekk,
    )  # fmt: skip


def basis_in_kroner(grunnlag_oere: int) -> int:
    """The basis the table routine takes: whole kroner, cut downwards, never below zero.

    Named rounding `trekkgrunnlag_krone`; the routine takes whole numbers, the direction of the
    rounding is unconfirmed (rate `forskuddstrekk.avrunding_grunnlag`).
    """
    return max(grunnlag_oere, 0) // 100


def withhold_by_percent(grunnlag_oere: int, prosentsats: Ppm) -> int:
    """Whole kroner by the card's percent, cut downwards (`forskuddstrekk.avrunding_prosent`)."""
    return max(grunnlag_oere, 0) * prosentsats // 100_000_000


def withhold_above_frikort(
    grunnlag_oere: int, frikortbeloep_oere: int, brukt_oere: int, sats: Ppm
) -> int:
    """Whole kroner on what passes a frikort: nothing up to the amount, `sats` of the excess.

    `brukt_oere` is what all runs of the year have used of the amount before this one.
    """
    left = max(frikortbeloep_oere - brukt_oere, 0)
    return withhold_by_percent(max(grunnlag_oere, 0) - left, sats)


def halve(trekk: int) -> int:
    """Half tax in November or December, whole kroner cut downwards
    (skattebetalingsforskriften § 5-7-2; the rounding is `forskuddstrekk.halv_avrunding`)."""
    return trekk // 2


def half_tax_basis(maanedsloenn: int, tillegg: int, gjennomsnitt: int) -> int:
    """How much of the basis gets half tax: the monthly pay, and supplements only up to the
    person's average pay this year (skattebetalingsforskriften § 5-7-2). All in the same unit."""
    return min(maanedsloenn + tillegg, max(maanedsloenn, gjennomsnitt))
