"""The order page keeps what was written when something is missing."""

import re
from datetime import timedelta

import pytest

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.parties import api as parties
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api as workflow
from samverk.hr.models import Ansettelse
from samverk.processes.tests.test_another_job import machine, typed

pytestmark = pytest.mark.django_db


def test_an_empty_order_of_somebody_new_shows_the_form_with_what_is_missing(sign_in):
    page = sign_in("uit", "ola").post("/prosesser/ansett/?ny=1", {"handling": "send"})
    assert page.status_code == 422
    text = page.content.decode()
    assert 'name="fornavn"' in text
    assert "Send til godkjenning" in text


def test_a_rate_is_proposed_only_for_a_position(sign_in):
    client = sign_in("uit", "ola")
    rate = r'name="timesats"[^>]* value="(\d+,\d\d)"'
    empty = client.get("/prosesser/ansett/?ny=1").content.decode()
    assert re.search(rate, empty) is None
    assert "Skriv hva personen skal gjøre, så foreslås stilling og sats." in empty
    for said in ({"emne": "seminarleder i STV-2510"}, {"stillingskode": "1017"}):
        page = client.get("/prosesser/ansett/", {"ny": "1", **said}).content.decode()
        assert re.findall(rate, page) == ["263,50"]
    assert "beregnet fra et forslag til årslønn (ubekreftet)" in re.sub(r"<[^>]+>|\s+", " ", page)


def test_positions_without_a_name_are_not_offered(sign_in):
    text = sign_in("uit", "ola").get("/prosesser/ansett/?ny=1").content.decode()
    assert "Stipendiat 1017" in text
    assert '<option value="0389"' not in text


def test_a_search_for_a_person_is_answered_on_the_page_itself_without_javascript(sign_in):
    client = sign_in("uit", "ola")
    text = client.get("/prosesser/ansett/", {"q": "Lyngmo"}).content.decode()
    assert "<b>Jonas Lyngmo</b>" in text
    assert "/prosesser/ansett/?person=" in text
    assert "Jonas Lyngmo" not in client.get("/prosesser/ansett/").content.decode()
    nobody = client.get("/prosesser/ansett/", {"q": "Ingen Heter Dette"}).content.decode()
    assert "Ingen med det navnet." in nobody


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"til": "2026-11-30"}, "til", "Siste dag kan ikke være før første dag."),
        ({"til": "9999-12-31"}, "til", "Skriv et årstall fra 1900 til 2100."),
        ({"fra": "0001-01-01"}, "fra", "Skriv et årstall fra 1900 til 2100."),
        ({"fra": "1999-12-31"}, "fra", "Første dag er mer enn ett år tilbake. Kontroller året."),
        ({"timer": "481"}, "timer", "Det er flere timer enn perioden har. Kontroller timene."),
        ({"timer": "1e9"}, "timer", "Tallet er for stort. Kontroller det."),
        ({"timer": "1,234"}, "timer", "Skriv høyst to desimaler."),
        ({"timesats": "10000,01"}, "timesats", "Timesatsen er over 10 000 kr. Kontroller tallet."),
        ({"timesats": "9" * 40}, "timesats", "Beløpet er for stort. Kontroller tallet."),
        ({"emne": "x" * 201}, "emne", "Skriv høyst 200 tegn. Nå er det 201."),
        ({"begrunnelse": "Fint 🎉"}, "begrunnelse", "Tegnet «🎉» kan ikke stå i et arkivert"),
        ({"etternavn": "Vik 🚀"}, "etternavn", "Tegnet «🚀» kan ikke stå i et arkivert"),
    ],
)
def test_nonsense_is_answered_at_the_field_and_nothing_is_written(
    sign_in, now, changes, field, sentence
):
    new = typed("", now, fornavn="Kari", etternavn="Vik", epost="kari.vik@post.example")
    with machine(now):
        before = parties.Party.objects.count()
    page = sign_in("uit", "ola").post("/prosesser/ansett/?ny=1", new | changes)
    assert page.status_code == 422
    text = page.content.decode().replace("\u00a0", " ")
    error = text.split(f'id="f_{field}_feil"')[1].split("</p>")[0]
    assert sentence in error
    kept = changes[field]
    assert f'value="{kept}"' in text or f">\n{kept}</textarea>" in text
    with machine(now):
        assert (Ansettelse.objects.count(), parties.Party.objects.count()) == (0, before)


def test_an_order_after_the_last_day_of_the_process_says_so_and_writes_nothing(sign_in, now):
    bott = access.service_actor(tenant_by_slug("bott"))
    with access.acting(bott, now=now):
        workflow.end_definition(
            actor=bott, definition_id=workflow.definitions(bott, key="hire_to_pay")[0].id,
            siste_dag=now.date(), vedtaksref="UDIR-BOTT 3/26", now=now,
        )  # fmt: skip
    new = typed("", now, fornavn="Kari", etternavn="Vik", epost="kari.vik@post.example")
    with machine(now):
        before = parties.Party.objects.count()
    with clock.fixed(now + timedelta(days=1)):
        page = sign_in("uit", "ola").post("/prosesser/ansett/?ny=1", new)
    assert page.status_code == 422
    text = page.content.decode().replace("\u00a0", " ")
    assert "er tatt ut av bruk. Siste dag for nye saker var 23. november 2026." in text
    with machine(now):
        assert (Ansettelse.objects.count(), parties.Party.objects.count()) == (0, before)
