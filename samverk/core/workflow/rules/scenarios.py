"""Scenario files: the examples a definition must pass before it is published.

A scenario names the slot bindings, what each decision answers, the acts in order and what is then
expected. It runs in memory on the same machine that moves real cases (V25).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from samverk.core.errors import Refusal
from samverk.core.workflow.rules.bpmn import Definition, Kind, Node
from samverk.core.workflow.rules.durations import IsWorkingDay, due_at, is_weekday, parse_duration
from samverk.core.workflow.rules.tokens import CANCELLED, DONE, OPEN, Machine, OutcomeInvalid, Step
from samverk.core.workflow.rules.validator import Fault

# A Monday at eight, no holiday near: working-day deadlines fall as they are written.
SCENARIO_START = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)


class ScenarioInvalid(Refusal):
    """The scenario file cannot be read or asks for something that is not there."""


@dataclass(frozen=True)
class Scenario:
    """One example; field names as in the file."""

    navn: str
    spor: Mapping[str, str]
    beslutninger: Mapping[str, Any]
    handlinger: tuple[Mapping[str, Any], ...]
    forventet: Mapping[str, Any]


@dataclass
class Outcome:
    """What happened in one run."""

    facts: dict[str, Any] = field(default_factory=dict)
    flows: set[tuple[str, str]] = field(default_factory=set)  # (slot fragment or "", flow id)
    steps: list[Step] = field(default_factory=list)

    def differences(self, expected: Mapping[str, Any]) -> list[str]:
        """«oppgaver: ventet …, fikk …» for everything the scenario expects and did not get."""
        wrong = []
        for name, wanted in expected.items():
            got = self.facts.get(name)
            if name == "runder":
                got = {node: self.facts["runder"].get(node, 0) for node in wanted}
            if got != wanted:
                wrong.append(f"{name}: ventet {wanted}, fikk {got}")
        return wrong


def read_scenarios(data: Mapping[str, Any]) -> tuple[str, tuple[Scenario, ...]]:
    """The definition reference (`key@version`) and its scenarios from the parsed file."""
    try:
        scenarios = tuple(
            Scenario(
                str(s["navn"]), s.get("spor", {}), s.get("beslutninger", {}),
                tuple(s["handlinger"]), s["forventet"],
            )
            for s in data["scenarier"]
        )  # fmt: skip
        return str(data["definisjon"]), scenarios
    except (KeyError, TypeError) as problem:
        raise ScenarioInvalid(
            "Scenariofilen mangler %(problem)s.", values={"problem": problem}
        ) from problem


class ScenarioRun:
    """Plays one scenario; machine steps are done at once, in the order they were opened."""

    def __init__(
        self,
        definition: Definition,
        scenario: Scenario,
        library: Mapping[str, Definition],
        is_working_day: IsWorkingDay = is_weekday,
    ) -> None:
        self.scenario = scenario
        self.is_working_day = is_working_day
        self.now = SCENARIO_START
        self.answered: Counter[str] = Counter()
        self.events: Counter[str] = Counter()
        self.done: list[Step] = []
        self.due: dict[tuple[Any, str], datetime] = {}
        slots = {n.spor: n.id for n in definition.nodes.values() if n.spor}
        fragments = {}
        for slot, reference in scenario.spor.items():
            if slot not in slots or reference not in library:
                raise ScenarioInvalid(
                    "Sporet %(slot)s kan ikke fylles med %(reference)s.",
                    values={"slot": slot, "reference": reference},
                )
            fragments[slots[slot]] = library[reference]
        self.machine = Machine(definition, fragments, count(1).__next__, self.decide)

    def decide(self, node: Node, step: Step) -> Mapping[str, str]:
        given = self.scenario.beslutninger.get(step.path)
        if given is None:
            raise ScenarioInvalid("Beslutningen %(path)s mangler svar.", values={"path": step.path})
        answers = given if isinstance(given, list) else [given]
        turn = min(self.answered[step.path], len(answers) - 1)
        self.answered[step.path] += 1
        answer: dict[str, str] = answers[turn]
        return answer

    def play(self) -> Outcome:
        """Run all acts and gather the outcome."""
        self.machine.start()
        self.settle()
        for act in self.scenario.handlinger:
            self.act(act)
            self.settle()
        return self.outcome()

    def settle(self) -> None:
        """Do the machine steps and deliver kept events until only people and time are awaited."""
        moved = True
        while moved:
            self.arm()
            moved = False
            for step in self.machine.open_steps:
                if step.kind == Kind.SERVICE or self.take_event(step):
                    self.finish(step)
                    moved = True
                    break

    def take_event(self, step: Step) -> bool:
        if step.kind != Kind.CATCH:
            return False
        wanted = self.machine.node(step).hendelse
        if self.events[wanted] == 0:
            return False
        self.events[wanted] -= 1
        return True

    def finish(self, step: Step, outcome: Mapping[str, str] | None = None) -> None:
        self.machine.complete(step.key, outcome)

    def arm(self) -> None:
        """Set the clock of every boundary timer on steps entered since last time."""
        for step in self.machine.open_steps:
            for timer in self.machine.part(step.scope).timers[step.node]:
                key = (step.key, timer.id)
                if key not in self.due:
                    self.due[key] = due_at(
                        self.now, parse_duration(timer.duration or ""),
                        is_virkedager=timer.is_virkedager, is_working_day=self.is_working_day,
                    )  # fmt: skip

    def act(self, act: Mapping[str, Any]) -> None:
        if "oppgave" in act:
            open_tasks = [s for s in self.machine.open_steps if s.kind == Kind.USER]
            step = next((s for s in open_tasks if s.path == act["oppgave"]), None)
            if step is None:
                raise ScenarioInvalid(
                    "Oppgaven %(act)s er ikke åpen.", values={"act": act["oppgave"]}
                )
            self.finish(step, act.get("utfall"))
        elif "hendelse" in act:
            self.events[act["hendelse"]] += 1
        elif "klokke" in act:
            self.pass_time(str(act["klokke"]))
        else:
            raise ScenarioInvalid("Ukjent handling: %(act)s.", values={"act": dict(act)})

    def pass_time(self, text: str) -> None:
        """Fire what falls due on the way, in order, each at its own instant."""
        length = parse_duration(text)
        until = self.now + timedelta(days=length.days, hours=length.hours)
        while True:
            alive = [k for k, due in self.due.items() if due <= until]
            if not alive:
                break
            first = min(alive, key=self.due.__getitem__)
            self.now = max(self.now, self.due.pop(first))
            self.due[first] = datetime.max.replace(tzinfo=UTC)  # has fired
            self.machine.fire(*first)
            self.settle()
        self.now = until

    def outcome(self) -> Outcome:
        left = self.machine.left

        def paths(kinds: Iterable[str], status: str = DONE) -> list[str]:
            return [s.path for s in left if s.kind in kinds and s.status == status]

        outcome = Outcome(steps=list(self.machine.steps.values()))
        outcome.facts = {
            "oppgaver": paths([Kind.USER]),
            "maskin": paths([Kind.SERVICE, Kind.RULE]),
            "slutt": [s.node for s in left if s.kind == Kind.END and not s.scope],
            "avbrutt": paths([Kind.USER, Kind.SERVICE, Kind.CATCH], CANCELLED),
            "aapne": [s.path for s in self.machine.open_steps],
            "runder": {path.lstrip("/"): n for path, n in self.machine.passes.items()},
            "fullfoert": self.machine.is_finished,
        }
        for step in outcome.steps:
            if step.status != OPEN:
                outcome.flows.update((step.scope, f) for f in step.exit_flow.split())
        return outcome


def check_coverage(
    definition: Definition,
    scenarios: Iterable[Scenario],
    *,
    file: str,
    library: Mapping[str, Definition],
    is_working_day: IsWorkingDay = is_weekday,
) -> tuple[Fault, ...]:
    """V25: every scenario is green and every arrow is taken by at least one of them.

    Arrows of a bound fragment are covered by the scenarios that bind it, and are reported under
    the slot fragment's own key.
    """
    faults: list[Fault] = []
    taken: set[tuple[str, str]] = set()
    used: dict[str, Definition] = {definition.key: definition}
    for scenario in scenarios:
        try:
            run = ScenarioRun(definition, scenario, library, is_working_day)
            outcome = run.play()
            wrong = outcome.differences(scenario.forventet)
        except (ScenarioInvalid, OutcomeInvalid) as problem:
            wrong = [str(problem).rstrip(".")]
        else:
            used |= {part.key: part for part in run.machine.fragments.values()}
            taken |= {(run.machine.part(scope).key, flow) for scope, flow in outcome.flows}
        if wrong:
            text = f"Scenariet «{scenario.navn}» er rødt: {'; '.join(wrong)}."
            faults.append(Fault("V25", file, definition.key, scenario.navn, text))
    for part in used.values():
        for flow in part.flows.values():
            if (part.key, flow.id) not in taken:
                text = f"Pilen {flow.id} er ikke dekket av noe scenario."
                faults.append(Fault("V25", file, flow.id, flow.name, text))
    return tuple(faults)
