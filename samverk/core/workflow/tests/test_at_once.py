"""Two at the same time, and refusals that leave nothing: with real commits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from samverk.core.access import api as access
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api, registry
from samverk.core.workflow.models import HumanTask, ProcessInstance, Step
from samverk.core.workflow.tests.conftest import install_samples
from samverk.core.workflow.tests.test_migration import install, replaced


def person(name, now):
    tenant = tenant_by_slug("uit")
    with access.acting(access.visitor(tenant), now=now):
        account = access.Bruker.objects.get(tenant_id=tenant.id, brukernavn=name)
        return access.actor_for(tenant, account)


@pytest.fixture
def committed(own_database, world, now):
    """A hire that waits for two leaders, really committed."""
    install_samples(now)
    ola, ingrid, synnove = (person(n, now) for n in ("ola", "ingrid", "synnove"))
    leaders = [ingrid.bruker_id, synnove.bruker_id]
    registry.roles["bdm"] = registry.Role("bdm", ("leder",) * 3, resolver=lambda *_: leaders)
    with access.acting(ola, now=now):
        instance = api.start_process(
            actor=ola, definition="ansettelse_til_loenn", objekt_type="ansettelse",
            objekt_id=uuid4(), enhet_id=None, now=now,
        )  # fmt: skip
        task = HumanTask.objects.get(instance_id=instance, node="bestill")
    with access.acting(ola, now=now):
        api.complete_task(actor=ola, task_id=task.id, now=now)
        return HumanTask.objects.get(instance_id=instance, node="bdm"), (ingrid, synnove)


def test_two_people_doing_the_same_task_at_once(committed, now):
    task, leaders = committed
    ready = Barrier(2)

    def do(actor):
        try:
            ready.wait()
            with access.acting(actor, now=now):
                return api.complete_task(actor=actor, task_id=task.id, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(do, leaders))
    assert sorted(r.is_new for r in results) == [False, True]
    (late,) = (r for r in results if not r.is_new)
    assert late.message in {
        "Allerede utført av Ingrid Solbakken kl. 09.00.",
        "Allerede utført av Synnøve Bakkejord kl. 09.00.",
    }
    with access.acting(leaders[0], now=now):
        steps = Step.objects.filter(instance_id=task.instance_id)
        assert steps.filter(node="kontrakt").count() == 1
        assert steps.filter(node="bdm").count() == 1


def test_two_workers_at_once_run_each_machine_step_once(committed, world, now):
    task, leaders = committed
    with access.acting(leaders[0], now=now):
        api.complete_task(actor=leaders[0], task_id=task.id, now=now)
    service = access.service_actor(tenant_by_slug("uit"))
    ready = Barrier(2)

    def work(_):
        try:
            ready.wait()
            return api.run_service_steps(actor=service, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert [name for name, _ in world.ran] == ["hr.lag_arbeidskontrakt"]


def test_a_plan_is_tried_dry_while_somebody_works_on_the_case(committed, as_owner, now):
    task, _leaders = committed
    two_days = replaced((b">P3D<", b">P2D<"), (b'frist="P3D" fristP', b'frist="P2D" fristP'))
    newer, planner = install(now, two_days, standard="P2D"), person("hrleder", now)
    with access.acting(planner, now=now):
        older = ProcessInstance.objects.get(id=task.instance_id).definition_id
        plan = api.plan_migration(actor=planner, fra=older, til=newer, node_map={}, now=now)
    with as_owner.transaction():
        as_owner.execute(
            "SELECT FROM workflow_instance WHERE id = %s FOR UPDATE", [task.instance_id]
        )
        with access.acting(planner, now=now), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            (line,) = api.dry_run_migration(actor=planner, plan_id=plan, now=now)
    assert (line.instance_id, line.answer) == (task.instance_id, "kan_flyttes")
