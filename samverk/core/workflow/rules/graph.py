"""What can be known about a definition by walking its arrows: reach, order, blocks and loops."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from samverk.core.workflow.rules.bpmn import Definition, Kind, Node

Finding = tuple[str, str, str]  # code, element id, Norwegian template


def successors(definition: Definition, node: str) -> list[str]:
    """Where a token standing on `node` may go next, its timers included."""
    ahead = [f.target for f in definition.outgoing[node] if f.target in definition.nodes]
    return ahead + [t.id for t in definition.timers[node]]


def predecessors(definition: Definition, node: str) -> list[str]:
    """Where a token may come from; a timer's token comes from its host."""
    if definition.nodes[node].kind == Kind.TIMER:
        host = definition.nodes[node].host
        return [host] if host in definition.nodes else []
    return [f.source for f in definition.incoming[node] if f.source in definition.nodes]


def walk(starts: Iterable[str], step: Callable[[str], Iterable[str]]) -> set[str]:
    """Everything reached from `starts`, themselves included."""
    seen: set[str] = set()
    queue = list(starts)
    while queue:
        node = queue.pop()
        if node not in seen:
            seen.add(node)
            queue.extend(step(node))
    return seen


def reached_from(definition: Definition, starts: Iterable[str]) -> set[str]:
    """Nodes a token may come to from `starts`."""
    return walk(starts, lambda n: successors(definition, n))


def check_reach(definition: Definition) -> Iterator[Finding]:
    """V06 and V07; an arrow with a missing end counts as connected, V04 has already named it."""
    nodes = definition.nodes
    loose_in = {f.target for f in definition.flows.values() if f.source not in nodes}
    loose_out = {f.source for f in definition.flows.values() if f.target not in nodes}
    starts = {n.id for n in nodes.values() if n.kind == Kind.START} | (loose_in & nodes.keys())
    ends = {n.id for n in nodes.values() if n.kind == Kind.END} | (loose_out & nodes.keys())
    forward = reached_from(definition, starts)
    backward = walk(ends, lambda n: predecessors(definition, n))
    for node in nodes:
        if node not in forward:
            yield "V06", node, "«{navn}» ({id}) kan aldri nås."
        if node not in backward:
            yield "V07", node, "Fra «{navn}» ({id}) finnes det ingen vei ut."


def certain_facts(
    definition: Definition, produced: Callable[[Node], set[str]]
) -> dict[str, set[str] | None]:
    """Per node: the facts that hold there on every path (None = never reached).

    A choice keeps what all its arrows bring; a parallel join keeps the sum, since all branches have
    run; a timer knows what its host knew on entry, for the host itself is not done.
    """
    before: dict[str, set[str] | None] = dict.fromkeys(definition.nodes)
    changed = True
    while changed:
        changed = False
        for node in definition.nodes.values():
            facts = _facts_before(definition, node, before, produced)
            if facts is not None and facts != before[node.id]:
                before[node.id] = facts
                changed = True
    return before


def _facts_before(
    definition: Definition,
    node: Node,
    before: dict[str, set[str] | None],
    produced: Callable[[Node], set[str]],
) -> set[str] | None:
    if node.kind == Kind.START:
        return set()
    sources = predecessors(definition, node.id)
    arriving = []
    for source in sources:
        known = before[source]
        if known is not None:
            own = set() if node.kind == Kind.TIMER else produced(definition.nodes[source])
            arriving.append(known | own)
    if node.kind == Kind.PARALLEL and len(arriving) == len(sources) > 0:
        return set.union(*arriving)
    return set.intersection(*arriving) if arriving and node.kind != Kind.PARALLEL else None


def check_loops(definition: Definition) -> Iterator[Finding]:
    """V13: take away everything that waits; what still goes in circles would never stop."""
    moving = {n.id for n in definition.nodes.values() if not n.is_waiting}

    def ahead(node: str) -> list[str]:
        return [n for n in successors(definition, node) if n in moving]

    reported: set[str] = set()
    for node in definition.nodes:
        if node in moving and node not in reported and node in walk(ahead(node), ahead):
            reach = walk(ahead(node), ahead)
            loop = [n for n in definition.nodes if n in reach and node in walk(ahead(n), ahead)]
            reported.update(loop)
            names = ", ".join(loop)
            yield "V13", node, f"Løkken {names} kan gå evig uten at noen gjør noe."


def check_side_branches(definition: Definition) -> Iterator[Finding]:
    """V15: what a non-interrupting timer starts is machine work with its own end."""
    for timer in definition.nodes.values():
        if timer.kind != Kind.TIMER or timer.is_interrupting:
            continue
        branch = reached_from(definition, [timer.id]) - {timer.id}
        outside = definition.nodes.keys() - branch - {timer.id}
        kinds = {definition.nodes[n].kind for n in branch}
        shared = any(set(predecessors(definition, n)) & outside for n in branch)
        if not kinds <= {Kind.SERVICE, Kind.END} or Kind.END not in kinds or shared:
            yield "V15", timer.id, "Grenen fra {id} må ende for seg selv."


@dataclass
class _Branch:
    """One arm of a parallel block: its nodes, and the arrows by which it reaches a join."""

    nodes: set[str]
    arrivals: set[str]
    is_broken: bool = False


class Blocks:
    """V12: pairs every fork with its join, innermost blocks first."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.join_of: dict[str, str] = {}
        self.inside: dict[str, set[str]] = {}  # fork -> nodes of its block
        self.faults: list[Finding] = []
        self.busy: set[str] = set()
        forks = [n.id for n in definition.nodes.values() if self.is_fork(n)]
        for fork in forks:
            self.match(fork)
        joins = set(self.join_of.values())
        for node in definition.nodes.values():
            if node.kind == Kind.PARALLEL and node.id not in joins and not self.is_fork(node):
                text = "Samlingen {id} hører ikke til noen deling."
                self.faults.append(("V12", node.id, text))

    def is_fork(self, node: Node) -> bool:
        """A fork has one arrow in and several out; the validator refuses other mixtures."""
        return node.kind == Kind.PARALLEL and len(self.definition.outgoing[node.id]) > 1

    def match(self, fork: str) -> str | None:
        """The join of `fork`, or None when the block is not closed by exactly one."""
        if fork in self.inside or fork in self.busy:
            return self.join_of.get(fork)
        self.busy.add(fork)
        branches = [self.explore(fork, f.id) for f in self.definition.outgoing[fork]]
        self.busy.discard(fork)
        self.inside[fork] = set().union(*(b.nodes for b in branches))
        arrivals = set().union(*(b.arrivals for b in branches))
        joins = {self.definition.flows[a].target for a in arrivals}
        join = next(iter(joins), None)
        closed = (
            len(self.definition.incoming[fork]) == 1
            and len(joins) == 1
            and join is not None
            and all(len(b.arrivals) == 1 and not b.is_broken for b in branches)
            and sum(len(b.nodes) for b in branches) == len(self.inside[fork])
            and {f.id for f in self.definition.incoming[join]} == arrivals
            and len(arrivals) == len(branches)
            and not self.has_intruder(fork)
        )
        if not closed or join is None:
            self.faults.append(("V12", fork, "Delingen {id} samles ikke av ett punkt."))
            return None
        self.join_of[fork] = join
        return join

    def has_intruder(self, fork: str) -> bool:
        """True when an arrow comes into the block from outside."""
        inside = self.inside[fork]
        allowed = inside | {fork}
        return any(not set(predecessors(self.definition, n)) <= allowed for n in inside)

    def explore(self, fork: str, flow: str) -> _Branch:
        """Walk one arm until it meets a join; nested blocks are stepped over as a whole."""
        branch = _Branch(set(), set())
        queue = [flow]
        while queue:
            arrow = queue.pop()
            target = self.definition.nodes.get(self.definition.flows[arrow].target)
            if target is None or target.kind in (Kind.END, Kind.START) or target.id == fork:
                branch.is_broken = True
            elif target.kind == Kind.PARALLEL and not self.is_fork(target):
                branch.arrivals.add(arrow)
            elif target.id not in branch.nodes:
                queue.extend(self.enter(target, branch))
        return branch

    def enter(self, node: Node, branch: _Branch) -> list[str]:
        """Add `node` to the arm and return the arrows that lead on inside it."""
        branch.nodes.add(node.id)
        if self.is_fork(node):
            join = self.match(node.id)
            if join is None:
                branch.is_broken = True
                return []
            branch.nodes |= self.inside[node.id] | {join}
            return [f.id for f in self.definition.outgoing[join]]
        arrows = [f.id for f in self.definition.outgoing[node.id]]
        for timer in self.definition.timers[node.id]:
            if timer.is_interrupting:  # a non-interrupting timer's branch ends for itself (V15)
                branch.nodes.add(timer.id)
                arrows += [f.id for f in self.definition.outgoing[timer.id]]
        return arrows


def check_blocks(definition: Definition) -> Iterator[Finding]:
    """V12, and that a parallel gateway either forks or joins."""
    for node in definition.nodes.values():
        arrows = len(definition.incoming[node.id]), len(definition.outgoing[node.id])
        if node.kind == Kind.PARALLEL and min(arrows) > 1:
            yield "V12", node.id, "Punktet {id} både samler og deler. Bruk to punkter."
    yield from Blocks(definition).faults


def is_task(node: Node) -> bool:
    """Steps people read about; gateways, starts, ends and timers are only drawn."""
    return node.kind not in (Kind.START, Kind.END, Kind.CHOICE, Kind.PARALLEL, Kind.TIMER)
