from dataclasses import replace
from datetime import date

import pytest

from samverk.core.errors import Refusal
from samverk.core.money import Ppm
from samverk.core.periods import WorkingCalendar
from samverk.payroll.engine.calculate import calculate_member
from samverk.payroll.engine.result import used_refs
from samverk.payroll.engine.run import VIRKEDAGER
from samverk.payroll.engine.snapshot import FixedPay, UnpaidLeave
from samverk.payroll.rules.kostnadsfordeling import Kostnadsfordeling
from samverk.payroll.rules.wage_types import WageTypeMissing
from samverk.payroll.tests.facts import (
    FROM_2020,
    UNION,
    WHOLE,
    amounts,
    claim,
    employment,
    kr,
    line_of,
    person,
    rules_of,
    run_of,
    salary,
)

NOVEMBER = run_of(2026, 11)


def test_a_november_slip_with_back_pay_and_overtime_to_the_oere():
    facts = person(
        employment(
            claims=(
                claim("1400", key="oppgjoer", beloep_oere=kr(6000)),
                claim("1200", key="overtid", antall=600),
            )
        ),
        deductions=(UNION,),
    )
    result = calculate_member(facts, rules_of(), NOVEMBER)
    assert amounts(result) == {
        "1000": kr(53_000),
        "1400": kr(6_000),
        "1200": kr(3_094.02),
        "2000": -kr(17_928),
        "2100": -kr(1_180),
        "2200": -kr(715.50),
        "9200": kr(5_192),
        "9100": kr(9_487.33),
        "9000": kr(7_451.28),
        "9110": kr(1_050.63),
    }
    assert result.brutto_oere == kr(62_094.02)
    assert result.trekkgrunnlag_oere == kr(60_198.52)
    assert result.netto_oere == kr(42_270.52)
    assert result.remarks == ()


def test_the_lines_of_the_slip_carry_quantity_rate_period_and_source():
    facts = person(employment(claims=(claim("1200", key="overtid", antall=600),)))
    line = line_of(calculate_member(facts, rules_of(), NOVEMBER), "1200")
    assert (line.qty, line.rate_oere, line.amount_oere) == (600, kr(515.67), kr(3_094.02))
    assert (line.earned_from, line.earned_to) == (date(2026, 10, 1), date(2026, 11, 1))
    assert line.source == "overtid"
    assert line.rule_key == "overtid"


def test_every_figure_used_is_pointed_at():
    refs = used_refs(calculate_member(person(), rules_of(), NOVEMBER))
    assert "forskuddstrekk.trekktabell@2026-01-01" in refs
    assert "arbeidsgiveravgift.sone_1@2026-01-01" in refs
    assert "spk.arbeidsgiverpremie@2023-01-01" in refs
    assert "feriepenger.sats_stat@2024-01-01" in refs
    assert "maanedsloenn.delmaaned@2018-05-01" not in refs


def test_half_a_position_is_half_the_pay():
    facts = person(employment(fixed=(salary(percent=500_000),)))
    assert amounts(calculate_member(facts, rules_of(), NOVEMBER))["1000"] == kr(26_500)


@pytest.mark.parametrize(
    ("fra", "til", "days", "amount"),
    [
        (date(2026, 11, 16), None, 15, 26_500),
        (FROM_2020, date(2026, 11, 11), 10, 17_666.67),
        (date(2026, 11, 30), date(2026, 12, 1), 1, 1_766.67),
    ],
)
def test_part_of_a_month_counts_calendar_days(fra, til, days, amount):
    facts = person(employment(fixed=(salary(fra=fra, til=til),)))
    result = calculate_member(facts, rules_of(), NOVEMBER)
    line = line_of(result, "1000")
    assert line.amount_oere == kr(amount)
    assert line.trace[4:6] == (days, 30)
    assert "maanedsloenn.delmaaned@2018-05-01" in used_refs(result)


def test_part_of_a_month_may_count_working_days_by_the_tenants_choice():
    run = run_of(2026, 11, day_rule=VIRKEDAGER, calendar=WorkingCalendar())
    facts = person(employment(fixed=(salary(fra=date(2026, 11, 16)),)))
    line = line_of(calculate_member(facts, rules_of(), run), "1000")
    assert line.trace[4:6] == (11, 21)
    assert line.amount_oere == kr(27_761.90)


def test_a_rise_in_the_middle_of_the_month_gives_two_lines():
    fixed = (
        salary(624_000, til=date(2026, 11, 16)),
        salary(636_000, fra=date(2026, 11, 16)),
    )
    result = calculate_member(person(employment(fixed=fixed)), rules_of(), NOVEMBER)
    found = [line.amount_oere for line in result.lines if line.wage_type == "1000"]
    assert found == [kr(26_000), kr(26_500)]


def test_pay_that_has_ended_or_not_begun_gives_no_line():
    fixed = (
        salary(til=date(2026, 11, 1)),
        salary(fra=date(2026, 12, 1)),
    )
    result = calculate_member(person(employment(fixed=fixed)), rules_of(), NOVEMBER)
    assert result.lines == ()
    assert result.netto_oere == 0


def test_a_fixed_supplement_is_its_own_line_and_pensionable():
    fixed = (salary(), FixedPay("1100", kr(24_000), Ppm(1_000_000), FROM_2020))
    result = calculate_member(person(employment(fixed=fixed)), rules_of(), NOVEMBER)
    assert amounts(result)["1100"] == kr(2_000)
    assert amounts(result)["2100"] == -kr(1_100)


def test_leave_without_pay_is_a_negative_line_that_lowers_every_base():
    leave = UnpaidLeave(Ppm(500_000), date(2026, 11, 1), date(2026, 11, 16))
    result = calculate_member(person(employment(leaves=(leave,))), rules_of(), NOVEMBER)
    assert amounts(result)["1600"] == -kr(13_250)
    assert result.brutto_oere == kr(39_750)
    assert amounts(result)["2100"] == -kr(795)
    assert amounts(result)["9000"] == kr(4_770)


def test_leave_over_the_end_of_the_month_stops_there():
    leave = UnpaidLeave(Ppm(1_000_000), date(2026, 11, 21), None)
    result = calculate_member(person(employment(leaves=(leave,))), rules_of(), NOVEMBER)
    assert amounts(result)["1600"] == -kr(17_666.67)


def test_leave_outside_the_month_gives_no_line():
    leave = UnpaidLeave(Ppm(1_000_000), date(2026, 10, 1), date(2026, 11, 1))
    result = calculate_member(person(employment(leaves=(leave,))), rules_of(), NOVEMBER)
    assert "1600" not in amounts(result)


def test_two_employments_are_two_accounts_and_one_tax():
    second = employment(key="a2", sone="4a", fixed=(replace(salary(240_000), wage_type="1020"),))
    result = calculate_member(person(employment(), second), rules_of(), NOVEMBER)
    assert [line.employment for line in result.lines if line.wage_type == "9100"] == ["a1", "a2"]
    assert len([line for line in result.lines if line.wage_type == "2000"]) == 1
    assert result.brutto_oere == kr(73_000)
    by_zone = {line.employment: line.trace[4] for line in result.lines if line.wage_type == "9100"}
    assert by_zone == {"a1": 141_000, "a2": 79_000}


def test_cost_follows_the_dated_shares():
    shares = (
        Kostnadsfordeling(FROM_2020, date(2026, 11, 16), (("310000", Ppm(1_000_000)),)),
        Kostnadsfordeling(
            date(2026, 11, 16), None, (("310000", Ppm(600_000)), ("P-77", Ppm(400_000)))
        ),
    )
    result = calculate_member(person(employment(fordelinger=shares)), rules_of(), NOVEMBER)
    assert line_of(result, "1000").cost == (("310000", kr(42_400)), ("P-77", kr(10_600)))
    assert line_of(result, "9100").cost == (("310000", kr(6_504.50)), ("P-77", kr(1_626.12)))
    assert line_of(result, "2000").cost == ()


def test_a_claim_may_carry_its_own_cost_object_and_takes_its_levy_along():
    own = (Kostnadsfordeling(FROM_2020, None, (("P-99", Ppm(1_000_000)),)),)
    facts = person(employment(claims=(claim("1300", beloep_oere=kr(10_000), fordelinger=own),)))
    result = calculate_member(facts, rules_of(), NOVEMBER)
    assert line_of(result, "1300").cost == (("P-99", kr(10_000)),)
    assert dict(line_of(result, "9100").cost)["P-99"] == kr(1_410)
    assert dict(line_of(result, "9200").cost) == {"310000": kr(4_664)}


def test_days_without_cost_shares_stop_the_approval_but_show_the_pay():
    shares = (Kostnadsfordeling(date(2026, 11, 5), None, (("310000", Ppm(1_000_000)),)),)
    result = calculate_member(person(employment(fordelinger=shares)), rules_of(), NOVEMBER)
    assert result.is_blocked()
    assert result.remarks[0].code == "kostnadsfordeling_mangler"
    assert line_of(result, "1000").amount_oere == kr(53_000)


def test_an_unknown_wage_type_or_zone_is_refused():
    with pytest.raises(WageTypeMissing, match="Lønnsart 4711 finnes ikke"):
        calculate_member(
            person(employment(claims=(claim("4711", beloep_oere=1),))), rules_of(), NOVEMBER
        )
    with pytest.raises(Refusal, match="Sone 9"):
        calculate_member(person(employment(sone="9")), rules_of(), NOVEMBER)


def test_a_person_without_employment_gets_no_lines():
    facts = replace(person(), employments=())
    result = calculate_member(facts, rules_of(), NOVEMBER)
    assert (result.lines, result.netto_oere) == ((), 0)


def test_shares_that_cover_the_whole_are_one_object():
    assert line_of(calculate_member(person(), rules_of(), NOVEMBER), "1000").cost == (
        (WHOLE[0].andeler[0][0], kr(53_000)),
    )
