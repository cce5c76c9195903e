from dataclasses import replace
from datetime import date

from samverk.core.money import Ppm
from samverk.payroll.engine.calculate import calculate_member
from samverk.payroll.engine.result import LeftOver, Remark
from samverk.payroll.engine.snapshot import HolidayPay
from samverk.payroll.rules.skattekort import Korttype, Skattekort
from samverk.payroll.tests.facts import (
    amounts,
    employment,
    kr,
    line_of,
    person,
    rules_of,
    run_of,
    salary,
)

JUNE = run_of(2026, 6)
RULES = rules_of(date(2026, 6, 12))
PAYE = Skattekort(2026, type=Korttype.PROSENT, prosentsats=Ppm(250_000), antall_maaneder=120)


def june(holiday, *, card=None, **changes):
    facts = person(employment(holiday=holiday, **changes))
    if card is not None:
        facts = replace(facts, skattekort=card)
    return calculate_member(facts, RULES, JUNE)


def test_holiday_pay_and_the_deduction_are_two_lines_and_free_of_tax():
    result = june(HolidayPay(grunnlag_oere=kr(620_000), trekkdager=25))
    assert amounts(result) == {
        "1000": kr(53_000),
        "1500": kr(74_400),
        "1520": -kr(61_153.85),
        "2100": -kr(1_060),
        "9200": kr(4_664),
        "9100": kr(9_998.33),
        "9000": -kr(978.46),
        "9110": -kr(137.96),
    }
    assert result.netto_oere == kr(65_186.15)


def test_holiday_pay_is_earned_last_year_and_deducted_this_month():
    result = june(HolidayPay(grunnlag_oere=kr(620_000), trekkdager=25))
    earned = line_of(result, "1500")
    assert (earned.earned_from, earned.earned_to) == (date(2025, 1, 1), date(2026, 1, 1))
    deducted = line_of(result, "1520")
    assert (deducted.earned_from, deducted.earned_to) == (date(2026, 6, 1), date(2026, 7, 1))
    assert deducted.qty == 2500


def test_the_supplement_over_60_is_withheld_by_percent():
    result = june(HolidayPay(grunnlag_oere=kr(600_000), trekkdager=30, er_over_60=True))
    assert amounts(result)["1510"] == kr(13_800)
    assert amounts(result)["1520"] == -kr(73_384.62)
    assert amounts(result)["2000"] == -kr(5_658)
    assert line_of(result, "2000").rule_key == "forskuddstrekk.prosent"


def test_the_supplement_stops_at_six_g():
    result = june(HolidayPay(grunnlag_oere=kr(900_000), er_over_60=True))
    assert amounts(result)["1510"] == kr(18_843.76)


def test_a_twelve_month_card_withholds_in_all_of_it():
    result = june(HolidayPay(grunnlag_oere=kr(620_000), trekkdager=25), card=PAYE)
    assert amounts(result)["2000"] == -kr(16_296)
    assert result.trekkgrunnlag_oere == kr(65_186.15)


def test_hourly_paid_get_holiday_pay_without_any_deduction():
    result = june(HolidayPay(grunnlag_oere=kr(14_100)), fixed=(), is_spk_member=False)
    assert amounts(result) == {"1500": kr(1_692), "9100": kr(238.57)}
    assert result.netto_oere == kr(1_692)


def test_a_deduction_without_fixed_pay_is_not_made():
    result = june(HolidayPay(grunnlag_oere=kr(14_100), trekkdager=25), fixed=())
    assert "1520" not in amounts(result)
    assert Remark("ferietrekk_uten_fastloenn", ("a1",)) in result.remarks
    assert result.is_blocked()


def test_a_new_employee_without_holiday_pay_is_never_left_below_zero():
    result = june(HolidayPay(trekkdager=25))
    assert amounts(result)["1520"] == -kr(53_000)
    assert result.left_over[0] == LeftOver("a1", "1520", kr(8_153.85))
    assert result.netto_oere == 0
    assert Remark("ferietrekk_begrenset", (kr(53_000), kr(61_153.85))) in result.remarks


def test_final_settlement_withholds_what_is_earned_this_year():
    holiday = HolidayPay(grunnlag_oere=kr(600_000), grunnlag_i_aar_oere=kr(265_000))
    result = june(holiday, fixed=(salary(til=date(2026, 7, 1)),))
    assert amounts(result)["1500"] == kr(72_000)
    assert amounts(result)["1505"] == kr(31_800)
    percent = [x for x in result.lines if x.rule_key == "forskuddstrekk.prosent"]
    assert [x.amount_oere for x in percent] == [-kr(13_038)]


def test_final_settlement_over_60_adds_the_supplement_of_both_years():
    holiday = HolidayPay(
        grunnlag_oere=kr(600_000), grunnlag_i_aar_oere=kr(265_000), er_over_60=True
    )
    result = june(holiday)
    assert [x.amount_oere for x in result.lines if x.wage_type == "1510"] == [
        kr(13_800), kr(6_095),
    ]  # fmt: skip


def test_those_who_turn_60_next_year_earn_more_until_six_g():
    rules, november = rules_of(), run_of(2026, 11)
    plain = person(employment())
    senior = person(employment(fyller_60_neste_aar=True, feriegrunnlag_hittil_oere=kr(530_000)))
    near_cap = person(employment(fyller_60_neste_aar=True, feriegrunnlag_hittil_oere=kr(800_000)))
    past_cap = person(employment(fyller_60_neste_aar=True, feriegrunnlag_hittil_oere=kr(900_000)))
    accrued = [
        amounts(calculate_member(facts, rules, november))["9000"]
        for facts in (plain, senior, near_cap, past_cap)
    ]
    assert accrued == [kr(6_360), kr(7_579), kr(6_803.76), kr(6_360)]
