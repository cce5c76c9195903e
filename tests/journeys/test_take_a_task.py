"""A task is taken on its page, put back, and given to a colleague who may do it."""

import re
from datetime import date

import pytest

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.errors import Refusal
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api as workflow
from samverk.processes import api as processes
from tests.journeys.test_hire_to_pay import _drain, _order, _party, _task

pytestmark = pytest.mark.django_db
UNIT = "Institutt for samfunnsvitenskap"


@pytest.fixture
def task_id(act_as, now):
    """Return a task that waits for Ingrid and Synnøve."""
    jonas = _party("uit", "jonas", now)
    with act_as("uit", "ola") as ola:
        order = _order(ola, jonas, UNIT)
        synnove = access.Bruker.objects.get(tenant_id=ola.tenant_id, brukernavn="synnove").id
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=now) as machine:
        access.grant_rolle(
            actor=machine, bruker_id=synnove, rolle="bdm", omfang="enhet", fra=date(2026, 1, 1),
            now=now, details={"kilde": "oppsett", "enhet_id": order.enhet_id},
        )  # fmt: skip
    with act_as("uit", "ola") as ola:
        processes.order_hire(actor=ola, order=order, now=now)
    _drain(now)
    with act_as("uit", "ingrid") as ingrid:
        return _task(ingrid, now).id


def _page(sign_in, who, task_id):
    return sign_in("uit", who).get(f"/prosesser/oppgave/{task_id}/").content.decode()


def _post(sign_in, who, task_id, handling):
    path = f"/prosesser/oppgave/{task_id}/"
    answer = sign_in("uit", who).post(
        f"/prosesser/ta/{task_id}/", {"handling": handling, "neste": path}
    )
    assert (answer.status_code, answer["Location"]) == (302, path)


def _taken_by(act_as, task_id, now):
    with act_as("uit", "ola") as ola:
        taker = workflow.task_facts(ola, task_id, now=now).assignee_id
        return access.bruker(ola, taker).brukernavn if taker else None


def test_one_takes_it_the_other_sees_who_and_it_can_be_put_back(sign_in, act_as, task_id, now):
    assert "Ta oppgaven" in _page(sign_in, "ingrid", task_id)
    _post(sign_in, "ingrid", task_id, "ta")
    assert _taken_by(act_as, task_id, now) == "ingrid"
    assert "Du har tatt oppgaven." in _page(sign_in, "ingrid", task_id)
    assert "Ingrid Solbakken har tatt oppgaven." in _page(sign_in, "synnove", task_id)
    _post(sign_in, "synnove", task_id, "slipp")
    _post(sign_in, "synnove", task_id, "ta")
    assert _taken_by(act_as, task_id, now) == "ingrid"
    _post(sign_in, "ingrid", task_id, "slipp")
    assert _taken_by(act_as, task_id, now) is None


def test_whoever_cannot_do_it_is_not_offered_it_and_does_not_get_it(sign_in, act_as, task_id, now):
    assert "Ta oppgaven" not in _page(sign_in, "ola", task_id)
    _post(sign_in, "ola", task_id, "ta")
    assert _taken_by(act_as, task_id, now) is None


def _id(act_as, who):
    with act_as("uit", "ola") as ola:
        return access.Bruker.objects.get(tenant_id=ola.tenant_id, brukernavn=who).id


def _give(sign_in, act_as, who, task_id, to):
    """Give the task away on its page as somebody would without JavaScript."""
    to_id = _id(act_as, to)
    path = f"/prosesser/oppgave/{task_id}/"
    return sign_in("uit", who).post(
        f"/prosesser/gi/{task_id}/",
        {"kollega": str(to_id), "melding": "Jeg er på reise", "neste": path}, follow=True,
    ).content.decode()  # fmt: skip


def _given(act_as, task_id):
    with act_as("uit", "ola") as ola:
        rows = workflow.HumanTask.objects.get(id=task_id).changes.filter(art="delegert")
        names = access.brukere(ola, [row.to_id for row in rows])
        return [(names[row.to_id].brukernavn, row.begrunnelse) for row in rows]


def test_it_is_given_to_one_who_may_do_it_and_only_once(sign_in, act_as, task_id, now):
    page = _page(sign_in, "ingrid", task_id)
    choices = page.split('name="kollega"')[1].split("</select>")[0]
    assert re.findall(r"<option[^>]*>([^<]+)<", choices) == [
        "Velg", "Marte Heimdal", "Synnøve Bakkejord",
    ]  # fmt: skip
    assert "Oppgaven er gitt til Marte Heimdal." in _give(
        sign_in, act_as, "ingrid", task_id, "marte"
    )
    assert _taken_by(act_as, task_id, now) == "marte"
    _drain(clock.now())
    notices = sign_in("uit", "marte").get("/varsler/").content.decode()
    assert "Ingrid Solbakken har gitt deg en oppgave" in notices
    again = _give(sign_in, act_as, "ingrid", task_id, "synnove")
    assert "Oppgaven er ikke gitt videre." in again
    assert "Gi oppgaven til en annen" not in _page(sign_in, "marte", task_id)
    onwards = _give(sign_in, act_as, "marte", task_id, "synnove")
    assert "Oppgaven er ikke gitt videre." in onwards
    assert _given(act_as, task_id) == [("marte", "Jeg er på reise")]


@pytest.mark.parametrize("to", ["torgeir", "ola", "jonas", "ingrid"])
def test_nobody_without_the_right_is_offered_it_or_given_it(sign_in, act_as, task_id, to, now):
    assert "Oppgaven er ikke gitt videre." in _give(sign_in, act_as, "ingrid", task_id, to)
    to_id = _id(act_as, to)
    with act_as("uit", "ingrid") as ingrid, pytest.raises(Refusal):
        workflow.delegate_task(actor=ingrid, task_id=task_id, to=to_id, now=now)
    assert (_taken_by(act_as, task_id, now), _given(act_as, task_id)) == (None, [])


def test_one_that_does_not_have_it_or_that_is_done_is_not_given_away(sign_in, act_as, task_id, now):
    assert "Oppgaven er ikke gitt videre." in _give(sign_in, act_as, "ola", task_id, "marte")
    with act_as("uit", "ingrid") as ingrid:
        processes.approve_hire(actor=ingrid, task_id=task_id, now=now)
    assert "Oppgaven er ikke gitt videre." in _give(sign_in, act_as, "ingrid", task_id, "marte")
    to_id = _id(act_as, "marte")
    with act_as("uit", "ingrid") as ingrid, pytest.raises(workflow.TaskNotOpen):
        workflow.delegate_task(actor=ingrid, task_id=task_id, to=to_id, now=now)
    assert _given(act_as, task_id) == []
