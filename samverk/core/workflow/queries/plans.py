"""Versions with open cases, and the plans to move them: what a process owner chooses between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from samverk.core.access.api import Actor
from samverk.core.workflow import registry
from samverk.core.workflow.models import MigrationPlan, ProcessInstance
from samverk.core.workflow.queries.cases import case_facts
from samverk.core.workflow.queries.library import read_definition
from samverk.core.workflow.rules.bpmn import Node


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan to move open cases from one version to another."""

    id: UUID
    fra_id: UUID
    til_id: UUID
    node_map: dict[str, str]
    laget_av: UUID
    laget_at: datetime
    godkjent_av: UUID | None
    godkjent_at: datetime | None


def _facts(row: MigrationPlan) -> PlanFacts:
    return PlanFacts(
        row.id, row.fra_id, row.til_id, row.node_map, row.laget_av_id, row.laget_at,
        row.godkjent_av_id, row.godkjent_at,
    )  # fmt: skip


def migration_plans(actor: Actor, *, definition: str) -> list[PlanFacts]:
    """Return the tenant's plans for a process, newest first."""
    found = MigrationPlan.objects.filter(tenant_id=actor.tenant_id, fra__noekkel=definition)
    return [_facts(row) for row in found.order_by("-laget_at", "-id")]


def migration_plan(actor: Actor, plan_id: UUID) -> PlanFacts | None:
    """Return one of the tenant's plans, or None."""
    found = MigrationPlan.objects.filter(tenant_id=actor.tenant_id, id=plan_id).first()
    return _facts(found) if found else None


def open_by_version(actor: Actor, definition_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many of the tenant's cases are open on each version; none where there are none."""
    found = ProcessInstance.objects.filter(
        tenant_id=actor.tenant_id, definition_id__in=list(definition_ids), status="aapen"
    )
    return dict(found.values_list("definition_id").annotate(n=Count("id")).order_by())


def steps_gone(fra_id: UUID, til_id: UUID) -> list[tuple[Node, list[Node]]]:
    """Return steps of a version that the other lacks, and those of the same kind it has instead."""
    old, new = read_definition(fra_id), read_definition(til_id)
    fresh = [n for n in new.nodes.values() if n.id not in old.nodes]
    gone = [n for n in old.nodes.values() if n.id not in new.nodes]
    pairs = [(node, [n for n in fresh if n.kind == node.kind]) for node in gone]
    return [(node, found) for node, found in pairs if found]


def case_titles(actor: Actor, instance_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return what cases are called, by instance, for those the actor may see."""
    rows = ProcessInstance.objects.filter(
        tenant_id=actor.tenant_id, id__in=list(instance_ids)
    ).order_by("id")
    by_form: dict[str, list[registry.CaseFacts]] = {}
    for row in rows:
        nodes = read_definition(row.definition_id).nodes.values()
        form = next((n.skjema for n in nodes if n.skjema), "")
        by_form.setdefault(form, []).append(case_facts(row))
    found: dict[UUID, str] = {}
    for key, cases in by_form.items():
        form_of = registry.forms.get(key)
        if form_of is not None and form_of.titles is not None:
            titles = form_of.titles(actor, cases)
            found |= {c.instance_id: titles[c.objekt_id] for c in cases if c.objekt_id in titles}
    return found
