"""Starting a case: pinned to the version of the day, with the first people found."""

from uuid import uuid4

import pytest

from samverk.core.outbox.api import Event
from samverk.core.workflow import api
from samverk.core.workflow.models import HumanTask, ProcessInstance, TaskCandidate


def test_the_starter_gets_the_first_task(uit, act_as):
    instance = uit.start("ola")
    assert uit.open_nodes(instance) == ["bestill"]
    task = uit.task(instance, "bestill")
    assert (task.status, task.due_at, task.rolle) == ("ledig", None, "bestiller")
    with act_as("uit", "ola") as ola:
        rows = TaskCandidate.objects.filter(tenant_id=ola.tenant_id, task_id=task.id)
        assert [(r.bruker_id, r.grunn) for r in rows] == [(ola.bruker_id, "rolle")]


def test_the_case_is_pinned_to_version_and_its_start_is_told(uit, act_as, installed):
    instance = uit.start("ola")
    with act_as("uit", "ola") as ola:
        row = ProcessInstance.objects.get(tenant_id=ola.tenant_id, id=instance)
        assert row.definition_id == installed["ansettelse_til_loenn"]
        types = Event.objects.filter(tenant_id=ola.tenant_id, instans_id=instance)
        assert sorted(types.values_list("type", flat=True)) == [
            "flyt.instans.startet.v1", "flyt.oppgave.opprettet.v1",
        ]  # fmt: skip


def test_an_unknown_definition_is_refused_and_nothing_is_written(uit, act_as):
    with pytest.raises(api.DefinitionMissing) as refused:
        uit.start("ola", definition="finnes_ikke")
    assert str(refused.value) == "Prosessen «finnes_ikke» finnes ikke."
    with act_as("uit", "ola") as ola:
        assert not ProcessInstance.objects.filter(tenant_id=ola.tenant_id).exists()


def test_a_version_that_is_not_valid_yet_is_refused(uit, act_as, now):
    with act_as("uit", "ola") as ola, pytest.raises(api.DefinitionMissing) as refused:
        api.start_process(
            actor=ola, definition="ansettelse_til_loenn", objekt_type="ansettelse",
            objekt_id=uuid4(), enhet_id=None, now=now.replace(year=2025),
        )  # fmt: skip
    assert str(refused.value) == "Prosessen «Ansettelse til første lønn» er ikke tatt i bruk ennå."


def test_another_tenant_sees_neither_case_nor_task(uit, act_as, now):
    instance = uit.start("ola")
    task = uit.task(instance, "bestill")
    with act_as("uio", "yusuf") as yusuf:
        assert not HumanTask.objects.filter(id=task.id).exists()
        assert api.task_facts(yusuf, task.id, now=now) is None
        with pytest.raises(api.InstanceMissing):
            api.progress(yusuf, instance)
        with pytest.raises(api.TaskMissing):
            api.complete_task(actor=yusuf, task_id=task.id, now=now)
