"""Where is the case: instances, their progress, and why they went that way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from samverk.core.access.api import Actor, brukere
from samverk.core.errors import Refusal
from samverk.core.workflow import registry
from samverk.core.workflow.models import DecisionTrace, HumanTask, ProcessInstance, Step
from samverk.core.workflow.queries.library import read_definition, read_version
from samverk.core.workflow.registry import CaseFacts
from samverk.core.workflow.rules.progress import Progress, Visit

OPEN_TASK = ("ledig", "tatt")


class InstanceMissing(Refusal):
    """No such case in this tenant."""


BEHALF = {"nb": "på vegne av", "nn": "på vegner av", "en": "on behalf of"}


@dataclass(frozen=True, slots=True)
class InstanceFacts:
    """One instance."""

    id: UUID
    definition: str
    versjon: int
    objekt_type: str
    objekt_id: UUID
    status: str
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """«Hvorfor denne veien?»: table, rule, facts and answer."""

    node: str
    tabell: str
    versjon: int
    rule_id: str
    inputs: dict[str, str]
    references: dict[str, str]
    outputs: dict[str, str]
    evaluated_at: datetime


def case_facts(instance: ProcessInstance, values: dict[str, str] | None = None) -> CaseFacts:
    """The instance as registered functions see it."""
    version = read_version(instance.definition_id)
    return CaseFacts(
        instance_id=instance.id,
        definition=version.key,
        versjon=version.versjon,
        objekt_type=instance.objekt_type,
        objekt_id=instance.objekt_id,
        enhet_id=instance.enhet_id,
        gjelder_party_id=instance.gjelder_party_id,
        started_by=instance.started_by_id,
        noekler={key: UUID(value) for key, value in instance.noekler.items()},
        values=values or {},
    )


def instance_row(actor: Actor, instance_id: UUID) -> ProcessInstance:
    """One instance of the actor's tenant.

    Raises:
        InstanceMissing: another tenant's, or none.
    """
    found = ProcessInstance.objects.filter(tenant_id=actor.tenant_id, id=instance_id).first()
    if found is None:
        raise InstanceMissing("Saken finnes ikke.")
    return found


def instances_of(actor: Actor, *, objekt_type: str, objekt_id: UUID) -> list[InstanceFacts]:
    """Return the instances about one business object, newest first."""
    found = ProcessInstance.objects.filter(
        tenant_id=actor.tenant_id, objekt_type=objekt_type, objekt_id=objekt_id
    )
    return [
        InstanceFacts(
            i.id, read_version(i.definition_id).key, read_version(i.definition_id).versjon,
            i.objekt_type, i.objekt_id, i.status, i.started_at, i.ended_at,
        )
        for i in found.order_by("-started_at", "-id")
    ]  # fmt: skip


def progress(actor: Actor, instance_id: UUID, *, language: str = "nb") -> Progress:
    """Return how far a case has come, for `list_steps` and `draw_case`.

    The caller has checked that the actor may see the business object. Names of those who did or
    wait are included, comments are not.

    Raises:
        InstanceMissing: another tenant's, or none.
    """
    instance = instance_row(actor, instance_id)
    steps = list(instance.steps.filter(tenant_id=actor.tenant_id).order_by("nr"))
    tasks = {
        task.step_id: task
        for task in instance.tasks.filter(tenant_id=actor.tenant_id).order_by("created_at")
    }
    names = _names(actor, list(tasks.values()))
    visits = [_visit(step, tasks.get(step.id), names, language) for step in steps]
    return Progress(
        read_definition(instance.definition_id),
        visits,
        {node: read_definition(UUID(key)) for node, key in instance.fragments.items()},
        is_cancelled=instance.status == "avbrutt",
    )


def _names(actor: Actor, tasks: list[HumanTask]) -> dict[UUID, str]:
    wanted: set[UUID] = set()
    for task in tasks:
        ids = (task.assignee_id, task.done_by_id, task.on_behalf_of_id, task.delegated_from_id)
        wanted.update(i for i in ids if i is not None)
    open_tasks = [t.id for t in tasks if t.status == "ledig"]
    waiting = candidates_of(actor, open_tasks)
    wanted.update(bruker for rows in waiting.values() for bruker, _ in rows)
    wanted.update(behalf for rows in waiting.values() for _, behalf in rows if behalf)
    found = {key: facts.navn for key, facts in brukere(actor, wanted).items()}
    for task_id, rows in waiting.items():
        found[task_id] = _who_waits(
            [found[b] for b, behalf in rows if behalf is None and b in found]
        )
    return found


def _who_waits(names: list[str]) -> str:
    """A name, or the first of several with how many more."""
    first = sorted(names)
    if len(first) <= 2:
        return " eller ".join(first)
    return f"{first[0]} eller {len(first) - 1} andre"


def candidates_of(actor: Actor, task_ids: list[UUID]) -> dict[UUID, list[tuple[UUID, UUID | None]]]:
    """Return who may do each open task: account, and on whose behalf."""
    from samverk.core.workflow.models import TaskCandidate

    rows = TaskCandidate.objects.filter(
        tenant_id=actor.tenant_id, task_id__in=task_ids, til_at__isnull=True
    ).values_list("task_id", "bruker_id", "on_behalf_of_id")
    found: dict[UUID, list[tuple[UUID, UUID | None]]] = {}
    for task, bruker, behalf in rows:
        found.setdefault(task, []).append((bruker, behalf))
    return found


def _visit(step: Step, task: HumanTask | None, names: dict[UUID, str], language: str) -> Visit:
    facts: dict[str, Any] = {}
    if task is not None and task.art == "oppgave":
        if task.done_by_id:
            facts["who"] = names.get(task.done_by_id, "")
            if task.on_behalf_of_id:
                facts["who"] += f" {BEHALF[language]} {names.get(task.on_behalf_of_id, '')}"
        elif task.status in OPEN_TASK:
            facts["who"] = names.get(task.assignee_id or task.id, "")
            facts["role"] = registry.role_name(task.rolle, language).lower()
            facts["due_at"] = task.due_at
    return Visit(
        node=step.node, entered_at=step.entered_at, scope=step.scope, pass_no=step.pass_no,
        status="avbrutt" if step.status == "flyttet" else step.status,
        exit_flow=step.exit_flow, left_at=step.left_at, values=step.values,
        failed_at=step.failed_at, **facts,
    )  # fmt: skip


def decisions_of(actor: Actor, instance_id: UUID) -> list[DecisionFacts]:
    """Return every decision made in a case, oldest first."""
    found = DecisionTrace.objects.select_related("step").filter(
        tenant_id=actor.tenant_id, step__instance_id=instance_id
    )
    return [
        DecisionFacts(
            d.step.node, d.tabell, d.versjon, d.rule_id, d.inputs, d.references, d.outputs,
            d.evaluated_at,
        )
        for d in found.order_by("step__nr")
    ]  # fmt: skip
