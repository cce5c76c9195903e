"""What is left of a budget leaves out what others have already asked for."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from samverk.core.access import api as access
from samverk.core.organisation import api as organisation
from samverk.core.periods import ONE_DAY, Period
from samverk.core.tenancy.api import tenant_by_slug
from samverk.finance import api as finance
from samverk.hr import api as hr
from samverk.processes.hire_to_pay.order import order_hire
from samverk.processes.hire_to_pay.outlook import SoFar, outlook

pytestmark = pytest.mark.django_db
FRA, TIL = date(2026, 12, 1), date(2026, 12, 31)
BUDGET = 10_000_000


@pytest.fixture
def unit(act_as, now):
    """The orderer's unit, with a chart and a budget for its cost centre."""
    with act_as("uit", "ola") as ola:
        [unit_id, *_] = organisation.unit_ids_with("hr.ansettelse.bestill")
        found = organisation.enhet(ola.tenant_id, unit_id, on=now.date())
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=now) as machine:
        finance.install_chart(actor=machine, fra=date(2026, 1, 1), now=now)
        finance.open_year(actor=machine, year=2026, now=now)
        finance.set_budget(
            actor=machine, fy=2026, koststed=int(found.koststed), delprosjekt=0,
            beloep_oere=BUDGET, now=now,
        )  # fmt: skip
    return found


def looked(actor, unit, now, *, besides=None, minutter=3_600, fra=FRA, til=TIL, language="nb"):
    return outlook(
        actor, enhet_id=unit.id, now=now, language=language, besides=besides,
        so_far=SoFar(minutter, 26_350, fra, til, ""),
    )  # fmt: skip


def test_the_figure_does_not_rise_when_the_leader_approves(act_as, unit, now):
    with act_as("uit", "jonas") as jonas:
        person = jonas.party_id
    with act_as("uit", "ola") as ola:
        hire = order(ola, unit, person, now, 3_600)
        before = looked(ola, unit, now, minutter=1_200)
    with act_as("uit", "ingrid") as ingrid:
        hr.approve_ansettelse(actor=ingrid, ansettelse_id=hire, now=now)
    with act_as("uit", "ola") as ola:
        after = looked(ola, unit, now, minutter=1_200)
    assert before.bundet_oere > 0
    assert (after.igjen_oere, after.bundet_oere) == (before.igjen_oere, before.bundet_oere)


def test_what_falls_after_the_year_is_said_and_not_taken_off(act_as, unit, now):
    with act_as("uit", "ola") as ola:
        whole = looked(ola, unit, now)
        half = looked(ola, unit, now, fra=date(2026, 12, 2), til=date(2027, 1, 30))
    assert (whole.senere_oere, whole.budsjett_aar) == (0, 2026)
    assert half.overslag.sum_oere == whole.overslag.sum_oere == 2_060_726
    assert half.senere_oere == 2_060_726 - 1_030_363
    assert half.igjen_oere == BUDGET - 1_030_363


def order(actor, unit, person, now, minutter):
    hire_id, _sak = order_hire(
        actor=actor, now=now,
        order=hr.NyAnsettelse(
            enhet_id=unit.id, emne="Sensur", party_id=person, stillingskode="1017",
            tittel="Seminarleder", minutter=minutter, timesats_oere=26_350,
            koststed=unit.koststed, gyldig=Period(FRA, TIL + ONE_DAY),
            lovhjemmel="statsansatteloven § 9 første ledd bokstav a",
        ),
    )  # fmt: skip
    return hire_id


def test_an_order_that_waits_is_taken_off_for_the_next_and_not_for_itself(act_as, unit, now):
    with act_as("uit", "jonas") as jonas:
        person = jonas.party_id
    with act_as("uit", "ola") as ola:
        alone = looked(ola, unit, now)
        first = order(ola, unit, person, now, 3_600)
        beside = looked(ola, unit, now, minutter=1_200)
        itself = looked(ola, unit, now, besides=first)
    cost = alone.overslag.sum_oere
    assert (alone.bundet_oere, alone.igjen_oere) == (0, BUDGET - cost)
    assert beside.bundet_oere == cost
    assert beside.igjen_oere == BUDGET - cost - beside.overslag.sum_oere
    assert (itself.bundet_oere, itself.igjen_oere) == (0, BUDGET - cost)


def test_whose_budget_it_is_is_said_in_the_readers_language(act_as, unit, now):
    with act_as("uit", "ola") as ola:
        said = [looked(ola, unit, now, language=x).budsjett_navn for x in ("nb", "en")]
    assert said == ["Institutt for samfunnsvitenskap", "Department of Social Sciences"]


@pytest.mark.parametrize(
    ("language", "minutter", "said"),
    [
        ("en", 3_600, "NOK 79,393 is left on Department of Social Sciences after this"),
        ("en", 36_000, "Department of Social Sciences is then NOK 106,073 short"),
        ("nb", 36_000, "Institutt for samfunnsvitenskap mangler da 106 073 kr"),
    ],
)
def test_the_cost_card_says_what_is_left_or_lacking_and_where(
    act_as, unit, now, language, minutter, said
):
    with act_as("uit", "ola") as ola, translation.override(language):
        seen = looked(ola, unit, now, minutter=minutter, language=language)
        card = render_to_string("processes/_cost.html", {"ser": seen})
    assert said in " ".join(card.split())
