"""Move a task to another person: delegation, reassignment, and recomputed candidates."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from samverk.core.access.api import Actor, bruker
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.workflow import events, registry
from samverk.core.workflow.models import HumanTask, TaskCandidate
from samverk.core.workflow.queries.candidates import (
    LAST_RESORTS,
    Candidate,
    barred_persons,
    receivers,
    resolve_candidates,
)
from samverk.core.workflow.services.cases import ADMINISTER, require_reason
from samverk.core.workflow.services.context import local_day
from samverk.core.workflow.services.rows import FAR_AHEAD
from samverk.core.workflow.services.run import Run
from samverk.core.workflow.services.tasks import (
    OPEN,
    FourEyesBroken,
    ReceiverUnable,
    TaskMissing,
    TaskNotYours,
    locked_task,
    note_change,
    open_task,
    right_to,
    set_task,
)


def delegate_task(
    *, actor: Actor, task_id: UUID, to: UUID, now: datetime, begrunnelse: str = ""
) -> None:
    """Let a named colleague do one task on the actor's behalf (T4); both names show.

    Raises:
        TaskNotYours: not a candidate, or the actor stands in for somebody already (one link only).
        FourEyesBroken: the colleague is excluded from this task (T2).
        ReceiverUnable: the colleague has not the right to do it, or is the actor.
    """
    run, task = open_task(actor, task_id, now)
    if right_to(actor, task, now) is not None:
        raise TaskNotYours("Du gjør oppgaven for en annen, og kan ikke gi den videre.")
    _require_free(actor, run, task, to, now)
    _require_able(actor, run, task, to, now)
    _hand_over(actor, task, to, now, behalf=actor.bruker_id, grunn="delegert")
    note_change(actor, task, "delegert", now, to=to, begrunnelse=begrunnelse)
    _tell(actor, task, to, now, art="delegert")


def reassign_task(
    *, actor: Actor, task_id: UUID, to: UUID, begrunnelse: str, now: datetime
) -> None:
    """Move a task to another person for good (T6). The deadline stays as it was.

    Args:
        actor: needs `prosess.instans.administrer`; to: the account; begrunnelse: at least ten
            characters.
    """
    actor.require(ADMINISTER)
    require_reason(begrunnelse)
    run, task = open_task(actor, task_id, now)
    _require_free(actor, run, task, to, now)
    _hand_over(actor, task, to, now, behalf=None, grunn="omfordelt")
    note_change(actor, task, "omfordelt", now, to=to, begrunnelse=begrunnelse)
    _tell(actor, task, to, now, art="omfordelt")


def _require_free(actor: Actor, run: Run, task: HumanTask, to: UUID, now: datetime) -> None:
    """T2 for a named person: nobody gets a task they could not have had."""
    person = bruker(actor, to)
    if person is None:
        raise TaskMissing("Personen finnes ikke ved institusjonen.", field="to")
    with run.engine():
        barred = barred_persons(
            run.service, rolle=task.rolle, case=run.case,
            scope=task.scope, ikke_samme_som=task.ikke_samme_som, on=local_day(now),
        )  # fmt: skip
    if (person.party_id or person.id) in barred:
        raise FourEyesBroken(
            "%(navn)s kan ikke få oppgaven: saken gjelder %(navn)s, eller %(navn)s har"
" gjort et steg som skal holdes atskilt fra dette.", values={"navn": person.navn}, field="to",
        )  # fmt: skip


def _require_able(actor: Actor, run: Run, task: HumanTask, to: UUID, now: datetime) -> None:
    """A task lent to one who may not do it would wait for nobody."""
    with run.engine():
        able = {p.id for p in receivers(run.service, task, run.case, local_day(now))}
    if to == actor.bruker_id or to not in able:
        raise ReceiverUnable(
            "Du kan bare gi oppgaven til en annen som har lov til å gjøre den.", field="to"
        )


def _hand_over(
    actor: Actor, task: HumanTask, to: UUID, now: datetime, *, behalf: UUID | None, grunn: str
) -> None:
    open_rows = TaskCandidate.objects.filter(
        tenant_id=task.tenant_id, task_id=task.id, til_at__isnull=True
    )
    (open_rows if behalf is None else open_rows.filter(bruker_id=to)).update(til_at=now)
    TaskCandidate.objects.create(
        tenant_id=task.tenant_id, task_id=task.id, bruker_id=to, on_behalf_of_id=behalf,
        grunn=grunn, sort_at=task.due_at or FAR_AHEAD, fra_at=now,
    )  # fmt: skip
    set_task(task, status="tatt", assignee_id=to, claimed_at=now, delegated_from_id=behalf)


def _tell(actor: Actor, task: HumanTask, to: UUID, now: datetime, *, art: str) -> None:
    publish(
        actor=actor, now=now,
        event=NewEvent(
            type=events.TASK_HANDED_OVER, subject_type="oppgave", subject_id=task.id,
            data={"art": art, "av": str(actor.bruker_id), "til": str(to)},
            instans_id=task.instance_id, steg_id=task.step_id,
        ),
    )  # fmt: skip


def refresh_candidates(
    *, actor: Actor, now: datetime, limit: int = 10_000, of: Collection[UUID] = ()
) -> int:
    """Recompute who may do the open tasks (T3): roles, employment and absence change.

    A task taken by someone who is no longer a candidate becomes free again. Delegated and
    reassigned tasks are left alone. `of` keeps it to the tasks that wait for some accounts.
    Returns how many tasks changed.
    """
    which = Q(id__in=_waiting(actor, bruker_id__in=of)) if of else Q()
    return _refresh(actor, which, now, limit)


def refresh_for_role(
    *, actor: Actor, rolle: str, enheter: Collection[UUID], now: datetime, limit: int = 10_000
) -> int:
    """Recompute the open tasks that a new holder of an access role in some units may do."""
    codes = {rolle, *(one.code for one in registry.roles.values() if one.access_role == rolle)}
    which = Q(rolle__in=codes) & (Q(enhet_id__in=enheter) | Q(enhet_id__isnull=True))
    if rolle in LAST_RESORTS:
        which |= Q(id__in=_waiting(actor, grunn="prosesseier"))
    return _refresh(actor, which, now, limit)


def _waiting(actor: Actor, **by: object) -> QuerySet[TaskCandidate, UUID]:
    rows = TaskCandidate.objects.filter(tenant_id=actor.tenant_id, til_at__isnull=True, **by)
    return rows.values_list("task_id", flat=True)


def _refresh(actor: Actor, which: Q, now: datetime, limit: int) -> int:
    rows = HumanTask.objects.filter(which, tenant_id=actor.tenant_id, status__in=OPEN)
    ids = rows.order_by("id").values_list("id", flat=True)[:limit]
    return sum(refresh_task(actor=actor, task_id=task_id, now=now) for task_id in ids)


def _stands(row: TaskCandidate, found: Candidate | None) -> bool:
    """Whether somebody may still do the task, and by the same right: the act asks for that one."""
    return found is not None and (found.grunn, found.on_behalf_of) == (
        row.grunn, row.on_behalf_of_id,
    )  # fmt: skip


def refresh_task(*, actor: Actor, task_id: UUID, now: datetime) -> bool:
    """Recompute one open task's candidates; true when somebody came or went."""
    run, task = locked_task(actor, task_id, now)
    if task.status not in OPEN:
        return False
    current = {
        row.bruker_id: row
        for row in task.candidates.filter(tenant_id=task.tenant_id, til_at__isnull=True)
    }
    if any(row.grunn in ("delegert", "omfordelt") for row in current.values()):
        return False
    with run.engine():
        found = resolve_candidates(
            run.service, rolle=task.rolle, case=run.case, scope=task.scope,
            ikke_samme_som=task.ikke_samme_som, on=local_day(now),
        )  # fmt: skip
    wanted = {c.bruker_id: c for c in found.candidates}
    gone = [row.id for key, row in current.items() if not _stands(row, wanted.get(key))]
    kept = {key for key, row in current.items() if row.id not in gone}
    new = [c for key, c in wanted.items() if key not in kept]
    if not gone and not new:
        return False
    TaskCandidate.objects.filter(id__in=gone).update(til_at=now)
    TaskCandidate.objects.bulk_create(
        TaskCandidate(
            tenant_id=task.tenant_id, task_id=task.id, bruker_id=c.bruker_id, grunn=c.grunn,
            on_behalf_of_id=c.on_behalf_of, sort_at=task.due_at or FAR_AHEAD, fra_at=now,
        )
        for c in new
    )  # fmt: skip
    if task.assignee_id and task.assignee_id not in wanted:
        set_task(task, status="ledig", assignee_id=None, claimed_at=None)
    note_change(actor, task, "kandidater", now)
    return True
