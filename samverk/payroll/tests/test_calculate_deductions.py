from dataclasses import replace
from datetime import date

from samverk.core.money import Ppm
from samverk.payroll.engine.calculate import calculate_member
from samverk.payroll.engine.result import LeftOver, Remark
from samverk.payroll.engine.run import RunKind
from samverk.payroll.engine.snapshot import Deduction
from samverk.payroll.tests.facts import (
    UNION,
    amounts,
    claim,
    employment,
    kr,
    line_of,
    person,
    rules_of,
    run_of,
)

NOVEMBER = run_of(2026, 11)
PLAIN_TAX = -kr(14_711)


def calculate(*deductions, run=NOVEMBER, **changes):
    facts = person(employment(**changes), deductions=deductions)
    return calculate_member(facts, rules_of(run.utbetalingsdato), run)


def test_union_dues_lower_the_basis_of_tax():
    result = calculate(UNION)
    assert amounts(result)["2200"] == -kr(715.50)
    assert line_of(result, "2000").trace[4] == kr(715.50)
    assert amounts(result)["2000"] > PLAIN_TAX


def test_union_dues_lower_the_basis_by_no_more_than_a_twelfth_of_the_cap():
    result = calculate(replace(UNION, prosent=None, beloep_oere=kr(900)))
    assert amounts(result)["2200"] == -kr(900)
    assert line_of(result, "2000").trace[4] == kr(725)


def test_what_was_taken_too_much_comes_back_in_full():
    back = Deduction("forskudd", "2510", beloep_oere=-kr(2_000), gjenstaar_oere=0)
    result = calculate(back)
    assert amounts(result)["2510"] == kr(2_000)
    assert line_of(result, "2510").trace == ("trekk.tilbake", (), kr(2_000))
    assert result.netto_oere == calculate().netto_oere + kr(2_000)


def test_union_dues_lower_the_basis_only_in_the_ordinary_run():
    result = calculate(UNION, run=run_of(2026, 11, kind=RunKind.OFF_CYCLE))
    assert line_of(result, "2000").trace[4] == 0


def test_a_cap_nobody_knows_lets_nothing_through():
    result = calculate_member(
        person(
            deductions=(UNION,),
            skattekort=replace(person().skattekort, inntektsaar=2025),
        ),
        rules_of(date(2025, 11, 12)),
        run_of(2025, 11),
    )
    assert line_of(result, "2000").trace[4] == 0
    assert Remark("fagforening_tak_mangler", (2025,)) in result.remarks


def test_attachment_by_amount_takes_what_is_left_of_the_months_order():
    order = Deduction("trekk-1", "2300", beloep_oere=kr(4_000), tatt_oere=kr(1_500))
    result = calculate(order)
    assert amounts(result)["2300"] == -kr(2_500)
    assert amounts(result)["2000"] == PLAIN_TAX


def test_attachment_by_percent_is_whole_kroner_of_gross():
    order = Deduction("trekk-1", "2300", prosent=Ppm(125_000))
    result = calculate(order, claims=(claim("1200", antall=600),))
    assert amounts(result)["2300"] == -kr(7_011)


def test_an_order_of_zero_is_a_pause():
    assert "2300" not in amounts(calculate(Deduction("trekk-1", "2300", beloep_oere=0)))


def test_an_advance_is_repaid_by_no_more_than_is_left_of_it():
    debt = Deduction("forskudd", "2510", beloep_oere=kr(10_000), gjenstaar_oere=kr(3_000))
    result = calculate(debt)
    assert amounts(result)["2510"] == -kr(3_000)
    assert result.netto_oere == calculate().netto_oere - kr(3_000)


def test_net_pay_never_goes_below_zero_and_the_rest_waits():
    rent = Deduction("husleie", "2400", beloep_oere=kr(30_000))
    attachment = Deduction("trekk-1", "2300", beloep_oere=kr(20_000))
    result = calculate(rent, attachment)
    assert amounts(result)["2000"] == PLAIN_TAX
    assert amounts(result)["2100"] == -kr(1_060)
    assert amounts(result)["2300"] == -kr(20_000)
    assert amounts(result)["2400"] == -kr(17_229)
    assert result.netto_oere == 0
    assert result.left_over == (LeftOver("husleie", "2400", kr(12_771)),)
    assert Remark("trekk_rakk_ikke", ("2400", kr(17_229), kr(12_771))) in result.remarks
    assert line_of(result, "2400").rule_key == "trekk.begrenset"


def test_reimbursements_and_advances_are_not_eaten_by_deductions():
    rent = Deduction("husleie", "2400", beloep_oere=kr(60_000))
    result = calculate(rent, claims=(claim("1840", beloep_oere=kr(5_000)),))
    assert result.netto_oere == kr(5_000)


def test_negative_pay_stops_the_approval():
    result = calculate(claims=(claim("1410", beloep_oere=kr(80_000)),))
    assert result.brutto_oere == -kr(27_000)
    assert Remark("negativ_loenn", (-kr(27_000),)) in result.remarks
    assert result.is_blocked()


def test_pension_of_a_correction_is_given_back_even_when_pay_is_short():
    result = calculate(
        Deduction("husleie", "2400", beloep_oere=kr(60_000)),
        claims=(claim("1410", beloep_oere=kr(53_000)), claim("1110", beloep_oere=kr(100))),
    )
    assert result.netto_oere == 0
