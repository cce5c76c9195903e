"""Pages for what went wrong, and what the transaction does then."""

from contextlib import contextmanager

import psycopg
import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path

from samverk.core import clock
from samverk.core.ui import api as ui
from samverk.core.ui.api import actor_of
from samverk.site import middleware
from samverk.site.urls import handler400, handler403, handler404, handler500
from samverk.site.web.views import errors


def _write(request):
    ui.give_tilbakemelding(actor=actor_of(request), side="/", tekst="halvskrevet", now=clock.now())


def _breaks(request):
    _write(request)
    msg = "a fault in the program"
    raise RuntimeError(msg)


def _refuses(request):
    _write(request)
    return HttpResponse("nei", status=422)


def _closed(request):
    actor_of(request).require("finnes.ikke.her")


urlpatterns = [path("brekk/", _breaks), path("nekt/", _refuses), path("stengt/", _closed)]
here = override_settings(ROOT_URLCONF=__name__)
__all__ = ["handler400", "handler403", "handler404", "handler500"]


def test_an_unknown_address_says_so_in_plain_words(sign_in):
    answer = sign_in("uit", "ingrid").get("/finnes-ikke/")
    assert answer.status_code == 404
    assert "Siden finnes ikke" in answer.content.decode()


@here
def test_a_fault_rolls_back_and_tells_nothing_of_the_inside(sign_in, act_as):
    client = sign_in("uit", "ingrid")
    client.raise_request_exception = False
    answer = client.post("/brekk/")
    assert answer.status_code == 500
    text = answer.content.decode()
    assert "Noe gikk galt hos oss" in text
    assert "fault in the program" not in text
    with act_as("uit", "ingrid") as actor:
        assert ui.my_tilbakemeldinger(actor) == []


@here
def test_a_refused_post_leaves_nothing_half_written(sign_in, act_as):
    assert sign_in("uit", "ingrid").post("/nekt/").status_code == 422
    with act_as("uit", "ingrid") as actor:
        assert ui.my_tilbakemeldinger(actor) == []


@here
def test_a_page_that_is_not_the_readers_to_see_says_what_to_do(sign_in):
    answer = sign_in("uit", "ingrid").get("/stengt/")
    assert answer.status_code == 403
    assert "Mine tilganger" in answer.content.decode()


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (errors.bad_request, 400, "Vi forsto ikke"),
        (errors.forbidden, 403, "ikke tilgang hit"),
        (errors.conflict, 409, "Noen andre lagret samtidig"),
        (errors.csrf_failure, 403, "Skjemaet var for gammelt"),
        (errors.server_error, 500, "Noe gikk galt"),
    ],
)
def test_the_error_page_needs_no_database(view, status, words):
    answer = view(RequestFactory().get("/"))
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_a_character_no_database_can_search_for_is_a_bad_request(sign_in):
    client = sign_in("uit", "ola")
    for address in ("/sok/?q=%00", "/saker/?q=a%00b", "/prosesser/ansett/?ny=1&emne=%00"):
        assert client.get(address).status_code == 400
    for address in ("/logg-inn/uit/demo/", "/meld-fra/"):
        assert client.post(address, {"brukernavn": "ola\x00", "tekst": "a\x00b"}).status_code == 400


def test_a_visitor_with_such_a_character_is_told_the_same(client, db):
    for address, status in (("/logg-inn/uit/?neste=%00", 400), ("/sok/?q=%00", 302)):
        assert client.get(address).status_code == status
    assert client.post("/logg-inn/uit/", {"brukernavn": "\x00", "passord": "x"}).status_code == 400
    answer = client.get("/", headers={"cookie": r'sessionid="\000abc"'})
    assert (answer.status_code, "Vi forsto ikke" in answer.content.decode()) == (400, True)


def test_a_program_is_answered_in_json(sign_in):
    said = "Vi forsto ikke forespørselen. Noe i adressen eller skjemaet kan ikke leses."
    client = sign_in("uit", "ola")
    answer = client.get("/sok/?q=%00&format=json")
    assert answer.status_code == 400
    assert answer.json()["feil"].startswith(said)
    missing = client.get("/finnes-ikke/", headers={"accept": "application/json"})
    assert (missing.status_code, list(missing.json())) == (404, ["feil"])


def _sql(statement):
    def view(request):
        _write(request)
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return view


# A row that a policy refuses; a no of our own trigger; a table that nobody was granted.
_ROW = "UPDATE access_bruker SET tenant_id = gen_random_uuid() WHERE id = samverk.subject()"
_OURS = "DO $$BEGIN RAISE EXCEPTION 'ingen_tilgang' USING ERRCODE='SV403', DETAIL='Åse'; END$$"
_UNGRANTED = "SELECT rolpassword FROM pg_authid"
urlpatterns += [
    path("rad/<int:n>/", lambda request, n: _sql(_ROW)(request)),
    path("vaar/", _sql(_OURS)), path("glemt/", _sql(_UNGRANTED)),
]  # fmt: skip


@here
@pytest.mark.parametrize(
    ("address", "logged"),
    [
        (
            "/rad/7/",
            "Refused by the database at rad/<int:n>/: "
            'new row violates row-level security policy "tenant" for table "access_bruker"',
        ),
        ("/vaar/", "Refused by the database at vaar/: ingen_tilgang"),
    ],
)
def test_what_the_database_refuses_a_reader_is_no_access(sign_in, act_as, caplog, address, logged):
    answer = sign_in("uit", "ingrid").post(address)
    assert answer.status_code == 403
    assert "Du har ikke tilgang hit" in answer.content.decode()
    said = [r.getMessage() for r in caplog.records if r.name == "samverk.site.middleware"]
    assert said == [logged]
    with act_as("uit", "ingrid") as actor:
        assert ui.my_tilbakemeldinger(actor) == []


@here
def test_a_forgotten_grant_is_a_fault_of_ours_and_is_logged(sign_in, act_as, caplog):
    client = sign_in("uit", "ingrid")
    client.raise_request_exception = False
    answer = client.post("/glemt/")
    assert answer.status_code == 500
    assert "Noe gikk galt hos oss" in answer.content.decode()
    [fault] = [r for r in caplog.records if r.name == "django.request"]
    assert (fault.levelname, fault.getMessage()) == ("ERROR", "Internal Server Error: /glemt/")
    assert "permission denied for table pg_authid" in caplog.text
    with act_as("uit", "ingrid") as actor:
        assert ui.my_tilbakemeldinger(actor) == []


_DEADLOCK = "DO $$BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE='40P01'; END$$"
urlpatterns += [path("samtidig/", _sql(_DEADLOCK))]


@here
def test_an_act_that_another_stood_in_the_way_of_is_sent_again(sign_in, act_as):
    answer = sign_in("uit", "ingrid").post("/samtidig/")
    assert answer.status_code == 409
    assert "Ingenting av det du sendte, er lagret." in answer.content.decode()
    with act_as("uit", "ingrid") as actor:
        assert ui.my_tilbakemeldinger(actor) == []


def test_an_act_broken_off_at_its_commit_is_told_so_too(sign_in, monkeypatch):
    client, real = sign_in("uit", "ingrid"), middleware.acting

    @contextmanager
    def broken_off_at_commit(actor, **options):
        with real(actor, **options) as acting:
            yield acting
        if actor.navn == "Ingrid Solbakken":  # the page is made; deferred rules are checked now
            raise OperationalError from psycopg.errors.DeadlockDetected("deadlock detected")

    monkeypatch.setattr(middleware, "acting", broken_off_at_commit)
    answer = client.get("/")
    assert answer.status_code == 409
    assert "Noen andre lagret samtidig" in answer.content.decode()
