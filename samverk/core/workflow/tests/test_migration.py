"""Moving open cases to a newer version: planned, tried dry, approved by another, history kept."""

from datetime import timedelta

import pytest

from samverk.core.access import api as access
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api
from samverk.core.workflow.models import HumanTask, Timer
from samverk.core.workflow.tests import samples
from samverk.core.workflow.tests.conftest import VALID_FROM, draft_of

HIRE = "ansettelse_til_loenn"


def replaced(*pairs):
    data = samples.xml(HIRE)
    for old, new in pairs:
        assert old in data
        data = data.replace(old, new)
    return data


def install(now, xml, scenarier=None, standard="P3D"):
    whole = draft_of(HIRE)
    limits = {"frist_bdm": {"standard": standard, "min": "P1D", "max": "P10D"}}
    bott = access.service_actor(tenant_by_slug("bott"))
    with access.acting(bott, now=now):
        return api.install_definition(
            actor=bott, draft=api.Draft(xml, scenarier or whole.scenarier, limits),
            vedtaksref="UDIR-BOTT 9/26", gyldig_fra=VALID_FROM, now=now,
        )  # fmt: skip


@pytest.fixture
def shorter(installed, now):
    """Version 2: two working days for the leader instead of three."""
    xml = replaced((b">P3D<", b">P2D<"), (b'frist="P3D" fristP', b'frist="P2D" fristP'))
    return lambda: install(now, xml, standard="P2D")


@pytest.fixture
def renamed(installed, now):
    """Version 3: the leader's step has a new id."""

    def run():
        import json

        text = json.dumps(draft_of(HIRE).scenarier).replace('"bdm"', '"leder"')
        xml = replaced(
            (b'id="bdm"', b'id="leder"'), (b'attachedToRef="bdm"', b'attachedToRef="leder"'),
            (b'targetRef="bdm"', b'targetRef="leder"'), (b'sourceRef="bdm"', b'sourceRef="leder"'),
            (b'bpmnElement="bdm"', b'bpmnElement="leder"'),
        )  # fmt: skip
        return install(now, xml, json.loads(text))

    return run


def plan(act_as, now, fra, til, **more):
    with act_as("uit", "hrleder") as actor:
        return api.plan_migration(
            actor=actor, fra=fra, til=til, node_map=more.pop("node_map", {}), now=now
        )


def dry(act_as, now, key):
    with act_as("uit", "hrleder") as actor:
        return [
            (d.answer, d.step) for d in api.dry_run_migration(actor=actor, plan_id=key, now=now)
        ]


def move(act_as, now, key, instance, who="tilgang"):
    with act_as("uit", who, now) as actor:
        return api.migrate_instance(actor=actor, plan_id=key, instance_id=instance, now=now)


def approved(act_as, now, key):
    with act_as("uit", "tilgang") as other:
        api.approve_migration(actor=other, plan_id=key, now=now)
    return key


def waiting_for_leader(uit):
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    return instance


def test_a_case_moves_and_its_deadline_is_counted_anew_from_when_it_began(
    uit, installed, shorter, act_as, now
):
    instance = waiting_for_leader(uit)
    key = plan(act_as, now, installed[HIRE], shorter())
    assert dry(act_as, now, key) == [("kan_flyttes", "")]
    later = now + timedelta(days=1)
    with pytest.raises(api.MigrationRefused, match="Planen er ikke godkjent"):
        move(act_as, later, key, instance)
    approved(act_as, now, key)
    assert move(act_as, later, key, instance)
    rows = [(s.nr, s.node, s.status) for s in uit.steps(instance) if s.node == "bdm"]
    assert rows == [(5, "bdm", "flyttet"), (6, "bdm", "aapen")]
    old, new = (s for s in uit.steps(instance) if s.node == "bdm")
    assert (new.entered_at, new.from_step_id) == (old.entered_at, old.id)
    task = uit.task(instance, "bdm")
    assert (task.step_id, task.frist_varighet) == (new.id, "P2D")
    assert task.due_at == now.replace(day=26, hour=0)  # Monday 23 + 2 working days, all of it
    with act_as("uit", "ola") as ola:
        timers = Timer.objects.filter(tenant_id=ola.tenant_id, instance_id=instance)
        assert timers.get(step_id=old.id).cancelled_at == later
        assert timers.get(step_id=new.id).due_at == task.due_at
        assert HumanTask.objects.filter(tenant_id=ola.tenant_id, instance_id=instance).count() == 2
    assert uit.do("ingrid", instance, "bdm", at=later).is_new
    assert "Leder (BDM) godkjenner" in uit.progress(instance).as_text()


def test_a_renamed_step_must_be_mapped(uit, installed, renamed, act_as, now):
    instance = waiting_for_leader(uit)
    til = renamed()
    key = approved(act_as, now, plan(act_as, now, installed[HIRE], til))
    assert dry(act_as, now, key) == [("maa_kartlegges", "bdm")]
    assert not move(act_as, now, key, instance)
    assert uit.open_nodes(instance) == ["bdm"]
    key = plan(act_as, now, installed[HIRE], til, node_map={"bdm": "leder"})
    approved(act_as, now, key)
    assert dry(act_as, now, key) == [("kan_flyttes", "")]
    assert move(act_as, now, key, instance)
    assert uit.open_nodes(instance) == ["leder"]
    with pytest.raises(api.TaskNotYours):
        uit.do("ola", instance, "leder")
    assert uit.do("ingrid", instance, "leder").is_new


def test_a_step_of_another_kind_stands_in_the_way(uit, installed, renamed, act_as, now):
    waiting_for_leader(uit)
    key = plan(act_as, now, installed[HIRE], renamed(), node_map={"bdm": "kontrakt"})
    assert dry(act_as, now, key) == [("maa_kartlegges", "bdm")]


def test_the_author_does_not_approve(uit, installed, shorter, act_as, now):
    key = plan(act_as, now, installed[HIRE], shorter())
    with act_as("uit", "hrleder") as author, pytest.raises(api.MigrationRefused) as refused:
        api.approve_migration(actor=author, plan_id=key, now=now)
    assert str(refused.value) == "Planen må godkjennes av en annen enn den som laget den."


def test_two_different_processes_are_refused(installed, act_as, now):
    with pytest.raises(api.MigrationRefused, match="samme prosess"):
        plan(act_as, now, installed[HIRE], installed["behov_til_betaling"])


def test_a_finished_case_stays(uit, installed, shorter, act_as, now):
    instance = waiting_for_leader(uit)
    with act_as("uit", "tilgang") as support:
        api.cancel_instance(
            actor=support, instance_id=instance, grunn="Registrert to ganger", now=now
        )
    key = approved(act_as, now, plan(act_as, now, installed[HIRE], shorter()))
    assert dry(act_as, now, key) == []
    assert not move(act_as, now, key, instance)
