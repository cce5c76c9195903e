"""Human tasks: do them, take them, pass them on, nudge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import Error, IntegrityError, transaction

from samverk.core.access.api import Actor, bruker, deputies_of
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal, Text
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.periods import OSLO
from samverk.core.provenance.api import FieldProvenance, write_submission
from samverk.core.workflow import events, registry
from samverk.core.workflow.models import HumanTask, Step, TaskChange
from samverk.core.workflow.queries.candidates import grounds
from samverk.core.workflow.services import rows
from samverk.core.workflow.services.calendar import calendar_of
from samverk.core.workflow.services.cases import ADMINISTER
from samverk.core.workflow.services.context import local_day
from samverk.core.workflow.services.run import Run

OPEN = ("ledig", "tatt")
_ROLE_OVER = Text("Du har ikke lenger rollen oppgaven krever. Den venter på en annen.")
_ROLE_LENT = Text(
    "Den du er stedfortreder for, har ikke lenger rollen oppgaven krever. Den venter på en annen."
)


class TaskMissing(Refusal):
    """No such task in this tenant."""


class TaskNotYours(Refusal):
    """The task waits for somebody else."""


class TaskNotOpen(Refusal):
    """The task has been cancelled with its step."""


class FourEyesBroken(Refusal):
    """The same person did the step this one must be kept apart from, or it is their own case."""


class ReceiverUnable(Refusal):
    """The colleague has no right to do the task."""


class NudgeTooSoon(Refusal):
    """The task has been nudged today already, or it is not a working day."""


@dataclass(frozen=True, slots=True)
class Submission:
    """The form behind a task's completion, for provenance (see `provenance.api`)."""

    form_version: int
    fields: Sequence[FieldProvenance]
    active_seconds: int = 0


@dataclass(frozen=True, slots=True)
class TaskDone:
    """What completing led to. `message` is for the user; `is_new` is false the second time."""

    task_id: UUID
    instance_id: UUID
    is_new: bool
    is_finished: bool
    message: str


def complete_task(
    *,
    actor: Actor,
    task_id: UUID,
    now: datetime,
    outcome: Mapping[str, str] | None = None,
    comment: str = "",
    submission: Submission | None = None,
) -> TaskDone:
    """Do a task. Doing it twice is doing it once: the second answer says who did it and when.

    Args:
        actor: a candidate, or the one who has taken the task; never a machine.
        outcome: one value for each declared outcome; comment: for those who work on the case.
        submission: provenance of the form behind it; written in the same transaction.

    Raises:
        TaskMissing: another tenant's, or none. TaskNotYours: it waits for somebody else.
        TaskNotOpen: the step was cancelled. FourEyesBroken: four eyes, or one's own case.
        OutcomeInvalid: an outcome is missing or unknown. CandidatesMissing: nobody for the next.
    """
    run, task = locked_task(actor, task_id, now)
    if task.status == "utfoert":
        return _already(actor, run, task)
    if task.status == "avbrutt":
        raise TaskNotOpen("Oppgaven er ikke lenger aktuell. Saken har gått videre.")
    behalf = right_to(actor, task, now)
    given = dict(outcome or {})
    data: dict[str, object] = {"node": task.node, "utfall": given}
    run.tell(events.TASK_DONE, data | {"delegert": behalf is not None}, task_id=task.id)
    try:
        with transaction.atomic():
            _write_done(actor, task, behalf, now, given, comment)
            if submission is not None:
                run.news.append(_record(actor, run, task, submission))
            with run.engine(savepoint=False):
                _move_on(run, task, given)
    except Error as error:
        raise _refusal(error) from error
    finished = run.instance.status == "fullfoert"
    return TaskDone(task.id, run.instance.id, is_new=True, is_finished=finished, message="Utført.")


def _move_on(run: Run, task: HumanTask, outcome: dict[str, str]) -> None:
    """The token leaves the step; a support task done means: try the machine step again."""
    if task.art == "oppgave":
        run.done_by_actor.add(task.step_id)
        run.machine.complete(task.step_id, outcome)
    else:
        Step.objects.filter(tenant_id=task.tenant_id, id=task.step_id, status="aapen").update(
            forsoek=0, failed_at=None, feil="", next_at=run.now
        )
    run.settle()


def locked_task(actor: Actor, task_id: UUID, now: datetime) -> tuple[Run, HumanTask]:
    """The instance under lock, then the task as it is once the lock is held."""
    instance = rows.lock_instance_of(actor.tenant_id, task_id)
    if instance is None:
        raise TaskMissing("Oppgaven finnes ikke.")
    run = Run(actor, instance, now).loaded()
    return run, rows.read_task(actor.tenant_id, task_id, actor.bruker_id, local_day(now))


def _already(actor: Actor, run: Run, task: HumanTask) -> TaskDone:
    assert task.done_at is not None
    assert task.done_by_id is not None
    doer = bruker(actor, task.done_by_id)
    clock = f"{task.done_at.astimezone(OSLO):%H.%M}"
    message = f"Allerede utført av {doer.navn if doer else 'en annen'} kl. {clock}."
    finished = run.instance.status == "fullfoert"
    return TaskDone(task.id, run.instance.id, is_new=False, is_finished=finished, message=message)


def right_to(actor: Actor, task: HumanTask, now: datetime) -> UUID | None:
    """On whose behalf the actor may do the task (None: their own).

    Raises:
        TaskNotYours: not a candidate, taken by another, or the role or deputyship has ended.
    """
    mine: Any = task  # as `rows.read_task` read it, with this account's candidate row
    behalf: UUID | None = mine.candidate_for
    if mine.candidate_id is None or actor.kind == "maskin":
        raise TaskNotYours("Oppgaven venter på en annen. Se hvem på saken.")
    if task.assignee_id not in (None, actor.bruker_id):
        taker = bruker(actor, task.assignee_id) if task.assignee_id else None
        name = taker.navn if taker else "En annen"
        raise TaskNotYours(
            "%(name)s har tatt oppgaven. Be %(name)s slippe den først.", values={"name": name}
        )
    wanted = grounds(mine.grunn, task.rolle)
    if wanted and wanted.isdisjoint(mine.candidate_roles):
        raise TaskNotYours(_ROLE_LENT if behalf else _ROLE_OVER)
    if behalf and mine.grunn == "stedfortreder":
        role = registry.roles.get(task.rolle)
        pairs = deputies_of(
            actor, fra_ids=[behalf], on=local_day(now),
            capability=role.capability if role else "",
        )  # fmt: skip
        if actor.bruker_id not in {deputy.id for _, deputy in pairs}:
            raise TaskNotYours("Stedfortrederskapet ditt er gått ut. Oppgaven venter på en annen.")
    return behalf


def _write_done(
    actor: Actor,
    task: HumanTask,
    behalf: UUID | None,
    now: datetime,
    outcome: dict[str, str],
    comment: str,
) -> None:
    """The row and its audit line; the database checks the person, and closes the candidates."""
    task.status, task.done_at, task.done_by_id = "utfoert", now, actor.bruker_id
    task.on_behalf_of_id, task.outcome, task.comment = behalf, outcome, comment.strip()
    rows.write_done(task)
    doer = replace(actor, on_behalf_of=behalf) if behalf else actor
    record_act(actor=doer, handling="flyt.oppgave.utfoer", objekt_type="oppgave", objekt_id=task.id)


def _refusal(error: Error) -> Refusal:
    state = getattr(error.__cause__, "sqlstate", "")
    detail = str(getattr(getattr(error.__cause__, "diag", None), "message_detail", "") or "")
    if state == "SV002" and detail == "egen_sak":
        return FourEyesBroken("Saken gjelder deg selv. En annen må gjøre dette steget.")
    if state == "SV002":
        return FourEyesBroken(
            "Du har allerede gjort et steg som skal holdes atskilt fra dette. "
            "En annen må gjøre det."
        )
    if state == "SV403":
        return TaskNotYours("Oppgaven venter på en annen. Se hvem på saken.")
    raise error


def _record(actor: Actor, run: Run, task: HumanTask, submission: Submission) -> NewEvent:
    return write_submission(
        actor=actor, form_key=task.skjema, form_version=submission.form_version,
        objekt_type=run.instance.objekt_type, objekt_id=run.instance.objekt_id,
        fields=submission.fields, active_seconds=submission.active_seconds, now=run.now,
        instans_id=run.instance.id, steg_id=task.step_id,
    )  # fmt: skip


def open_task(actor: Actor, task_id: UUID, now: datetime) -> tuple[Run, HumanTask]:
    """An open task of an open case, under the case's lock."""
    run, task = locked_task(actor, task_id, now)
    if task.status not in OPEN or run.instance.status != "aapen":
        raise TaskNotOpen("Oppgaven er allerede avsluttet.")
    return run, task


def mark_opened(*, actor: Actor, task_id: UUID, now: datetime) -> None:
    """Remember the first time a candidate saw the task's page."""
    HumanTask.objects.filter(
        tenant_id=actor.tenant_id, id=task_id, status__in=OPEN, opened_at__isnull=True,
        candidates__bruker_id=actor.bruker_id, candidates__til_at__isnull=True,
    ).update(opened_at=now)  # fmt: skip


def claim_task(*, actor: Actor, task_id: UUID, now: datetime) -> None:
    """Take a task, so that the other candidates know. Taking one's own again changes nothing.

    Raises:
        TaskMissing, TaskNotOpen, TaskNotYours.
    """
    _, task = open_task(actor, task_id, now)
    right_to(actor, task, now)
    if task.assignee_id is None:
        set_task(task, status="tatt", assignee_id=actor.bruker_id, claimed_at=now)
        note_change(actor, task, "tatt", now)


def release_task(*, actor: Actor, task_id: UUID, now: datetime) -> None:
    """Put a taken task back for all its candidates.

    Raises:
        TaskMissing, TaskNotOpen, TaskNotYours: it is not the actor who has taken it.
    """
    _, task = open_task(actor, task_id, now)
    if task.assignee_id != actor.bruker_id and not actor.can(ADMINISTER):
        raise TaskNotYours("Bare den som har tatt oppgaven kan slippe den.")
    if task.assignee_id is not None:
        set_task(task, status="ledig", assignee_id=None, claimed_at=None)
        note_change(actor, task, "sluppet", now)


def set_task(task: HumanTask, **values: Any) -> None:
    """Change columns of an open task."""
    HumanTask.objects.filter(tenant_id=task.tenant_id, id=task.id).update(**values)


def note_change(
    actor: Actor, task: HumanTask, art: str, now: datetime, *, to: UUID | None = None,
    begrunnelse: str = "",
) -> None:  # fmt: skip
    """The history row and the audit line of one act on a task."""
    TaskChange.objects.create(
        tenant_id=task.tenant_id, task_id=task.id, art=art, at=now, by_id=actor.bruker_id,
        to_id=to, paa_dato=local_day(now), begrunnelse=begrunnelse.strip(),
    )  # fmt: skip
    record_act(
        actor=actor, handling=f"flyt.oppgave.{art}", objekt_type="oppgave", objekt_id=task.id
    )


def nudge_task(*, actor: Actor, task_id: UUID, now: datetime) -> None:
    """Remind whoever the case waits for (T5): once per working day and task, by anyone who sees it.

    Raises:
        TaskMissing, TaskNotOpen. NudgeTooSoon: nudged today already, or not a working day.
    """
    _, task = open_task(actor, task_id, now)
    today = local_day(now)
    if not calendar_of(actor).is_working_day(today):
        raise NudgeTooSoon("I dag er det fri. Purr neste virkedag.")
    try:
        with transaction.atomic():
            note_change(actor, task, "purret", now)
    except IntegrityError as error:
        raise NudgeTooSoon("Det er allerede purret i dag. Prøv igjen neste virkedag.") from error
    set_task(task, reminded_at=now, reminded_count=task.reminded_count + 1)
    publish(
        actor=actor, now=now,
        event=NewEvent(
            type=events.TASK_NUDGED, subject_type="oppgave", subject_id=task.id,
            data={"art": "person", "av": str(actor.bruker_id)},
            instans_id=task.instance_id, steg_id=task.step_id,
        ),
    )  # fmt: skip
