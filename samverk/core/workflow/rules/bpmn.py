"""The BPMN 2.0 subset as frozen facts.

BPMN words stay English; the words of our own extension (`urn:samverk:flyt:1`) stay Norwegian.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """The elements a token can stand on."""

    START = "startEvent"
    END = "endEvent"
    USER = "userTask"
    SERVICE = "serviceTask"
    RULE = "businessRuleTask"
    CALL = "callActivity"
    CHOICE = "exclusiveGateway"
    PARALLEL = "parallelGateway"
    CATCH = "intermediateCatchEvent"
    TIMER = "boundaryEvent"


NODE_KINDS = tuple(Kind)
FRAGMENT_KINDS = tuple(k for k in NODE_KINDS if k not in (Kind.CALL, Kind.PARALLEL))
GATEWAYS = (Kind.CHOICE, Kind.PARALLEL)


@dataclass(frozen=True)
class Node:
    """One element a token can stand on."""

    id: str
    kind: str
    name: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    rolle: str = ""
    skjema: str = ""
    frist: str = ""
    frist_parameter: str = ""
    ikke_samme_som: str = ""
    utfall: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    handling: str = ""
    tabell: str = ""
    spor: str = ""
    is_paakrevd: bool = False
    called: str = ""
    host: str = ""
    is_interrupting: bool = True
    duration: str | None = None
    is_virkedager: bool = False
    hendelse: str = ""
    message: str = ""
    korrelasjon: str = ""
    default: str = ""

    def named(self, language: str) -> str:
        """The name in `language`, else bokmål, else the id."""
        return self.names.get(language) or self.name or self.id

    @property
    def is_waiting(self) -> bool:
        """True where somebody or something outside must act before the token moves."""
        return self.kind in (Kind.USER, Kind.CATCH, Kind.TIMER)


@dataclass(frozen=True)
class Flow:
    """An arrow; `condition` is the raw text, read by `parse_condition`."""

    id: str
    source: str
    target: str
    name: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    condition: str | None = None

    def named(self, language: str) -> str:
        """The label in `language`, else bokmål."""
        return self.names.get(language) or self.name


@dataclass(frozen=True)
class Shape:
    """Where an element stands in the diagram."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Unsupported:
    """Something outside the subset: kind of element, its id and name, and the attribute if any."""

    kind: str
    id: str
    name: str
    attribute: str = ""


@dataclass(frozen=True)
class Definition:
    """One process or one slot fragment."""

    key: str
    name: str
    names: Mapping[str, str]
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    lanes: Mapping[str, str]
    shapes: Mapping[str, Shape]
    edges: Mapping[str, tuple[tuple[float, float], ...]]
    ids: tuple[str, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    sha256: str = ""

    def named(self, language: str) -> str:
        """The process name in `language`, else bokmål."""
        return self.names.get(language) or self.name

    @cached_property
    def outgoing(self) -> dict[str, list[Flow]]:
        """Flows out of each node, in file order."""
        return {n: [f for f in self.flows.values() if f.source == n] for n in self.nodes}

    @cached_property
    def incoming(self) -> dict[str, list[Flow]]:
        """Flows into each node, in file order."""
        return {n: [f for f in self.flows.values() if f.target == n] for n in self.nodes}

    @cached_property
    def timers(self) -> dict[str, list[Node]]:
        """Boundary timers of each node."""
        return {
            n: [t for t in self.nodes.values() if t.kind == Kind.TIMER and t.host == n]
            for n in self.nodes
        }

    @cached_property
    def start(self) -> Node:
        """The one start event; only for definitions the validator has passed."""
        return next(n for n in self.nodes.values() if n.kind == Kind.START)

    def counts_working_days(self, node: Node) -> bool:
        """A task's deadline counts as the timer on it that shares its parameter."""
        shared = (t for t in self.timers[node.id] if t.frist_parameter == node.frist_parameter)
        return bool(node.frist_parameter) and any(t.is_virkedager for t in shared)
