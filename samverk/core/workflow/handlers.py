"""The machine steps the engine itself brings."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from samverk.core.access.api import Actor, holders
from samverk.core.grants import api as grants
from samverk.core.organisation.api import enhet, unit_ids_under
from samverk.core.outbox.api import EventFacts, NewEvent, publish, subscribe
from samverk.core.workflow import events, registry
from samverk.core.workflow.models import HumanTask, Step
from samverk.core.workflow.registry import StepFacts
from samverk.core.workflow.services.context import local_day
from samverk.core.workflow.services.machine import deliver_event
from samverk.core.workflow.services.moving import refresh_candidates, refresh_for_role
from samverk.core.workflow.services.tasks import note_change, set_task

SINK = "workflow.hendelser"


def escalate(actor: Actor, step: StepFacts, now: datetime) -> None:
    """`flyt.varsle_overordnet`: tell the leader above about a task past its deadline (T6).

    It informs; it never moves authority. The task is the host of the timer that led here. With no
    unit above, only the director is above: never just any leader of the university.
    """
    timers = Step.objects.filter(tenant_id=actor.tenant_id, id__in=[step.from_step_id])
    task = HumanTask.objects.filter(
        tenant_id=actor.tenant_id, step_id__in=timers.values("from_step_id"),
        status__in=("ledig", "tatt"), escalated_at__isnull=True,
    ).first()  # fmt: skip
    if task is None:
        return
    on = local_day(now)
    unit = enhet(actor.tenant_id, task.enhet_id, on=on) if task.enhet_id else None
    parent = unit.overordnet_id if unit else None
    role = "leder" if parent else "direktoer"
    above = holders(actor, rolle=role, enhet_id=parent, on=on)
    to = above[0].id if above else None
    set_task(task, escalated_at=now, escalated_to_id=to)
    note_change(actor, task, "eskalert", now, to=to)
    publish(
        actor=actor, now=now,
        event=NewEvent(
            type=events.TASK_ESCALATED, subject_type="oppgave", subject_id=task.id,
            data={"til_rolle": role}, instans_id=task.instance_id, steg_id=task.step_id,
        ),
    )  # fmt: skip


def follow_deputies(actor: Actor, event: EventFacts, now: datetime) -> None:
    """A deputy who begins today gets the waiting tasks at once; one who is stopped loses them."""
    refresh_candidates(actor=actor, now=now, of=[UUID(event.data["av"]), UUID(event.data["til"])])


def follow_roles(actor: Actor, event: EventFacts, now: datetime) -> None:
    """One whose role has ended loses the waiting tasks at once; a new holder gets them.

    A role that ends or begins on a later day changes nothing yet: the night does that.
    """
    if event.type == grants.events.WITHDRAWN:
        refresh_candidates(actor=actor, now=now, of=[UUID(event.data["bruker"])])
        return
    on = local_day(now)
    given = grants.forslag(actor, [event.subject_id], on=on).get(event.subject_id)
    if given is None or given.status != "bekreftet" or given.fra > on:
        return
    units = [given.enhet_id]
    if given.omfang == "subtre":
        units = unit_ids_under(actor.tenant_id, given.enhet_id, on=on)
    refresh_for_role(actor=actor, rolle=given.rolle, enheter=units, now=now)


def register() -> None:
    """Register the engine's own steps."""
    registry.register_handler("flyt.varsle_overordnet", escalate)
    told = grants.events
    subscribe(
        "workflow.stedfortredere", (told.DEPUTY_APPOINTED, told.DEPUTY_ENDED), follow_deputies
    )
    subscribe("workflow.roller", (told.ANSWERED, told.WITHDRAWN), follow_roles)
    registry.on_event_types(lambda types: subscribe(SINK, types, deliver_event))
