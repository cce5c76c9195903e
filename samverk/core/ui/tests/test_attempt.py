"""An act answered by a redirect: a refusal is said, and nothing of what it wrote stays."""

import pytest
from django.test import RequestFactory

from samverk.core.errors import Refusal
from samverk.core.ui import api as ui
from samverk.core.ui.models import Tilbakemelding


@pytest.fixture
def request_(rf: RequestFactory):
    made = rf.post("/")
    made.session = {}
    return made


def write(actor, now, tekst="Knappen er borte"):
    ui.give_tilbakemelding(actor=actor, side="/", tekst=tekst, now=now)


def test_a_refusal_undoes_what_the_act_had_written(act_as, request_, now):
    with act_as("uit", "ingrid") as actor:
        write(actor, now, "Skrevet før")
        with ui.attempt(request_):
            write(actor, now)
            raise Refusal("Fant ikke %(hva)s.", values={"hva": "saken"})
        assert list(Tilbakemelding.objects.values_list("tekst", flat=True)) == ["Skrevet før"]
    assert [(m.kind, m.text) for m in ui.take_messages(request_)] == [("stop", "Fant ikke saken.")]


def test_an_act_that_is_done_stays(act_as, request_, now):
    with act_as("uit", "ingrid") as actor:
        with ui.attempt(request_):
            write(actor, now)
            ui.say(request_, "Takk.")
        assert Tilbakemelding.objects.count() == 1
    assert [(m.kind, m.text) for m in ui.take_messages(request_)] == [("ok", "Takk.")]


def test_a_fault_is_not_swallowed(act_as, request_, now):
    def broken(actor):
        write(actor, now)
        raise ZeroDivisionError

    with act_as("uit", "ingrid") as actor:
        with pytest.raises(ZeroDivisionError), ui.attempt(request_):
            broken(actor)
        assert Tilbakemelding.objects.count() == 0
    assert ui.take_messages(request_) == []
