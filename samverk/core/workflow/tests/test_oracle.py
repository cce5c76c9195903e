"""SpiffWorkflow, a grown engine, agrees with ours on the twelve scenarios (development only).

The same file is adapted on load: machine steps and empty slots become empty scripts, decisions a
script that sets the scenario's outputs, events manual tasks, durations short and quoted. Compared
are the order of human tasks, the machine steps, the ends reached and whether the case is finished;
working-day rules and the order inside a parallel block are not.
"""

import io
import re
import time
from collections import Counter

import pytest
from lxml import etree

from samverk.core.workflow.rules.scenarios import ScenarioRun
from samverk.core.workflow.tests import samples

spiff = pytest.importorskip("SpiffWorkflow", reason="the oracle is a development dependency")
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser  # noqa: E402
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine  # noqa: E402
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow  # noqa: E402
from SpiffWorkflow.util.task import TaskState  # noqa: E402

B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ALL = [(name, s) for name in samples.PROCESSES for s in samples.scenarios(name)]


def renamed(element, kind):
    element.tag = f"{B}{kind}"
    return element


def script(element, text):
    renamed(element, "scriptTask")
    etree.SubElement(element, f"{B}script").text = text


def adapt_decision(element, scenario):
    key = element.get("id")
    given = scenario.beslutninger.get(key, {})
    turns = given if isinstance(given, list) else [given]
    lines = [f"turn_{key} = turn_{key} + 1 if 'turn_{key}' in locals() else 0"]
    for name in sorted({n for turn in turns for n in turn}):
        values = [turn[name] for turn in turns]
        lines.append(f"{name} = {values!r}[min(turn_{key}, {len(turns) - 1})]")
    script(element, "\n".join(lines))


def adapt_event(element, scenario):
    for child in element.findall(f"{B}messageEventDefinition"):
        element.remove(child)
    renamed(element, "manualTask")


def adapt_duration(element, scenario):
    is_passed = any("klokke" in act for act in scenario.handlinger)
    element.text = '"PT0.05S"' if is_passed else '"P30D"'


def adapt_slot(element, scenario):
    bound = scenario.spor.get(element.get("calledElement"))
    if bound:
        element.set("calledElement", bound.split("@")[0])
    else:
        element.attrib.pop("calledElement")
        script(element, "pass")


ADAPT = {
    "serviceTask": lambda element, scenario: script(element, "pass"),
    "businessRuleTask": adapt_decision,
    "intermediateCatchEvent": adapt_event,
    "timeDuration": adapt_duration,
    "callActivity": adapt_slot,
}


def adapted(name, scenario):
    root = etree.fromstring(samples.xml(name))
    for diagram in root.findall("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram"):
        root.remove(diagram)
    for holder in root.iter(f"{B}extensionElements"):
        for child in list(holder):
            holder.remove(child)
    for element in list(root.iter()):
        adapt = ADAPT.get(etree.QName(element).localname)
        if adapt:
            adapt(element, scenario)
    for message in root.findall(f"{B}message"):
        root.remove(message)
    return etree.tostring(root)


def workflow(name, scenario):
    parser = BpmnParser()
    parser.add_bpmn_io(io.BytesIO(adapted(name, scenario)))
    for reference in scenario.spor.values():
        parser.add_bpmn_io(io.BytesIO(adapted(reference.split("@")[0], scenario)))
    spec = parser.get_spec(name)
    return BpmnWorkflow(spec, parser.get_subprocess_specs(name), script_engine=PythonScriptEngine())


class Oracle:
    def __init__(self, name, scenario):
        self.definition = samples.definition(name)
        self.scenario = scenario
        self.workflow = workflow(name, scenario)
        self.tasks = []

    def settle(self):
        self.workflow.do_engine_steps()

    def ready(self, node):
        return next(
            t for t in self.workflow.get_tasks(state=TaskState.READY, manual=True)
            if t.task_spec.bpmn_id == node
        )  # fmt: skip

    def play(self):
        self.settle()
        for act in self.scenario.handlinger:
            if "oppgave" in act:
                task = self.ready(act["oppgave"].split("/")[-1])
                task.data.update(act.get("utfall", {}))
                task.run()
                self.tasks.append(act["oppgave"])
            elif "hendelse" in act:
                kinds = [
                    n.id for n in self.definition.nodes.values() if n.hendelse == act["hendelse"]
                ]
                self.ready(kinds[0]).run()
            else:
                time.sleep(0.07)
                self.workflow.refresh_timers()
            self.settle()
        done = self.workflow.get_tasks(state=TaskState.COMPLETED)
        ids = [t.task_spec.bpmn_id for t in done]
        nodes = {n.id: n for d in samples.library().values() for n in d.nodes.values()}
        machine = [
            i for i in ids if i in nodes and nodes[i].kind in ("serviceTask", "businessRuleTask")
        ]
        ends = [
            i
            for i in ids
            if i in self.definition.nodes and self.definition.nodes[i].kind == "endEvent"
        ]
        return machine, ends


@pytest.mark.parametrize(("name", "scenario"), ALL, ids=[s.navn for _, s in ALL])
def test_the_oracle_agrees(name, scenario):
    ours = ScenarioRun(samples.definition(name), scenario, samples.library()).play().facts
    oracle = Oracle(name, scenario)
    machine, ends = oracle.play()
    assert oracle.tasks == ours["oppgaver"]
    assert Counter(machine) == Counter(re.sub(".*/", "", m) for m in ours["maskin"])
    assert Counter(ends) == Counter(ours["slutt"])
    assert oracle.workflow.completed == ours["fullfoert"]
