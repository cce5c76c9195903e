"""What moves without people: machine steps, timers, events. Each act has its own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from samverk.core.access.api import Actor, acting
from samverk.core.audit.api import record_act
from samverk.core.outbox.api import EventFacts, NewEvent, deliver_due, publish
from samverk.core.periods import ONE_DAY, end_of_deadline
from samverk.core.tenancy.api import TenantFacts, new_id
from samverk.core.workflow import events, registry
from samverk.core.workflow.models import HumanTask, KeptEvent, Step, Subscription, Timer
from samverk.core.workflow.queries.candidates import SUPPORT_ROLE
from samverk.core.workflow.registry import StepFacts
from samverk.core.workflow.rules import tokens
from samverk.core.workflow.services.calendar import calendar_of
from samverk.core.workflow.services.context import local_day, service_of
from samverk.core.workflow.services.run import Run
from samverk.core.workflow.services.tasks import note_change, set_task
from samverk.core.workflow.services.waiting import create_task, take_event

ATTEMPTS_MAX = 5
SUPPORT_FORM = "flyt.teknisk_feil"
RETRY_SECONDS = (60, 300, 1800, 7200)
ROUNDS_MAX = 500
MATCH_WINDOW = timedelta(days=1)


def run_service_steps(*, actor: Actor, now: datetime, limit: int = 100) -> int:
    """Carry out machine steps that are due in one tenant; returns how many were tried.

    The handler's writes and the step's completion commit together or not at all. A failing step is
    tried again after a growing interval and then becomes a task for system support (R9).
    """
    due = """SELECT id, instance_id FROM workflow_step WHERE tenant_id = %s AND status = 'aapen'
      AND next_at <= %s ORDER BY next_at, id LIMIT %s"""
    with acting(actor, now=now), connection.cursor() as cursor:
        cursor.execute(due, [actor.tenant_id, now, limit])
        found = cursor.fetchall()
    for step_id, instance_id in found:
        with acting(actor, now=now):
            _run_step(actor, step_id, instance_id, now)
    return len(found)


def _run_step(actor: Actor, step_id: UUID, instance_id: UUID, now: datetime) -> None:
    run = Run.locked(actor, instance_id, now)
    row = run.rows[step_id]
    if row.status != tokens.OPEN or row.next_at is None or run.instance.status != "aapen":
        return
    node = run.machine.node(run.machine.steps[step_id])
    facts = StepFacts(
        step_id, row.node, row.scope, row.pass_no, row.from_step_id, run.case
    )  # fmt: skip
    try:
        with run.engine():
            keys = registry.handlers[node.handling](actor, facts, now)
            _finish_step(run, row, keys or {}, node.handling)
    except Exception as error:
        _failed(Run.locked(actor, instance_id, now), step_id, error)


def _finish_step(run: Run, row: Step, keys: Mapping[str, UUID], handling: str) -> None:
    if keys:
        run.instance.noekler |= {key: str(value) for key, value in keys.items()}
        run.instance.save(update_fields=["noekler"])
    row.forsoek += 1
    row.save(update_fields=["forsoek"])
    record_act(actor=run.actor, handling=handling[:80], objekt_type="steg", objekt_id=row.id)
    run.machine.complete(row.id)
    run.settle()


def _failed(run: Run, step_id: UUID, error: Exception) -> None:
    """Only the kind of fault is kept: its text may hold what does not belong in a log."""
    row = run.rows[step_id]
    row.forsoek += 1
    row.feil = type(error).__name__[:120]
    row.failed_at = row.failed_at or run.now
    is_last = row.forsoek >= ATTEMPTS_MAX
    wait = RETRY_SECONDS[min(row.forsoek, len(RETRY_SECONDS)) - 1]
    row.next_at = None if is_last else run.now + timedelta(seconds=wait)
    row.save(update_fields=["forsoek", "feil", "failed_at", "next_at"])
    if is_last:
        create_task(
            run,
            HumanTask(
                id=new_id(), tenant_id=run.actor.tenant_id, step_id=step_id, art="stoette",
                instance_id=run.instance.id, scope=row.scope, node=row.node, skjema=SUPPORT_FORM,
                rolle=SUPPORT_ROLE, created_at=run.now, is_for_subject=True,
            ),
        )  # fmt: skip
        run.finish()


def fire_due_timers(*, actor: Actor, now: datetime, limit: int = 100) -> int:
    """Let timers that have run out go off in one tenant (R5); returns how many were looked at."""
    with acting(actor, now=now):
        found = list(
            Timer.objects.filter(
                tenant_id=actor.tenant_id, due_at__lte=now, fired_at__isnull=True,
                cancelled_at__isnull=True,
            )
            .order_by("due_at", "id")
            .values_list("id", "instance_id")[:limit]
        )  # fmt: skip
    for timer_id, instance_id in found:
        with acting(actor, now=now):
            run = Run.locked(actor, instance_id, now)
            timer = Timer.objects.get(tenant_id=actor.tenant_id, id=timer_id)
            if timer.fired_at is None and timer.cancelled_at is None:
                Timer.objects.filter(id=timer_id).update(fired_at=now)
                with run.engine():
                    run.machine.fire(timer.step_id, timer.node)
                    run.settle()
    return len(found)


def deliver_event(actor: Actor, event: EventFacts, now: datetime) -> None:
    """Match an event with the oldest step that waits for it, else keep it (R10).

    The outbox calls it at least once per event; the second time changes nothing.
    """
    keys = registry.event_types.get(event.type, ())
    found = {key: value for key in keys if (value := _correlated(event, key)) is not None}
    KeptEvent.objects.bulk_create(
        [
            KeptEvent(
                tenant_id=actor.tenant_id, event_id=event.id, type=event.type, noekkel=key,
                verdi=value, received_at=now,
            )
            for key, value in found.items()
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    # Most events are waited for by nobody: one question finds that out for all the keys.
    waited_for = Subscription.objects.filter(
        tenant_id=actor.tenant_id, type=OuterRef("type"), noekkel=OuterRef("noekkel"),
        verdi=OuterRef("verdi"), matched_at__isnull=True, cancelled_at__isnull=True,
    )  # fmt: skip
    kept = KeptEvent.objects.filter(
        Exists(waited_for), tenant_id=actor.tenant_id, event_id=event.id, taken_at__isnull=True
    )
    for row in kept.order_by("noekkel") if found else ():
        if _match(actor, row, now):
            return


def match_kept_events(*, actor: Actor, now: datetime) -> int:
    """Match what missed each other: an event kept while a step was beginning to wait for it.

    Neither transaction sees the other's row then; this sweep sees both. Returns matches made.
    """
    pairs = """SELECT k.id FROM workflow_subscription s JOIN workflow_keptevent k
      ON k.tenant_id = s.tenant_id AND k.type = s.type
        AND k.noekkel = s.noekkel AND k.verdi = s.verdi
      WHERE s.tenant_id = %s AND s.matched_at IS NULL AND s.cancelled_at IS NULL
        AND s.armed_at >= %s AND k.taken_at IS NULL"""
    with acting(actor, now=now), connection.cursor() as cursor:
        cursor.execute(pairs, [actor.tenant_id, now - MATCH_WINDOW])
        found = [row[0] for row in cursor.fetchall()]
    matched = 0
    for kept_id in found:
        with acting(actor, now=now):
            row = KeptEvent.objects.get(tenant_id=actor.tenant_id, id=kept_id)
            matched += row.taken_at is None and _match(actor, row, now)
    return matched


def _correlated(event: EventFacts, key: str) -> UUID | None:
    if key == event.subject_type:
        return event.subject_id
    given = event.data.get(key)
    return UUID(str(given)) if given else None


def _match(actor: Actor, kept: KeptEvent, now: datetime) -> bool:
    """Give the event to the step that has waited longest; the instance lock decides races."""
    waiting = Subscription.objects.filter(
        tenant_id=actor.tenant_id, type=kept.type, noekkel=kept.noekkel, verdi=kept.verdi,
        matched_at__isnull=True, cancelled_at__isnull=True,
    ).order_by("armed_at", "id")  # fmt: skip
    for step_id, instance_id in waiting.values_list("step_id", "instance_id"):
        run = Run.locked(actor, instance_id, now)
        mine = Subscription.objects.filter(
            tenant_id=actor.tenant_id, step_id=step_id, matched_at__isnull=True,
            cancelled_at__isnull=True,
        )  # fmt: skip
        if mine.update(event_id=kept.event_id, matched_at=now):
            take_event(actor.tenant_id, kept.event_id, now)
            with run.engine():
                run.machine.complete(step_id)
                run.settle()
            return True
    return False


def remind_due(*, actor: Actor, now: datetime, limit: int = 1000) -> int:
    """Remind about tasks due today or the next working day, once a day; returns how many."""
    today = local_day(now)
    with acting(actor, now=now):
        calendar = calendar_of(actor)
        if not calendar.is_working_day(today):
            return 0
        until = end_of_deadline(calendar.add(today, 1))
        fresh = end_of_deadline(today - ONE_DAY)
        due = HumanTask.objects.filter(
            tenant_id=actor.tenant_id, status__in=("ledig", "tatt"), due_at__lte=until
        ).exclude(reminded_at__gte=fresh)
        tasks = list(due.order_by("due_at", "id")[:limit])
        for task in tasks:
            note_change(actor, task, "paaminnet", now)
            set_task(task, reminded_at=now, reminded_count=task.reminded_count + 1)
            event = NewEvent(
                type=events.TASK_NUDGED, subject_type="oppgave", subject_id=task.id,
                data={"art": "system"}, instans_id=task.instance_id, steg_id=task.step_id,
            )  # fmt: skip
            publish(actor=actor, event=event, now=now)
    return len(tasks)


def work(actor: Actor, now: datetime) -> int:
    """One round of everything that waits in a tenant, for the job queue; rows handled."""
    did = fire_due_timers(actor=actor, now=now) + run_service_steps(actor=actor, now=now)
    return did + match_kept_events(actor=actor, now=now)


def drain(tenant: TenantFacts, now: datetime) -> int:
    """Do all machine work and deliver all events of a tenant at once (tests and demo life).

    Call it outside `acting`: every act has its own transaction. Returns rows handled.
    """
    actor = service_of(tenant.id)
    handled = 0
    for _ in range(ROUNDS_MAX):
        did = work(actor, now) + deliver_due(actor=actor, now=now)
        handled += did
        if not did:
            return handled
    raise RuntimeError(f"Work in {tenant.slug} makes more work without end.")
