"""What may still come: the steps in front of a case, with open choices told as «enten … eller …».

Only ordinary arrows are followed; what a timer would start belongs to the step that has the timer.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from samverk.core.workflow.rules import graph
from samverk.core.workflow.rules.bpmn import Definition, Kind, Node
from samverk.core.workflow.rules.progress import Progress, back_flows, first_task


@dataclass(frozen=True)
class Ahead:
    """`kind` is step, choice or parallel; a branch of the latter two is itself an `Ahead`."""

    kind: str
    nodes: tuple[Node, ...] = ()
    branches: tuple["Ahead", ...] = ()
    back_to: Node | None = None
    end: Node | None = None


def look_ahead(progress: Progress) -> list[Ahead]:
    """The coming steps of a case in the order they are expected; empty when nothing is open.

    A definition without visits is looked at from its start: that is the process as drawn.
    """
    found: list[Ahead] = []
    starts: list[str] = [] if progress.visits else [progress.definition.start.id]
    for visit in progress.open_visits:
        if visit.scope:
            inside = _Walker(progress.fragments[visit.scope], progress)
            found += inside.walk(inside.after(visit.node))
            starts.append(visit.scope)
        elif progress.node(visit).kind != Kind.PARALLEL and visit.node not in progress.fragments:
            starts.append(visit.node)
    walker = _Walker(progress.definition, progress)
    for node in dict.fromkeys(starts):
        found += walker.walk(walker.after(node))
    while walker.joins:
        found += walker.walk(walker.after(walker.joins.pop(0)))
    return found


class _Walker:
    """Follows arrows forwards, each node once; stops at joins until all open steps are walked."""

    def __init__(self, definition: Definition, progress: Progress) -> None:
        self.definition = definition
        self.progress = progress
        self.back = back_flows(definition)
        self.join_of = graph.Blocks(definition).join_of
        self.seen: set[str] = set()
        self.joins: list[str] = []

    def after(self, node: str) -> str | None:
        """The node one plain arrow ahead."""
        ahead = [f for f in self.definition.outgoing[node] if f.id not in self.back]
        return ahead[0].target if ahead else None

    def walk(self, node: str | None) -> Iterator[Ahead]:
        while node is not None and node not in self.seen:
            element = self.definition.nodes[node]
            if element.kind == Kind.PARALLEL and node not in self.join_of:
                if node not in self.joins:
                    self.joins.append(node)
                return
            self.seen.add(node)
            if graph.is_task(element):
                yield from self.step(element)
            if node in self.join_of:
                yield self.block(node)
                node = self.join_of[node]
                self.seen.add(node)
            if len(self.definition.outgoing[node]) > 1:
                choice, node = self.choice(node)
                yield choice
            else:
                node = self.after(node)

    def step(self, node: Node) -> Iterator[Ahead]:
        """A step, or the steps of the fragment bound to it."""
        fragment = self.progress.fragments.get(node.id)
        if node.kind == Kind.CALL and fragment is not None:
            inside = _Walker(fragment, self.progress)
            yield from inside.walk(fragment.start.id)
        else:
            yield Ahead("step", (node,))

    def block(self, fork: str) -> Ahead:
        join = self.join_of[fork]
        arms = [
            self.branch(flow.target, join) for flow in self.definition.outgoing[fork]
        ]  # fmt: skip
        return Ahead("parallel", branches=tuple(arms))

    def choice(self, gateway: str) -> tuple[Ahead, str | None]:
        """The open choice, and where the walk goes on: the meeting point or the default way."""
        flows = self.definition.outgoing[gateway]
        default = self.definition.nodes[gateway].default
        forward = [f for f in flows if f.id not in self.back]
        reach = {f.id: self.reach(f.target) for f in forward}
        way = next((f for f in forward if f.id == default), None)
        meeting = None
        if way is not None:
            others = [reach[f.id] for f in forward if f.id != way.id]
            order = [n for n in self.line(way.target) if any(n in r for r in others)]
            meeting = order[0] if order else None
        branches = []
        for flow in flows:
            if flow.id in self.back:
                target = first_task(self.definition, flow.target)
                branches.append(Ahead("branch", back_to=target))
            elif flow is way and meeting is None:
                branches.append(Ahead("branch"))
            else:
                branches.append(self.branch(flow.target, meeting))
        ahead = Ahead("choice", branches=tuple(branches))
        return ahead, meeting or (way.target if way is not None else None)

    def reach(self, node: str) -> set[str]:
        """Nodes on ordinary forward arrows from `node`."""
        flows = self.definition.outgoing
        return graph.walk(
            [node], lambda n: [f.target for f in flows[n] if f.id not in self.back]
        )  # fmt: skip

    def line(self, node: str | None) -> list[str]:
        """The default way from `node` to the end, as node ids."""
        found: list[str] = []
        while node is not None and node not in found:
            found.append(node)
            element = self.definition.nodes[node]
            flows = [f for f in self.definition.outgoing[node] if f.id not in self.back]
            chosen = next(
                (f for f in flows if f.id == element.default), flows[0] if flows else None
            )
            node = chosen.target if chosen else None
        return found

    def branch(self, node: str, stop: str | None) -> Ahead:
        """One arm up to `stop`, its own choices told by their default way."""
        nodes: list[Node] = []
        for step in self.line(node):
            if step == stop:
                return Ahead("branch", tuple(nodes))
            element = self.definition.nodes[step]
            if graph.is_task(element):
                nodes.append(element)
        last = self.definition.nodes[self.line(node)[-1]]
        if last.kind == Kind.END:
            return Ahead("branch", tuple(nodes), end=last)
        flow = next(f for f in self.definition.outgoing[last.id] if f.id in self.back)
        return Ahead("branch", tuple(nodes), back_to=first_task(self.definition, flow.target))
