"""How far a case has come, as the step list and the drawing both need it.

Everything is read from the visits (the `Step` rows), never from the state alone: a state-only
picture lies about loops and cancelled branches.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from samverk.core.workflow.rules import graph
from samverk.core.workflow.rules.bpmn import Definition, Kind, Node
from samverk.core.workflow.rules.tokens import CANCELLED, DONE, OPEN


@dataclass(frozen=True)
class Visit:
    """One step as people may see it.

    `who` is the name of the one who did it or whom it waits for («Ola Hansen for Kari Nordmann»),
    `role` that person's role in words, `failed_at` since when a machine step has been failing.
    """

    node: str
    entered_at: datetime
    scope: str = ""
    pass_no: int = 1
    status: str = OPEN
    exit_flow: str = ""
    left_at: datetime | None = None
    who: str = ""
    role: str = ""
    due_at: datetime | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    failed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Waiting now."""
        return self.status == OPEN

    @property
    def is_cancelled(self) -> bool:
        """Left without being done."""
        return self.status == CANCELLED


@dataclass(frozen=True)
class Progress:
    """A definition, the slots it was bound with, and its visits in the order they began."""

    definition: Definition
    visits: Sequence[Visit]
    fragments: Mapping[str, Definition] = field(default_factory=dict)
    is_cancelled: bool = False

    def part(self, scope: str) -> Definition:
        """The definition a visit belongs to."""
        return self.fragments[scope] if scope else self.definition

    def node(self, visit: Visit) -> Node:
        """The element visited."""
        return self.part(visit.scope).nodes[visit.node]

    @property
    def open_visits(self) -> list[Visit]:
        """Where the case stands now."""
        return [v for v in self.visits if v.is_open]

    @property
    def is_working(self) -> bool:
        """Only machine steps are open and none of them fails: it moves on by itself, at once."""
        return bool(self.open_visits) and all(
            self.node(v).kind not in {Kind.USER, Kind.CATCH} and not v.failed_at
            for v in self.open_visits
        )

    def latest(self, node: str) -> Visit | None:
        """The last time the case came to a node of the skeleton."""
        return next((v for v in reversed(self.visits) if (v.scope, v.node) == ("", node)), None)

    def taken_flows(self) -> set[str]:
        """Arrows of the skeleton some token has followed."""
        done = (v for v in self.visits if v.status == DONE and not v.scope)
        return {flow for v in done for flow in v.exit_flow.split()}

    def irrelevant(self) -> set[str]:
        """Steps the case has not met and no longer can; what only a timer leads to is left out."""
        definition = self.definition
        if not self.visits:
            return set()
        standing = {v.scope or v.node for v in self.open_visits}
        possible = graph.reached_from(definition, standing)
        met = {v.node for v in self.visits if not v.scope}
        ordinary = graph.walk(
            [definition.start.id], lambda n: [f.target for f in definition.outgoing[n]]
        )
        return {n for n in ordinary - possible - met if graph.is_task(definition.nodes[n])}


def back_flows(definition: Definition) -> set[str]:
    """Arrows that lead back to something already passed."""
    found: set[str] = set()
    standing: list[str] = []
    seen: set[str] = set()

    def visit(node: str) -> None:
        seen.add(node)
        standing.append(node)
        for timer in definition.timers[node]:
            if timer.id not in seen:
                visit(timer.id)
        for flow in definition.outgoing[node]:
            if flow.target in standing:
                found.add(flow.id)
            elif flow.target not in seen:
                visit(flow.target)
        standing.pop()

    visit(definition.start.id)
    return found


def tasks_of(definition: Definition, nodes: Iterable[str]) -> list[Node]:
    """Those of `nodes` that people read about."""
    return [definition.nodes[n] for n in nodes if graph.is_task(definition.nodes[n])]


def first_task(definition: Definition, node: str) -> Node | None:
    """The first step met from `node` along its arrows."""
    seen: set[str] = set()
    while node not in seen:
        seen.add(node)
        if graph.is_task(definition.nodes[node]):
            return definition.nodes[node]
        if definition.nodes[node].kind == Kind.END or not definition.outgoing[node]:
            return None
        node = definition.outgoing[node][0].target
    return None
