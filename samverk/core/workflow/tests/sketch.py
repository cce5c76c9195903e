"""Draws small definitions for tests: elements on a grid, names in both languages."""

from itertools import pairwise
from xml.sax.saxutils import quoteattr

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:flyt="urn:samverk:flyt:1" id="D" targetNamespace="urn:test">'
)
SIZES = {"startEvent": 36, "endEvent": 36, "intermediateCatchEvent": 36, "boundaryEvent": 36,
         "exclusiveGateway": 50, "parallelGateway": 50}  # fmt: skip


class Sketch:
    def __init__(self, key="proeve"):
        self.key = key
        self.elements = {}
        self.flows = {}
        self.extra = ""
        self.messages = {}
        self.shapes = {}
        self.edges = set()
        self.hidden = set()

    def add(self, kind, key, *, attrs="", ext="", inner="", nn=True, name=None):
        name = key.capitalize() if name is None else name
        names = f'<flyt:navn sprak="nn" tekst={quoteattr(name)}/>' if nn and name else ""
        label = f" name={quoteattr(name)}" if name else ""
        body = (
            f"<bpmn:extensionElements>{ext}{names}</bpmn:extensionElements>" if ext or names else ""
        )
        self.elements[key] = f'<bpmn:{kind} id="{key}"{label}{attrs}>{body}{inner}</bpmn:{kind}>'
        number = len(self.shapes)
        self.shapes[key] = (kind, 160 * (number % 20), 140 * (number // 20))
        return self

    def start(self, key="start"):
        return self.add("startEvent", key, nn=False, name="")

    def end(self, key="slutt", **more):
        return self.add("endEvent", key, **more)

    def user(self, key, *, rolle="leder", skjema="proeve.skjema", frist="P3D", more="", **rest):
        utfall = rest.pop("utfall", {})
        task = f'<flyt:oppgave rolle="{rolle}" skjema="{skjema}" frist="{frist}"{more}/>'
        for name, values in utfall.items():
            task += f'<flyt:utfall navn="{name}" verdier="{values}"/>'
        return self.add("userTask", key, ext=task, **rest)

    def service(self, key, handling="proeve.gjoer", **more):
        return self.add("serviceTask", key, ext=f'<flyt:handling navn="{handling}"/>', **more)

    def rule(self, key, tabell="proevetabell", **more):
        return self.add(
            "businessRuleTask", key, ext=f'<flyt:beslutning tabell="{tabell}"/>', **more
        )

    def slot(self, key, spor="spor", paakrevd="false", called=None, **more):
        attrs = f' calledElement="{called if called is not None else spor}"'
        ext = f'<flyt:spor noekkel="{spor}" paakrevd="{paakrevd}"/>'
        return self.add("callActivity", key, attrs=attrs, ext=ext, **more)

    def choice(self, key, default=""):
        attrs = f' default="{default}"' if default else ""
        return self.add("exclusiveGateway", key, attrs=attrs, nn=False, name="")

    def parallel(self, key):
        return self.add("parallelGateway", key, nn=False, name="")

    def catch(self, key, hendelse="hr.proeve.skjedd.v1", korrelasjon="sak", message=None, **more):
        self.messages[f"m_{key}"] = hendelse if message is None else message
        ext = f'<flyt:hendelse type="{hendelse}" korrelasjon="{korrelasjon}"/>'
        inner = f'<bpmn:messageEventDefinition id="{key}_m" messageRef="m_{key}"/>'
        return self.add("intermediateCatchEvent", key, ext=ext, inner=inner, **more)

    def timer(self, key, host, *, duration="P1D", interrupting=True, virkedager="false"):
        attrs = f' attachedToRef="{host}" cancelActivity="{str(interrupting).lower()}"'
        ext = f'<flyt:frist virkedager="{virkedager}"/>'
        inner = ""
        if duration is not None:
            inner = (
                f'<bpmn:timerEventDefinition id="{key}_t"><bpmn:timeDuration>{duration}'
                "</bpmn:timeDuration></bpmn:timerEventDefinition>"
            )
        return self.add("boundaryEvent", key, attrs=attrs, ext=ext, inner=inner, nn=False, name="")

    def flow(self, source, target, *, key=None, when=None):
        key = key or f"{source}_{target}"
        body = ""
        if when is not None:
            when = when.replace("&", "&amp;").replace("<", "&lt;")
            body = f"<bpmn:conditionExpression>{when}</bpmn:conditionExpression>"
        self.flows[key] = (
            f'<bpmn:sequenceFlow id="{key}" sourceRef="{source}" targetRef="{target}">{body}'
            "</bpmn:sequenceFlow>"
        )
        return self

    def line(self, *keys):
        for one, other in pairwise(keys):
            self.flow(one, other)
        return self

    def xml(self):
        shapes = "".join(
            f'<bpmndi:BPMNShape id="{key}_di" bpmnElement="{key}"><dc:Bounds x="{x}" y="{y}"'
            f' width="{SIZES.get(kind, 110)}" height="{SIZES.get(kind, 80)}"/></bpmndi:BPMNShape>'
            for key, (kind, x, y) in self.shapes.items()
            if key not in self.hidden
        )
        edges = "".join(
            f'<bpmndi:BPMNEdge id="{key}_di" bpmnElement="{key}"><di:waypoint x="0" y="0"/>'
            '<di:waypoint x="1" y="1"/></bpmndi:BPMNEdge>'
            for key in self.flows
            if key not in self.hidden
        )
        messages = "".join(
            f'<bpmn:message id="{key}" name="{name}"/>' for key, name in self.messages.items()
        )
        return (
            f'{HEAD}{messages}<bpmn:process id="{self.key}" name="Prøve">'
            f"{''.join(self.elements.values())}{''.join(self.flows.values())}{self.extra}"
            f'</bpmn:process><bpmndi:BPMNDiagram id="DI"><bpmndi:BPMNPlane id="PL"'
            f' bpmnElement="{self.key}">{shapes}{edges}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
            "</bpmn:definitions>"
        ).encode()


def plain():
    """start > oppgave > slutt"""
    return Sketch().start().user("oppgave").end().line("start", "oppgave", "slutt")
