"""Move open cases to a newer version: a plan, a dry run, another person's approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import Error, transaction

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal, Text
from samverk.core.tenancy.api import new_id
from samverk.core.workflow import events
from samverk.core.workflow.models import (
    HumanTask,
    MigrationPlan,
    ProcessDefinition,
    ProcessInstance,
    Step,
    Subscription,
    TaskCandidate,
    Timer,
)
from samverk.core.workflow.queries import library
from samverk.core.workflow.rules import tokens
from samverk.core.workflow.rules.bpmn import Definition, Kind
from samverk.core.workflow.rules.graph import Blocks
from samverk.core.workflow.services.cases import ADMINISTER
from samverk.core.workflow.services.rows import FAR_AHEAD
from samverk.core.workflow.services.run import Run
from samverk.core.workflow.services.waiting import Waiting


class MigrationRefused(Refusal):
    """The plan is unknown, its author approves it, or the two versions are not the same process."""


_OWN = Text("Planen må godkjennes av en annen enn den som laget den.")
# `steg` is the id of a step; a page puts its name there.
_MOVES = Text("Saken kan flyttes.")
_CLOSED = Text("Saken er ikke åpen på denne versjonen.")
_GONE = Text("«%(steg)s» finnes ikke i den nye versjonen. Velg hvilket steg som svarer til det.")
_KIND = Text("«%(steg)s» er et annet slags steg i den nye versjonen.")
_BLOCK = Text("«%(steg)s» står i en annen parallell del.")
_ARMS = Text("«%(steg)s» samler andre grener.")
_EYES = Text("Fireøyneregelen på «%(steg)s» viser til et steg saken ikke har gjort.")


@dataclass(frozen=True, slots=True)
class DryRunLine:
    """One case in the dry run: `kan_flyttes`, or `maa_kartlegges` or `fullfoeres` on the old
    version, with the step that stands in the way and the sentence that says why."""

    instance_id: UUID
    answer: str
    step: str = ""
    why: Text = _MOVES


def plan_migration(
    *, actor: Actor, fra: UUID, til: UUID, node_map: Mapping[str, str], now: datetime
) -> UUID:
    """Keep a plan for the tenant's open cases; returns its id. Nothing moves before approval.

    Args:
        actor: needs `prosess.instans.administrer`; fra, til: published versions of one process.
        node_map: old node id → new node id, for steps that have changed id.

    Raises:
        MigrationRefused: unknown versions, or different processes.
    """
    actor.require(ADMINISTER)
    found = {
        d.id: d.noekkel
        for d in ProcessDefinition.objects.filter(id__in=[fra, til], publisert_at__isnull=False)
    }
    if len(found) != 2 or len(set(found.values())) != 1:
        raise MigrationRefused("Velg to publiserte versjoner av samme prosess.")
    plan = MigrationPlan(
        id=new_id(), tenant_id=actor.tenant_id, fra_id=fra, til_id=til, node_map=dict(node_map),
        laget_av_id=actor.bruker_id, laget_at=now,
    )  # fmt: skip
    plan.save(force_insert=True)
    record_act(
        actor=actor, handling="flyt.migrering.planlegg", objekt_type="plan", objekt_id=plan.id
    )
    return plan.id


def _plan(actor: Actor, plan_id: UUID) -> MigrationPlan:
    plan = MigrationPlan.objects.filter(tenant_id=actor.tenant_id, id=plan_id).first()
    if plan is None:
        raise MigrationRefused("Planen finnes ikke.")
    return plan


def dry_run_migration(*, actor: Actor, plan_id: UUID, now: datetime) -> list[DryRunLine]:
    """Say for each open case what the plan would do; writes nothing, and holds up nobody's work.

    A case may move on meanwhile: whoever moves it judges it again, under its lock.

    Raises:
        MigrationRefused: unknown plan.
    """
    plan = _plan(actor, plan_id)
    open_cases = ProcessInstance.objects.filter(
        tenant_id=actor.tenant_id, definition_id=plan.fra_id, status="aapen"
    ).order_by("id")
    return [_judge(Run(actor, case, now).loaded(), plan) for case in open_cases]


def approve_migration(*, actor: Actor, plan_id: UUID, now: datetime) -> None:
    """Approve a plan somebody else has made.

    Raises:
        MigrationRefused: unknown plan, the actor's own, or approved already.
    """
    actor.require(ADMINISTER)
    plan = _plan(actor, plan_id)
    if plan.laget_av_id == actor.bruker_id:
        raise MigrationRefused(_OWN)
    if plan.godkjent_at is not None:
        raise MigrationRefused("Planen er alt godkjent.")
    try:
        with transaction.atomic():
            MigrationPlan.objects.filter(tenant_id=actor.tenant_id, id=plan.id).update(
                godkjent_av_id=actor.bruker_id, godkjent_at=now
            )
    except Error as error:  # one person may have several accounts; the database compares people
        if getattr(error.__cause__, "sqlstate", "") != "SV003":
            raise
        raise MigrationRefused(_OWN) from error
    record_act(
        actor=actor, handling="flyt.migrering.godkjenn", objekt_type="plan", objekt_id=plan.id
    )


def migrate_instance(*, actor: Actor, plan_id: UUID, instance_id: UUID, now: datetime) -> bool:
    """Move one case by an approved plan; false when it stays on its old version.

    Deadlines are counted anew from when the step was entered. History is never rewritten: a step
    whose node has a new id is closed as `flyttet`, and a new row continues it.

    Raises:
        MigrationRefused: unknown or unapproved plan.
    """
    actor.require(ADMINISTER)
    plan = _plan(actor, plan_id)
    if plan.godkjent_at is None:
        raise MigrationRefused("Planen er ikke godkjent.")
    run = Run.locked(actor, instance_id, now)
    if _judge(run, plan).answer != "kan_flyttes":
        return False
    run.instance.definition_id = plan.til_id
    run.instance.save(update_fields=["definition"])
    moved = Run(actor, run.instance, now).loaded()
    for step in list(moved.machine.open_steps):
        if not step.scope:
            _move_step(moved, step, plan)
    run.tell(events.INSTANCE_MIGRATED, {"fra": str(plan.fra_id), "til": str(plan.til_id)})
    record_act(
        actor=actor, handling="flyt.instans.migrer", objekt_type="instans", objekt_id=instance_id
    )
    run.finish()
    return True


def _judge(run: Run, plan: MigrationPlan) -> DryRunLine:
    key = run.instance.id
    if run.instance.definition_id != plan.fra_id or run.instance.status != "aapen":
        return DryRunLine(key, "fullfoeres", why=_CLOSED)
    for step in run.machine.open_steps:
        stands = None if step.scope else _in_the_way(run, plan, step)
        if stands is not None:
            answer, why = stands
            return DryRunLine(key, answer, step.node, Text(why.id, {"steg": step.node}))
    return DryRunLine(key, "kan_flyttes")


def _in_the_way(run: Run, plan: MigrationPlan, step: tokens.Step) -> tuple[str, Text] | None:
    old, new = run.definition, library.read_definition(plan.til_id)
    target = plan.node_map.get(step.node, step.node)
    if target not in new.nodes:
        return "maa_kartlegges", _GONE
    if new.nodes[target].kind != step.kind:
        return "maa_kartlegges", _KIND
    if _mapped(_blocks_around(old, step.node), plan) != _blocks_around(new, target):
        return "fullfoeres", _BLOCK
    if step.kind == Kind.PARALLEL and not _same_arms(old, new, step, target):
        return "fullfoeres", _ARMS
    return None if _resolves(run, new, target) else ("fullfoeres", _EYES)


def _blocks_around(definition: Definition, node: str) -> set[str]:
    inside = Blocks(definition).inside
    return {fork for fork, nodes in inside.items() if node in nodes}


def _mapped(forks: set[str], plan: MigrationPlan) -> set[str]:
    return {plan.node_map.get(fork, fork) for fork in forks}


def _same_arms(old: Definition, new: Definition, step: tokens.Step, target: str) -> bool:
    arrows = [{f.id for f in d.incoming[n]} for d, n in ((old, step.node), (new, target))]
    return arrows[0] == arrows[1]


def _resolves(run: Run, new: Definition, target: str) -> bool:
    """A four-eyes reference must point at a step this case has done under that id."""
    named = new.nodes[target].ikke_samme_som
    done = {s.node for s in run.machine.steps.values() if s.status == tokens.DONE and not s.scope}
    return not named or named in done


def _move_step(run: Run, step: tokens.Step, plan: MigrationPlan) -> None:
    """Continue one open step under the new version, with its deadlines counted anew."""
    row = run.rows[step.key]
    target = plan.node_map.get(step.node, step.node)
    Timer.objects.filter(
        tenant_id=row.tenant_id, step_id=row.id, fired_at__isnull=True, cancelled_at__isnull=True
    ).update(cancelled_at=run.now)
    fired = set(
        Timer.objects.filter(step_id=row.id, fired_at__isnull=False).values_list("node", flat=True)
    )
    step.node = target
    row = _replaced(run, row, target)
    step.key = row.id
    run.rows[row.id] = row
    waiting = Waiting(run)
    Timer.objects.bulk_create(t for t in waiting.timers(step) if t.node not in fired)
    if row.kind == Kind.USER:
        text, due = waiting.deadline(step, run.machine.node(step))
        tasks = HumanTask.objects.filter(
            tenant_id=row.tenant_id, step_id=row.id, status__in=("ledig", "tatt")
        )
        tasks.update(due_at=due, frist_varighet=text)
        TaskCandidate.objects.filter(
            tenant_id=row.tenant_id, task__step_id=row.id, til_at__isnull=True
        ).update(sort_at=due or FAR_AHEAD)


def _replaced(run: Run, old: Step, target: str) -> Step:
    """A new row that keeps when the step was entered; the old one is closed as history."""
    new = Step(
        id=new_id(), tenant_id=old.tenant_id, instance_id=old.instance_id, nr=len(run.rows) + 1,
        scope=old.scope, node=target, kind=old.kind, pass_no=old.pass_no,
        entered_at=old.entered_at, from_step_id=old.id, arrived=old.arrived, values=old.values,
        next_at=old.next_at, forsoek=old.forsoek,
    )  # fmt: skip
    new.save(force_insert=True)
    HumanTask.objects.filter(
        tenant_id=old.tenant_id, step_id=old.id, status__in=("ledig", "tatt")
    ).update(step_id=new.id, node=target)
    Subscription.objects.filter(
        tenant_id=old.tenant_id, step_id=old.id, matched_at__isnull=True
    ).update(step_id=new.id)
    old.status, old.left_at, old.next_at = "flyttet", run.now, None
    old.actor_kind, old.actor_id = run.actor.kind, run.actor.bruker_id
    old.save(update_fields=["status", "left_at", "next_at", "actor_kind", "actor"])
    return new
