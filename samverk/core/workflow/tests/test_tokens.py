"""Moving tokens: exact acts, and what holds for every definition the validator accepts."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samverk.core.workflow.rules import graph
from samverk.core.workflow.rules.bpmn import Kind
from samverk.core.workflow.rules.bpmn_reader import parse_definition
from samverk.core.workflow.rules.scenarios import ScenarioRun
from samverk.core.workflow.rules.tokens import CANCELLED, DONE, Machine, OutcomeInvalid
from samverk.core.workflow.rules.validator import declared_values, validate_definition
from samverk.core.workflow.tests import samples
from samverk.core.workflow.tests.sketch import Sketch

REGISTRIES = samples.registries()
HUMAN_MOVES_MAX = 200


def machine(definition, fragments=None, decide=lambda node, step: {"vei": "leder"}):
    return Machine(definition, fragments or {}, count(1).__next__, decide)


def open_paths(m):
    return sorted(s.path for s in m.open_steps)


def step_at(m, path):
    return next(s for s in m.open_steps if s.path == path)


def done_to(m, *paths):
    m.start()
    for path in paths:
        m.complete(step_at(m, path).key)
    return m


def test_starting_opens_the_first_task_and_writes_a_row_for_every_node():
    m = done_to(machine(samples.definition("ansettelse_til_loenn")))
    assert [(s.node, s.status, s.exit_flow) for s in m.entered] == [
        ("start", DONE, "f0"), ("bestill", "aapen", ""),
    ]  # fmt: skip


def test_the_decision_and_the_choice_are_made_in_the_same_act():
    m = done_to(machine(samples.definition("ansettelse_til_loenn")), "bestill")
    assert [s.node for s in m.entered] == ["start", "bestill", "rute", "gw_vei", "bdm"]
    assert m.values == {"/vei": "leder"}
    assert [s.exit_flow for s in m.left] == ["f0", "f1", "f2", "f_bdm"]


def test_completing_twice_is_completing_once():
    m = done_to(machine(samples.definition("ansettelse_til_loenn")), "bestill")
    before = [(s.key, s.status) for s in m.steps.values()]
    m.complete(2)
    assert [(s.key, s.status) for s in m.steps.values()] == before


def test_an_outcome_that_is_not_declared_moves_nothing():
    m = machine(samples.definition("behov_til_betaling"), decide=lambda n, s: {"vei": "direkte"})
    done_to(m, "behov")
    approve = step_at(m, "godkjenn")
    for outcome in (None, {}, {"godkjent": "kanskje"}, {"godkjent": "ja", "x": "y"}):
        with pytest.raises(OutcomeInvalid):
            m.complete(approve.key, outcome)
        assert open_paths(m) == ["godkjenn"]


def test_an_empty_slot_passes_straight_through_and_a_bound_one_is_walked():
    hire = samples.definition("ansettelse_til_loenn")
    m = done_to(machine(hire), "bestill", "bdm")
    assert open_paths(m) == ["kontrakt"]
    m = done_to(
        machine(hire, {"lokal": samples.definition("lokal_kontroll_uio")}), "bestill", "bdm"
    )
    assert open_paths(m) == ["lokal", "lokal/k_hr"]
    m.complete(step_at(m, "lokal/k_hr").key)
    assert open_paths(m) == ["kontrakt"]


def test_an_interrupting_timer_cancels_its_host_and_a_second_round_counts():
    m = machine(samples.definition("ansettelse_til_loenn"))
    done_to(m, "bestill", "bdm", "kontrakt")
    signing = step_at(m, "signer")
    m.fire(signing.key, "frist_sign")
    assert (signing.status, open_paths(m)) == (CANCELLED, ["avklar"])
    m.complete(step_at(m, "avklar").key, {"avklart": "ny_kontrakt"})
    m.complete(step_at(m, "kontrakt").key)
    assert step_at(m, "signer").pass_no == 2
    m.fire(signing.key, "frist_sign")
    assert open_paths(m) == ["signer"]


def test_a_timer_that_does_not_interrupt_leaves_the_host_open():
    m = done_to(machine(samples.definition("ansettelse_til_loenn")), "bestill")
    m.fire(step_at(m, "bdm").key, "frist_bdm")
    assert open_paths(m) == ["bdm", "varsle"]
    m.complete(step_at(m, "varsle").key)
    assert [s.node for s in m.left if s.kind == Kind.END] == ["varslet"]
    assert not m.is_finished


def test_an_interrupting_timer_on_a_slot_cancels_what_is_inside():
    sketch = Sketch().start().slot("lokal").timer("ur", "lokal").end().end("sent")
    sketch.line("start", "lokal", "slutt").line("ur", "sent")
    m = machine(parse_definition(sketch.xml()), {"lokal": samples.definition("lokal_kontroll_uio")})
    m.start()
    m.fire(step_at(m, "lokal").key, "ur")
    assert [(s.path, s.status) for s in m.left[-4:]] == [
        ("lokal/k_hr", CANCELLED), ("lokal", CANCELLED), ("ur", DONE), ("sent", DONE),
    ]  # fmt: skip
    assert m.is_finished


def test_the_join_waits_for_every_arm_and_has_one_row():
    m = machine(samples.definition("ansettelse_til_loenn"))
    done_to(m, "bestill", "bdm", "kontrakt", "signer", "hr", "loenn")
    assert open_paths(m) == ["arkiv", "samle"]
    m.complete(step_at(m, "arkiv").key)
    assert open_paths(m) == ["foerste_loenn"]
    join = [s for s in m.steps.values() if s.node == "samle"]
    assert [(s.arrived, s.exit_flow) for s in join] == [(("f18", "f17"), "f20")]


def test_cancelling_leaves_nothing_open():
    m = done_to(machine(samples.definition("ansettelse_til_loenn")), "bestill")
    m.cancel_all()
    assert m.open_steps == []
    assert m.left[-1].status == CANCELLED


# --- properties, over generated definitions ---

# A choice for each leaf, so that most trees end by themselves; else nine of ten are thrown away.
BLOCKS = st.deferred(
    lambda: st.one_of(
        *map(st.just, ("user", "service", "catch", "slot", "timed", "alarm")),
        st.tuples(st.just("seq"), st.lists(BLOCKS, min_size=1, max_size=3)),
        st.tuples(st.just("choice"), BLOCKS, BLOCKS),
        st.tuples(st.just("par"), BLOCKS, BLOCKS),
        st.tuples(st.just("loop"), BLOCKS),
    )
)


class Builder:
    """Turns a tree of blocks into a definition the validator accepts."""

    def __init__(self):
        self.sketch = Sketch().start()
        self.numbers = count(1)

    def key(self, name):
        return f"{name}{next(self.numbers)}"

    def build(self, tree):
        last = self.block(tree, "start")
        self.sketch.end().flow(last, "slutt")
        return self.sketch

    def block(self, tree, source):
        kind, *parts = (tree,) if isinstance(tree, str) else tree
        return getattr(self, kind)(source, *parts)

    def single(self, kind, source):
        key = self.key(kind)
        getattr(self.sketch, kind)(key)
        self.sketch.flow(source, key)
        return key

    def user(self, source):
        return self.single("user", source)

    def service(self, source):
        return self.single("service", source)

    def catch(self, source):
        return self.single("catch", source)

    def slot(self, source):
        return self.single("slot", source)

    def timed(self, source):
        task, timer, merge = self.user(source), self.key("ur"), self.key("m")
        self.sketch.timer(timer, task).choice(merge)
        self.sketch.flow(task, merge).flow(self.service(timer), merge)
        return merge

    def alarm(self, source):
        task, timer, end = self.user(source), self.key("ur"), self.key("varslet")
        self.sketch.timer(timer, task, interrupting=False).end(end)
        self.sketch.flow(self.service(timer), end)
        return task

    def seq(self, source, parts):
        for part in parts:
            source = self.block(part, source)
        return source

    def asked(self, source):
        """A task whose outcome the next choice reads."""
        key = self.key("svar")
        self.sketch.user(key, utfall={f"o_{key}": "ja nei"}).flow(source, key)
        return key

    def choice(self, source, one, other):
        task, gate, merge = self.asked(source), self.key("g"), self.key("m")
        self.sketch.choice(gate, f"{gate}_ja").choice(merge).flow(task, gate)
        inner = self.key("v")
        self.sketch.user(inner).flow(gate, inner, key=f"{gate}_ja")
        self.sketch.flow(self.block(one, inner), merge)
        inner = self.key("v")
        self.sketch.user(inner).flow(gate, inner, when=f'o_{task} == "nei"')
        self.sketch.flow(self.block(other, inner), merge)
        return merge

    def par(self, source, one, other):
        fork, join = self.key("del"), self.key("samle")
        self.sketch.parallel(fork).parallel(join).flow(source, fork)
        for arm in (one, other):
            self.sketch.flow(self.block(arm, fork), join)
        return join

    def loop(self, source, inner):
        merge, gate = self.key("m"), self.key("g")
        self.sketch.choice(merge).flow(source, merge)
        task = self.asked(self.block(inner, merge))
        after = self.key("v")
        self.sketch.choice(gate, f"{gate}_ut").flow(task, gate)
        self.sketch.flow(gate, merge, when=f'o_{task} == "nei"')
        self.sketch.user(after).flow(gate, after, key=f"{gate}_ut")
        return after


class Player:
    """Makes one random move at a time and writes it down."""

    def __init__(self, definition):
        fragment = samples.definition("lokal_kontroll_uio")
        slots = [n.id for n in definition.nodes.values() if n.kind == Kind.CALL]
        self.fragments = dict.fromkeys(slots[::2], fragment)
        self.machine = machine(definition, self.fragments, decide=lambda n, s: {})
        self.machine.start()
        self.acts = []

    def moves(self):
        found = []
        for step in self.machine.open_steps:
            if step.kind in (Kind.PARALLEL, Kind.CALL):
                continue
            node = self.machine.node(step)
            values = declared_values(node, REGISTRIES)
            choices = [{}]
            for name, listed in values.items():
                choices = [{**c, name: v} for c in choices for v in listed]
            found += [("complete", step.key, outcome) for outcome in choices]
            fired = {(a[1], a[2]) for a in self.acts if a[0] == "fire"}
            for timer in self.machine.part(step.scope).timers[step.node]:
                if (step.key, timer.id) not in fired:
                    found.append(("fire", step.key, timer.id))
        return found

    def make(self, act):
        self.acts.append(act)
        getattr(self.machine, act[0])(act[1], act[2])


def rows(m):
    return [
        (s.key, s.path, s.pass_no, s.status, s.exit_flow, s.from_step) for s in m.steps.values()
    ]


def leads_out(act):
    """Prefer answers that take the default way, so that loops end."""
    return act[0] == "complete" and "nei" not in act[2].values()


@settings(max_examples=120, deadline=None)
@given(BLOCKS, st.data())
def test_every_accepted_definition_runs_to_its_end_in_any_order(tree, data):
    sketch = Builder().build(tree)
    faults = validate_definition(sketch.xml(), file="p", registries=REGISTRIES)
    assert [str(f) for f in faults] == []
    player = Player(parse_definition(sketch.xml()))
    for turn in range(HUMAN_MOVES_MAX):
        moves = player.moves()
        if not moves:
            break
        if turn > 40:
            moves = [m for m in moves if leads_out(m)] or moves
        player.make(data.draw(st.sampled_from(moves)))
    m = player.machine
    assert m.open_steps == []  # no join is left waiting, no slot left open
    assert any(s.node == "slutt" for s in m.left)

    replayed = Player(m.definition)
    for act in player.acts:
        replayed.make(act)
        replayed.make(act)  # everything twice is everything once
    assert rows(replayed.machine) == rows(m)


@settings(max_examples=60, deadline=None)
@given(BLOCKS, st.data())
def test_from_every_reachable_state_there_is_a_way_out(tree, data):
    definition = parse_definition(Builder().build(tree).xml())
    player = Player(definition)
    for _ in range(data.draw(st.integers(0, 12))):
        moves = player.moves()
        if moves:
            player.make(data.draw(st.sampled_from(moves)))
    ends = {n.id for n in definition.nodes.values() if n.kind == Kind.END}
    for step in player.machine.open_steps:
        node = step.scope or step.node
        assert graph.reached_from(definition, [node]) & ends


def test_a_timer_fired_late_leads_to_the_same_rows_as_one_fired_on_time():
    def run(days):
        name = "ansettelse_til_loenn"
        scenario = samples.scenarios(name)[5]
        late = [{"klokke": f"P{days}D"} if "klokke" in a else a for a in scenario.handlinger]
        late_scenario = type(scenario)(
            "sent", {}, scenario.beslutninger, tuple(late), scenario.forventet
        )
        run = ScenarioRun(samples.definition(name), late_scenario, {})
        run.play()
        return rows(run.machine)

    assert run(15) == run(200)
