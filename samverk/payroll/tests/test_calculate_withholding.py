from dataclasses import replace

import pytest

from samverk.core.money import Ppm
from samverk.payroll.engine.calculate import calculate_member
from samverk.payroll.engine.result import Remark
from samverk.payroll.engine.run import RunKind
from samverk.payroll.rules.skattekort import Korttype, Resultat, Skattekort, SkattekortInvalid
from samverk.payroll.rules.trekktabell import TrekktabellMissing
from samverk.payroll.tests.facts import (
    TABLE_8010,
    amounts,
    claim,
    employment,
    kr,
    line_of,
    person,
    rules_of,
    run_of,
)

NOVEMBER, DECEMBER = run_of(2026, 11), run_of(2026, 12, is_half_tax=True)
FRIKORT = Skattekort(2026, type=Korttype.FRIKORT, frikortbeloep_oere=kr(100_000))
PERCENT = Skattekort(2026, type=Korttype.PROSENT, prosentsats=Ppm(340_000))
PAYE = replace(PERCENT, prosentsats=Ppm(250_000), antall_maaneder=120)
HOURS = employment(
    fixed=(), is_spk_member=False, claims=(claim("1010", antall=4_000, sats_oere=kr(250)),)
)


def tax(facts, run=NOVEMBER):
    return amounts(calculate_member(facts, rules_of(), run)).get("2000", 0)


def test_table_on_pay_less_pension():
    result = calculate_member(person(), rules_of(), NOVEMBER)
    line = line_of(result, "2000")
    assert line.amount_oere == -kr(14_711)
    assert line.trace[2:5] == (kr(53_000), kr(1_060), 0)
    assert line.trace[5][3] == 51_940


def test_percent_card_takes_everything_by_percent():
    assert tax(replace(person(), skattekort=PERCENT)) == -kr(17_659)


@pytest.mark.parametrize("result", [Resultat.IKKE_SKATTEKORT, Resultat.UGYLDIG_IDENT])
def test_without_a_card_half_is_withheld_and_payroll_must_confirm(result):
    found = calculate_member(
        replace(person(), skattekort=Skattekort(2026, result)), rules_of(), NOVEMBER
    )
    assert amounts(found)["2000"] == -kr(25_970)
    assert Remark("skattekort_mangler") in found.remarks
    assert found.is_blocked()


def test_a_card_of_last_year_counts_as_none():
    found = calculate_member(
        replace(person(), skattekort=replace(TABLE_8010, inntektsaar=2025)), rules_of(), NOVEMBER
    )
    assert Remark("skattekort_mangler") in found.remarks
    assert line_of(found, "2000").rule_key == "forskuddstrekk.uten_kort"


def test_a_doubt_about_the_work_permit_stops_for_a_person():
    card = Skattekort(2026, Resultat.VURDER_ARBEIDSTILLATELSE)
    found = calculate_member(replace(person(), skattekort=card), rules_of(), NOVEMBER)
    assert Remark("arbeidstillatelse") in found.remarks
    assert found.is_blocked()


def test_no_duty_to_withhold_gives_no_tax_line():
    card = Skattekort(2026, Resultat.IKKE_TREKKPLIKT)
    assert tax(replace(person(), skattekort=card)) == 0


def test_a_frikort_withholds_nothing_until_it_is_used_up():
    inside = replace(person(HOURS), skattekort=FRIKORT, frikort_brukt_oere=kr(80_000))
    result = calculate_member(inside, rules_of(), NOVEMBER)
    assert amounts(result).get("2000", 0) == 0
    assert result.frikort_brukt_oere == kr(10_000)
    assert result.remarks == ()


def test_half_of_what_passes_a_frikort_is_withheld_with_a_warning():
    over = replace(person(HOURS), skattekort=FRIKORT, frikort_brukt_oere=kr(95_000))
    result = calculate_member(over, rules_of(), NOVEMBER)
    assert amounts(result)["2000"] == -kr(2_500)
    assert result.remarks == (Remark("frikort_brukt_opp", (kr(105_000), kr(100_000))),)
    assert not result.is_blocked()


def test_a_frikort_without_an_amount_is_never_guessed():
    card = replace(FRIKORT, frikortbeloep_oere=None)
    result = calculate_member(replace(person(HOURS), skattekort=card), rules_of(), NOVEMBER)
    assert Remark("frikort_uten_beloep") in result.remarks
    assert result.is_blocked()


def test_half_tax_once_a_year():
    assert tax(person(), DECEMBER) == -kr(7_355)
    assert tax(replace(person(), skattekort=PERCENT), DECEMBER) == -kr(8_829)


def test_half_tax_can_be_declined_and_is_not_for_twelve_month_cards_or_no_card():
    full = tax(person())
    assert tax(replace(person(), vil_ha_full_skatt=True), DECEMBER) == full
    assert tax(replace(person(), skattekort=PAYE), DECEMBER) == -kr(12_985)
    assert tax(replace(person(), skattekort=None), DECEMBER) == -kr(25_970)


def test_half_tax_reaches_supplements_only_up_to_the_average_pay():
    overtime = employment(claims=(claim("1200", antall=1_000),))
    above = replace(person(overtime), snittloenn_oere=kr(54_000))
    result = calculate_member(above, rules_of(), DECEMBER)
    line = line_of(result, "2000")
    assert line.rule_key == "forskuddstrekk.halv"
    full, basis, of_halved, taken = line.trace[2:6]
    assert basis == 54_000
    assert taken == full - of_halved + of_halved // 2
    generous = replace(above, snittloenn_oere=kr(90_000))
    assert tax(generous, DECEMBER) == -(full // 2) * 100


def test_a_payout_beside_the_ordinary_one_goes_by_percent():
    run = run_of(2026, 11, kind=RunKind.OFF_CYCLE, taxed_by_percent=True)
    result = calculate_member(person(HOURS), rules_of(), run)
    line = line_of(result, "2000")
    assert line.amount_oere == -kr(4_100)
    assert "forskuddstrekk.utenfor_ordinaer_kjoering@2023-01-01" in line.trace[1]


def test_voluntary_extra_tax_is_a_line_of_its_own():
    result = calculate_member(replace(person(), frivillig_trekk_kr=1_500), rules_of(), NOVEMBER)
    assert amounts(result)["2020"] == -kr(1_500)
    assert amounts(result)["2000"] == -kr(14_711)


def test_a_table_that_does_not_exist_is_refused():
    with pytest.raises(TrekktabellMissing, match="Tabell 7100 finnes ikke i 2026"):
        tax(replace(person(), skattekort=replace(TABLE_8010, trekktabell="7100")))


@pytest.mark.parametrize(
    "facts",
    [
        {"type": Korttype.TABELL, "trekktabell": "8010"},
        {"type": Korttype.TABELL, "prosentsats": Ppm(1)},
        {"type": Korttype.PROSENT},
        {},
    ],
)
def test_a_card_that_does_not_hold_together_is_refused(facts):
    with pytest.raises(SkattekortInvalid, match="Hent kortet på nytt"):
        Skattekort(2026, **facts)
