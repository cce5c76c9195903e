"""OIDC against a real provider on loopback: code flow, PKCE, state, nonce, binding."""

from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import pytest
import requests

from samverk.core.access import api as access
from samverk.core.tenancy.api import tenant_by_slug
from samverk.site.web import oidc

EPPN = oidc.EPPN
USERS = [
    oidc_provider_mock.User(sub="sub-ingrid", claims={EPPN: "ingrid@uit.no"}),
    oidc_provider_mock.User(sub="sub-annen", claims={EPPN: "ingrid@uit.no"}),
    oidc_provider_mock.User(sub="sub-gjest", claims={EPPN: "ingrid@uio.no"}),
    oidc_provider_mock.User(sub="sub-ukjent", claims={EPPN: "nobody@uit.no"}),
]


@pytest.fixture(scope="module")
def provider():
    with oidc_provider_mock.run_server_in_thread(user_claims=USERS) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def configured(monkeypatch, provider):
    monkeypatch.setenv("SAMVERK_OIDC_UIT_ISSUER", provider)
    monkeypatch.setenv("SAMVERK_OIDC_UIT_CLIENT_ID", "samverk-uit")
    monkeypatch.setenv("SAMVERK_OIDC_UIT_CLIENT_SECRET", "hemmelig")
    return provider


def _authorise(client, sub, start="/oidc/uit/start"):
    """Go to the provider as a browser would, and return the address it sends us back to."""
    question = client.get(start)
    assert question.status_code == 302, question.content.decode()
    answer = requests.post(
        question["Location"], data={"sub": sub}, allow_redirects=False, timeout=5
    )
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def test_the_question_carries_state_nonce_and_pkce(client, db, configured):
    asked = parse_qs(urlsplit(client.get("/oidc/uit/start")["Location"]).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["client_id"] == ["samverk-uit"]
    assert asked["redirect_uri"] == ["http://testserver/oidc/uit/svar"]
    assert len(asked["state"][0]) >= 16
    assert len(asked["nonce"][0]) >= 16


def test_the_first_sign_in_binds_a_prepared_account(client, db, configured):
    back = _authorise(client, "sub-ingrid", "/oidc/uit/start?neste=/oppgaver/")
    answer = client.get(back)
    assert (answer.status_code, answer["Location"]) == (302, "/oppgaver/")
    assert "Ingrid Solbakken" in client.get("/").content.decode()
    with access.acting(access.service_actor(tenant_by_slug("uit"))):
        bound = access.Bruker.objects.get(brukernavn="ingrid")
    assert (bound.issuer, bound.sub) == (configured, "sub-ingrid")


@pytest.mark.parametrize(
    ("sub", "why"),
    [("sub-gjest", "ingen konto her"), ("sub-ukjent", "ingen konto her")],
)
def test_somebody_without_an_account_here_is_refused(client, db, configured, sub, why):
    answer = client.get(_authorise(client, sub))
    assert answer.status_code == 403
    assert why in answer.content.decode()
    assert "bruker" not in client.session


def test_an_account_bound_to_another_identity_is_not_taken_over(client, db, configured):
    client.get(_authorise(client, "sub-ingrid"))
    client.post("/logg-ut/")
    answer = client.get(_authorise(client, "sub-annen"))
    assert answer.status_code == 403
    assert "annen identitet" in answer.content.decode()


def test_an_answer_with_another_state_is_refused(client, db, configured):
    back = _authorise(client, "sub-ingrid")
    state = parse_qs(urlsplit(back).query)["state"][0]
    answer = client.get(back.replace(state, "a" * len(state)))
    assert answer.status_code == 403
    assert "bruker" not in client.session


def test_an_answer_for_another_question_is_refused(client, db, configured):
    back = _authorise(client, "sub-ingrid")
    session = client.session
    session["oidc"] = session["oidc"] | {"nonce": "et-annet-spoersmaal"}
    session.save()
    answer = client.get(back)
    assert answer.status_code == 403
    assert "bruker" not in client.session


def test_the_same_answer_cannot_be_used_twice(client, db, configured):
    back = _authorise(client, "sub-ingrid")
    client.get(back)
    assert client.get(back).status_code == 404


def test_an_answer_nobody_asked_for_is_not_found(client, db, configured):
    assert client.get("/oidc/uit/svar?code=x&state=y").status_code == 404


def test_an_answer_to_another_institutions_question_is_not_found(client, db, configured):
    back = _authorise(client, "sub-ingrid")
    assert client.get(back.replace("/uit/", "/uio/")).status_code == 404


def test_an_institution_without_a_client_has_no_oidc(client, db):
    assert client.get("/oidc/uio/start").status_code == 404
    assert "Feide" not in client.get("/logg-inn/uio/").content.decode()


def test_a_silent_provider_gives_a_sentence(client, db, monkeypatch):
    monkeypatch.setenv("SAMVERK_OIDC_UIT_ISSUER", "http://127.0.0.1:9")
    monkeypatch.setenv("SAMVERK_OIDC_UIT_CLIENT_ID", "samverk-uit")
    answer = client.get("/oidc/uit/start")
    assert answer.status_code == 403
    assert "svarer ikke" in answer.content.decode()
