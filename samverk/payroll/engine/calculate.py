"""The calculation of one person: facts in, lines with traces out, and nothing else.

`calculate_member` is a pure function of snapshot, ruleset and run. It reads no clock, no database
and no file, so the same three give the same lines and the same `trace_hash` for ever.

Order: pay → pension base → withholding on what is left → deductions in order of priority, never
below zero → the employer's own costs.
"""

from samverk.payroll.engine.deductions import (
    Wanted,
    take,
    tax_wanted,
    wanted_deductions,
    wanted_pension,
)
from samverk.payroll.engine.earnings import pay_claims, pay_fixed, pay_holiday
from samverk.payroll.engine.employer import add_employer_lines
from samverk.payroll.engine.result import PayResult
from samverk.payroll.engine.ruleset import Ruleset
from samverk.payroll.engine.run import Run
from samverk.payroll.engine.sheet import Account, Sheet
from samverk.payroll.engine.snapshot import Snapshot
from samverk.payroll.engine.tax import CardChoice, read_card, voluntary, withhold
from samverk.payroll.rules.skattekort import Trekkmaate


def calculate_member(snapshot: Snapshot, ruleset: Ruleset, run: Run) -> PayResult:
    """All lines of one person for one run.

    What a person must decide becomes a remark, and the lines are still worked out so that they can
    be shown; a blocking remark stops the approval. Raises Refusal only where there is nothing to
    work out: an unknown wage type, zone or withholding table.
    """
    sheet = Sheet(ruleset, run)
    choice = read_card(sheet, snapshot)
    pension: list[Wanted] = []
    for employment in snapshot.employments:
        account = Account(employment)
        sheet.accounts.append(account)
        pay_fixed(sheet, account)
        pay_claims(sheet, account)
        pay_holiday(sheet, account, is_twelve_months=choice.is_twelve_months)
        due = wanted_pension(sheet, account)
        if due is not None:
            pension.append(due)
    taken = _deduct(sheet, snapshot, choice, pension)
    for account in sheet.accounts:
        add_employer_lines(sheet, account)
    if sheet.cash < 0:
        sheet.remark("negativ_loenn", sheet.cash)
    basis = max(sheet.table - sheet.reduces, 0) + max(sheet.percent, 0)
    return PayResult(
        member=snapshot.member,
        lines=tuple(sheet.lines),
        remarks=tuple(sheet.remarks),
        left_over=tuple(sheet.left_over),
        brutto_oere=sheet.cash,
        netto_oere=sheet.cash - taken + sheet.passed_on,
        trekkgrunnlag_oere=basis,
        frikort_brukt_oere=basis if choice.maate is Trekkmaate.FRIKORT else 0,
    )


def _deduct(sheet: Sheet, snapshot: Snapshot, choice: CardChoice, pension: list[Wanted]) -> int:
    if not snapshot.employments:
        return 0
    main = snapshot.employments[0].key
    others = wanted_deductions(sheet, snapshot, main)
    tax = tax_wanted(main, withhold(sheet, snapshot, choice), voluntary(snapshot))
    return take(sheet, tax, [*pension, *others])
