"""One instance under its row lock: load, move tokens, write rows and arm what then waits.

Every act that moves a case goes through `Run`: it takes the lock (R3), lets the machine of
`rules.tokens` move, writes the steps, and opens tasks, timers, jobs and subscriptions for what is
now waiting. Decisions and candidates are read as the tenant's service user, so that they do not
depend on what the person who acts happens to see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.outbox.api import NewEvent, publish_all, wake
from samverk.core.tenancy.api import new_id
from samverk.core.workflow import events, registry
from samverk.core.workflow.models import DecisionTrace, ProcessInstance, Step
from samverk.core.workflow.queries import library
from samverk.core.workflow.queries.cases import InstanceMissing, case_facts
from samverk.core.workflow.registry import CaseFacts
from samverk.core.workflow.rules import tokens
from samverk.core.workflow.rules.bpmn import Kind, Node
from samverk.core.workflow.rules.decisions import evaluate_table
from samverk.core.workflow.services import rows
from samverk.core.workflow.services.context import local_day, service_of
from samverk.core.workflow.services.waiting import Terms, Waiting, cancel_waiting


@dataclass
class Run:
    """An instance under lock while one act is carried out; without one it is only read."""

    actor: Actor
    instance: ProcessInstance
    now: datetime
    rows: dict[UUID, Step] = field(default_factory=dict)
    traces: list[DecisionTrace] = field(default_factory=list)
    news: list[NewEvent] = field(default_factory=list)
    done_by_actor: set[UUID] = field(default_factory=set)

    @classmethod
    def locked(cls, actor: Actor, instance_id: UUID, now: datetime) -> Run:
        """Load an instance and hold its lock until the transaction ends.

        Raises:
            InstanceMissing: another tenant's, or none.
        """
        instance = rows.lock_instance(actor.tenant_id, instance_id)
        if instance is None:
            raise InstanceMissing("Saken finnes ikke.")
        return cls(actor, instance, now).loaded()

    def __post_init__(self) -> None:
        self.definition = library.read_definition(self.instance.definition_id)
        fragments = {
            node: library.read_definition(UUID(key))
            for node, key in self.instance.fragments.items()
        }
        self.machine = tokens.Machine(self.definition, fragments, new_id, self.decide)
        self.terms = Terms(self.instance, local_day(self.now))
        self.waiting = Waiting(self)
        self.service = service_of(self.instance.tenant_id)

    @contextmanager
    def engine(self, *, savepoint: bool = True) -> Iterator[Run]:
        """Act as the service user while tokens move; on an error nothing of it stays.

        `savepoint` is false where the caller has one around it.
        """
        with access.acting(self.service, now=self.now, savepoint=savepoint):
            yield self

    def loaded(self) -> Run:
        """Give the machine the history; `flyttet` rows were replaced by a migration."""
        for row in rows.read_steps(self.instance):
            self.rows[row.id] = row
            path = f"{row.scope}/{row.node}"
            self.machine.passes[path] = max(self.machine.passes.get(path, 0), row.pass_no)
            self.machine.steps[row.id] = tokens.Step(
                row.id, row.scope, row.node, row.kind, row.pass_no, row.status, row.exit_flow,
                row.from_step_id, tuple(row.arrived), dict(row.values),
            )  # fmt: skip
        closed = [r for r in self.rows.values() if r.left_at is not None and r.values]
        for row in sorted(closed, key=lambda r: (r.left_at, r.nr)):
            for name, value in row.values.items():
                self.machine.values[f"{row.scope}/{name}"] = value
        return self

    @property
    def case(self) -> CaseFacts:
        """The instance for registered functions; skeleton values by their plain names."""
        values = {path.lstrip("/"): value for path, value in self.machine.values.items()}
        return case_facts(self.instance, values)

    def decide(self, node: Node, step: tokens.Step) -> Mapping[str, str]:
        """Read the facts from their owner, ask the table, keep the trace."""
        on = local_day(self.now)
        table = library.table_in_force(self.service, key=node.tabell, on=on)
        inputs = registry.decision_readers[node.tabell](self.service, self.case, on)
        decision = evaluate_table(table, inputs, on=on, resolve=self.resolve)
        self.traces.append(
            DecisionTrace(
                tenant_id=self.actor.tenant_id, step_id=step.key, tabell=table.noekkel,
                versjon=table.versjon, rule_id=decision.rule_id, inputs=dict(decision.inputs),
                references=dict(decision.references), outputs=dict(decision.outputs),
                evaluated_at=self.now,
            )
        )  # fmt: skip
        return decision.outputs

    def resolve(self, name: str, on: date) -> date | str | int | None:
        """`@parameter.x` is the tenant's; other spaces belong to their modules."""
        space, _, rest = name.partition(".")
        if space == "parameter":
            return self.terms.parameter(rest)
        reader = registry.references.get(space)
        return reader(self.service, rest, on) if reader else None

    def settle(self) -> None:
        """Write what the machine has moved, and arm what waits; again while events are at hand."""
        while self.machine.entered or self.machine.left:
            opened = self.write()
            for key in self.waiting.arm(opened):
                self.machine.complete(key)
        self.finish()

    def write(self) -> list[tokens.Step]:
        """Rows for what was entered and left; returns the steps that are now open and new."""
        entered = {step.key for step in self.machine.entered}
        left = [s for s in self.machine.left if s.key not in entered]
        new = [self.row(step) for step in self.machine.entered]
        changed = left + [
            s for s in self.machine.open_steps
            if s.key not in entered and tuple(self.rows[s.key].arrived) != s.arrived
        ]  # fmt: skip
        for step in changed:
            self.copy(step, self.rows[step.key])
        timed = [s.key for s in left if self.machine.part(s.scope).timers[s.node]]
        gone = [self.rows[step.key] for step in changed]
        rows.write_moves(self.instance, rows.Moves(new, gone, self.traces, timed), self.now)
        self.rows |= {row.id: row for row in new}
        cancel_waiting(self, left)
        opened = [s for s in self.machine.entered if s.status == tokens.OPEN]
        self.machine.entered, self.machine.left, self.traces = [], [], []
        return opened

    def row(self, step: tokens.Step) -> Step:
        row = Step(
            id=step.key, tenant_id=self.actor.tenant_id, instance_id=self.instance.id,
            nr=len(self.rows) + 1 + self.machine.entered.index(step), scope=step.scope,
            node=step.node, kind=step.kind, pass_no=step.pass_no, entered_at=self.now,
            from_step_id=step.from_step,
        )  # fmt: skip
        if step.kind == Kind.SERVICE and step.status == tokens.OPEN:
            row.next_at = self.now
        self.copy(step, row)
        return row

    def copy(self, step: tokens.Step, row: Step) -> None:
        row.status, row.exit_flow = step.status, step.exit_flow
        row.arrived, row.values = list(step.arrived), step.values
        if step.status == tokens.OPEN:
            return
        is_human = step.key in self.done_by_actor
        row.left_at = self.now
        row.next_at = None
        row.actor_kind = self.actor.kind if is_human else "maskin"
        row.actor_id = self.actor.bruker_id if is_human else None

    def finish(self) -> None:
        """R6, the events, and a word to the job queue."""
        if self.machine.is_finished and self.instance.status == "aapen":
            self.close("fullfoert")
            ends = [s.node for s in self.machine.steps.values() if s.kind == Kind.END]
            self.tell(events.INSTANCE_DONE, {"slutt": ends})
        if self.news:
            publish_all(actor=self.actor, events=self.news, now=self.now)
            self.news = []
        wake(self.actor.tenant)

    def close(self, status: str, grunn: str = "") -> None:
        """End the instance."""
        self.instance.status, self.instance.ended_at = status, self.now
        self.instance.avbrutt_grunn = grunn
        self.instance.save(update_fields=["status", "ended_at", "avbrutt_grunn"])

    def tell(self, event: str, data: dict[str, object], *, task_id: UUID | None = None) -> None:
        """Add an event of this act; ids and codes only."""
        self.news.append(
            NewEvent(
                type=event,
                subject_type="oppgave" if task_id else "instans",
                subject_id=task_id or self.instance.id,
                data={"definisjon": self.definition.key, **data},
                instans_id=self.instance.id,
            )
        )
