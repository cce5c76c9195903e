"""What an open step waits for: people, time, machines or events. Armed on entry, ended on leave."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from samverk.core.errors import Refusal
from samverk.core.periods import WorkingCalendar
from samverk.core.tenancy.api import new_id
from samverk.core.workflow import events, registry
from samverk.core.workflow.models import (
    HumanTask,
    KeptEvent,
    ProcessInstance,
    Subscription,
    Timer,
)
from samverk.core.workflow.queries import library
from samverk.core.workflow.queries.candidates import resolve_candidates
from samverk.core.workflow.rules import tokens
from samverk.core.workflow.rules.bpmn import Kind, Node
from samverk.core.workflow.rules.durations import due_at, parse_duration
from samverk.core.workflow.rules.validator import NO_DEADLINE
from samverk.core.workflow.services import rows
from samverk.core.workflow.services.context import local_day

if TYPE_CHECKING:
    from samverk.core.workflow.services.run import Run


class CorrelationMissing(Refusal):
    """A step waits for an event about an id the case does not have; a fault in the process."""


class Terms:
    """The tenant's closed days and parameters for one case, read once and only when asked for."""

    def __init__(self, instance: ProcessInstance, on: date) -> None:
        self.tenant_id = instance.tenant_id
        self.version = library.read_version(instance.definition_id)
        self.on = on

    @cached_property
    def _read(self) -> tuple[list[date], dict[str, str]]:
        return rows.read_terms(self.tenant_id, self.version.key, self.on)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """Public holidays and the tenant's own closed days."""
        return WorkingCalendar(frozenset(self._read[0]))

    def parameter(self, name: str) -> str | None:
        """The tenant's value, else the national standard, else None."""
        standard = self.version.parametre.get(name, {}).get("standard")
        return self._read[1].get(name) or standard


class Waiting:
    """Arms what the new open steps of one run wait for."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.tenant_id = run.actor.tenant_id

    def arm(self, opened: list[tokens.Step]) -> list[UUID]:
        """Arm everything; returns steps whose event had already come."""
        ready: list[UUID] = []
        timers: list[Timer] = []
        for step in opened:
            node = self.run.machine.node(step)
            timers += self.timers(step)
            if node.kind == Kind.USER:
                self.open_task(step, node)
            elif node.kind == Kind.CATCH and self.subscribe(step, node):
                ready.append(step.key)
        rows.write_timers(timers)
        return ready

    def duration(self, parameter: str, standard: str) -> str:
        """The tenant's own duration where it has one in force, else the definition's."""
        return (self.run.terms.parameter(parameter) if parameter else None) or standard

    def due(self, text: str, start: datetime, *, is_virkedager: bool) -> datetime:
        """The instant `text` after `start`."""
        length = parse_duration(text)
        if not is_virkedager:
            return due_at(start, length)
        calendar = self.run.terms.calendar
        return due_at(
            start, length, is_virkedager=True, is_working_day=calendar.is_working_day
        )  # fmt: skip

    def timers(self, step: tokens.Step) -> list[Timer]:
        """R5: the boundary timers of a step, each with the duration it is armed with."""
        armed = []
        for node in self.run.machine.part(step.scope).timers[step.node]:
            text = self.duration(node.frist_parameter, node.duration or "")
            start = self.run.rows[step.key].entered_at
            armed.append(
                Timer(
                    tenant_id=self.tenant_id, step_id=step.key, instance_id=self.run.instance.id,
                    node=node.id, varighet=text, is_virkedager=node.is_virkedager,
                    is_interrupting=node.is_interrupting,
                    due_at=self.due(text, start, is_virkedager=node.is_virkedager),
                )
            )  # fmt: skip
        return armed

    def deadline(self, step: tokens.Step, node: Node) -> tuple[str, datetime | None]:
        """The task's own deadline, counted as the timer that shares its parameter."""
        if node.frist in ("", NO_DEADLINE):
            return "", None
        text = self.duration(node.frist_parameter, node.frist)
        working = self.run.machine.part(step.scope).counts_working_days(node)
        start = self.run.rows[step.key].entered_at
        return text, self.due(text, start, is_virkedager=working)

    def open_task(self, step: tokens.Step, node: Node) -> None:
        """A task with its candidates; nobody to wait for is impossible (T1)."""
        text, due = self.deadline(step, node)
        role = registry.roles.get(node.rolle)
        task = HumanTask(
            id=new_id(), tenant_id=self.tenant_id, step_id=step.key,
            instance_id=self.run.instance.id, scope=step.scope, node=node.id, skjema=node.skjema,
            rolle=node.rolle, enhet_id=self.run.instance.enhet_id,
            ikke_samme_som=node.ikke_samme_som,
            is_for_subject=role is not None and role.is_subject, created_at=self.run.now,
            due_at=due, frist_varighet=text,
        )  # fmt: skip
        create_task(self.run, task)

    def subscribe(self, step: tokens.Step, node: Node) -> bool:
        """Wait for an event about one id; true when it had come before (R10)."""
        value = self.correlation(node.korrelasjon)
        kept = (
            KeptEvent.objects.select_for_update()
            .filter(
                tenant_id=self.tenant_id, type=node.hendelse, noekkel=node.korrelasjon,
                verdi=value, taken_at__isnull=True,
            )
            .order_by("received_at", "id")
            .first()
        )  # fmt: skip
        Subscription.objects.create(
            tenant_id=self.tenant_id, step_id=step.key, instance_id=self.run.instance.id,
            type=node.hendelse, noekkel=node.korrelasjon, verdi=value, armed_at=self.run.now,
            event_id=kept.event_id if kept else None, matched_at=self.run.now if kept else None,
        )  # fmt: skip
        if kept is None:
            return False
        take_event(self.tenant_id, kept.event_id, self.run.now)
        return True

    def correlation(self, key: str) -> UUID:
        instance = self.run.instance
        if key in instance.noekler:
            return UUID(instance.noekler[key])
        if key == instance.objekt_type:
            return instance.objekt_id
        raise CorrelationMissing(
            "Saken har ingen id for «%(key)s», som neste steg venter på.", values={"key": key}
        )


def take_event(tenant_id: UUID, event_id: UUID, now: datetime) -> None:
    """One event matches one subscription, whatever key it was found by."""
    KeptEvent.objects.filter(
        tenant_id=tenant_id, event_id=event_id, taken_at__isnull=True
    ).update(taken_at=now)  # fmt: skip


def create_task(run: Run, task: HumanTask) -> None:
    """Write a task, its candidates and its event."""
    found = resolve_candidates(
        run.service, rolle=task.rolle, case=run.case, scope=task.scope,
        ikke_samme_som=task.ikke_samme_som, on=local_day(run.now),
    )  # fmt: skip
    rows.write_task(task, found.candidates, run.now)
    data: dict[str, object] = {"node": task.node, "rolle": task.rolle}
    if task.due_at:
        data["frist"] = task.due_at.isoformat()
    run.tell(events.TASK_CREATED, data, task_id=task.id)
    if found.is_fallback:
        run.tell(events.TASK_WITHOUT_CANDIDATE, {"rolle": task.rolle}, task_id=task.id)


def cancel_waiting(run: Run, left: list[tokens.Step]) -> None:
    """R5: close what the steps that were cancelled waited for."""
    tenant_id, now = run.actor.tenant_id, run.now
    cancelled = [s.key for s in left if s.status == tokens.CANCELLED]
    if not cancelled:
        return
    HumanTask.objects.filter(
        tenant_id=tenant_id, step_id__in=cancelled, status__in=("ledig", "tatt")
    ).update(status="avbrutt")
    Subscription.objects.filter(
        tenant_id=tenant_id, step_id__in=cancelled, matched_at__isnull=True
    ).update(cancelled_at=now)
