"""Jobs: the queue only says that a tenant has work; the work itself is rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from samverk.core import clock
from samverk.core.access.api import Actor, acting, service_actor
from samverk.core.jobs.api import has_waiting, work_jobs
from samverk.core.outbox.api import deliver_due
from samverk.core.tenancy.api import tenant_by_slug, tenants

Worker = Callable[[Actor, datetime], int]
_workers: list[Worker] = [lambda actor, now: deliver_due(actor=actor, now=now)]
_nightly: list[Worker] = []
MAX_ROUNDS = 200


def add_worker(worker: Worker, *, nightly: bool = False) -> None:
    """Register work that a tick does: ``worker(service_actor, now) -> rows handled``."""
    (_nightly if nightly else _workers).append(worker)


def work_off(tenant: str, *, now: datetime) -> int:
    """Do all waiting work of one tenant; return how many rows were handled.

    Work makes work (an event opens a step, a step publishes an event), so it goes round until
    nothing is left, or a limit is met and the next tick goes on.
    """
    actor = service_actor(tenant_by_slug(tenant))
    handled = 0
    for _ in range(MAX_ROUNDS):
        did = sum(worker(actor, now) for worker in _workers)
        handled += did
        if not did:
            break
    return handled


def register_workers() -> None:
    """Register what a tick and a night do; called once, when all modules are there."""
    from samverk.core.grants.api import recertify_nightly
    from samverk.core.seals.api import seal_all
    from samverk.core.ui import api as ui
    from samverk.core.workflow import api as workflow
    from samverk.hr.api import end_roles_of_leavers, forget_unconfirmed, tell_of_cutoff

    add_worker(workflow.work)
    # Rights first: who may do a task follows from them.
    add_worker(lambda actor, now: end_roles_of_leavers(actor=actor, now=now), nightly=True)
    add_worker(lambda actor, now: recertify_nightly(actor=actor, now=now), nightly=True)
    add_worker(workflow.work_nightly, nightly=True)
    add_worker(_extend_audit, nightly=True)
    add_worker(lambda actor, now: tell_of_cutoff(actor=actor, now=now), nightly=True)
    add_worker(lambda actor, now: ui.forget_old_notices(actor=actor, now=now), nightly=True)
    add_worker(lambda actor, now: forget_unconfirmed(actor=actor, now=now), nightly=True)
    add_worker(_measure, nightly=True)
    add_worker(lambda actor, now: len(seal_all(actor=actor, now=now)), nightly=True)


def _measure(actor: Actor, now: datetime) -> int:
    """Measure the collaboration's indicators, in the tenant they belong to."""
    from samverk.governance.api import measure_all

    if actor.tenant != "bott":
        return 0
    return measure_all(actor=actor, period=now.astimezone(clock.OSLO).date(), now=now)


def _extend_audit(actor: Actor, now: datetime) -> int:
    """Make the audit tables' months a year ahead, so that an act never lacks its partition."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT samverk.ensure_audit_partitions(%s::date, %s::date + 366)", [now, now]
        )
        return int(cursor.fetchone()[0])


@app.task(queue="samverk", name="samverk.tick")
def tick(tenant: str) -> None:
    """Do what waits in one tenant."""
    work_off(tenant, now=clock.now())


@app.task(queue="samverk", name="samverk.jobs")
def jobs(tenant: str) -> None:
    """Do the long work that people of one tenant have ordered."""
    work_jobs(machine=service_actor(tenant_by_slug(tenant)), clock=clock.now)


@app.periodic(cron="* * * * *")
@app.task(queue="samverk", name="samverk.minute", queueing_lock="samverk.minute")
def minute(timestamp: int) -> None:
    """Every minute: timers, retries, and work whose wake-up or worker was lost.

    Long work is only put in the queue, so that the minute of the next tenant does not wait for it.
    """
    for tenant in tenants():
        if has_waiting(machine=service_actor(tenant), now=clock.now()):
            wake_jobs(tenant.slug)
        work_off(tenant.slug, now=clock.now())


@app.periodic(cron="15 2 * * *")
@app.task(queue="samverk", name="samverk.night", queueing_lock="samverk.night")
def night(timestamp: int) -> None:
    """Every night: ended sessions go; seals, measurements, proofs."""
    SessionStore.clear_expired()
    for tenant in tenants():
        actor = service_actor(tenant)
        for worker in _nightly:
            with acting(actor, now=clock.now()):
                worker(actor, clock.now())


@app.periodic(cron="0 7 * * *")
@app.task(queue="samverk", name="samverk.morning", queueing_lock="samverk.morning")
def morning(timestamp: int) -> None:
    """Every morning: one mail to each who has asked for it and has something new to read."""
    from samverk.core.ui.api import send_digests

    for tenant in tenants():
        send_digests(actor=service_actor(tenant), now=clock.now())


_WAITS = """SELECT EXISTS (SELECT FROM procrastinate_jobs
  WHERE queueing_lock = %s AND status = 'todo')"""


def wake(tenant: str) -> None:
    """Put one tick in the queue, unless one is waiting already.

    Under load one nearly always is: asking first spares each act a refused insert.
    """
    _put(tick, f"samverk.tick.{tenant}", tenant)


def wake_jobs(tenant: str) -> None:
    """Put one round of long work in the queue, unless one is waiting already."""
    _put(jobs, f"samverk.jobs.{tenant}", tenant)


def _put(task: Task[..., None, ...], lock: str, tenant: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WAITS, [lock])
        if cursor.fetchone()[0]:
            return
    try:
        with transaction.atomic():
            task.configure(queueing_lock=lock).defer(tenant=tenant)
    except exceptions.AlreadyEnqueued:
        return
