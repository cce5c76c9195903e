"""Who is in Statens pensjonskasse: one rule for the run, its slip and the estimate."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from samverk.core.money import ONE, Ppm
from samverk.core.rates.api import national_book
from samverk.payroll.engine.calculate import calculate_member
from samverk.payroll.engine.facts import Arbeidsgrunnlag
from samverk.payroll.engine.membership import memberships
from samverk.payroll.engine.snapshot import Claim, FixedPay
from samverk.payroll.rates.tables import wage_types
from samverk.payroll.rules.explain import explain
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

FIRST, SECOND = UUID(int=1), UUID(int=2)
FULL = FixedPay("1000", 63_600_000, ONE, date(2020, 1, 1))
HOURS = Claim("t", "1010", date(2026, 10, 1), date(2026, 11, 1), antall=200, sats_oere=26_350)


def work(key: UUID = FIRST, **facts) -> Arbeidsgrunnlag:
    return Arbeidsgrunnlag(
        arbeidsforhold_id=key, party_id=UUID(int=9), enhet_id=UUID(int=8), sone="1", **facts
    )


def test_two_hours_make_a_member_in_2026():
    (found,) = memberships([work(claims=(HOURS,))], rules_of()).values()
    assert (found.er_medlem, found.grunn, found.andel) == (True, "", 12_307)


def test_in_2024_positions_are_added_up_to_the_limit():
    rules = replace(rules_of(), spk_minste=rules_of().spk_minste._replace(value=Ppm(200_000)))
    small = replace(FULL, stillingsprosent=Ppm(190_000))
    alone = memberships([work(fixed=(small,))], rules)
    assert (alone[FIRST].er_medlem, alone[FIRST].grunn) == (False, "under_grensen")
    both = memberships([work(fixed=(small,)), work(SECOND, claims=(HOURS,))], rules)
    assert [one.er_medlem for one in both.values()] == [True, True]
    assert both[FIRST].andel == 202_307


def test_hours_beside_a_full_position_are_not_pensionable():
    found = memberships([work(fixed=(FULL,)), work(SECOND, claims=(HOURS,))], rules_of())
    assert (found[FIRST].er_medlem, found[SECOND].er_medlem) == (True, False)
    assert found[SECOND].grunn == "full_stilling"


def test_two_periods_of_one_position_are_not_two_positions():
    before = replace(FULL, til=date(2026, 11, 15))
    after = replace(FULL, fra=date(2026, 11, 15), aarsloenn_oere=65_000_000)
    found = memberships([work(fixed=(before, after))], rules_of())
    assert found[FIRST].andel == ONE


@pytest.mark.parametrize(
    ("grunn", "sentence"),
    [
        ("oppdrag", "et oppdrag ikke er en ansettelse."),
        ("laerling", "du er lærling."),
        ("styreverv", "et styreverv ikke gir pensjon."),
        ("pensjonistvilkaar", "du er lønnet på pensjonistvilkår."),
    ],
)
def test_the_slip_says_why_not(grunn, sentence):
    pay = claim("1010", antall=1_000, sats_oere=kr(250))
    outside = employment(fixed=(), is_spk_member=False, spk_grunn=grunn, claims=(pay,))
    result = calculate_member(person(outside), rules_of(), run_of(2026, 11))
    line = line_of(result, "2100")
    assert line.amount_oere == 0
    assert "9200" not in amounts(result)
    for language in ("nb", "nn", "en"):
        found = explain(line.trace, wage_types(date(2026, 11, 1))["2100"], national_book(),
                        language=language)  # fmt: skip
        assert [rate.key for rate in found.rates] == ["spk.minste_stillingsprosent"]
        if language == "nb":
            assert found.sentence == (f"Du er ikke medlem i Statens pensjonskasse fordi {sentence}")


def test_below_the_limit_the_slip_gives_both_figures():
    pay = claim("1010", antall=1_000, sats_oere=kr(250))
    outside = employment(
        fixed=(), is_spk_member=False, spk_grunn="under_grensen", spk_andel=Ppm(61_500),
        claims=(pay,),
    )  # fmt: skip
    rules = replace(rules_of(), spk_minste=rules_of().spk_minste._replace(value=Ppm(200_000)))
    line = line_of(calculate_member(person(outside), rules, run_of(2026, 11)), "2100")
    assert line.trace[2:] == (61_500, 200_000)
    found = explain(line.trace, wage_types(date(2026, 11, 1))["2100"], national_book())
    assert found.sentence.replace("\xa0", " ") == (
        "Du er ikke medlem i Statens pensjonskasse fordi du arbeider 6,15 % av full stilling, og"
        " grensen er 20 %."
    )
