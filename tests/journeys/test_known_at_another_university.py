"""Known at UiO, hired at UiT: what is fetched is not typed, and what is typed counts as twice."""

from datetime import date

import pytest
from psycopg.types.range import DateRange

from samverk.core.access import api as access
from samverk.core.identifiers import synthetic_fnr
from samverk.core.organisation import api as organisation
from samverk.core.parties import api as parties
from samverk.core.parties.models import PartyIdentifikator
from samverk.core.periods import Period
from samverk.core.provenance.models import Innsending
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api as workflow
from samverk.hr import api as hr
from samverk.hr.models import Kontrakt, Signatur
from samverk.processes import api as processes

pytestmark = pytest.mark.django_db
ACCOUNT = "86011117947"
NUMBER = synthetic_fnr(date(2000, 2, 17), 222)
FIELDS = ["kontonummer", "skattekommune"]


def _number(place, now, *, fnr):
    parties.give_identifier(
        tenant_id=place.tenant_id, party_id=place.party_id, kind="fnr", value=fnr, kilde="hentet",
        now=now,
    )  # fmt: skip


@pytest.fixture
def known_at_uio(act_as, now):
    """Sara works at UiO under Jonas' number, and lets the others recognise her."""
    with act_as("uio", "sara") as sara:
        _number(sara, now, fnr=NUMBER)
        units = organisation.enheter(sara.tenant_id, on=now.date())
    with access.acting(access.service_actor(tenant_by_slug("uio")), now=now) as machine:
        kontrakt = Kontrakt.objects.create(
            tenant_id=machine.tenant_id, party_id=sara.party_id, enhet_id=units[0].id, type="T1",
            nummer=1, tittel="Gruppelærer", budsjett_minutter=600, timesats_oere=26350,
            gyldig=(date(2026, 9, 1), date(2026, 12, 1)), status="til_signering", opprettet_at=now,
        )  # fmt: skip
    with act_as("uio", "sara") as sara:
        hr.sign_kontrakt(
            actor=sara, kontrakt_id=kontrakt.id, now=now,
            signering=hr.Signering(
                hr.Identitet("demo", "demo", "Samverk demo"), "Oslo", ACCOUNT, samtykke=True
            ),
        )  # fmt: skip


@pytest.fixture
def jonas_has_it(act_as, now):
    with act_as("uit", "jonas") as jonas:
        _number(jonas, now, fnr=NUMBER)


@pytest.fixture
def contract(known_at_uio, act_as, now):
    """Ordered, approved, and sent to Jonas; gives (contract, process instance)."""
    uit = tenant_by_slug("uit")
    with act_as("uit", "jonas") as jonas:
        person = jonas.party_id
    with act_as("uit", "ola") as ola:
        [unit_id, *_] = organisation.unit_ids_with("hr.ansettelse.bestill")
        hire, _sak = processes.order_hire(
            actor=ola, now=now,
            order=hr.NyAnsettelse(
                enhet_id=unit_id, emne="Seminarleder i STV-2510", stillingskode="1017",
                tittel="Seminarleder", minutter=3600, timesats_oere=26350, koststed="12401000",
                gyldig=Period(date(2026, 11, 25), date(2027, 2, 1)), party_id=person,
                lovhjemmel="statsansatteloven § 9 første ledd bokstav b",
            ),
        )  # fmt: skip
    with act_as("uit", "ingrid") as ingrid:
        [task] = workflow.inbox(ingrid, now=now).tasks
        processes.approve_hire(actor=ingrid, task_id=task.id, now=now)
    for _ in range(5):
        workflow.drain(uit, now)
    with act_as("uit", "jonas") as jonas:
        found = hr.kontrakt_for_ansettelse(jonas, hire)
        return f"/folk/kontrakt/{found.id}/", hr.ansettelse(jonas, hire).instans_id


def _counts(act_as, instans_id):
    with act_as("uit", "jonas"):
        rows = Innsending.objects.filter(instans_id=instans_id, skjema__startswith="hr.")
        rows = rows.filter(skjema__in=("hr.kontrakt.signer", "hr.opplysninger.hent"))
        return sorted((r.skjema, r.n_tastet, r.n_hentet, r.n_gjentatt) for r in rows)


def test_fetched_confirmed_and_signed_with_nothing_typed(sign_in, jonas_has_it, contract, act_as):
    url, instans_id = contract
    client, uio = sign_in("uit", "jonas"), tenant_by_slug("uio").id
    page = client.get(url).content.decode()
    assert "Hent kontonummer og skattekommune fra UiO" in page
    assert "som slutter på 7947" in page
    assert ACCOUNT not in page
    assert "Oslo" not in page
    assert client.post(f"{url}hent/{uio}/", {"felt": FIELDS}).status_code == 302
    page = client.get(url).content.decode()
    assert "fra UiO, med ditt samtykke" in page
    assert "Hent kontonummer" not in page
    assert client.post(url, {"skattekommune": "Oslo"}).status_code == 302
    assert _counts(act_as, instans_id) == [
        ("hr.kontrakt.signer", 1, 1, 0),  # the one that is answered is the consent
        ("hr.opplysninger.hent", 0, 2, 0),
    ]


def test_typed_although_known_is_counted_as_asked_twice(sign_in, jonas_has_it, contract, act_as):
    url, instans_id = contract
    data = {"kontonummer": ACCOUNT, "skattekommune": "Oslo"}
    assert sign_in("uit", "jonas").post(url, data).status_code == 302
    assert _counts(act_as, instans_id) == [("hr.kontrakt.signer", 3, 0, 2)]


def test_a_refused_fetch_says_why_and_brings_nothing(sign_in, jonas_has_it, contract, act_as):
    url, _ = contract
    client, uib = sign_in("uit", "jonas"), tenant_by_slug("uib").id
    answer = client.post(f"{url}hent/{uib}/", {"felt": FIELDS})
    assert answer.status_code == 422
    assert "Du er ikke kjent der, eller samtykket er trukket." in answer.content.decode()
    uio = tenant_by_slug("uio").id
    assert client.post(f"{url}hent/{uio}/").status_code == 422
    assert sign_in("uit", "amalie").post(f"{url}hent/{uio}/", {"felt": FIELDS}).status_code == 404
    with act_as("uit", "jonas") as jonas:
        assert hr.my_fetches(jonas) == []
        assert Signatur.objects.count() == 0


def test_somebody_without_a_number_says_who_one_is_first(sign_in, contract, act_as, now):
    url, _ = contract
    machine = access.service_actor(tenant_by_slug("uit"))
    with act_as("uit", "jonas") as jonas:
        person = jonas.party_id
    with access.acting(machine, now=now):
        PartyIdentifikator.objects.filter(party_id=person).update(
            gyldig=DateRange(date(2025, 8, 1), date(2026, 1, 1))
        )
    client = sign_in("uit", "jonas")
    assert "Bekreft hvem jeg er" in client.get(url).content.decode()
    assert "UiO" not in client.get(url).content.decode()
    wrong = client.post(f"{url}kjent/", {"mitt_fnr": "123"})
    assert wrong.status_code == 422
    assert client.post(f"{url}kjent/", {"mitt_fnr": NUMBER}).status_code == 302
    assert "Du er kjent fra UiO" in client.get(url).content.decode()
