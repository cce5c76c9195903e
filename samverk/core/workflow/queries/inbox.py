"""«Mine oppgaver»: everything that waits for me, from all modules, in one ordered list (T7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef

from samverk.core.access.api import Actor, brukere
from samverk.core.periods import ONE_DAY, OSLO, end_of_deadline
from samverk.core.workflow import registry
from samverk.core.workflow.models import HumanTask, TaskCandidate
from samverk.core.workflow.queries.cases import candidates_of, case_facts
from samverk.core.workflow.queries.library import read_definition
from samverk.core.workflow.registry import CaseFacts
from samverk.core.workflow.rules.durations import last_moment

# One ordered scan of candidate_inbox; tasks that others have taken are passed over.
_PAGE = """
SELECT t.id, k.sort_at, k.on_behalf_of_id FROM workflow_taskcandidate k
JOIN workflow_humantask t ON t.tenant_id = k.tenant_id AND t.id = k.task_id
WHERE k.tenant_id = %(tenant)s AND k.bruker_id = %(me)s AND k.til_at IS NULL
  AND (t.assignee_id IS NULL OR t.assignee_id = %(me)s) AND t.status IN ('ledig', 'tatt')
  AND (k.sort_at, k.task_id) > (%(sort_at)s, %(task)s)
ORDER BY k.sort_at, k.task_id LIMIT %(limit)s
"""
_FIRST = (datetime.min.replace(year=2, tzinfo=OSLO), UUID(int=0))


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A task as lists and pages show it: `name` as told of to others, `asks` to whoever does it."""

    id: UUID
    instance_id: UUID
    art: str
    node: str
    name: str
    asks: str
    title: str
    process: str
    skjema: str
    url: str
    rolle: str
    status: str
    group: str  # forfalt | i_dag | senere
    due_at: datetime | None
    created_at: datetime
    waits_for: tuple[str, ...]
    assignee_id: UUID | None
    on_behalf_of: str
    outcomes: dict[str, tuple[str, ...]]
    case: CaseFacts


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page; `after` fetches the next."""

    tasks: tuple[TaskFacts, ...]
    after: str = ""


def inbox(
    actor: Actor, *, now: datetime, after: str = "", limit: int = 50, language: str = "nb"
) -> InboxPage:
    """Return the actor's open tasks by deadline: assignee or candidate, deputyships included.

    Args:
        now: decides the groups forfalt, i_dag and senere.
        after: `InboxPage.after` of the page before.
    """
    sort_at, task = _cursor(after)
    values: dict[str, Any] = {
        "tenant": actor.tenant_id, "me": actor.bruker_id, "sort_at": sort_at, "task": task,
        "limit": limit + 1,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PAGE, values)
        rows = cursor.fetchall()
    shown = rows[:limit]
    behalf = {row[0]: row[2] for row in shown}
    tasks = _facts(actor, list(behalf), now, language, behalf)
    last = f"{shown[-1][1].isoformat()}_{shown[-1][0]}" if len(rows) > limit else ""
    return InboxPage(tuple(tasks), last)


def _cursor(after: str) -> tuple[datetime, UUID]:
    """A broken or foreign cursor starts from the top."""
    sort_at, _, task = after.rpartition("_")
    try:
        return datetime.fromisoformat(sort_at), UUID(task)
    except ValueError:
        return _FIRST


def task_facts(
    actor: Actor, task_id: UUID, *, now: datetime, language: str = "nb"
) -> TaskFacts | None:
    """Return one task of the tenant, open or done, or None."""
    found = _facts(actor, [task_id], now, language, {})
    return found[0] if found else None


def tasks_by_id(
    actor: Actor, ids: Iterable[UUID], *, now: datetime, language: str = "nb"
) -> dict[UUID, TaskFacts]:
    """Return several tasks of the tenant, open or done, in a fixed number of queries."""
    return {task.id: task for task in _facts(actor, list(ids), now, language, {})}


@dataclass(frozen=True, slots=True)
class TaskPeople:
    """Whom a task waits for; `is_for_subject` when it is the person the case is about."""

    candidates: tuple[UUID, ...]
    escalated_to: UUID | None
    is_for_subject: bool


def task_people(actor: Actor, task_id: UUID) -> TaskPeople | None:
    """Return the accounts an open task waits for: who has taken it, else every candidate."""
    task = HumanTask.objects.filter(
        tenant_id=actor.tenant_id, id=task_id, status__in=("ledig", "tatt")
    ).first()
    if task is None:
        return None
    waiting = [found for found, _ in candidates_of(actor, [task_id]).get(task_id, [])]
    people = [task.assignee_id] if task.assignee_id else waiting
    return TaskPeople(tuple(people), task.escalated_to_id, task.is_for_subject)


def tasks_of_instance(
    actor: Actor, instance_id: UUID, *, now: datetime, language: str = "nb"
) -> list[TaskFacts]:
    """Return the open tasks of a case, oldest first."""
    ids = HumanTask.objects.filter(
        tenant_id=actor.tenant_id, instance_id=instance_id, status__in=("ledig", "tatt")
    ).order_by("created_at", "id")
    return _facts(actor, list(ids.values_list("id", flat=True)), now, language, {})


def waiting_on_others(
    actor: Actor, *, now: datetime, limit: int = 50, language: str = "nb"
) -> list[TaskFacts]:
    """Return open tasks in cases the actor started, which wait for somebody else; by deadline."""
    mine = TaskCandidate.objects.filter(
        tenant_id=actor.tenant_id, bruker_id=actor.bruker_id, til_at=None, task=OuterRef("pk")
    )
    ids = (
        HumanTask.objects.filter(
            ~Exists(mine),
            tenant_id=actor.tenant_id,
            instance__started_by=actor.bruker_id,
            instance__status="aapen",
            status__in=("ledig", "tatt"),
        )
        .exclude(assignee_id=actor.bruker_id)
        .order_by(F("due_at").asc(nulls_last=True), "id")
    )
    return _facts(actor, list(ids.values_list("id", flat=True)[:limit]), now, language, {})


def done_by_me(
    actor: Actor, *, now: datetime, limit: int = 50, language: str = "nb"
) -> list[tuple[TaskFacts, datetime]]:
    """Return the tasks the actor has done and when, newest first."""
    rows = (
        HumanTask.objects.filter(tenant_id=actor.tenant_id, done_by=actor.bruker_id)
        .order_by("-done_at", "-id")
        .values_list("id", "done_at", "on_behalf_of_id")[:limit]
    )
    found = {task: at for task, at, _behalf in rows if at is not None}
    behalf: dict[UUID, UUID | None] = {task: other for task, _at, other in rows}
    facts = _facts(actor, list(found), now, language, behalf)
    return [(task, found[task.id]) for task in facts]


def _facts(
    actor: Actor,
    ids: list[UUID],
    now: datetime,
    language: str,
    behalf: dict[UUID, UUID | None],
) -> list[TaskFacts]:
    """In the order of `ids`; a fixed number of queries whatever their number."""
    found = (
        HumanTask.objects.select_related("instance")
        .defer("comment")
        .filter(tenant_id=actor.tenant_id, id__in=ids)
    )
    tasks = {task.id: task for task in found}
    waiting = candidates_of(actor, ids)
    wanted = {b for rows in waiting.values() for b, _ in rows} | {b for b in behalf.values() if b}
    wanted |= {t.assignee_id for t in tasks.values() if t.assignee_id}
    names = {key: facts.navn for key, facts in brukere(actor, wanted).items()}
    cases = {key: case_facts(task.instance) for key, task in tasks.items()}
    titles = _titles(actor, tasks.values(), cases)
    today = now.astimezone(OSLO).date()
    edges = end_of_deadline(today - ONE_DAY), end_of_deadline(today)
    return [
        _one(tasks[key], cases[key], names, waiting, titles, edges, language, behalf.get(key))
        for key in ids
        if key in tasks
    ]


def _one(
    task: HumanTask,
    case: CaseFacts,
    names: dict[UUID, str],
    waiting: dict[UUID, list[tuple[UUID, UUID | None]]],
    titles: dict[UUID, str],
    edges: tuple[datetime, datetime],
    language: str,
    behalf: UUID | None,
) -> TaskFacts:
    definition = read_definition(task.instance.definition_id)
    part = definition
    if task.scope:
        part = read_definition(UUID(task.instance.fragments[task.scope]))
    node = part.nodes[task.node]
    form = registry.forms.get(task.skjema)
    principals = [b for b, on_behalf in waiting.get(task.id, []) if on_behalf is None]
    people = [task.assignee_id] if task.assignee_id else principals
    group = "senere"
    if task.due_at is not None and task.due_at <= edges[1]:
        group = "forfalt" if task.due_at <= edges[0] else "i_dag"
    return TaskFacts(
        id=task.id, instance_id=task.instance_id, art=task.art, node=task.node,
        name=node.named(language), asks=registry.asked(task.skjema, language, node.named(language)),
        title=titles.get(task.instance.objekt_id, ""),
        process=definition.named(language), skjema=task.skjema,
        url=form.url(task.id, case) if form else "",
        rolle=registry.role_name(task.rolle, language), status=task.status, group=group,
        due_at=last_moment(task.due_at), created_at=task.created_at,
        waits_for=tuple(sorted(names[b] for b in people if b in names)),
        assignee_id=task.assignee_id, on_behalf_of=names.get(behalf, "") if behalf else "",
        outcomes=dict(node.utfall) if task.art == "oppgave" else {}, case=case,
    )  # fmt: skip


def _titles(
    actor: Actor, tasks: Iterable[HumanTask], cases: dict[UUID, CaseFacts]
) -> dict[UUID, str]:
    """What the business objects are called, one call per form."""
    by_form: dict[str, list[CaseFacts]] = {}
    for task in tasks:
        by_form.setdefault(task.skjema, []).append(cases[task.id])
    found: dict[UUID, str] = {}
    for key, asked in by_form.items():
        form = registry.forms.get(key)
        if form is not None and form.titles is not None:
            found |= form.titles(actor, asked)
    return found
