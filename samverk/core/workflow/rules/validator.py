"""Refuses every definition outside the subset, with file, element and a plain sentence.

All faults are reported, not only the first. V01–V24 are found in the file itself and in the
registries it must agree with; V25 needs the scenarios (`scenarios.check_coverage`), V26 is asked
when a draft is published.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from samverk.core.workflow.rules import graph
from samverk.core.workflow.rules.bpmn import (
    FRAGMENT_KINDS,
    GATEWAYS,
    NODE_KINDS,
    Definition,
    Flow,
    Kind,
    Node,
    Shape,
)
from samverk.core.workflow.rules.bpmn_reader import DefinitionUnreadable, parse_definition
from samverk.core.workflow.rules.durations import DurationInvalid, parse_duration

TIMERS_PER_STEP_MAX = 2
NO_DEADLINE = "ingen"
_NCNAME = re.compile(r"[^\W\d][\w.\-]*")
_CONDITION = re.compile(r'\s*([a-z][a-z0-9_]*) == "([^"]*)"\s*')
_LANGUAGES = {"nb": "bokmål", "nn": "nynorsk"}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, said so that the author can put it right."""

    code: str
    file: str
    element: str
    name: str
    message: str

    def __str__(self) -> str:
        element = f"{self.element} («{self.name}»)" if self.name else self.element
        where = ", ".join(word for word in (self.file, element) if word)
        return f"{self.code} {where}: {self.message}"


@dataclass(frozen=True)
class Registries:
    """What a definition may point at; filled by the modules at start-up.

    `tables` gives each published decision table's outputs with their possible values; `bindings`
    the slots each institution that is to use the version has filled.
    """

    roles: Collection[str] = ()
    forms: Collection[str] = ()
    handlers: Collection[str] = ()
    event_types: Collection[str] = ()
    tables: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    bindings: Mapping[str, Collection[str]] = field(default_factory=dict)


def parse_condition(text: str) -> tuple[str, str] | None:
    """`name == "value"` as a pair; None for anything else (V10)."""
    form = _CONDITION.fullmatch(text)
    return (form.group(1), form.group(2)) if form else None


def declared_values(node: Node, registries: Registries) -> Mapping[str, tuple[str, ...]]:
    """The names a step gives the flow, each with its possible values."""
    return registries.tables.get(node.tabell, {}) if node.kind == Kind.RULE else node.utfall


def validate_definition(
    data: bytes, *, file: str, registries: Registries, is_fragment: bool = False
) -> tuple[Fault, ...]:
    """Every fault of the file, V01–V24; `is_fragment` narrows the subset to what a slot holds."""
    try:
        definition = parse_definition(data)
    except DefinitionUnreadable as problem:
        return (Fault("V01", file, "", "", f"Filen kan ikke leses: {problem}."),)
    check = _Check(definition, registries, is_fragment=is_fragment)
    return tuple(
        Fault(code, file, element, check.name(element), check.text(element, template))
        for code, element, template in check.findings()
    )


def check_publishing(
    *, file: str, drafted_by: str, published_by: str, decision_ref: str, is_national: bool
) -> tuple[Fault, ...]:
    """V26: another pair of eyes, and a decision behind every national definition."""
    faults = []
    if drafted_by == published_by:
        faults.append(Fault("V26", file, "", "", "Utkastet må publiseres av en annen."))
    if is_national and not decision_ref.strip():
        text = "En nasjonal definisjon må ha vedtaksreferanse."
        faults.append(Fault("V26", file, "", "", text))
    return tuple(faults)


class _Check:
    """Runs the rules over one definition."""

    def __init__(
        self, definition: Definition, registries: Registries, *, is_fragment: bool
    ) -> None:
        self.definition = definition
        self.registries = registries
        self.kinds = FRAGMENT_KINDS if is_fragment else NODE_KINDS

    def name(self, element: str) -> str:
        node = self.definition.nodes.get(element)
        flow = self.definition.flows.get(element)
        return node.name if node else flow.name if flow else ""

    def text(self, element: str, template: str) -> str:
        """Names and ids come from the author: only our own two place-holders are filled."""
        return template.replace("{navn}", self.name(element) or element).replace("{id}", element)

    def findings(self) -> Iterator[graph.Finding]:
        yield from self.unsupported()
        yield from self.ids()
        yield from self.arrows()
        yield from self.start_and_end()
        yield from graph.check_reach(self.definition)
        for node in self.definition.nodes.values():
            yield from self.degree(node)
        yield from self.conditions()
        flows = self.definition.flows.values()
        if all({f.source, f.target} <= self.definition.nodes.keys() for f in flows):
            yield from graph.check_blocks(self.definition)
        yield from graph.check_loops(self.definition)
        yield from graph.check_side_branches(self.definition)
        for node in self.definition.nodes.values():
            yield from self.element(node)
        yield from self.four_eyes()
        yield from self.diagram()
        for node in self.definition.nodes.values():
            yield from self.names(node)

    def unsupported(self) -> Iterator[graph.Finding]:
        supported = ", ".join(self.kinds)
        for found in self.definition.unsupported:
            if found.attribute:
                text = f"Egenskapen «{found.attribute}» på {found.kind} ({found.id}) støttes ikke."
            else:
                text = f"Elementet «{found.name}» ({found.kind}, {found.id}) støttes ikke. "
                text += f"Støttet: {supported}."
            yield "V02", found.id, text
        for node in self.definition.nodes.values():
            if node.kind not in self.kinds:
                text = f"Elementet «{node.name}» ({node.kind}, {node.id}) støttes ikke. "
                yield "V02", node.id, text + f"Støttet: {supported}."

    def ids(self) -> Iterator[graph.Finding]:
        for element, count in Counter(self.definition.ids).items():
            if not _NCNAME.fullmatch(element):
                yield "V03", element, "Id-en «{id}» er ugyldig. Bruk bokstaver, tall og understrek."
            elif count > 1:
                yield "V03", element, "To elementer har samme id: {id}."

    def arrows(self) -> Iterator[graph.Finding]:
        for flow in self.definition.flows.values():
            for end in (flow.source, flow.target):
                if end not in self.definition.nodes:
                    yield "V04", flow.id, f"Pilen {{id}} peker på «{end}», som ikke finnes."

    def start_and_end(self) -> Iterator[graph.Finding]:
        nodes = self.definition.nodes.values()
        starts = [n for n in nodes if n.kind == Kind.START]
        if len(starts) != 1:
            text = f"Prosessen må ha én start. Fant {len(starts)}."
            yield "V05", self.definition.key, text
        if not any(n.kind == Kind.END for n in nodes):
            yield "V05", self.definition.key, "Prosessen må ha minst én slutt. Fant ingen."
        for node in nodes:
            if node.kind == Kind.START and self.definition.incoming[node.id]:
                yield "V05", node.id, "Starten {id} kan ikke ha piler inn."
            if node.kind == Kind.END and self.definition.outgoing[node.id]:
                yield "V05", node.id, "Slutten {id} kan ikke ha piler ut."

    def degree(self, node: Node) -> Iterator[graph.Finding]:
        """V08 and V09."""
        out = self.definition.outgoing[node.id]
        if node.kind not in GATEWAYS:
            if len(out) > 1:
                yield "V08", node.id, "«{navn}» har flere piler ut. Bruk et valgpunkt."
            if len(self.definition.incoming[node.id]) > 1:
                yield "V08", node.id, "«{navn}» har flere piler inn. Bruk et valgpunkt."
        if node.kind == Kind.CHOICE and len(out) > 1:
            if node.default not in {f.id for f in out}:
                yield "V09", node.id, "Valgpunktet {id} mangler standardvei."
            for flow in out:
                if flow.id == node.default and flow.condition is not None:
                    yield "V09", flow.id, "Standardveien {id} kan ikke ha vilkår."
                elif flow.id != node.default and not flow.condition:
                    yield "V09", flow.id, "Pilen {id} mangler vilkår."

    def conditions(self) -> Iterator[graph.Finding]:
        """V10 and V11."""
        known = graph.certain_facts(
            self.definition, lambda n: set(declared_values(n, self.registries))
        )
        values: dict[str, set[str]] = {}
        for node in self.definition.nodes.values():
            for name, listed in declared_values(node, self.registries).items():
                values.setdefault(name, set()).update(listed)
        for node in self.definition.nodes.values():
            chosen: dict[str, list[str]] = {}
            for flow in self.definition.outgoing[node.id]:
                if flow.condition is not None:
                    yield from self.condition(flow, node, known[node.id], values, chosen)
            yield from self.choice(node, values, chosen)

    def condition(
        self,
        flow: Flow,
        node: Node,
        known: set[str] | None,
        values: Mapping[str, set[str]],
        chosen: dict[str, list[str]],
    ) -> Iterator[graph.Finding]:
        pair = parse_condition(flow.condition or "")
        is_choice = node.kind == Kind.CHOICE and len(self.definition.outgoing[node.id]) > 1
        if pair is None or not is_choice or (known is not None and pair[0] not in known):
            yield "V10", flow.id, f"Vilkåret «{flow.condition}» forstås ikke."
            return
        name, value = pair
        chosen.setdefault(name, []).append(value)
        if value not in values.get(name, ()):
            yield "V11", flow.id, f"«{value}» er ikke en mulig verdi for {name}."

    def choice(
        self, node: Node, values: Mapping[str, set[str]], chosen: Mapping[str, list[str]]
    ) -> Iterator[graph.Finding]:
        if len(chosen) > 1:
            text = f"Valgpunktet {{id}} blander {' og '.join(sorted(chosen))}. Bruk ett navn."
            yield "V10", node.id, text
        for name, picked in chosen.items():
            for value, count in Counter(picked).items():
                if count > 1:
                    yield "V11", node.id, f"Verdien «{value}» har flere piler ut fra {{id}}."
            if values.get(name) and values[name] <= set(picked):
                yield "V11", node.id, f"Standardveien fra {{id}} kan aldri velges av {name}."

    def element(self, node: Node) -> Iterator[graph.Finding]:
        """V14 and V16–V21: what each kind of element must say."""
        if node.kind == Kind.TIMER:
            yield from self.timer(node)
        elif node.kind == Kind.USER:
            yield from self.task(node)
        elif node.kind == Kind.SERVICE and node.handling not in self.registries.handlers:
            yield "V18", node.id, f"Handlingen {node.handling or '{id}'} finnes ikke."
        elif node.kind == Kind.RULE and node.tabell not in self.registries.tables:
            yield "V19", node.id, f"Tabellen {node.tabell or '{id}'} er ikke publisert."
        elif node.kind == Kind.CATCH:
            if node.hendelse not in self.registries.event_types:
                yield "V20", node.id, f"Hendelsen {node.hendelse or '{id}'} er ukjent."
            elif node.message != node.hendelse:
                yield "V20", node.id, f"Meldingen til {{id}} må hete {node.hendelse}."
            if not node.korrelasjon:
                yield "V20", node.id, "Hendelsen {id} mangler korrelasjonsnøkkel."
        elif node.kind == Kind.CALL:
            yield from self.slot(node)

    def timer(self, node: Node) -> Iterator[graph.Finding]:
        host = self.definition.nodes.get(node.host)
        if (
            host is None
            or host.kind not in (Kind.USER, Kind.CALL)
            or self.definition.incoming[node.id]
        ):
            yield "V14", node.id, "Tidsuret {id} er festet til et steg som ikke kan vente."
        elif self.definition.timers[host.id][TIMERS_PER_STEP_MAX:] == [node]:
            yield "V14", host.id, "«{navn}» har flere enn to tidsur."
        if node.duration is None:
            yield "V14", node.id, "Tidsuret {id} mangler varighet."
            return
        yield from self.duration(node, node.duration)
        if node.is_virkedager and node.duration.startswith("PT"):
            yield "V16", node.id, "Tidsuret {id} kan ikke telle timer i virkedager."

    def duration(self, node: Node, text: str) -> Iterator[graph.Finding]:
        try:
            parse_duration(text)
        except DurationInvalid as problem:
            yield "V16", node.id, str(problem)

    def task(self, node: Node) -> Iterator[graph.Finding]:
        if not node.rolle:
            yield "V17", node.id, "Oppgaven «{navn}» mangler rolle."
        elif node.rolle not in self.registries.roles:
            yield "V17", node.id, f"Rollen {node.rolle} finnes ikke."
        if not node.skjema:
            yield "V17", node.id, "Oppgaven «{navn}» mangler skjema."
        elif node.skjema not in self.registries.forms:
            yield "V17", node.id, f"Skjemaet {node.skjema} finnes ikke."
        if not node.frist:
            yield "V17", node.id, "Oppgaven «{navn}» mangler frist (eller frist=ingen)."
        elif node.frist != NO_DEADLINE:
            yield from self.duration(node, node.frist)
        for name, values in node.utfall.items():
            if not name or not values or len(set(values)) != len(values):
                yield "V17", node.id, "Oppgaven «{navn}» har et utfall uten navn eller verdier."

    def slot(self, node: Node) -> Iterator[graph.Finding]:
        if not node.spor or node.spor != node.called:
            yield "V21", node.id, "Sporet {id} er ikke deklarert."
        elif node.is_paakrevd:
            for tenant, filled in self.registries.bindings.items():
                if node.spor not in filled:
                    yield "V21", node.id, f"Sporet {node.spor} mangler innhold hos {tenant}."

    def four_eyes(self) -> Iterator[graph.Finding]:
        done = graph.certain_facts(
            self.definition, lambda n: {n.id} if n.kind == Kind.USER else set()
        )
        for node in self.definition.nodes.values():
            before = done[node.id]
            if node.ikke_samme_som and before is not None and node.ikke_samme_som not in before:
                text = "Fireøyneregelen på {id} viser til et steg som ikke alltid er utført."
                yield "V22", node.id, text

    def diagram(self) -> Iterator[graph.Finding]:
        shapes = self.definition.shapes
        for node in self.definition.nodes.values():
            shape = shapes.get(node.id)
            if shape is None or shape.width <= 0 or shape.height <= 0:
                yield "V23", node.id, "«{navn}» mangler plass i diagrammet."
        for flow in self.definition.flows.values():
            if len(self.definition.edges.get(flow.id, ())) < 2:
                yield "V23", flow.id, "«{navn}» mangler plass i diagrammet."
        drawn = [n for n in self.definition.nodes.values() if n.id in shapes]
        for one, other in combinations(drawn, 2):
            attached = other.id == one.host or one.id == other.host
            if not attached and _overlap(shapes[one.id], shapes[other.id]):
                yield "V23", one.id, f"«{{navn}}» ligger oppå {other.id} i diagrammet."

    def names(self, node: Node) -> Iterator[graph.Finding]:
        if graph.is_task(node) or node.kind == Kind.END:
            given = {"nb": node.name, "nn": node.names.get("nn", "")}
            for language, spelled in _LANGUAGES.items():
                if not given[language].strip():
                    yield "V24", node.id, f"«{{id}}» mangler navn på {spelled}."


def _overlap(one: Shape, other: Shape) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )
