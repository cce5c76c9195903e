"""Machine steps, timers, failures, and stopping a case."""

from datetime import timedelta

import pytest

from samverk.core.access import api as access
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api
from samverk.core.workflow.models import HumanTask, ProcessInstance, Timer


def to_signing(uit, instance, at=None):
    uit.do("ola", instance, "bestill", at=at)
    uit.do("ingrid", instance, "bdm", at=at)
    uit.drain(at)


def test_a_handler_that_fails_is_tried_again_and_then_becomes_a_support_task(uit, world, act_as):
    world.failing.add("hr.lag_arbeidskontrakt")
    instance = uit.start("ola", subject="jonas")
    to_signing(uit, instance)
    at = uit.now
    for minutes in (0, 1, 6, 36, 156):
        at = uit.now + timedelta(minutes=minutes, seconds=1)
        uit.drain(at)
    row = next(s for s in uit.steps(instance) if s.node == "kontrakt")
    assert (row.status, row.forsoek, row.feil, row.next_at) == ("aapen", 5, "RuntimeError", None)
    assert row.failed_at == uit.now
    task = uit.task(instance, "kontrakt")
    assert (task.art, task.rolle, task.skjema) == ("stoette", "systemstoette", "flyt.teknisk_feil")
    assert "Vi retter en teknisk feil, siden 23." in uit.progress(instance).as_text()
    assert world.ran == []

    world.failing.clear()
    uit.do("tilgang", instance, "kontrakt", at=at)
    uit.drain(at)
    assert uit.open_nodes(instance) == ["signer"]
    assert [name for name, _ in world.ran] == ["hr.lag_arbeidskontrakt"]


def test_a_failing_handler_leaves_nothing_behind(uit, world, act_as):
    def half(actor, step, now):
        HumanTask.objects.filter(instance_id=step.case.instance_id).update(comment="halv")
        raise RuntimeError

    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    uit.do("ingrid", instance, "bdm")
    api.register_handler("hr.lag_arbeidskontrakt", half)
    uit.drain()
    assert uit.open_nodes(instance) == ["kontrakt"]
    assert next(s for s in uit.steps(instance) if s.node == "kontrakt").forsoek == 1


def test_each_machine_step_runs_once(uit, world):
    instance = uit.start("ola", subject="jonas")
    to_signing(uit, instance)
    uit.drain()
    assert len(world.ran) == 1


def test_the_candidate_does_not_sign_and_gets_a_new_contract(uit, world, act_as):
    instance = uit.start("ola", subject="jonas")
    to_signing(uit, instance)
    late = uit.now + timedelta(days=15)
    uit.drain(late)
    assert uit.open_nodes(instance) == ["avklar"]
    assert uit.task(instance, "signer").status == "avbrutt"
    with act_as("uit", "jonas", late) as jonas, pytest.raises(api.TaskNotOpen) as refused:
        api.complete_task(actor=jonas, task_id=uit.task(instance, "signer").id, now=late)
    assert str(refused.value) == "Oppgaven er ikke lenger aktuell. Saken har gått videre."
    uit.do("ola", instance, "avklar", {"avklart": "ny_kontrakt"}, at=late)
    uit.drain(late)
    rows = [(s.pass_no, s.status) for s in uit.steps(instance) if s.node == "signer"]
    assert rows == [(1, "avbrutt"), (2, "aapen")]
    assert uit.do("jonas", instance, "signer", at=late).is_new


def test_timers_of_a_done_step_are_cancelled(uit, act_as):
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    with act_as("uit", "ola") as ola:
        (armed,) = Timer.objects.filter(tenant_id=ola.tenant_id, instance_id=instance)
        assert (armed.node, armed.varighet, armed.cancelled_at) == ("frist_bdm", "P3D", None)
    uit.do("ingrid", instance, "bdm")
    with act_as("uit", "ola") as ola:
        timer = Timer.objects.get(tenant_id=ola.tenant_id, node="frist_bdm")
        assert (timer.fired_at, timer.cancelled_at) == (None, uit.now)
    uit.drain(uit.now + timedelta(days=10))
    assert not [s for s in uit.steps(instance) if s.node == "varsle"]


def test_a_case_is_stopped_with_right_and_reason_and_nothing_is_open(uit, act_as):
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    with act_as("uit", "ola") as ola, pytest.raises(access.AccessDenied):
        api.cancel_instance(actor=ola, instance_id=instance, grunn="Feil registrert", now=uit.now)
    with act_as("uit", "tilgang") as support:
        with pytest.raises(api.ReasonMissing):
            api.cancel_instance(actor=support, instance_id=instance, grunn=" ", now=uit.now)
        api.cancel_instance(
            actor=support, instance_id=instance, grunn="Registrert på feil person", now=uit.now
        )
        with pytest.raises(api.InstanceNotOpen):
            api.cancel_instance(
                actor=support, instance_id=instance, grunn="Registrert to ganger", now=uit.now
            )
    assert uit.open_nodes(instance) == []
    assert uit.task(instance, "bdm").status == "avbrutt"
    assert uit.progress(instance).summary == "Saken er avbrutt."
    with act_as("uit", "ola") as ola:
        row = ProcessInstance.objects.get(tenant_id=ola.tenant_id, id=instance)
        assert (row.status, row.avbrutt_grunn) == ("avbrutt", "Registrert på feil person")
        assert not Timer.objects.filter(
            tenant_id=ola.tenant_id, instance_id=instance, cancelled_at__isnull=True
        ).exists()


def test_the_queue_does_the_work_of_one_round(uit, world, act_as):
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    uit.do("ingrid", instance, "bdm")
    service = access.service_actor(tenant_by_slug("uit"))
    assert api.work(service, uit.now) == 1
    assert api.work(service, uit.now) == 0
    assert uit.open_nodes(instance) == ["signer"]


def test_steps_of_another_tenant_are_left_alone(uit, world):
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    uit.do("ingrid", instance, "bdm")
    assert api.work(access.service_actor(tenant_by_slug("uio")), uit.now) == 0
    assert uit.open_nodes(instance) == ["kontrakt"]
