"""Jobs: the queue only says that a tenant has work; the work itself is rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from procrastinate import exceptions
from procrastinate.contrib.django import app

from samverk.core import clock
from samverk.core.access.api import Actor, service_actor
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


@app.task(queue="samverk", name="samverk.tick")
def tick(tenant: str) -> None:
    """Do what waits in one tenant."""
    work_off(tenant, now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queue="samverk", name="samverk.minute", queueing_lock="samverk.minute")
def minute(timestamp: int) -> None:
    """Every minute: timers, retries, and work whose wake-up was lost."""
    for tenant in tenants():
        work_off(tenant.slug, now=clock.now())


@app.periodic(cron="15 2 * * *")
@app.task(queue="samverk", name="samverk.night", queueing_lock="samverk.night")
def night(timestamp: int) -> None:
    """Every night: seals, measurements, proofs."""
    for tenant in tenants():
        actor = service_actor(tenant)
        for worker in _nightly:
            worker(actor, clock.now())


def wake(tenant: str) -> None:
    """Put one tick in the queue, unless one is waiting already."""
    try:
        tick.configure(queueing_lock=f"samverk.tick.{tenant}").defer(tenant=tenant)
    except exceptions.AlreadyEnqueued:
        return
