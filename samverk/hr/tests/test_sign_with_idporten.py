"""Signing with ID-porten against a real provider on loopback; what does not fit signs nothing."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import pytest
import requests
from psycopg.types.range import DateRange

from samverk.core.identifiers import synthetic_fnr
from samverk.core.parties import api as parties
from samverk.core.parties.models import PartyIdentifikator
from samverk.hr.models import Kontrakt, Signatur
from samverk.hr.signing import LEVEL_HIGH
from samverk.hr.tests.conftest import ACCOUNT

pytestmark = pytest.mark.django_db
PID = synthetic_fnr(date(2000, 2, 17), 211)
OTHER_PID = synthetic_fnr(date(1991, 3, 4), 77)
NOT_YOU = "Du er logget inn som en annen enn den kontrakten er laget for."
NOT_CONFIRMED = "ID-porten kunne ikke bekrefte hvem du er."
NOT_THIS = "Svaret fra ID-porten hører ikke til denne signeringen."


def person(sub, **claims):
    return oidc_provider_mock.User(sub=sub, claims={"pid": PID, "acr": LEVEL_HIGH} | claims)


USERS = [
    person("jonas"),
    person("annen", pid=OTHER_PID),
    oidc_provider_mock.User(sub="uten-pid", claims={"acr": LEVEL_HIGH}),
    person("tom-pid", pid=""),
    person("lavt", acr="idporten-loa-substantial"),
    person("feil-nonce", nonce="et-annet-spoersmaal"),
    person("feil-mottaker", aud="en-annen-klient"),
    person("feil-utsteder", iss="https://ikke-idporten.eksempel.no"),
]


@pytest.fixture(scope="module")
def provider():
    with oidc_provider_mock.run_server_in_thread(user_claims=USERS) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def late_provider():
    """Its tokens were over an hour ago."""
    with oidc_provider_mock.run_server_in_thread(
        user_claims=USERS, access_token_max_age=timedelta(hours=-1)
    ) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def set_up(monkeypatch):
    def done(issuer):
        monkeypatch.setenv("SAMVERK_IDPORTEN_UIT_ISSUER", issuer)
        monkeypatch.setenv("SAMVERK_IDPORTEN_UIT_CLIENT_ID", "samverk-signering")
        monkeypatch.setenv("SAMVERK_IDPORTEN_UIT_CLIENT_SECRET", "hemmelig")

    return done


@pytest.fixture
def jonas_is_known(act_as, now):
    with act_as("uit", "jonas") as actor:
        parties.give_identifier(
            tenant_id=actor.tenant_id, party_id=actor.party_id, kind="fnr", value=PID,
            kilde="hentet", now=now,
        )  # fmt: skip


def back(client, url, sub):
    """Send the form, go to the provider as a browser would, and return where it sends us back."""
    asked = client.post(url, {"kontonummer": ACCOUNT, "skattekommune": "Tromsø"})
    assert asked.status_code == 302, asked.content.decode()
    answer = requests.post(asked["Location"], data={"sub": sub}, allow_redirects=False, timeout=5)
    found = urlsplit(answer.headers["Location"])
    return f"{found.path}?{found.query}"


def nothing_signed(machine):
    with machine():
        assert Signatur.objects.count() == 0
        assert Kontrakt.objects.get().status == "til_signering"


@pytest.fixture
def signing(sent, sign_in, jonas_is_known, set_up, provider):
    set_up(provider)
    _, kontrakt = sent()
    return sign_in("uit", "jonas"), f"/folk/kontrakt/{kontrakt}/"


def test_the_question_asks_for_the_highest_level(signing):
    client, url = signing
    asked = parse_qs(
        urlsplit(
            client.post(url, {"kontonummer": ACCOUNT, "skattekommune": "Tromsø"})["Location"]
        ).query
    )
    assert asked["acr_values"] == [LEVEL_HIGH]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["nonce"][0]) >= 16


def test_the_person_signs_with_idporten(signing, provider, machine):
    client, url = signing
    assert client.get(back(client, url, "jonas")).status_code == 302
    with machine() as actor:
        found = Signatur.objects.get()
        assert (found.metode, found.nivaa, found.utsteder) == ("idporten", LEVEL_HIGH, provider)
        assert Kontrakt.objects.get().status == "signert"
        assert parties.find_by_identifier(actor.tenant_id, "fnr", PID) == found.party_id


@pytest.mark.parametrize(
    ("sub", "sentence"),
    [
        ("annen", NOT_YOU),
        ("uten-pid", NOT_CONFIRMED),
        ("tom-pid", NOT_CONFIRMED),
        ("feil-nonce", NOT_CONFIRMED),
        ("feil-mottaker", NOT_CONFIRMED),
        ("feil-utsteder", NOT_CONFIRMED),
        ("lavt", "Logg inn med BankID eller tilsvarende for å signere."),
    ],
)
def test_an_answer_that_does_not_fit_signs_nothing(signing, machine, sub, sentence):
    client, url = signing
    answer = client.get(back(client, url, sub))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    nothing_signed(machine)


def test_an_answer_that_came_too_late_signs_nothing(signing, set_up, late_provider, machine):
    set_up(late_provider)
    client, url = signing
    answer = client.get(back(client, url, "jonas"))
    assert answer.status_code == 422
    assert NOT_CONFIRMED in answer.content.decode()
    nothing_signed(machine)


def test_an_answer_to_another_question_signs_nothing(signing, machine):
    client, url = signing
    there = back(client, url, "jonas")
    state = parse_qs(urlsplit(there).query)["state"][0]
    answer = client.get(there.replace(state, "a" * len(state)))
    assert answer.status_code == 422
    assert NOT_THIS in answer.content.decode()
    nothing_signed(machine)


def test_the_same_answer_signs_only_once(signing, machine):
    client, url = signing
    there = back(client, url, "jonas")
    assert client.get(there).status_code == 302
    assert client.get(there).status_code == 404
    with machine():
        assert Signatur.objects.count() == 1


def test_a_silent_provider_gives_a_sentence_and_signs_nothing(signing, set_up, machine):
    client, url = signing
    set_up("http://127.0.0.1:9")
    answer = client.post(url, {"kontonummer": ACCOUNT, "skattekommune": "Tromsø"})
    assert answer.status_code == 422
    assert "ID-porten svarer ikke" in answer.content.decode()
    nothing_signed(machine)


@pytest.fixture
def nobody_knows(sent, sign_in, machine, party_of, set_up, provider):
    """Jonas without a number here: who he is, only ID-porten can say."""
    jonas = party_of("uit", "jonas")
    with machine():
        PartyIdentifikator.objects.filter(party_id=jonas).update(
            gyldig=DateRange(date(2025, 8, 1), date(2026, 1, 1))
        )
    set_up(provider)
    _, kontrakt = sent()
    return sign_in("uit", "jonas"), f"/folk/kontrakt/{kontrakt}/"


def identified(client, url, sub):
    """Ask who one is, without signing, and return where the provider sends us back."""
    asked = client.post(f"{url}kjent/")
    assert asked.status_code == 302, asked.content.decode()
    answer = requests.post(asked["Location"], data={"sub": sub}, allow_redirects=False, timeout=5)
    found = urlsplit(answer.headers["Location"])
    return f"{found.path}?{found.query}"


def test_idporten_says_who_one_is_before_the_signature(nobody_knows, machine, party_of):
    client, url = nobody_knows
    page = client.get(url).content.decode()
    assert "Bekreft hvem jeg er" in page
    assert 'name="mitt_fnr"' not in page
    assert client.get(identified(client, url, "jonas")).status_code == 302
    assert "Fødselsnummeret ditt er kjent" in client.get(url).content.decode()
    nothing_signed(machine)
    with machine() as actor:
        assert parties.find_by_identifier(actor.tenant_id, "fnr", PID) == party_of("uit", "jonas")


def test_a_number_that_is_somebody_elses_is_refused_before_the_signature(
    nobody_knows, machine, party_of, now
):
    client, url = nobody_knows
    amalie = party_of("uit", "amalie")
    with machine() as actor:
        parties.give_identifier(
            tenant_id=actor.tenant_id, party_id=amalie, kind="fnr", value=OTHER_PID,
            kilde="hentet", now=now,
        )  # fmt: skip
    for sub, sentence in (("annen", NOT_YOU), ("feil-nonce", NOT_CONFIRMED)):
        answer = client.get(identified(client, url, sub))
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    nothing_signed(machine)
    with machine() as actor:
        assert parties.find_by_identifier(actor.tenant_id, "fnr", OTHER_PID) == amalie
        assert parties.find_by_identifier(actor.tenant_id, "fnr", PID) is None


def test_an_identification_is_never_taken_for_a_signature(nobody_knows, machine):
    client, url = nobody_knows
    there = identified(client, url, "jonas")
    client.post(url, {"kontonummer": ACCOUNT, "skattekommune": "Tromsø"})  # asks again, new state
    answer = client.get(there)
    assert answer.status_code == 422
    assert NOT_THIS in answer.content.decode()
    nothing_signed(machine)
