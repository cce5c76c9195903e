"""«Steg for steg»: the ordered list that says what is done, where the case is and what remains.

It is the primary form of «hvor er saken», for phones and screen readers; the drawing stands beside
it. Bokmål, nynorsk and English live here because the list is also archived and printed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from samverk.core.periods import OSLO, day_text
from samverk.core.workflow.rules import graph
from samverk.core.workflow.rules.ahead import Ahead, look_ahead
from samverk.core.workflow.rules.bpmn import Definition, Kind, Node
from samverk.core.workflow.rules.durations import describe_duration, due_day, parse_duration
from samverk.core.workflow.rules.progress import Progress, Visit

SYSTEM = "Samverk"
_TEXTS = {
    "heading": ("{0} – steg for steg", "{0} – steg for steg", "{0} – step by step"),
    "done": ("Ferdig", "Ferdig", "Done"),
    "now": ("Du er her", "Du er her", "You are here"),
    "next": ("Videre", "Vidare", "Next"),
    "together": ("Videre, samtidig", "Vidare, samstundes", "Next, at the same time"),
    "cancelled": ("Avbrutt", "Avbroten", "Interrupted"),
    "skipped": ("Hoppet over", "Hoppa over", "Skipped"),
    "irrelevant": (
        "Ikke aktuelt i denne saken", "Ikkje aktuelt i denne saka", "Not relevant in this case",
    ),
    "pass": ("{0}, {1}. gang", "{0}, {1}. gong", "{0}, round {1}"),
    "done_by": ("Utført av {0} {1}.", "Utført av {0} {1}.", "Done by {0} {1}."),
    "received": ("Mottatt {0}.", "Motteke {0}.", "Received {0}."),
    "stopped": ("Stoppet {0}.", "Stoppa {0}.", "Stopped {0}."),
    "result": ("Resultat: {0}.", "Resultat: {0}.", "Result: {0}."),
    "waits_for": (
        "Venter på {0} siden {1}.", "Ventar på {0} sidan {1}.", "Waiting for {0} since {1}.",
    ),
    "waits": ("Venter siden {0}.", "Ventar sidan {0}.", "Waiting since {0}."),
    "works": ("{0} arbeider.", "{0} arbeider.", "{0} is working."),
    "fails": (
        "Vi retter en teknisk feil, siden {0}.", "Vi rettar ein teknisk feil, sidan {0}.",
        "We are fixing a technical fault, since {0}.",
    ),
    "due": ("Frist {0}.", "Frist {0}.", "Due {0}."),
    "then": ("Etter fristen: {0}.", "Etter fristen: {0}.", "After the deadline: {0}."),
    "by_system": ("Gjøres av {0}.", "Blir gjort av {0}.", "Will be done by {0}."),
    "empty_slot": (
        "Ikke i bruk ved din institusjon.", "Ikkje i bruk ved institusjonen din.",
        "Not in use at your institution.",
    ),
    "either": ("Enten {0}", "Anten {0}", "Either {0}"),
    "or": ("eller", "eller", "or"),
    "on": ("rett videre", "rett vidare", "straight on"),
    "back": ("tilbake til {0}", "tilbake til {0}", "back to {0}"),
    "ends": ("{0} (så er saken slutt)", "{0} (så er saka slutt)", "{0} (which ends the case)"),
    "then_step": ("{0}, så {1}", "{0}, så {1}", "{0}, then {1}"),
    "case_waits": ("Saken venter på {0}.", "Saka ventar på {0}.", "The case waits for {0}."),
    "case_works": (
        "{0} arbeider med saken siden {1}.", "{0} arbeider med saka sidan {1}.",
        "{0} has been working on the case since {1}.",
    ),
    "since": ("{0} siden {1}", "{0} sidan {1}", "{0} since {1}"),
    "since_role": ("{0}, {1}, siden {2}", "{0}, {1}, sidan {2}", "{0}, {1}, since {2}"),
    "after": ("Deretter: {0}.", "Deretter: {0}.", "Then: {0}."),
    "as_drawn": (
        "Prosessen slik den er tegnet.", "Prosessen slik han er teikna.", "The process as drawn.",
    ),
    "case_done": ("Saken er ferdig.", "Saka er ferdig.", "The case is finished."),
    "case_stopped": ("Saken er avbrutt.", "Saka er avbroten.", "The case was stopped."),
    "and": (" og ", " og ", " and "),
    "clock": ("{0} kl. {1}", "{0} kl. {1}", "{0} at {1}"),
}  # fmt: skip
_LANGUAGES = ("nb", "nn", "en")


@dataclass(frozen=True)
class Line:
    """One line. `state` is done, now, next, skipped, cancelled or irrelevant; `node` its path."""

    state: str
    label: str
    title: str
    details: tuple[str, ...] = ()
    number: int | None = None
    node: str = ""

    def __str__(self) -> str:
        number = f"{self.number}. " if self.number else ""
        return f"{number}{self.label}: {' '.join((self.title + '.', *self.details))}"


@dataclass(frozen=True)
class StepList:
    """The whole list, with the one sentence that answers «hvem venter vi på?»."""

    heading: str
    summary: str
    lines: tuple[Line, ...]

    def as_text(self) -> str:
        """Plain text, as archived with the case."""
        return "\n".join((self.heading, self.summary, "", *map(str, self.lines))) + "\n"


def list_steps(progress: Progress, *, language: str = "nb") -> StepList:
    """The step list of a case in `nb`, `nn` or `en`; other languages fall back to bokmål."""
    return _Writer(progress, language if language in _LANGUAGES else "nb").write()


class _Writer:
    def __init__(self, progress: Progress, language: str) -> None:
        self.progress = progress
        self.language = language

    def text(self, key: str, *values: object) -> str:
        return _TEXTS[key][_LANGUAGES.index(self.language)].format(*values)

    def write(self) -> StepList:
        lines = [line for v in self.progress.visits if (line := self.met(v))]
        lines.sort(key=lambda line: line.state == "now")  # what is open stands after what is done
        lines += [self.coming(part) for part in look_ahead(self.progress)]
        numbered = [
            Line(n.state, n.label, n.title, n.details, i, n.node) for i, n in enumerate(lines, 1)
        ]
        gone = self.progress.irrelevant()
        nodes = self.progress.definition.nodes.values()
        names = [n.named(self.language) for n in nodes if n.id in gone]
        if names:
            label = self.text("irrelevant")
            numbered.append(Line("irrelevant", label, "; ".join(names)))
        heading = self.text("heading", self.progress.definition.named(self.language))
        return StepList(heading, self.summary(), tuple(numbered))

    def summary(self) -> str:
        people, awaited = [], []
        for visit in self.progress.open_visits:
            node = self.progress.node(visit)
            since = self.date(visit.entered_at)
            if node.kind == Kind.USER and visit.role:
                people.append(self.text("since_role", visit.who, visit.role, since))
            elif node.kind == Kind.USER:
                people.append(self.text("since", visit.who, since))
            elif node.kind == Kind.CATCH:
                awaited.append(self.text("since", node.named(self.language), since))
        if self.progress.is_cancelled:
            return self.text("case_stopped")
        if not self.progress.visits:
            return self.text("as_drawn")
        if not self.progress.open_visits:
            return self.text("case_done")
        if not people and not awaited:
            return self.machine_works()
        sentence = self.text("case_waits", self.text("and").join(people or awaited))
        due = min((v.due_at for v in self.progress.open_visits if v.due_at), default=None)
        return f"{sentence} {self.text('due', self.day(due))}" if due else sentence

    def machine_works(self) -> str:
        """Since when, and which person's step comes after: that is who will be asked next."""
        visits = self.progress.open_visits
        failed = [v.failed_at for v in visits if v.failed_at]
        if failed:
            sentence = self.text("fails", self.instant(min(failed)))
        else:
            since = self.instant(min(v.entered_at for v in visits))
            sentence = self.text("case_works", SYSTEM, since)
        ahead = look_ahead(self.progress)
        steps = [a.nodes[0] for a in ahead if a.kind == "step"]
        title = next((n.named(self.language) for n in steps if n.kind == Kind.USER), "")
        if ahead and not title:
            title = self.coming(ahead[0]).title
        return f"{sentence} {self.text('after', title)}" if title else sentence

    def met(self, visit: Visit) -> Line | None:
        node = self.progress.node(visit)
        is_bound = node.kind == Kind.CALL and node.id in self.progress.fragments
        if not graph.is_task(node) or is_bound:
            return None  # a bound slot is told by the steps inside it
        state = "now" if visit.is_open else "cancelled" if visit.is_cancelled else "done"
        details = self.standing(visit, node) if visit.is_open else self.past(visit, node)
        if node.kind == Kind.CALL:
            state, details = "skipped", [self.text("empty_slot")]
        path = f"{visit.scope}/{visit.node}" if visit.scope else visit.node
        return Line(state, self.text(state), self.title(visit, node), tuple(details), node=path)

    def title(self, visit: Visit, node: Node) -> str:
        name = node.named(self.language)
        return self.text("pass", name, visit.pass_no) if visit.pass_no > 1 else name

    def past(self, visit: Visit, node: Node) -> list[str]:
        when = self.instant(visit.left_at or visit.entered_at)
        if visit.is_cancelled:
            return [self.text("stopped", when)]
        if node.kind == Kind.CATCH:
            return [self.text("received", when)]
        who = visit.who if node.kind == Kind.USER and visit.who else SYSTEM
        details = [self.text("done_by", who, when)]
        if visit.values:
            definition = self.progress.part(visit.scope)
            spoken = (self.value(definition, *pair) for pair in visit.values.items())
            details.append(self.text("result", ", ".join(spoken)))
        return details

    def value(self, definition: Definition, name: str, value: str) -> str:
        """The author's own word for a value where an arrow has one, else the code.

        What no arrow asks for goes the unconditional way out of the same gateway, and is called so.
        """
        asked, rest = f'{name} == "{value}"', ""
        for flow in definition.flows.values():
            if flow.condition == asked:
                return flow.named(self.language).lower() or value.replace("_", " ")
            if flow.condition and flow.condition.startswith(f"{name} == "):
                ways = definition.outgoing[flow.source]
                rest = next((w.named(self.language) for w in ways if not w.condition), rest)
        return rest.lower() or value.replace("_", " ")

    def standing(self, visit: Visit, node: Node) -> list[str]:
        since = self.date(visit.entered_at)
        if visit.failed_at:
            return [self.text("fails", self.instant(visit.failed_at))]
        if node.kind == Kind.SERVICE:
            return [self.text("works", SYSTEM)]
        details = [
            self.text("waits_for", visit.who, since) if visit.who else self.text("waits", since)
        ]
        if visit.due_at:
            details.append(self.text("due", self.day(visit.due_at)))
        definition = self.progress.part(visit.scope)
        for timer in definition.timers[node.id]:
            follows = definition.nodes[definition.outgoing[timer.id][0].target]
            details.append(self.text("then", follows.named(self.language)))
        return details

    def coming(self, part: Ahead) -> Line:
        if part.kind == "step":
            node = part.nodes[0]
            return Line(
                "next", self.text("next"), node.named(self.language), tuple(self.future(node)),
                node=node.id,
            )  # fmt: skip
        if part.kind == "parallel":
            title = "; ".join(self.chain(branch.nodes) for branch in part.branches)
            machine = all(n.kind == Kind.SERVICE for b in part.branches for n in b.nodes)
            details = (self.text("by_system", SYSTEM),) if machine else ()
            return Line("next", self.text("together"), title, details)
        spoken = [self.branch(branch) for branch in part.branches]
        title = self.text("either", f"{'; '.join(spoken[:-1])}; {self.text('or')} {spoken[-1]}")
        if len(spoken) == 2:
            title = self.text("either", f" {self.text('or')} ".join(spoken))
        return Line("next", self.text("next"), title)

    def branch(self, branch: Ahead) -> str:
        chain = self.chain(branch.nodes)
        if branch.back_to is not None:
            back = self.text("back", branch.back_to.named(self.language))
            return self.text("then_step", chain, back) if chain else back
        if branch.end is not None:
            return self.text("ends", chain or branch.end.named(self.language))
        return chain or self.text("on")

    def chain(self, nodes: Iterable[Node]) -> str:
        spoken = ""
        for node in nodes:
            name = node.named(self.language)
            spoken = self.text("then_step", spoken, name) if spoken else name
        return spoken

    def future(self, node: Node) -> list[str]:
        if node.kind == Kind.CALL and node.id not in self.progress.fragments:
            return [self.text("empty_slot")]
        if node.kind in (Kind.SERVICE, Kind.RULE):
            return [self.text("by_system", SYSTEM)]
        if node.kind == Kind.USER and node.frist.startswith("P"):
            length = parse_duration(node.frist)
            parts = (self.progress.definition, *self.progress.fragments.values())
            working = any(
                p.counts_working_days(node) for p in parts if p.nodes.get(node.id) is node
            )
            spoken = describe_duration(length, self.language, is_virkedager=working)
            return [self.text("due", spoken)]
        return []

    def day(self, instant: datetime) -> str:
        """A deadline shows the last day that is in time."""
        return day_text(due_day(instant), language=self.language)

    def date(self, at: datetime) -> str:
        return day_text(at.astimezone(OSLO).date(), language=self.language)

    def instant(self, at: datetime) -> str:
        local = at.astimezone(OSLO)
        clock = f"{local:%H:%M}" if self.language == "en" else f"{local:%H.%M}"
        return self.text("clock", day_text(local.date(), language=self.language), clock)
