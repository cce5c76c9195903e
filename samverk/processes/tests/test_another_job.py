"""The same work of the same person is asked about: on the page, in the act and in the database."""

from datetime import date

import pytest
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext

from samverk.cases import api as cases
from samverk.core.access import api as access
from samverk.core.organisation import api as organisation
from samverk.core.parties import api as parties
from samverk.core.periods import ONE_DAY, Period
from samverk.core.tenancy.api import tenant_by_slug
from samverk.finance import api as finance
from samverk.hr import api as hr
from samverk.hr.models import Ansettelse, Kontrakt
from samverk.processes import api

pytestmark = pytest.mark.django_db
ISV = "Institutt for samfunnsvitenskap"
IFS = "Institutt for språk og kultur"
FRA, TIL = date(2026, 11, 25), date(2027, 1, 31)
PAGE = "/prosesser/ansett/"


def machine(now):
    return access.acting(access.service_actor(tenant_by_slug("uit")), now=now)


def unit_of(name, now):
    with machine(now) as actor:
        units = organisation.enheter(actor.tenant_id, on=now.date())
        return next(u.id for u in units if u.navn == name)


@pytest.fixture
def jonas(act_as):
    with act_as("uit", "jonas") as actor:
        return actor.party_id


def an_order(unit, person, **changes):
    values = {
        "enhet_id": unit, "emne": "Seminarleder i STV-2510", "party_id": person,
        "stillingskode": "1018", "tittel": "Seminarleder", "minutter": 3_600,
        "timesats_oere": 26_350, "koststed": "12401000", "gyldig": Period(FRA, TIL + ONE_DAY),
        "lovhjemmel": "statsansatteloven § 9 første ledd bokstav a",
    }  # fmt: skip
    return hr.NyAnsettelse(**(values | changes))


@pytest.fixture
def first(act_as, jonas, now):
    """Ola has ordered Jonas as a seminar leader; the hire and its case."""
    with act_as("uit", "ola") as ola:
        return api.order_hire(actor=ola, order=an_order(unit_of(ISV, now), jonas), now=now)


def typed(person, now, **changes):
    values = {
        "handling": "send", "enhet": str(unit_of(ISV, now)), "person": str(person),
        "epost": "jonas@uit.example",
        "emne": "Sensur i STV-2510", "fra": "2026-12-01", "til": "2026-12-20", "timer": "12",
        "hjemmel": "statsansatteloven § 9 første ledd bokstav a", "stillingskode": "1018",
        "tittel": "Seminarleder", "timesats": "263,50",
    }  # fmt: skip
    return values | changes


def hires(now):
    with machine(now):
        return Ansettelse.objects.count()


def test_the_page_asks_with_name_and_case_and_writes_nothing(sign_in, first, jonas, now):
    with machine(now) as actor:
        nummer = cases.sak(actor, first[1]).nummer
        people = parties.Party.objects.count()
    page = sign_in("uit", "ola").post(PAGE, typed(jonas, now))
    assert page.status_code == 422
    text = page.content.decode()
    assert "Jonas Lyngmo har alt arbeid i samme stilling i denne tida" in text
    assert f'<a href="/saker/{first[1]}/">sak {nummer}</a>' in text
    assert "Dette er en annen jobb enn «Seminarleder i STV-2510»" in text
    assert "Personen har alt arbeid i samme stilling i denne tida. Kryss av" in text
    assert 'value="Sensur i STV-2510"' in text
    assert hires(now) == 1
    with machine(now):
        assert parties.Party.objects.count() == people


def test_the_tick_lets_it_through_and_the_approver_reads_it(sign_in, first, jonas, now):
    page = sign_in("uit", "ola").post(PAGE, typed(jonas, now, annen_jobb=str(first[0])))
    assert page.status_code == 302
    with machine(now) as actor:
        made = Ansettelse.objects.exclude(id=first[0]).get()
        assert made.annen_jobb_enn == [first[0]]
        nummer = cases.sak(actor, first[1]).nummer
    leader = sign_in("uit", "ingrid")
    task = next(t for t in _tasks(now) if t.case.objekt_id == made.id)
    text = leader.get(f"/prosesser/oppgave/{task.id}/").content.decode()
    assert "Bestilleren sier at dette er en annen jobb enn:" in text
    assert f"sak {nummer}</a>" in text


def _tasks(now):
    from samverk.core.workflow import api as workflow

    with machine(now) as actor:
        found = [
            task
            for hire in Ansettelse.objects.all()
            for task in workflow.tasks_of_instance(actor, hire.instans_id, now=now)
        ]
    return [task for task in found if task.skjema == "hr.ansettelse.godkjenn"]


def test_a_keystroke_asks_the_database_once_for_what_the_person_has(
    act_as, sign_in, first, jonas, now
):
    with machine(now) as actor:
        finance.install_chart(actor=actor, fra=date(2026, 1, 1), now=now)
        finance.open_year(actor=actor, year=2026, now=now)
        finance.set_budget(
            actor=actor, fy=2026, koststed=12401000, delprosjekt=0, beloep_oere=10_000_000, now=now
        )
    with act_as("uit", "ola") as ola:
        order = an_order(unit_of(ISV, now), jonas, emne="Sensur", annen_jobb_enn=(first[0],))
        api.order_hire(actor=ola, order=order, now=now)
    client, written = sign_in("uit", "ola"), typed(jonas, now, emne="Sensur", handling="")
    with CaptureQueriesContext(connection) as asked:
        page = client.get(PAGE, written, headers={"HX-Request": "true"})
    assert page.content.decode().count("Dette er en annen jobb enn") == 2
    sql = [query["sql"] for query in asked]
    parts = "hr_samme_arbeid", 'FROM "cases_sak"', 'FROM "confirmations_sats"'
    # The figures are read for the proposed rate, the cost, and what falls on the budget.
    assert [sum(part in one for one in sql) for part in parts] == [1, 1, 3]
    assert len(sql) <= 55


def test_a_tick_for_one_job_does_not_answer_for_the_next(sign_in, first, jonas, now):
    client = sign_in("uit", "ola")
    assert client.post(PAGE, typed(jonas, now, annen_jobb=str(first[0]))).status_code == 302
    page = client.post(PAGE, typed(jonas, now, annen_jobb=str(first[0]), timer="13"))
    assert page.status_code == 422
    assert "Dette er en annen jobb enn «Sensur i STV-2510»" in page.content.decode()
    assert hires(now) == 2


@pytest.mark.parametrize("ticked", [False, True])
def test_a_double_click_is_one_order_and_leads_to_its_case(sign_in, first, jonas, now, ticked):
    client = sign_in("uit", "ola")
    sent = typed(jonas, now, annen_jobb=str(first[0])) if ticked else typed(
        jonas, now, fra="2027-03-01", til="2027-04-01"
    )  # fmt: skip
    one, two = client.post(PAGE, sent), client.post(PAGE, sent)
    assert (one.status_code, two.status_code) == (302, 302)
    assert one["Location"] == two["Location"]
    assert hires(now) == 2


def test_a_double_click_on_somebody_new_makes_one_person(sign_in, now):
    client = sign_in("uit", "ola")
    new = typed("", now, fornavn="Kari", etternavn="Vik", epost="kari.vik@post.example")
    with machine(now):
        before = parties.Party.objects.count()
    one, two = (client.post(f"{PAGE}?ny=1", new) for _ in range(2))
    assert (one.status_code, one["Location"]) == (two.status_code, two["Location"])
    assert hires(now) == 1
    again = client.post(f"{PAGE}?ny=1", new | {"epost": "KARI.vik@post.example", "timer": "9"})
    assert again.status_code == 422
    assert "Kari Vik har alt arbeid" in again.content.decode()
    with machine(now):
        assert parties.Party.objects.count() == before + 1


@pytest.mark.parametrize(
    "changes",
    [
        {"gyldig": Period(TIL + ONE_DAY, date(2027, 6, 1))},
        {"stillingskode": "1017", "tittel": "Stipendiat"},
    ],
    ids=["other days", "another post"],
)
def test_other_days_or_another_post_is_not_asked_about(act_as, first, jonas, now, changes):
    with act_as("uit", "ola") as ola:
        hr.order_ansettelse(actor=ola, order=an_order(unit_of(ISV, now), jonas, **changes), now=now)
    assert hires(now) == 2


@pytest.mark.parametrize("changes", [{"tittel": "Underviser"}, {"stillingskode": "1017"}])
def test_the_same_code_or_the_same_title_is_the_same_post(act_as, first, jonas, now, changes):
    with act_as("uit", "ola") as ola, pytest.raises(hr.JobbOrdered) as refused:
        hr.order_ansettelse(actor=ola, order=an_order(unit_of(ISV, now), jonas, **changes), now=now)
    assert refused.value.field == "annen_jobb"
    assert hires(now) == 1


def test_a_contract_without_an_order_counts_and_a_withdrawn_order_does_not(
    act_as, first, jonas, now
):
    with machine(now) as actor:
        hr.trekk_ansettelse(actor=actor, ansettelse_id=first[0], grunn="Likevel ikke", now=now)
    order = an_order(unit_of(ISV, now), jonas)
    with act_as("uit", "ola") as ola:
        again = hr.order_ansettelse(actor=ola, order=order, now=now)
    with machine(now) as actor:
        hr.trekk_ansettelse(actor=actor, ansettelse_id=again, grunn="Likevel ikke", now=now)
        Kontrakt.objects.create(
            tenant_id=actor.tenant_id, party_id=jonas, enhet_id=order.enhet_id, type="T1",
            nummer=9001, tittel="seminarleder", gyldig=(FRA, TIL), budsjett_minutter=600,
            timesats_oere=26_350, status="signert", opprettet_at=now, signert_at=now,
        )  # fmt: skip
    with act_as("uit", "ola") as ola, pytest.raises(hr.JobbOrdered):
        hr.order_ansettelse(actor=ola, order=order, now=now)
    assert hires(now) == 2


def test_of_another_units_work_only_that_it_is_there_is_told(sign_in, jonas, now):
    with machine(now) as actor:
        hr.order_ansettelse(actor=actor, order=an_order(unit_of(IFS, now), jonas), now=now)
    text = sign_in("uit", "ola").post(PAGE, typed(jonas, now)).content.decode()
    assert "Jonas Lyngmo har alt arbeid i samme stilling" in text
    assert "Arbeid ved en annen enhet" in text
    assert "STV-2510</b>" not in text
    assert IFS not in text


def test_the_database_refuses_what_no_one_asked_about(act_as, first, now):
    with machine(now):
        one = Ansettelse.objects.get(id=first[0])
        one.id, one.sak_id, one.instans_id = None, None, None
        with pytest.raises(Error) as refused, transaction.atomic():
            one.save(force_insert=True)
    assert refused.value.__cause__.sqlstate == "SV028"
    assert hires(now) == 1


def test_a_returned_order_moved_onto_another_asks_too(act_as, first, jonas, now):
    later = Period(date(2027, 3, 1), date(2027, 5, 1))
    unit = unit_of(ISV, now)
    with act_as("uit", "ola") as ola:
        second = hr.order_ansettelse(
            actor=ola, order=an_order(unit, jonas, gyldig=later), now=now
        )  # fmt: skip
    with act_as("uit", "ingrid") as ingrid:
        hr.return_ansettelse(actor=ingrid, ansettelse_id=second, grunn="Feil dager", now=now)
    change = {"actor": ola, "ansettelse_id": second, "now": now}
    with act_as("uit", "ola"):
        with pytest.raises(hr.JobbOrdered):
            hr.change_ansettelse(order=an_order(unit, jonas), **change)
        assert hr.ansettelse(ola, second).gyldig == later
        answered = an_order(unit, jonas, annen_jobb_enn=(first[0],))
        hr.change_ansettelse(order=answered, **change)
        assert hr.ansettelse(ola, second).status == "bestilt"
