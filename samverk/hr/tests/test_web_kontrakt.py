"""The signing page: asks only what nobody knows, and only its own person may sign."""

from datetime import date

import pytest

from samverk.core.access import api as access
from samverk.core.identifiers import is_synthetic, is_valid_kontonummer
from samverk.core.organisation import api as organisation
from samverk.core.parties import api as parties
from samverk.core.periods import Period
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.tenancy.ids import new_id
from samverk.hr import api as hr
from samverk.hr.models import Signatur
from samverk.hr.signing import demo_numbers

pytestmark = pytest.mark.django_db
ACCOUNT = "86011117947"


@pytest.fixture
def contract(act_as, now):
    """A contract that waits for Jonas."""
    uit = tenant_by_slug("uit")
    with access.acting(access.visitor(uit), now=now):
        person = access.Bruker.objects.get(tenant_id=uit.id, brukernavn="jonas").party_id
    with act_as("uit", "ola") as ola:
        [unit] = organisation.unit_ids_with("hr.ansettelse.bestill")
        hire = hr.order_ansettelse(
            actor=ola, now=now,
            order=hr.NyAnsettelse(
                enhet_id=unit, emne="Seminarleder i STV-2510", stillingskode="1018",
                tittel="Seminarleder", minutter=3600, timesats_oere=26350, koststed="12401000",
                gyldig=Period(date(2026, 11, 25), date(2027, 2, 1)), party_id=person,
            ),
        )  # fmt: skip
    with act_as("uit", "ingrid") as ingrid:
        hr.approve_ansettelse(actor=ingrid, ansettelse_id=hire, now=now)
    machine = access.service_actor(uit)
    with access.acting(machine, now=now):
        return hr.lag_arbeidskontrakt(actor=machine, ansettelse_id=hire, steg_id=new_id(), now=now)


def _url(contract):
    return f"/folk/kontrakt/{contract}/"


def test_known_facts_are_shown_and_not_asked(sign_in, contract):
    page = sign_in("uit", "jonas").get(_url(contract)).content.decode()
    assert "Fødselsnummeret ditt er kjent" in page
    assert 'name="fnr"' not in page
    assert 'name="kontonummer"' in page


def test_who_has_an_account_is_told_that_it_may_stand(sign_in, contract, act_as, now):
    page = sign_in("uit", "jonas").get(_url(contract)).content.decode()
    assert "Elleve siffer" in page
    with act_as("uit", "jonas") as jonas:
        parties.give_identifier(
            tenant_id=jonas.tenant_id, party_id=jonas.party_id, kind="kontonummer",
            value=ACCOUNT, kilde="tastet", now=now,
        )  # fmt: skip
    page = sign_in("uit", "jonas").get(_url(contract)).content.decode()
    assert "Annen konto enn den som slutter på 7947" in page
    assert "La feltet stå tomt for å bruke den kjente kontoen." in page
    assert "Elleve siffer" not in page


def test_signed_once_with_the_account_kept(sign_in, contract, act_as):
    client = sign_in("uit", "jonas")
    data = {"kontonummer": ACCOUNT, "skattekommune": "Tromsø"}
    assert client.post(_url(contract), data).status_code == 302
    assert client.post(_url(contract), data).status_code == 302  # twice is as once
    with act_as("uit", "jonas") as jonas:
        assert hr.kontrakt(jonas, contract).status == "signert"
        assert Signatur.objects.filter(kontrakt_id=contract).count() == 1
        kinds = {
            i.type: i.siste_fire
            for i in parties.identifiers(jonas.tenant_id, jonas.party_id, on=date(2026, 11, 30))
        }
        assert kinds["kontonummer"] == "7947"


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("kontonummer", "86011117940", "kontonummer"),
        ("kontonummer", "", "Fyll ut"),
        ("skattekommune", "", "Fyll ut"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_signed(
    sign_in, contract, act_as, field, value, text
):
    data = {"kontonummer": ACCOUNT, "skattekommune": "Tromsø"} | {field: value}
    answer = sign_in("uit", "jonas").post(_url(contract), data)
    assert answer.status_code == 422
    assert f'id="f_{field}_feil"' in answer.content.decode()
    assert text.lower() in answer.content.decode().lower()
    with act_as("uit", "jonas") as jonas:
        assert hr.kontrakt(jonas, contract).status == "til_signering"
        assert Signatur.objects.count() == 0


@pytest.mark.parametrize(
    ("kommune", "says"),
    [("", "Fyll ut dette feltet."), ("T", "Skriv kommunen der du betaler skatt")],
)
def test_all_that_is_wrong_is_said_at_once(sign_in, contract, act_as, kommune, says):
    data = {"kontonummer": "123 <b>", "skattekommune": kommune}
    answer = sign_in("uit", "jonas").post(_url(contract), data)
    assert answer.status_code == 422
    said = {name: list(errors) for name, errors in answer.context["form"].errors.items()}
    assert list(said) == ["kontonummer", "skattekommune"]
    assert said["kontonummer"] == [
        "Et kontonummer har 11 siffer. Sjekk om ett mangler eller to er byttet om."
    ]
    assert said["skattekommune"][0].startswith(says)
    page = answer.content.decode()
    assert 'value="123 &lt;b&gt;"' in page
    assert "123 <b>" not in page
    with act_as("uit", "jonas") as jonas:
        assert hr.kontrakt(jonas, contract).status == "til_signering"
        assert Signatur.objects.count() == 0


@pytest.mark.parametrize(("slug", "who"), [("uit", "amalie"), ("uit", "ingrid"), ("uio", "sara")])
def test_nobody_else_signs(sign_in, contract, slug, who):
    client = sign_in(slug, who)
    assert client.get(_url(contract)).status_code == 404
    assert client.post(_url(contract), {"kontonummer": ACCOUNT}).status_code == 404


def test_the_pdf_is_read_by_its_person(sign_in, contract):
    answer = sign_in("uit", "jonas").get(f"{_url(contract)}pdf/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF-1.7")


def test_somebody_new_is_offered_invented_numbers_that_can_be_used():
    for seed in (0, 7, 2**127 + 11):
        fnr, account = demo_numbers(seed)
        assert is_synthetic(fnr)
        assert is_valid_kontonummer(account)
