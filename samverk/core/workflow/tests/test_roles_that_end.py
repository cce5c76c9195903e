"""A role ends or is given while tasks wait: refused before anything is delivered, moved after."""

from datetime import date, datetime, timedelta

import pytest

from samverk.core.access import api as access
from samverk.core.access.api import Grant
from samverk.core.grants import api as grants
from samverk.core.outbox.api import deliver_due
from samverk.core.periods import OSLO
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api
from samverk.core.workflow.models import HumanTask, TaskCandidate, TaskChange
from samverk.core.workflow.services import rows
from samverk.core.workflow.tests.test_tasks_on_the_move import candidates, deputy, second_bdm

OVER = "Du har ikke lenger rollen oppgaven krever. Den venter på en annen."


@pytest.fixture
def at_bdm(uit, act_as):
    """A hire that waits for Ingrid and Synnøve, who both hold the role."""
    second_bdm(uit, act_as)
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    return instance


def withdraw(uit, act_as, who, last=None):
    with act_as("uit", "tilgang") as admin:
        (grant,) = Grant.objects.filter(
            tenant_id=admin.tenant_id, bruker_id=uit.bruker(who).bruker_id, rolle_id="bdm",
            gyldig__contains=uit.now.date(),
        )  # fmt: skip
        grants.withdraw_rolle(
            actor=admin, grant_id=grant.id, siste_dag=last, grunn="Har fått nye oppgaver",
            now=uit.now,
        )  # fmt: skip


def propose(uit, act_as, who, first=None):
    ny = grants.NyRolle(
        uit.bruker(who).bruker_id, "bdm", "enhet", uit.unit("ingrid"), first or uit.now.date(),
        "Har fått budsjettet for instituttet",
    )  # fmt: skip
    with act_as("uit", "tilgang") as admin:
        return grants.propose_rolle(actor=admin, ny=ny, now=uit.now)


def answer(uit, act_as, forslag, svar=""):
    with act_as("uit", "marte") as marte:
        grants.answer_forslag(
            actor=marte, forslag_id=forslag, er_ja=not svar, svar=svar, now=uit.now
        )


def deliver(at):
    service = access.service_actor(tenant_by_slug("uit"))
    with access.acting(service, now=at):
        deliver_due(actor=service, now=at)


def written(uit, act_as, task):
    """What an act on the task would have written: status, doer, taker, changes, open steps."""
    with act_as("uit", "ola") as ola:
        row = HumanTask.objects.get(tenant_id=ola.tenant_id, id=task.id)
        changes = TaskChange.objects.filter(tenant_id=ola.tenant_id, task_id=task.id).count()
    return row.status, row.done_by_id, row.assignee_id, changes, uit.open_nodes(row.instance_id)


def test_a_role_ended_now_ends_the_right_before_anything_is_delivered(uit, act_as, at_bdm):
    task = uit.task(at_bdm, "bdm")
    withdraw(uit, act_as, "synnove")
    assert candidates(uit, act_as, task) == [("ingrid", "rolle"), ("synnove", "rolle")]
    for act in (api.complete_task, api.claim_task):
        with (
            act_as("uit", "synnove") as synnove,
            pytest.raises(api.TaskNotYours, match=f"^{OVER}$"),
        ):
            act(actor=synnove, task_id=task.id, now=uit.now)
    assert written(uit, act_as, task) == ("ledig", None, None, 0, ["bdm"])
    deliver(uit.now)
    assert candidates(uit, act_as, task) == [("ingrid", "rolle")]
    assert uit.do("ingrid", at_bdm, "bdm").is_new


def test_a_task_taken_by_the_one_whose_role_ends_is_free_again(uit, act_as, at_bdm):
    task = uit.task(at_bdm, "bdm")
    with act_as("uit", "synnove") as synnove:
        api.claim_task(actor=synnove, task_id=task.id, now=uit.now)
    withdraw(uit, act_as, "synnove")
    deliver(uit.now)
    row = uit.task(at_bdm, "bdm")
    assert (row.status, row.assignee_id) == ("ledig", None)
    assert candidates(uit, act_as, task) == [("ingrid", "rolle")]


def test_a_role_with_a_last_day_holds_to_its_midnight_and_no_longer(uit, act_as, at_bdm):
    task = uit.task(at_bdm, "bdm")
    withdraw(uit, act_as, "synnove", last=date(2026, 11, 25))
    deliver(uit.now)
    assert candidates(uit, act_as, task) == [("ingrid", "rolle"), ("synnove", "rolle")]
    midnight = datetime(2026, 11, 26, tzinfo=OSLO)
    with pytest.raises(api.TaskNotYours, match=f"^{OVER}$"):
        uit.do("synnove", at_bdm, "bdm", at=midnight)
    assert written(uit, act_as, task) == ("ledig", None, None, 0, ["bdm"])
    assert uit.do("synnove", at_bdm, "bdm", at=midnight - timedelta(seconds=1)).is_new


def test_the_deputy_of_one_whose_role_has_ended_is_refused(uit, act_as):
    deputy(uit, act_as, fra="ingrid", til="marte")
    second_bdm(uit, act_as)
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    task = uit.task(instance, "bdm")
    with act_as("uit", "ola") as ola:
        (row,) = TaskCandidate.objects.filter(
            tenant_id=ola.tenant_id, task_id=task.id, grunn="stedfortreder"
        )
        assert row.on_behalf_of_id == uit.bruker("ingrid").bruker_id
    withdraw(uit, act_as, "ingrid")
    with pytest.raises(api.TaskNotYours) as refused:
        uit.do("marte", instance, "bdm")
    assert str(refused.value) == (
        "Den du er stedfortreder for, har ikke lenger rollen oppgaven krever."
        " Den venter på en annen."
    )
    assert written(uit, act_as, task) == ("ledig", None, None, 0, ["bdm"])
    deliver(uit.now)
    assert candidates(uit, act_as, task) == [("synnove", "rolle")]


@pytest.mark.parametrize(
    ("first", "gets"), [(date(2026, 11, 23), True), (date(2026, 11, 24), False)]
)
def test_a_new_holder_gets_what_waits_from_the_first_day(uit, act_as, first, gets):
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    task = uit.task(instance, "bdm")
    forslag = propose(uit, act_as, "torgeir", first=first)
    deliver(uit.now)
    assert candidates(uit, act_as, task) == [("ingrid", "rolle")]
    answer(uit, act_as, forslag)
    deliver(uit.now)
    found = [("ingrid", "rolle"), ("torgeir", "rolle")] if gets else [("ingrid", "rolle")]
    assert candidates(uit, act_as, task) == found


def test_a_no_gives_nobody_anything(uit, act_as):
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    answer(uit, act_as, propose(uit, act_as, "torgeir"), "Har ikke budsjettet ennå")
    deliver(uit.now)
    assert candidates(uit, act_as, uit.task(instance, "bdm")) == [("ingrid", "rolle")]


def test_the_roles_come_with_the_task_in_one_statement(
    uit, act_as, at_bdm, django_assert_num_queries
):
    task = uit.task(at_bdm, "bdm")
    with act_as("uit", "synnove") as synnove:
        with django_assert_num_queries(1):
            row = rows.read_task(synnove.tenant_id, task.id, synnove.bruker_id, uit.now.date())
        assert "bdm" in row.candidate_roles


def test_one_who_leads_the_unit_keeps_the_task_when_nobody_has_the_role(uit, act_as):
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    task = uit.task(instance, "bdm")
    withdraw(uit, act_as, "marte")
    withdraw(uit, act_as, "ingrid")
    deliver(uit.now)
    assert candidates(uit, act_as, task) == [("ingrid", "leder")]
    assert uit.do("ingrid", instance, "bdm").is_new
