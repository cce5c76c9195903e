"""The safe reader of the BPMN file format.

A definition cannot execute code: the reader keeps only what the subset names and lists everything
else as `unsupported`, so that the validator can refuse it with file, element and a plain sentence.
"""

import hashlib
from math import isfinite
from typing import Any

from lxml import etree

from samverk.core.errors import Refusal
from samverk.core.workflow.rules.bpmn import (
    NODE_KINDS,
    Definition,
    Flow,
    Kind,
    Node,
    Shape,
    Unsupported,
)

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
FLYT = "urn:samverk:flyt:1"
SIZE_MAX = 1_000_000

# What may stand inside an element, and its attributes beside id and name.
_CHILDREN: dict[str, set[str]] = {
    Kind.TIMER: {"timerEventDefinition"},
    Kind.CATCH: {"messageEventDefinition"},
}
_ATTRIBUTES: dict[str, set[str]] = {
    Kind.CHOICE: {"default", "gatewayDirection"},
    Kind.PARALLEL: {"gatewayDirection"},
    Kind.CALL: {"calledElement"},
    Kind.TIMER: {"attachedToRef", "cancelActivity"},
    "sequenceFlow": {"sourceRef", "targetRef"},
    "process": {"isExecutable"},
}
_EXTENSIONS: dict[str, tuple[str | None, set[str]]] = {
    "oppgave": (Kind.USER, {"rolle", "skjema", "frist", "fristParameter", "ikkeSammeSom"}),
    "utfall": (Kind.USER, {"navn", "verdier"}),
    "handling": (Kind.SERVICE, {"navn"}),
    "beslutning": (Kind.RULE, {"tabell"}),
    "spor": (Kind.CALL, {"noekkel", "paakrevd"}),
    "frist": (Kind.TIMER, {"parameter", "virkedager"}),
    "hendelse": (Kind.CATCH, {"type", "korrelasjon"}),
    "navn": (None, {"sprak", "tekst"}),
}


class DefinitionUnreadable(Refusal):
    """The file is not a definition at all (V01); the argument is the reason in Norwegian."""


def _root(data: bytes) -> "etree._Element":
    if len(data) > SIZE_MAX:
        raise DefinitionUnreadable("den er større enn 1 MB")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise DefinitionUnreadable("den er ikke UTF-8") from problem
    if b"\0" in data or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise DefinitionUnreadable("DOCTYPE og entiteter er ikke tillatt")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False,
        remove_comments=True, remove_pis=True, huge_tree=False,
    )  # fmt: skip
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        raise DefinitionUnreadable(
            "den er ikke velformet XML (linje %(verdi)s)", values={"verdi": problem.lineno or 1}
        ) from problem


def canonical_sha256(data: bytes) -> str:
    """Digest of the canonical XML (C14N 2.0): attribute order, prefixes and blanks do not count."""
    text = etree.tostring(_root(data), encoding="unicode")
    aware = [f"{{{XSI}}}type"]
    canonical = etree.canonicalize(
        text, strip_text=True, rewrite_prefixes=True, qname_aware_attrs=aware
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _tag(element: "etree._Element") -> tuple[str, str]:
    name = etree.QName(element)
    return name.namespace or "", name.localname


class _Reader:
    """Collects nodes, flows, lanes and everything unsupported from one process element."""

    def __init__(self, messages: dict[str, str]) -> None:
        self.messages = messages
        self.nodes: dict[str, Node] = {}
        self.flows: dict[str, Flow] = {}
        self.lanes: dict[str, str] = {}
        self.ids: list[str] = []
        self.unsupported: list[Unsupported] = []

    def refuse(
        self, element: "etree._Element", owner: "etree._Element", attribute: str = ""
    ) -> None:
        name = owner.get("name", "")
        kind = _tag(element)[1]
        self.unsupported.append(
            Unsupported(kind, element.get("id", owner.get("id", "")), name, attribute)
        )

    def attributes(
        self, element: "etree._Element", owner: "etree._Element", allowed: set[str]
    ) -> None:
        for key in element.attrib:
            if str(key) not in allowed:
                self.refuse(element, owner, etree.QName(key).localname)

    def extensions(self, element: "etree._Element", kind: str) -> list[tuple[str, dict[str, str]]]:
        found: list[tuple[str, dict[str, str]]] = []
        for holder in element.findall(f"{{{MODEL}}}extensionElements"):
            for child in holder:
                space, local = _tag(child)
                home, allowed = _EXTENSIONS.get(local, ("", set()))
                again = local not in ("navn", "utfall") and local in dict(found)
                if space != FLYT or home not in (None, kind) or len(child) or again:
                    self.refuse(child, element)
                    continue
                self.attributes(child, element, allowed)
                found.append((local, {str(k): str(v) for k, v in child.attrib.items()}))
        return found

    def node(self, element: "etree._Element", kind: str) -> None:
        self.attributes(element, element, {"id", "name"} | _ATTRIBUTES.get(kind, set()))
        facts: dict[str, Any] = {
            "id": element.get("id", ""), "kind": kind, "name": element.get("name", ""),
            "default": element.get("default", ""), "called": element.get("calledElement", ""),
            "host": element.get("attachedToRef", ""),
            "is_interrupting": element.get("cancelActivity", "true") != "false",
        }  # fmt: skip
        names: dict[str, str] = {}
        outcomes: dict[str, tuple[str, ...]] = {}
        for local, given in self.extensions(element, kind):
            if local == "navn":
                names[given.get("sprak", "")] = given.get("tekst", "")
            elif local == "utfall":
                outcomes[given.get("navn", "")] = tuple(given.get("verdier", "").split())
            else:
                facts |= _extension_facts(local, given)
        for child in element:
            content = self.content(child, element, kind)
            if facts.keys() & content.keys():  # a second clock or message in the same event
                self.refuse(child, element)
            facts |= content
        self.nodes[element.get("id", "")] = Node(**facts, names=names, utfall=outcomes)

    def content(
        self, child: "etree._Element", owner: "etree._Element", kind: str
    ) -> dict[str, Any]:
        space, local = _tag(child)
        if space == MODEL and local in ("extensionElements", "incoming", "outgoing"):
            return {}
        if space != MODEL or local not in _CHILDREN.get(kind, set()):
            self.refuse(child, owner)
            return {}
        self.ids.append(child.get("id", ""))
        if local == "messageEventDefinition":
            return {"message": self.messages.get(child.get("messageRef", ""), "")}
        for grandchild in child:
            if _tag(grandchild) != (MODEL, "timeDuration"):
                self.refuse(grandchild, owner)
        return {"duration": (child.findtext(f"{{{MODEL}}}timeDuration") or "").strip()}

    def flow(self, element: "etree._Element") -> None:
        self.attributes(element, element, {"id", "name"} | _ATTRIBUTES["sequenceFlow"])
        condition = None
        for child in element:
            if _tag(child) == (MODEL, "conditionExpression"):
                condition = (child.text or "").strip()
            elif _tag(child) != (MODEL, "extensionElements"):
                self.refuse(child, element)
        names = {
            given.get("sprak", ""): given.get("tekst", "")
            for local, given in self.extensions(element, "sequenceFlow")
            if local == "navn"
        }
        key = element.get("id", "")
        ends = (element.get("sourceRef", ""), element.get("targetRef", ""))
        self.flows[key] = Flow(key, *ends, element.get("name", ""), names, condition)

    def read(self, process: "etree._Element") -> None:
        self.attributes(process, process, {"id", "name"} | _ATTRIBUTES["process"])
        for element in process:
            space, local = _tag(element)
            if space == MODEL and local == "extensionElements":
                continue
            self.ids.append(element.get("id", ""))
            if space == MODEL and local in NODE_KINDS:
                self.node(element, local)
            elif space == MODEL and local == "sequenceFlow":
                self.flow(element)
            elif space == MODEL and local == "laneSet":
                for lane in element.findall(f"{{{MODEL}}}lane"):
                    self.ids.append(lane.get("id", ""))
                    self.lanes[lane.get("id", "")] = lane.get("name", "")
            else:
                self.refuse(element, element)


def _extension_facts(local: str, given: dict[str, str]) -> dict[str, Any]:
    """The facts of one extension element under our field names."""
    get = given.get
    if local == "oppgave":
        return {
            "rolle": get("rolle", ""), "skjema": get("skjema", ""), "frist": get("frist", ""),
            "frist_parameter": get("fristParameter", ""),
            "ikke_samme_som": get("ikkeSammeSom", ""),
        }  # fmt: skip
    if local == "spor":
        return {"spor": get("noekkel", ""), "is_paakrevd": get("paakrevd") == "true"}
    if local == "frist":
        return {
            "frist_parameter": get("parameter", ""),
            "is_virkedager": get("virkedager") == "true",
        }
    if local == "hendelse":
        return {"hendelse": get("type", ""), "korrelasjon": get("korrelasjon", "")}
    return {local if local == "handling" else "tabell": get("navn") or get("tabell", "")}


def parse_definition(data: bytes) -> Definition:
    """Read a definition without executing or fetching anything.

    Raises `DefinitionUnreadable` when the file is not well-formed, too large, has a DOCTYPE or not
    exactly one process. Everything else that is wrong is left for the validator.
    """
    root = _root(data)
    if _tag(root) != (MODEL, "definitions"):
        raise DefinitionUnreadable("den er ikke en BPMN-fil")
    processes = root.findall(f"{{{MODEL}}}process")
    if len(processes) != 1:
        raise DefinitionUnreadable(
            "den må ha ett prosesselement, fant %(antall)s", values={"antall": len(processes)}
        )
    process = processes[0]
    messages = root.findall(f"{{{MODEL}}}message")
    reader = _Reader({m.get("id", ""): m.get("name", "") for m in messages})
    reader.ids += [process.get("id", ""), *(m.get("id", "") for m in messages)]
    known = {(MODEL, "process"), (MODEL, "message"), (DIAGRAM, "BPMNDiagram")}
    for element in root:
        if _tag(element) not in known:
            reader.refuse(element, element)
    reader.read(process)
    names = {
        given.get("sprak", ""): given.get("tekst", "")
        for local, given in reader.extensions(process, "process")
        if local == "navn"
    }
    shapes, edges = _diagram(root)
    return Definition(
        process.get("id", ""), process.get("name", ""), names, reader.nodes, reader.flows,
        reader.lanes, shapes, edges, tuple(reader.ids), tuple(reader.unsupported),
        canonical_sha256(data),
    )  # fmt: skip


def _number(element: "etree._Element", key: str) -> float:
    try:
        number = float(element.get(key, "0"))
    except ValueError:
        return 0.0
    return number if isfinite(number) else 0.0


def _diagram(
    root: "etree._Element",
) -> tuple[dict[str, Shape], dict[str, tuple[tuple[float, float], ...]]]:
    shapes = {}
    for shape in root.iter(f"{{{DIAGRAM}}}BPMNShape"):
        bounds = shape.find(f"{{{DC}}}Bounds")
        if bounds is not None:
            box = (_number(bounds, key) for key in ("x", "y", "width", "height"))
            shapes[shape.get("bpmnElement", "")] = Shape(*box)
    edges = {
        edge.get("bpmnElement", ""): tuple(
            (_number(p, "x"), _number(p, "y")) for p in edge.findall(f"{{{DI}}}waypoint")
        )
        for edge in root.iter(f"{{{DIAGRAM}}}BPMNEdge")
    }
    return shapes, edges
