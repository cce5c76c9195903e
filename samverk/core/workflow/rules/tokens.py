"""How tokens move: one act in, entered and left steps out.

The same machine runs scenarios in memory and cases in the database. It knows the open steps, how
many times each node has been entered, and the values the flow carries (outcomes and decision
outputs, nothing else). It never reads a clock and never looks at a domain object; what a decision
answers is asked of `decide`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from samverk.core.errors import Refusal
from samverk.core.workflow.rules.bpmn import Definition, Flow, Kind, Node
from samverk.core.workflow.rules.validator import parse_condition

OPEN, DONE, CANCELLED = "aapen", "ferdig", "avbrutt"
MOVES_MAX = 1000  # a validated definition needs far fewer; a guard, not a limit anyone meets


class OutcomeInvalid(Refusal):
    """A task was completed without one of its declared outcomes."""


@dataclass
class Step:
    """One visit of a token to a node. `scope` is the slot it happened in, empty in the skeleton."""

    key: Any
    scope: str
    node: str
    kind: str
    pass_no: int
    status: str = OPEN
    exit_flow: str = ""
    from_step: Any = None
    arrived: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """`slot/node`, as scenario files write it."""
        return f"{self.scope}/{self.node}" if self.scope else self.node


Decide = Callable[[Node, Step], Mapping[str, str]]


@dataclass
class Machine:
    """The state of one instance while one act is carried out.

    `fragments` maps the id of a call activity to the definition bound to its slot; `values` maps
    `scope/name` to what the flow knows. Read `entered` and `left` afterwards.
    """

    definition: Definition
    fragments: Mapping[str, Definition]
    new_key: Callable[[], Any]
    decide: Decide
    steps: dict[Any, Step] = field(default_factory=dict)
    passes: dict[str, int] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    entered: list[Step] = field(default_factory=list)
    left: list[Step] = field(default_factory=list)
    moves: int = 0

    def part(self, scope: str) -> Definition:
        """The definition a step belongs to."""
        return self.fragments[scope] if scope else self.definition

    def node(self, step: Step) -> Node:
        """The element a step stands on."""
        return self.part(step.scope).nodes[step.node]

    @property
    def open_steps(self) -> list[Step]:
        """Steps not yet left, oldest first."""
        return [s for s in self.steps.values() if s.status == OPEN]

    @property
    def is_finished(self) -> bool:
        """R6: nothing is open any more."""
        return bool(self.steps or self.passes) and not self.open_steps

    def start(self) -> None:
        """Put the first token on the start event."""
        self._enter("", self.definition.start.id, None)

    def complete(self, key: Any, outcome: Mapping[str, str] | None = None) -> None:
        """Leave an open step. Completing what is already left changes nothing (R3).

        Raises `OutcomeInvalid` when a user task's declared outcomes are not all answered with one
        of their values; nothing has moved then.
        """
        step = self.steps[key]
        if step.status != OPEN:
            return
        given = dict(outcome or {})
        node = self.node(step)
        if node.kind == Kind.USER:
            for name, values in node.utfall.items():
                if given.get(name) not in values:
                    raise OutcomeInvalid(
                        "Velg %(name)s: %(values)s.",
                        values={"name": name, "values": ", ".join(values)},
                    )
            unknown = sorted(given.keys() - node.utfall.keys())
            if unknown:
                raise OutcomeInvalid(
                    "%(unknown)s er ikke et utfall av «%(name)s».",
                    values={"unknown": unknown[0], "name": node.name},
                )
        self._remember(step, given)
        self._leave(step)

    def fire(self, key: Any, timer: str) -> None:
        """Let a boundary timer go off (R5); on a left step, or a second time, nothing happens."""
        step = self.steps[key]
        fired = any(s.node == timer and s.from_step == key for s in self.steps.values())
        if step.status != OPEN or fired:
            return
        event = self.part(step.scope).nodes[timer]
        if event.is_interrupting:
            self._cancel(step)
        self._enter(step.scope, timer, step)

    def cancel_all(self) -> None:
        """R8: stop the instance; nothing moves on."""
        for step in self.open_steps:
            self._close(step, CANCELLED)

    def _remember(self, step: Step, values: Mapping[str, str]) -> None:
        step.values = dict(values)
        for name, value in values.items():
            self.values[f"{step.scope}/{name}"] = value

    def _cancel(self, step: Step) -> None:
        if step.kind == Kind.CALL:
            for inner in self.open_steps:
                if inner.scope == step.node:
                    self._close(inner, CANCELLED)
        self._close(step, CANCELLED)

    def _close(self, step: Step, status: str) -> None:
        step.status = status
        self.left.append(step)

    def _enter(self, scope: str, node_id: str, origin: Step | None, flow: str = "") -> None:
        self.moves += 1
        node = self.part(scope).nodes[node_id]
        if self.moves > MOVES_MAX:
            raise RuntimeError(f"«{node.name or node_id}» kommer ikke videre.")
        if node.kind == Kind.PARALLEL and (waiting := self._waiting_join(scope, node_id)):
            self._arrive(waiting, flow)
            return
        path = f"{scope}/{node_id}"
        self.passes[path] = self.passes.get(path, 0) + 1
        step = Step(
            self.new_key(), scope, node_id, node.kind, self.passes[path],
            from_step=origin.key if origin else None,
        )  # fmt: skip
        self.steps[step.key] = step
        self.entered.append(step)
        self._arrive_or_pass(step, node, flow)

    def _arrive_or_pass(self, step: Step, node: Node, flow: str) -> None:
        """R2: what needs nobody is left at once."""
        if node.kind == Kind.PARALLEL:
            self._arrive(step, flow)
        elif node.kind == Kind.RULE:
            self._remember(step, self.decide(node, step))
            self._leave(step)
        elif node.kind in (Kind.START, Kind.END, Kind.CHOICE, Kind.TIMER):
            self._leave(step)
        elif node.kind == Kind.CALL:
            if node.id in self.fragments:
                self._enter(node.id, self.fragments[node.id].start.id, step)
            else:
                self._leave(step)  # an empty slot passes straight through

    def _waiting_join(self, scope: str, node_id: str) -> Step | None:
        found = [s for s in self.open_steps if (s.scope, s.node) == (scope, node_id)]
        return found[0] if found else None

    def _arrive(self, step: Step, flow: str) -> None:
        """R4: the join waits for one token from each incoming arrow."""
        if flow in step.arrived:
            raise RuntimeError(f"To merker kom samme vei til {step.node}.")
        step.arrived = (*step.arrived, flow)
        expected = self.part(step.scope).incoming[step.node]
        if len(step.arrived) == len(expected):
            self._leave(step)

    def _leave(self, step: Step) -> None:
        definition = self.part(step.scope)
        flows = definition.outgoing[step.node]
        if step.kind == Kind.CHOICE:
            flows = [self._chosen(step, flows)]
        step.exit_flow = " ".join(f.id for f in flows)
        self._close(step, DONE)
        if step.kind == Kind.END and step.scope:
            self._return_from(step.scope)
        for flow in flows:
            self._enter(step.scope, flow.target, step, flow.id)

    def _chosen(self, step: Step, flows: list[Flow]) -> Flow:
        default = self.node(step).default
        for flow in flows:
            pair = parse_condition(flow.condition or "")
            if pair and self.values.get(f"{step.scope}/{pair[0]}") == pair[1]:
                return flow
        return next((f for f in flows if f.id == default), flows[0])

    def _return_from(self, scope: str) -> None:
        """The slot is done when nothing inside it is open."""
        if any(s.scope == scope for s in self.open_steps):
            return
        for step in self.open_steps:
            if (step.scope, step.node) == ("", scope):
                self._leave(step)
