"""Pay: fixed monthly pay, leave without pay, claims and holiday pay."""

from datetime import date

from samverk.core.money import ONE, Ppm, divide_half_up
from samverk.payroll.engine.ruleset import Ruleset, Share
from samverk.payroll.engine.sheet import Account, Sheet
from samverk.payroll.engine.snapshot import Claim, FixedPay, HolidayPay
from samverk.payroll.rules.feriepenger import (
    feriepenger,
    feriepenger_tillegg,
    trekk_i_loenn_for_ferie,
    trekkpliktig_del,
)
from samverk.payroll.rules.maanedsloenn import maanedsloenn
from samverk.payroll.rules.overtid import overtidssats, timesats
from samverk.payroll.rules.timeloenn import antall_ganger_sats

UNPAID_LEAVE = "1600"
HOURLY = frozenset({"1010", "1220"})
OVERTIME_50, OVERTIME_100 = "1200", "1210"
SALARY = frozenset({"1000", "1020"})
HOLIDAY_PAY, HOLIDAY_PAY_THIS_YEAR, HOLIDAY_OVER_60, HOLIDAY_DEDUCTION = (
    "1500", "1505", "1510", "1520",
)  # fmt: skip


def pay_fixed(sheet: Sheet, account: Account) -> None:
    """Annual × percent / 12 for the part of the month each agreement is in force."""
    run, rules = sheet.run, sheet.rules
    total = run.day_sums[-1]
    for pay in account.employment.fixed:
        fra = max(pay.fra, run.fra)
        til = run.til if pay.til is None else min(pay.til, run.til)
        if fra >= til:
            continue
        days = run.days(fra, til)
        amount = maanedsloenn(pay.aarsloenn_oere, pay.stillingsprosent, days, total)
        if not amount:
            continue
        refs = () if days == total else rules.day_refs
        trace = (
            "fastloenn", refs, pay.aarsloenn_oere, pay.stillingsprosent, days, total, amount,
        )  # fmt: skip
        sheet.add_pay(account, rules.wage_type(pay.wage_type), amount, (fra, til), trace)
        sheet.fixed_table += amount
        account.fixed += amount
    for leave in account.employment.leaves:
        last = run.til if leave.til is None else min(leave.til, run.til)
        for pay in account.employment.fixed:
            _deduct_leave(sheet, account, pay, leave.andel, (max(leave.fra, run.fra), last))


def _deduct_leave(
    sheet: Sheet, account: Account, pay: FixedPay, andel: Ppm, when: tuple[date, date]
) -> None:
    """The unpaid share of one agreement, as a line of its own."""
    run, rules = sheet.run, sheet.rules
    fra, til = max(pay.fra, when[0]), when[1] if pay.til is None else min(pay.til, when[1])
    if fra >= til:
        return
    days, total = run.days(fra, til), run.day_sums[-1]
    percent = Ppm(divide_half_up(pay.stillingsprosent * andel, ONE))
    amount = -maanedsloenn(pay.aarsloenn_oere, percent, days, total)
    if not amount:
        return
    refs = () if days == total else rules.day_refs
    trace = (
        "permisjon_uten_loenn", refs, pay.aarsloenn_oere, pay.stillingsprosent, andel, days, total,
        amount,
    )  # fmt: skip
    sheet.add_pay(account, rules.wage_type(UNPAID_LEAVE), amount, (fra, til), trace)
    sheet.fixed_table += amount
    account.fixed += amount


def pay_claims(sheet: Sheet, account: Account) -> None:
    """Hours, overtime, honorar, supplements, benefits, advances: one line per claim."""
    rules = sheet.rules
    for claim in account.employment.claims:
        wage_type = rules.wage_type(claim.wage_type)
        if claim.beloep_oere is not None:
            amount = wage_type.sign * claim.beloep_oere
            trace: tuple[object, ...] = ("beloep", (), amount)
            rate = claim.sats_oere
        elif claim.sats_oere is None:
            found = _overtime(sheet, account, claim)
            if found is None:
                continue
            amount, rate, trace = found
        else:
            rate, quantity = claim.sats_oere, claim.antall or 0
            amount = wage_type.sign * antall_ganger_sats(quantity, rate, claim.faktor)
            rule = "timeloenn.linje" if claim.wage_type in HOURLY else "antall_sats"
            trace = (rule, (), quantity, rate, claim.faktor, amount)
        sheet.add_pay(
            account, wage_type, amount, (claim.fra, claim.til), trace,
            quantity=(claim.antall, rate), source=claim.key, fordelinger=claim.fordelinger,
        )  # fmt: skip


def _overtime(
    sheet: Sheet, account: Account, claim: Claim
) -> tuple[int, int, tuple[object, ...]] | None:
    """Amount, rate and trace of overtime on the annual pay of the day, or a remark."""
    rules = sheet.rules
    annual = sum(
        pay.aarsloenn_oere
        for pay in account.employment.fixed
        if pay.wage_type in SALARY
        and pay.fra <= claim.fra
        and (pay.til is None or claim.fra < pay.til)
    )
    share = _overtime_share(rules, claim.wage_type)
    if not annual or share is None:
        sheet.remark("overtid_uten_fastloenn", claim.key)
        return None
    hour = timesats(annual, rules.overtid_divisor.value)
    rate = overtidssats(hour, share.value)
    quantity = claim.antall or 0
    amount = antall_ganger_sats(quantity, rate, claim.faktor)
    refs = (rules.overtid_divisor.ref, share.ref)
    divisor = rules.overtid_divisor.value
    return amount, rate, (
        "overtid", refs, annual, divisor, hour, share.value, rate, quantity, amount,
    )  # fmt: skip


def _overtime_share(rules: Ruleset, code: str) -> Share | None:
    return {OVERTIME_50: rules.overtid, OVERTIME_100: rules.overtid_hoyt}.get(code)


def pay_holiday(sheet: Sheet, account: Account, *, is_twelve_months: bool) -> None:
    """Holiday pay in full, its supplement, and the deduction for the weeks of holiday.

    Ordinary holiday pay is free of withholding up to 12,34 % of its base, but for a twelve-month
    card, which withholds all of it with the pay of the month.
    """
    holiday = account.employment.holiday
    if holiday is None:
        return
    rules, year = sheet.rules, sheet.run.fra.year
    last_year = (date(year - 1, 1, 1), date(year, 1, 1))
    if holiday.grunnlag_oere:
        amount = feriepenger(holiday.grunnlag_oere, rules.feriepenger.value)
        taxed = trekkpliktig_del(amount, holiday.grunnlag_oere, rules.ferie_trekkfri.value)
        refs = (rules.feriepenger.ref, rules.ferie_trekkfri.ref)
        trace = (
            "feriepenger", refs, holiday.grunnlag_oere, rules.feriepenger.value, amount,
            amount if is_twelve_months else taxed,
        )  # fmt: skip
        sheet.add_pay(account, rules.wage_type(HOLIDAY_PAY), amount, last_year, trace)
        if is_twelve_months:
            sheet.table += amount
        else:
            sheet.percent += taxed
    if holiday.er_over_60 and holiday.grunnlag_oere:
        _pay_supplement(sheet, account, holiday.grunnlag_oere, last_year)
    if holiday.grunnlag_i_aar_oere:
        _settle_this_year(sheet, account, holiday)
    if holiday.trekkdager:
        _deduct_holiday(sheet, account, holiday.trekkdager)


def _pay_supplement(sheet: Sheet, account: Account, base: int, earned: tuple[date, date]) -> None:
    rules = sheet.rules
    cap = rules.ferietillegg_tak
    amount = feriepenger_tillegg(base, rules.ferietillegg.value, cap.value)
    trace = (
        "feriepenger.tillegg", rules.ferietillegg_refs, base, cap.value,
        rules.ferietillegg.value, amount,
    )  # fmt: skip
    sheet.add_pay(account, rules.wage_type(HOLIDAY_OVER_60), amount, earned, trace)


def _settle_this_year(sheet: Sheet, account: Account, holiday: HolidayPay) -> None:
    """Final settlement: what is earned this year, paid now and withheld."""
    rules, run = sheet.rules, sheet.run
    this_year = (date(run.fra.year, 1, 1), run.til)
    base, share = holiday.grunnlag_i_aar_oere, rules.feriepenger
    amount = feriepenger(base, share.value)
    trace = ("feriepenger", (share.ref,), base, share.value, amount, amount)
    sheet.add_pay(account, rules.wage_type(HOLIDAY_PAY_THIS_YEAR), amount, this_year, trace)
    if holiday.er_over_60:
        _pay_supplement(sheet, account, base, this_year)


def _deduct_holiday(sheet: Sheet, account: Account, days: int) -> None:
    """Pay for the holiday weeks at this month's pay; never more than the pay there is.

    Only valid together with fixed pay in the month; the rest is left over for the next run.
    """
    rules, run = sheet.rules, sheet.run
    if account.fixed <= 0:
        sheet.remark("ferietrekk_uten_fastloenn", account.employment.key)
        return
    year_days, reduces = rules.ferie_dager_i_aaret, rules.ferietrekk_reduserer
    wage_type = rules.wage_type(HOLIDAY_DEDUCTION)
    for pay in account.employment.fixed:
        if pay.fra >= run.til or (pay.til is not None and pay.til < run.til):
            continue
        wanted = trekk_i_loenn_for_ferie(
            pay.aarsloenn_oere, pay.stillingsprosent, days, year_days.value
        )
        taken = min(wanted, max(sheet.cash, 0))
        if taken < wanted:
            sheet.leave_over(account.employment.key, HOLIDAY_DEDUCTION, wanted - taken)
            sheet.remark("ferietrekk_begrenset", taken, wanted)
        if not taken:
            continue
        trace = (
            "ferietrekk", (year_days.ref, reduces.ref), pay.aarsloenn_oere, pay.stillingsprosent,
            days, year_days.value, -taken,
        )  # fmt: skip
        sheet.add_pay(
            account, wage_type, -taken, (run.fra, run.til), trace, quantity=(days * 100, None)
        )
        sheet.fixed_table -= taken
        if not reduces.value:
            account.holiday += taken
