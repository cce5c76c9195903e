"""A task is named by what its doer shall do; to others by what the step is called."""

import pytest

from samverk.core.outbox.api import deliver_due
from samverk.core.ui import api as ui
from samverk.core.workflow import api as workflow
from samverk.processes import api
from samverk.processes.tests.test_another_job import ISV, an_order, machine, unit_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ordered(act_as, now):
    with act_as("uit", "jonas") as jonas:
        person = jonas.party_id
    with act_as("uit", "ola") as ola:
        return api.order_hire(actor=ola, order=an_order(unit_of(ISV, now), person), now=now)


@pytest.mark.parametrize(
    ("language", "asks", "name"),
    [
        ("nb", "Godkjenn ansettelse", "Leder godkjenner"),
        ("nn", "Godkjenn tilsetjing", "Leiar godkjenner"),
        ("en", "Approve the hire", "Leader approves"),
    ],
)
def test_the_engine_gives_both_names_in_three_languages(act_as, ordered, now, language, asks, name):
    with act_as("uit", "ingrid") as ingrid:
        [task] = workflow.inbox(ingrid, now=now, language=language).tasks
    assert (task.asks, task.name) == (asks, name)


def test_the_inbox_asks_the_leader_and_tells_the_orderer(act_as, ordered, now):
    what = "Seminarleder i STV-2510, Jonas Lyngmo"
    with act_as("uit", "ingrid") as ingrid:
        rows = [row.title for row in ui.tasks(ingrid, now) if row.group == "mine"]
        assert rows == [f"Godkjenn ansettelse: {what}"]
    with act_as("uit", "ola") as ola:
        rows = [row.title for row in ui.tasks(ola, now) if row.group == "venter"]
        assert rows == [f"Leder godkjenner: {what}"]


def test_the_notice_and_the_case_ask_too(act_as, sign_in, ordered, now):
    with machine(now) as actor:
        deliver_due(actor=actor, now=now)
    with act_as("uit", "ingrid") as ingrid:
        told = [notice.text for notice in ui.my_notices(ingrid).rows]
    assert "Ny oppgave: Godkjenn ansettelse – Seminarleder i STV-2510, Jonas Lyngmo" in told
    text = sign_in("uit", "ingrid").get(f"/saker/{ordered[1]}/").content.decode()
    assert '<h2 id="na">Godkjenn ansettelse</h2>' in text
    assert "Du er her" in text


def test_what_one_has_done_opens_the_order_too(act_as, sign_in, ordered, now):
    with act_as("uit", "ola") as ola:
        (done,) = [row for row in ui.tasks(ola, now) if row.group == "gjort"]
    client = sign_in("uit", "ola")
    assert done.url in client.get("/oppgaver/?vis=gjort").content.decode()
    answer = client.get(done.url)
    assert (answer.status_code, answer["Location"]) == (302, f"/saker/{ordered[1]}/")
    assert client.get(answer["Location"]).status_code == 200
