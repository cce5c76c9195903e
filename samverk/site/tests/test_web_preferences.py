"""Language and colour scheme."""

import pytest

from samverk.core.parties import api as parties


def test_the_language_is_kept_in_a_cookie_and_on_the_account(sign_in):
    client = sign_in("uit", "ingrid")
    answer = client.post("/sprak/", {"spraak": "nn", "neste": "/oppgaver/"})
    assert answer["Location"] == "/oppgaver/"
    assert client.cookies["samverk_sprak"].value == "nn"
    assert '<html lang="nn"' in client.get("/oppgaver/").content.decode()
    del client.cookies["samverk_sprak"]
    assert '<html lang="nn"' in client.get("/oppgaver/").content.decode()


def test_the_person_is_written_to_in_the_chosen_language(sign_in, act_as):
    def written():
        with act_as("uit", "jonas") as jonas, act_as("uit", "ingrid") as ingrid:
            found = [parties.party(a.tenant_id, a.party_id).spraak for a in (jonas, ingrid)]
        return tuple(found)

    assert written() == ("nb", "nb")
    sign_in("uit", "jonas").post("/sprak/", {"spraak": "en"})
    assert written() == ("en", "nb")
    sign_in("uit", "jonas").post("/sprak/", {"spraak": "de"})
    assert written() == ("en", "nb")


def test_a_visitor_may_choose_language(client, db):
    client.post("/sprak/", {"spraak": "en", "neste": "/logg-inn/"})
    assert '<html lang="en"' in client.get("/logg-inn/").content.decode()


@pytest.mark.parametrize("chosen", ["", "de", "../etc"])
def test_an_unknown_language_changes_nothing(sign_in, chosen):
    client = sign_in("uit", "ingrid")
    assert client.post("/sprak/", {"spraak": chosen}).status_code == 302
    assert "samverk_sprak" not in client.cookies
    assert '<html lang="nb"' in client.get("/").content.decode()


def test_the_scheme_is_kept_without_javascript(sign_in):
    client = sign_in("uit", "ingrid")
    assert 'data-color-scheme="auto"' in client.get("/").content.decode()
    client.post("/visning/", {"visning": "dark", "neste": "/"})
    assert 'data-color-scheme="dark"' in client.get("/").content.decode()


def test_an_unknown_scheme_changes_nothing(sign_in):
    client = sign_in("uit", "ingrid")
    client.post("/visning/", {"visning": '"><script>'})
    client.cookies["samverk_visning"] = '"><script>'
    assert 'data-color-scheme="auto"' in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/sprak/", "/visning/"])
def test_preferences_take_only_a_post(sign_in, path):
    assert sign_in("uit", "ingrid").get(path).status_code == 405
