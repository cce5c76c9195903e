"""Sign-in: institution, the cast, password, sign-out."""

from datetime import timedelta

import pytest
from django.test import override_settings

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.tenancy.api import tenant_by_slug

SECRET = "et langt passord 7"


@pytest.fixture
def local_account(act_as):
    with act_as("uit", "tilgang") as actor:
        return access.create_bruker(
            actor=actor, brukernavn="lokal", navn="Lokal Konto", party_id=None,
            now=clock.now(), passord=SECRET,
        )  # fmt: skip


def test_the_visitor_chooses_institution(client, db):
    text = client.get("/logg-inn/?neste=%2Foppgaver%2F").content.decode()
    assert "Universitetet i Bergen" in text
    assert 'href="/logg-inn/uit/?neste=%2Foppgaver%2F"' in text


def test_an_unknown_institution_is_not_found(client, db):
    assert client.get("/logg-inn/kiel/").status_code == 404


def test_the_cast_page_says_who_is_who(client, db):
    text = client.get("/logg-inn/uit/").content.decode()
    assert "Ingrid Solbakken" in text
    assert "Instituttleder, har budsjettet" in text


def test_one_of_the_cast_signs_in_and_goes_where_she_was_going(client, db):
    answer = client.post("/logg-inn/uit/demo/", {"brukernavn": "ingrid", "neste": "/oppgaver/"})
    assert answer["Location"] == "/oppgaver/"
    assert "Ingrid Solbakken" in client.get("/oppgaver/").content.decode()


@pytest.mark.parametrize("target", ["https://eksempel.no/", "//eksempel.no", "javascript:alert(1)"])
def test_sign_in_never_leads_to_another_host(client, db, target):
    answer = client.post("/logg-inn/uit/demo/", {"brukernavn": "ingrid", "neste": target})
    assert answer["Location"] == "/"


@override_settings(DEMO_SIGN_IN=False)
def test_the_cast_does_not_exist_outside_demo(client, db):
    assert "Ingrid Solbakken" not in client.get("/logg-inn/uit/").content.decode()
    assert client.post("/logg-inn/uit/demo/", {"brukernavn": "ingrid"}).status_code == 404
    assert "bruker" not in client.session


def test_somebody_outside_the_cast_cannot_be_chosen(client, local_account):
    assert client.post("/logg-inn/uit/demo/", {"brukernavn": "lokal"}).status_code == 404


def test_one_of_another_institutions_cast_is_unknown_here(client, db):
    assert client.post("/logg-inn/uio/demo/", {"brukernavn": "ingrid"}).status_code == 404


def test_name_and_password_open_the_door_under_a_new_session_key(client, local_account):
    client.get("/logg-inn/uit/")
    client.session.save()
    before = client.session.session_key
    answer = client.post("/logg-inn/uit/", {"brukernavn": "lokal", "passord": SECRET})
    assert answer.status_code == 302
    assert client.session["bruker"] == str(local_account)
    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("name", "word"), [("lokal", "feil"), ("ukjent", SECRET), ("ingrid", SECRET)]
)
def test_wrong_name_and_wrong_password_get_the_same_answer(client, local_account, name, word):
    answer = client.post("/logg-inn/uit/", {"brukernavn": name, "passord": word})
    assert answer.status_code == 422
    assert "Brukernavn eller passord er feil." in answer.content.decode()
    assert "bruker" not in client.session


def test_empty_fields_say_what_to_do_at_the_field(client, db):
    text = client.post("/logg-inn/uit/", {}).content.decode()
    assert 'id="f_brukernavn_feil"' in text
    assert 'aria-invalid="true"' in text
    assert "Fyll ut dette feltet." in text


def test_after_five_failures_even_the_right_password_waits(client, local_account):
    for _ in range(5):
        client.post("/logg-inn/uit/", {"brukernavn": "lokal", "passord": "feil"})
    answer = client.post("/logg-inn/uit/", {"brukernavn": "lokal", "passord": SECRET})
    assert "Vent et kvarter" in answer.content.decode()


def test_sign_out_ends_the_session_and_takes_only_a_post(sign_in):
    client = sign_in("uit", "ingrid")
    assert client.get("/logg-ut/").status_code == 405
    assert client.post("/logg-ut/")["Location"] == "/logg-inn/"
    assert client.get("/oppgaver/").status_code == 302


def test_an_account_that_has_ended_is_signed_out(client, local_account):
    client.post("/logg-inn/uit/", {"brukernavn": "lokal", "passord": SECRET})
    tenant = tenant_by_slug("uit")
    with access.acting(access.service_actor(tenant)):
        access.Bruker.objects.filter(id=local_account).update(aktiv=False)
    assert client.get("/")["Location"] == "/logg-inn/"
    assert "bruker" not in client.session


def test_a_session_is_over_after_eight_hours(client, local_account, monkeypatch, now):
    def at(**later):
        moment = now + timedelta(**later)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)  # the clock of sessions

    at(hours=0)
    client.post("/logg-inn/uit/", {"brukernavn": "lokal", "passord": SECRET})
    at(hours=7, minutes=59)
    assert client.get("/oppgaver/").status_code == 200
    at(hours=8, minutes=1)
    late = client.get("/oppgaver/")
    assert (late.status_code, late["Location"]) == (302, "/logg-inn/?neste=%2Foppgaver%2F")
    assert "bruker" not in client.session
