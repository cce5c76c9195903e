from samverk.core.money import Ppm
from samverk.payroll.engine.calculate import calculate_member
from samverk.payroll.engine.result import Remark
from samverk.payroll.rules.skattekort import Korttype, Skattekort
from samverk.payroll.tests.facts import (
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
HOURLY_ONLY = {"fixed": (), "is_spk_member": False}


def calculate(*claims, **changes):
    facts = person(employment(claims=claims, **changes))
    return calculate_member(facts, rules_of(), NOVEMBER)


def test_hours_are_paid_at_the_contracts_rate_with_holiday_pay_earned():
    result = calculate(claim("1010", antall=1050, sats_oere=kr(235.10)), **HOURLY_ONLY)
    assert amounts(result) == {
        "1010": kr(2_468.55),
        "2000": 0,
        "9100": kr(348.07),
        "9000": kr(296.23),
        "9110": kr(41.77),
    }
    line = line_of(result, "1010")
    assert (line.qty, line.rate_oere) == (1050, kr(235.10))
    assert result.netto_oere == kr(2_468.55)


def test_hours_of_a_member_of_the_pension_fund_pay_two_percent():
    result = calculate(claim("1010", antall=10_000, sats_oere=kr(200)), fixed=())
    assert amounts(result)["2100"] == -kr(400)
    assert amounts(result)["9200"] == kr(1_760)


def test_the_contracts_factor_multiplies_the_hours():
    result = calculate(claim("1010", antall=200, sats_oere=kr(235.10), faktor=150), **HOURLY_ONLY)
    assert line_of(result, "1010").amount_oere == kr(705.30)


def test_overtime_at_a_hundred_percent_doubles_the_hour():
    result = calculate(claim("1210", antall=250))
    line = line_of(result, "1210")
    assert (line.rate_oere, line.amount_oere) == (kr(687.56), kr(1_718.90))


def test_overtime_counts_towards_holiday_pay_but_not_pension():
    with_overtime = amounts(calculate(claim("1200", antall=600)))
    without = amounts(calculate())
    assert with_overtime["2100"] == without["2100"]
    assert with_overtime["9000"] - without["9000"] == kr(371.28)


def test_overtime_without_fixed_pay_is_shown_to_payroll_not_guessed():
    result = calculate(claim("1200", antall=600), fixed=())
    assert result.lines == ()
    assert result.remarks == (Remark("overtid_uten_fastloenn", ("k1",)),)
    assert result.is_blocked()


def test_a_supplement_with_a_rate_of_its_own():
    result = calculate(claim("1110", antall=400, sats_oere=kr(55)))
    assert line_of(result, "1110").amount_oere == kr(220)
    assert line_of(result, "1110").rule_key == "antall_sats"


def test_honorar_is_withheld_by_the_cards_percent_and_earns_nothing_more():
    result = calculate(claim("1300", beloep_oere=kr(10_000)), **HOURLY_ONLY)
    assert amounts(result) == {"1300": kr(10_000), "2000": -kr(4_100), "9100": kr(1_410)}
    assert line_of(result, "2000").rule_key == "forskuddstrekk.prosent"


def test_honorar_beside_salary_gives_two_tax_lines():
    result = calculate(claim("1300", beloep_oere=kr(10_000)))
    tax = [(x.rule_key, x.amount_oere) for x in result.lines if x.wage_type == "2000"]
    assert tax == [
        ("forskuddstrekk.tabell", -kr(14_711)),
        ("forskuddstrekk.prosent", -kr(4_100)),
    ]


def test_a_benefit_is_taxed_but_not_paid_out():
    result = calculate(claim("1700", beloep_oere=kr(1_200)))
    plain = calculate()
    assert amounts(result)["1700"] == kr(1_200)
    assert result.brutto_oere == plain.brutto_oere
    assert amounts(result)["2000"] < amounts(plain)["2000"]
    assert result.netto_oere == plain.netto_oere + amounts(result)["2000"] - amounts(plain)["2000"]


def test_a_reimbursement_is_paid_out_and_nothing_else():
    result = calculate(claim("1840", beloep_oere=kr(5_000)))
    plain = calculate()
    assert result.netto_oere == plain.netto_oere + kr(5_000)
    assert amounts(result) == amounts(plain) | {"1840": kr(5_000)}


def test_a_reversal_is_the_mirror_of_the_payment():
    paid = calculate(claim("1400", beloep_oere=kr(6_000)))
    reversed_too = calculate(
        claim("1400", beloep_oere=kr(6_000)), claim("1410", key="k2", beloep_oere=kr(6_000))
    )
    assert line_of(reversed_too, "1410").amount_oere == -kr(6_000)
    assert reversed_too.netto_oere == calculate().netto_oere
    assert paid.netto_oere > reversed_too.netto_oere


def test_an_advance_is_paid_without_tax_and_without_levy():
    result = calculate(claim("2500", beloep_oere=kr(20_000)), **HOURLY_ONLY)
    assert amounts(result) == {"2500": kr(20_000)}
    assert result.netto_oere == kr(20_000)
    assert result.brutto_oere == 0


def test_hours_on_a_percent_card_in_another_zone():
    card = Skattekort(2026, type=Korttype.PROSENT, prosentsats=Ppm(205_000))
    facts = person(
        employment(
            sone="4a", claims=(claim("1010", antall=1_000, sats_oere=kr(250)),), **HOURLY_ONLY
        ),
        skattekort=card,
    )
    result = calculate_member(facts, rules_of(), NOVEMBER)
    assert amounts(result)["2000"] == -kr(512)
    assert amounts(result)["9100"] == kr(197.50)
