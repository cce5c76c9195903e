"""Withholding for one person: which way the card orders, on which basis, whole kroner."""

from typing import NamedTuple

from samverk.core.money import Ppm
from samverk.payroll.engine.result import Trace
from samverk.payroll.engine.sheet import Sheet
from samverk.payroll.engine.snapshot import Snapshot
from samverk.payroll.rules.skattekort import Trekkmaate, er_tolv_maaneder, velg_trekkmaate
from samverk.payroll.rules.withholding import (
    basis_in_kroner,
    half_tax_basis,
    halve,
    withhold_above_frikort,
    withhold_by_percent,
    withhold_by_table,
)

NO_SHARE = Ppm(0)


class CardChoice(NamedTuple):
    """What follows from the card for this run."""

    maate: Trekkmaate
    is_twelve_months: bool


class TaxLine(NamedTuple):
    """Whole kroner to withhold, in øre, and why."""

    amount_oere: int
    trace: Trace


def read_card(sheet: Sheet, snapshot: Snapshot) -> CardChoice:
    """The way to withhold in the year of the pay date; doubts become remarks."""
    card, rules = snapshot.skattekort, sheet.rules
    maate, remark = velg_trekkmaate(card, rules.utbetalingsdato.year)
    if remark:
        sheet.remark(remark)
    usable = card is not None and maate in (Trekkmaate.TABELL, Trekkmaate.PROSENT)
    months = card.antall_maaneder if card is not None and usable else None
    return CardChoice(maate, er_tolv_maaneder(months, rules.maaneder_uten_opplysning.value))


def withhold(sheet: Sheet, snapshot: Snapshot, choice: CardChoice) -> list[TaxLine]:
    """The tax lines of the run; a basis of nothing gives no line."""
    maate, rules = choice.maate, sheet.rules
    if maate is Trekkmaate.INGEN:
        return []
    if maate is Trekkmaate.TABELL and not sheet.run.taxed_by_percent:
        return _by_table(sheet, snapshot, choice)
    basis = max(sheet.table - sheet.reduces, 0) + max(sheet.percent, 0)
    if not basis:
        return []
    if maate is Trekkmaate.FRIKORT:
        return _by_frikort(sheet, snapshot, basis)
    if maate is Trekkmaate.UTEN_KORT:
        share = rules.uten_kort
        trekk = withhold_by_percent(basis, share.value)
        refs = (share.ref, *rules.percent_refs)
        return [TaxLine(trekk * 100, ("forskuddstrekk.uten_kort", refs, basis, share.value, trekk))]
    return [_by_percent(sheet, snapshot, choice, basis)]


def voluntary(snapshot: Snapshot) -> TaxLine:
    """Extra withholding the person has asked for, a line of its own."""
    kr = snapshot.frivillig_trekk_kr
    return TaxLine(kr * 100, ("forskuddstrekk.frivillig", (), kr))


def _by_table(sheet: Sheet, snapshot: Snapshot, choice: CardChoice) -> list[TaxLine]:
    """Table on the pay of the period, and the card's percent on what has no period."""
    card, rules, run = snapshot.skattekort, sheet.rules, sheet.run
    assert card is not None
    params = rules.trekkaar.params(card.trekktabell, run.tax_period)
    grunnlag = basis_in_kroner(sheet.table - sheet.reduces)
    lines: list[TaxLine] = []
    if grunnlag:
        trekk, steps = withhold_by_table(params, grunnlag)
        trace: Trace = (
            "forskuddstrekk.tabell", rules.table_refs, sheet.table, sheet.less_pension,
            sheet.less_union, steps,
        )  # fmt: skip
        if _is_halved(sheet, snapshot, choice):
            fixed = basis_in_kroner(sheet.fixed_table - sheet.reduces)
            halved = half_tax_basis(
                fixed, max(grunnlag - fixed, 0), snapshot.snittloenn_oere // 100
            )
            halved_trekk = trekk if halved >= grunnlag else withhold_by_table(params, halved)[0]
            trekk, trace = _halve(sheet, trekk, halved_trekk, min(halved, grunnlag), trace)
        lines.append(TaxLine(trekk * 100, trace))
    if sheet.percent > 0:
        share = card.prosentsats or NO_SHARE
        trekk = withhold_by_percent(sheet.percent, share)
        trace = ("forskuddstrekk.prosent", rules.percent_refs, sheet.percent, 0, share, trekk)
        lines.append(TaxLine(trekk * 100, trace))
    return lines


def _by_percent(sheet: Sheet, snapshot: Snapshot, choice: CardChoice, basis: int) -> TaxLine:
    """Everything by the card's percent: a percent card, or a payout beside the ordinary one."""
    card, rules = snapshot.skattekort, sheet.rules
    assert card is not None
    share = card.prosentsats or NO_SHARE
    trekk = withhold_by_percent(basis, share)
    off_cycle = rules.off_cycle_refs if choice.maate is Trekkmaate.TABELL else ()
    trace: Trace = (
        "forskuddstrekk.prosent", (*rules.percent_refs, *off_cycle), basis, sheet.reduces, share,
        trekk,
    )  # fmt: skip
    if _is_halved(sheet, snapshot, choice):
        fixed = max(sheet.fixed_table - sheet.reduces, 0)
        halved = half_tax_basis(fixed, max(basis - fixed, 0), snapshot.snittloenn_oere)
        halved_trekk = withhold_by_percent(min(halved, basis), share)
        trekk, trace = _halve(sheet, trekk, halved_trekk, min(halved, basis) // 100, trace)
    return TaxLine(trekk * 100, trace)


def _by_frikort(sheet: Sheet, snapshot: Snapshot, basis: int) -> list[TaxLine]:
    card, share = snapshot.skattekort, sheet.rules.frikort_over
    assert card is not None
    amount, used = card.frikortbeloep_oere or 0, snapshot.frikort_brukt_oere
    trekk = withhold_above_frikort(basis, amount, used, share.value)
    if used + basis > amount:
        sheet.remark("frikort_brukt_opp", used + basis, amount)
    refs = (share.ref, *sheet.rules.percent_refs)
    trace = ("forskuddstrekk.frikort", refs, basis, amount, used, share.value, trekk)
    return [TaxLine(trekk * 100, trace)]


def _is_halved(sheet: Sheet, snapshot: Snapshot, choice: CardChoice) -> bool:
    return sheet.run.is_half_tax and not snapshot.vil_ha_full_skatt and not choice.is_twelve_months


def _halve(
    sheet: Sheet, trekk: int, halved_trekk: int, halved_basis: int, trace: Trace
) -> tuple[int, Trace]:
    """Half of what the halved part costs, and all of the rest."""
    result = trekk - halved_trekk + halve(halved_trekk)
    return result, (
        "forskuddstrekk.halv", sheet.rules.half_refs, trekk, halved_basis, halved_trekk, result,
        trace,
    )  # fmt: skip
