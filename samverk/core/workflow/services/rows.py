"""The rows of one case, read and written in few statements: every human step takes this path.

Plain SQL, because a step is to cost a few milliseconds; everything seldom done goes through the
models.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

from samverk.core.workflow.models import DecisionTrace, HumanTask, ProcessInstance, Step, Timer
from samverk.core.workflow.queries.candidates import Candidate

FAR_AHEAD = datetime(9999, 1, 1, tzinfo=UTC)

_LOCK = """SELECT * FROM workflow_instance WHERE tenant_id = %s AND id = %s FOR UPDATE"""
_LOCK_OF_TASK = """SELECT * FROM workflow_instance WHERE tenant_id = %s AND id =
  (SELECT t.instance_id FROM workflow_humantask t WHERE t.tenant_id = %s AND t.id = %s)
  FOR UPDATE"""
_STEPS = "SELECT * FROM workflow_step WHERE tenant_id = %s AND instance_id = %s ORDER BY nr"
# The roles are those of whoever has the right: of the one stood in for, when it is a deputy. A
# fallback stands on a role further up, or anywhere.
_TASK = """SELECT t.*, k.id AS candidate_id, k.grunn, k.on_behalf_of_id AS candidate_for,
  CASE WHEN k.id IS NOT NULL THEN samverk.roller_av(
    CASE k.grunn WHEN 'stedfortreder' THEN k.on_behalf_of_id ELSE k.bruker_id END,
    CASE WHEN k.grunn NOT IN ('overordnet', 'prosesseier') THEN t.enhet_id END, %s
  ) END AS candidate_roles
FROM workflow_humantask t LEFT JOIN workflow_taskcandidate k
  ON k.tenant_id = t.tenant_id AND k.task_id = t.id AND k.bruker_id = %s AND k.til_at IS NULL
WHERE t.tenant_id = %s AND t.id = %s"""
_TERMS = """SELECT (SELECT array_agg(dag) FROM workflow_closedday WHERE tenant_id = %(t)s),
  (SELECT jsonb_object_agg(parameter, verdi) FROM workflow_variant WHERE tenant_id = %(t)s
    AND definisjon = %(d)s AND parameter <> '' AND status IN ('godkjent', 'utloept')
    AND gyldig_fra <= %(on)s)"""
_STEP_COLUMNS = (
    "id", "tenant_id", "instance_id", "nr", "scope", "node", "kind", "pass_no", "status",
    "entered_at", "left_at", "exit_flow", "arrived", "values", "from_step_id", "actor_kind",
    "actor_id", "forsoek", "next_at", "failed_at", "feil",
)  # fmt: skip
_TRACE_COLUMNS = (
    "id", "tenant_id", "step_id", "tabell", "versjon", "rule_id", "inputs", "references",
    "outputs", "evaluated_at",
)  # fmt: skip
_TASK_COLUMNS = (
    "id", "tenant_id", "step_id", "instance_id", "art", "scope", "node", "skjema", "rolle",
    "enhet_id", "ikke_samme_som", "is_for_subject", "status", "created_at", "due_at",
    "frist_varighet", "reminded_count", "outcome", "comment",
)  # fmt: skip
_TIMER_COLUMNS = (
    "id", "tenant_id", "step_id", "instance_id", "node", "varighet", "is_virkedager",
    "is_interrupting", "due_at",
)  # fmt: skip
_LEAVE = """UPDATE workflow_step SET status = %s, exit_flow = %s, arrived = %s::varchar[],
  values = %s, left_at = %s, next_at = %s, actor_kind = %s, actor_id = %s WHERE id = %s"""
_DISARM = """UPDATE workflow_timer SET cancelled_at = %s WHERE tenant_id = %s
  AND step_id = ANY(%s) AND fired_at IS NULL AND cancelled_at IS NULL"""
_DONE = """UPDATE workflow_humantask SET status = %s, done_at = %s, done_by_id = %s,
  on_behalf_of_id = %s, outcome = %s, comment = %s WHERE tenant_id = %s AND id = %s"""
_CANDIDATES = """INSERT INTO workflow_taskcandidate
  (id, tenant_id, task_id, bruker_id, on_behalf_of_id, grunn, sort_at, fra_at)
SELECT uuidv7(), %s, %s, k.bruker, k.behalf, k.grunn, %s, %s
FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS k(bruker, behalf, grunn)"""


def lock_instance(tenant_id: UUID, instance_id: UUID) -> ProcessInstance | None:
    """The instance under its row lock."""
    return next(iter(ProcessInstance.objects.raw(_LOCK, [tenant_id, instance_id])), None)


def lock_instance_of(tenant_id: UUID, task_id: UUID) -> ProcessInstance | None:
    """The instance of a task under its row lock."""
    found = ProcessInstance.objects.raw(_LOCK_OF_TASK, [tenant_id, tenant_id, task_id])
    return next(iter(found), None)


def read_steps(instance: ProcessInstance) -> list[Step]:
    """All visits so far, in order."""
    return list(Step.objects.raw(_STEPS, [instance.tenant_id, instance.id]))


def read_task(tenant_id: UUID, task_id: UUID, bruker_id: UUID, on: date) -> HumanTask:
    """The task, with this account's open candidate row as `candidate_id`, `grunn`, `candidate_for`.

    `candidate_roles` are the access roles held on the day by the one whose right it is. Call it
    under the instance's lock.
    """
    return HumanTask.objects.raw(_TASK, [on, bruker_id, tenant_id, task_id])[0]


def read_terms(tenant_id: UUID, definition: str, on: date) -> tuple[list[date], dict[str, str]]:
    """The tenant's closed days, and its parameters of the process in force on the day."""
    with connection.cursor() as cursor:
        cursor.execute(_TERMS, {"t": tenant_id, "d": definition, "on": on})
        closed, parameters = cursor.fetchone()
    return closed or [], json.loads(parameters) if parameters else {}


def _values(rows: Iterable[Any], columns: Sequence[str]) -> tuple[str, list[Any]]:
    """`(%s, …), (%s, …)` and the parameters."""
    parameters: list[Any] = []
    lines = []
    for row in rows:
        lines.append("(" + ", ".join(["%s"] * len(columns)) + ")")
        for column in columns:
            value = getattr(row, column)
            parameters.append(Jsonb(value) if isinstance(value, dict) else value)
    return ", ".join(lines), parameters


def _insert(table: str, rows: Sequence[Any], columns: Sequence[str]) -> tuple[str, list[Any]]:
    lines, parameters = _values(rows, columns)
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table} ({names}) VALUES {lines}", parameters  # noqa: S608 - our names


@dataclass(slots=True)
class Moves:
    """What one act moved: new visits, visits left, decisions, and steps whose timers are over."""

    new: Sequence[Step]
    left: Sequence[Step]
    traces: Sequence[DecisionTrace]
    timed: Sequence[UUID]


def write_moves(instance: ProcessInstance, moves: Moves, now: datetime) -> None:
    """Write it in one round trip."""
    statements: list[tuple[str, list[Any]]] = []
    if moves.new:
        statements.append(_insert("workflow_step", moves.new, _STEP_COLUMNS))
    for row in moves.left:
        values = [
            row.status, row.exit_flow, row.arrived, Jsonb(row.values), row.left_at, row.next_at,
            row.actor_kind, row.actor_id, row.id,
        ]  # fmt: skip
        statements.append((_LEAVE, values))
    if moves.traces:
        statements.append(_insert("workflow_decisiontrace", moves.traces, _TRACE_COLUMNS))
    if moves.timed:
        statements.append((_DISARM, [now, instance.tenant_id, list(moves.timed)]))
    _run(statements)


def write_done(task: HumanTask) -> None:
    """A task that has been done: by whom, for whom, and with what outcome."""
    values = [
        task.status, task.done_at, task.done_by_id, task.on_behalf_of_id, Jsonb(task.outcome),
        task.comment, task.tenant_id, task.id,
    ]  # fmt: skip
    _run([(_DONE, values)])


def write_task(task: HumanTask, candidates: Iterable[Candidate], now: datetime) -> None:
    """A new task with its candidates."""
    found = list(candidates)
    _run(
        [
            _insert("workflow_humantask", [task], _TASK_COLUMNS),
            (
                _CANDIDATES,
                [
                    task.tenant_id, task.id, task.due_at or FAR_AHEAD, now,
                    [c.bruker_id for c in found], [c.on_behalf_of for c in found],
                    [c.grunn for c in found],
                ],
            ),
        ]
    )  # fmt: skip


def write_timers(timers: Sequence[Timer]) -> None:
    """Newly armed timers."""
    if timers:
        _run([_insert("workflow_timer", timers, _TIMER_COLUMNS)])


def _run(statements: Sequence[tuple[str, list[Any]]]) -> None:
    """Several statements in one round trip; parameters are bound by the driver, in order."""
    if not statements:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            ";\n".join(sql for sql, _ in statements),
            [value for _, values in statements for value in values],
        )
