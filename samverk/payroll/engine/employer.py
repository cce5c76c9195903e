"""The employer's own lines: pension premium, contribution by zone, and holiday pay to come."""

from samverk.core.money import Ppm
from samverk.payroll.engine.sheet import Account, Sheet
from samverk.payroll.rules.arbeidsgiveravgift import arbeidsgiveravgift
from samverk.payroll.rules.feriepenger import feriepenger, feriepenger_tillegg
from samverk.payroll.rules.pensjon import arbeidsgiverpremie

ACCRUAL, CONTRIBUTION, CONTRIBUTION_ON_ACCRUAL, PREMIUM = "9000", "9100", "9110", "9200"


def add_employer_lines(sheet: Sheet, account: Account) -> None:
    """Premium, contribution on pay and premium, holiday pay accrual and the contribution on it.

    Each follows the cost objects of the base it comes from.
    """
    rules, employment = sheet.rules, account.employment
    key, zone = employment.key, rules.zone(employment.sone)
    premium = 0
    if employment.is_spk_member and account.pension:
        share = rules.spk_premie
        premium = arbeidsgiverpremie(account.pension, share.value)
        cost = account.cost_like(premium, "is_pension_base")
        trace = ("spk.arbeidsgiverpremie", (share.ref,), account.pension, share.value, premium)
        sheet.add_line(key, PREMIUM, premium, trace, cost=cost)
        account.costs.append((cost, rules.wage_type(PREMIUM)))
    amount = arbeidsgiveravgift(account.aga + premium, zone.value)
    sheet.add_line(
        key,
        CONTRIBUTION,
        amount,
        ("arbeidsgiveravgift", (zone.ref,), account.aga, premium, zone.value, amount),
        cost=account.cost_like(amount, "is_aga"),
    )
    if account.holiday:
        _accrue(sheet, account, zone.value, zone.ref)


def _accrue(sheet: Sheet, account: Account, zone: Ppm, zone_ref: str) -> None:
    """Holiday pay earned on this run's base; the supplement when the person turns 60 next year,
    as long as the year's base is below 6 G."""
    rules, employment = sheet.rules, account.employment
    base, share = account.holiday, rules.feriepenger
    ordinary = feriepenger(base, share.value)
    trace: tuple[object, ...] = ("feriepenger.avsetning", (share.ref,), base, share.value, ordinary)
    accrued = ordinary
    if employment.fyller_60_neste_aar:
        extra, cap = rules.ferietillegg, rules.ferietillegg_tak
        before = employment.feriegrunnlag_hittil_oere
        supplement = feriepenger_tillegg(
            before + base, extra.value, cap.value
        ) - feriepenger_tillegg(before, extra.value, cap.value)
        accrued = ordinary + supplement
        trace = (
            "feriepenger.avsetning_over_60", (share.ref, *rules.ferietillegg_refs), base,
            share.value, ordinary, before, cap.value, extra.value, supplement, accrued,
        )  # fmt: skip
    cost = account.cost_like(accrued, "is_holiday_base")
    sheet.add_line(employment.key, ACCRUAL, accrued, trace, cost=cost)
    levy = arbeidsgiveravgift(accrued, zone)
    sheet.add_line(
        employment.key,
        CONTRIBUTION_ON_ACCRUAL,
        levy,
        ("arbeidsgiveravgift.feriepenger", (zone_ref,), accrued, zone, levy),
        cost=account.cost_like(levy, "is_holiday_base"),
    )
