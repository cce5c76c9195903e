"""Two may approve: one takes the task on its page, the other sees who, and it can be put back."""

from datetime import date

import pytest

from samverk.core.access import api as access
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
