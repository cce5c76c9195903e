"""What is taken from the pay: tax, pension, attachment, advances, union dues – in order, and never
below zero."""

from typing import NamedTuple

from samverk.core.money import Ppm, share_of
from samverk.payroll.engine.result import Trace
from samverk.payroll.engine.run import RunKind
from samverk.payroll.engine.sheet import PENSION, TAX, Account, Sheet
from samverk.payroll.engine.snapshot import Deduction, Snapshot
from samverk.payroll.engine.tax import TaxLine
from samverk.payroll.rules.pensjon import medlemsinnskudd
from samverk.payroll.rules.skattekort import fagforeningsfradrag
from samverk.payroll.rules.trekkrekkefoelge import fit_deductions
from samverk.payroll.rules.wage_types import Treatment

VOLUNTARY_TAX = "2020"
ATTACHMENTS = frozenset({"2300", "2305", "2310", "2320"})


class Wanted(NamedTuple):
    """A deduction before it is known whether the pay reaches it."""

    employment: str
    code: str
    amount_oere: int
    trace: Trace
    source: str = ""


def wanted_pension(sheet: Sheet, account: Account) -> Wanted | None:
    """The member's 2 % of this run's pensionable pay; it also reduces the withholding basis."""
    if not account.employment.is_spk_member:
        _say_why_not(sheet, account)
    if not account.employment.is_spk_member or not account.pension:
        return None
    share = sheet.rules.spk_medlem
    amount = medlemsinnskudd(account.pension, share.value)
    sheet.less_pension += amount
    trace = ("spk.medlemsinnskudd", (share.ref,), account.pension, share.value, -amount)
    return Wanted(account.employment.key, PENSION, amount, trace)


def _say_why_not(sheet: Sheet, account: Account) -> None:
    """A line of nothing with the reason, on a slip that has pay but no pension."""
    employment, share = account.employment, sheet.rules.spk_minste
    if not employment.spk_grunn or not account.aga:
        return
    trace: Trace = (f"spk.ikke_medlem.{employment.spk_grunn}", (share.ref,))
    if employment.spk_andel is not None:
        trace = (*trace, employment.spk_andel, share.value)
    sheet.add_line(employment.key, PENSION, 0, trace)


def wanted_deductions(sheet: Sheet, snapshot: Snapshot, employment: str) -> list[Wanted]:
    """Each deduction's amount, and how much union dues take off the withholding basis."""
    fixed = sum(account.fixed for account in sheet.accounts)
    wanted: list[Wanted] = []
    union = 0
    for deduction in snapshot.deductions:
        found = _wanted(sheet, deduction, fixed if deduction.av_fastloenn else sheet.cash)
        if found is None:
            continue
        amount, trace = found
        code = deduction.wage_type
        wanted.append(Wanted(employment, code, amount, trace, deduction.key))
        if sheet.rules.wage_type(code).treatment is Treatment.REDUCES_CAPPED:
            union += amount
    if union and sheet.run.kind is RunKind.ORDINARY:
        cap = sheet.rules.fagforening_tak
        if not cap.ref:
            sheet.remark("fagforening_tak_mangler", sheet.rules.utbetalingsdato.year)
        sheet.less_union = fagforeningsfradrag(union, cap.value)
    return wanted


def take(sheet: Sheet, tax: list[Wanted], others: list[Wanted]) -> int:
    """Write the deduction lines that the pay reaches; returns what was taken in øre.

    What does not fit is left over with a remark. A negative amount (money back) is always given.
    """
    wanted = [*tax, *others]
    total = sum(one.amount_oere for one in wanted)
    if total <= sheet.cash:
        for one in wanted:
            sheet.add_line(one.employment, one.code, -one.amount_oere, one.trace, source=one.source)
        return total
    return _take_in_order(sheet, wanted)


def _take_in_order(sheet: Sheet, wanted: list[Wanted]) -> int:
    rules = sheet.rules
    back = sum(one.amount_oere for one in wanted if one.amount_oere < 0)
    fitted = fit_deductions(
        sheet.cash - back,
        [(rules.wage_type(one.code).priority, max(one.amount_oere, 0)) for one in wanted],
    )
    total = back
    for one, (taken, rest) in zip(wanted, fitted, strict=True):
        amount, trace = (one.amount_oere, one.trace) if one.amount_oere < 0 else (taken, one.trace)
        if rest:
            trace = ("trekk.begrenset", rules.order_refs, one.amount_oere, taken, one.trace)
            sheet.leave_over(one.source or one.employment, one.code, rest)
            sheet.remark("trekk_rakk_ikke", one.code, taken, rest)
        sheet.add_line(one.employment, one.code, -amount, trace, source=one.source)
        total += taken
    return total


def tax_wanted(employment: str, lines: list[TaxLine], extra: TaxLine) -> list[Wanted]:
    """Tax lines as deductions, the voluntary one last."""
    wanted = [Wanted(employment, TAX, line.amount_oere, line.trace) for line in lines]
    if extra.amount_oere:
        wanted.append(Wanted(employment, VOLUNTARY_TAX, extra.amount_oere, extra.trace))
    return wanted


def _wanted(sheet: Sheet, deduction: Deduction, base: int) -> tuple[int, Trace] | None:
    """The amount in øre and its trace, or None where nothing is due."""
    code = deduction.wage_type
    kind = "utleggstrekk" if code in ATTACHMENTS else "trekk"
    if deduction.beloep_oere is not None and deduction.beloep_oere < 0:
        amount = deduction.beloep_oere
        trace: Trace = ("trekk.tilbake", (), -amount)
    elif deduction.prosent is not None:
        amount = _percent(max(base, 0), deduction.prosent, whole=code in ATTACHMENTS)
        trace = (f"{kind}.prosent", (), base, deduction.prosent, -amount)
    else:
        amount = max((deduction.beloep_oere or 0) - deduction.tatt_oere, 0)
        if deduction.gjenstaar_oere is not None:
            amount = min(amount, deduction.gjenstaar_oere)
        trace = (
            f"{kind}.beloep", (), deduction.beloep_oere or 0, deduction.tatt_oere, -amount,
        )  # fmt: skip
    return (amount, trace) if amount else None


def _percent(base: int, share: Ppm, *, whole: bool) -> int:
    """Attachment is whole kroner, cut downwards; other percents are øre, half up."""
    return base * share // 100_000_000 * 100 if whole else share_of(base, share)
