"""What holds for the lights and the critical path whatever the figures are."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samverk.governance.rules.benefits import expected, gap
from samverk.governance.rules.critical_path import (
    MilestoneCircular,
    Node,
    critical_path,
    refuse_cycles,
)
from samverk.governance.rules.lights import Lys, Milepael, samlet, tid

DAY = date(2026, 11, 23)
days = st.integers(-400, 400).map(lambda n: DAY + timedelta(days=n))
milestones = st.builds(Milepael, st.just("M"), days, days | st.none(), days | st.none())


@given(st.lists(st.sampled_from(Lys), min_size=1))
def test_the_whole_is_green_only_when_everything_is(lights):
    assert (samlet(lights) is Lys.GROENN) == (set(lights) == {Lys.GROENN})
    assert Lys.ROED not in lights or samlet(lights) is Lys.ROED


@given(st.lists(milestones, min_size=1, max_size=6).map(tuple), st.integers(1, 90))
def test_time_is_never_green_while_a_critical_forecast_is_unknown(rows, tolerance):
    unknown = any(m.faktisk is None and m.prognose is None for m in rows)
    light = tid(rows, tolerance, DAY)
    assert not unknown or light.lys in {Lys.GRAA, Lys.ROED}


@given(st.lists(milestones, min_size=1, max_size=6).map(tuple), st.integers(1, 90))
def test_a_longer_slip_never_gives_a_better_light(rows, tolerance):
    order = [Lys.GROENN, Lys.GUL, Lys.ROED]
    known = tuple(m for m in rows if m.prognose is not None)
    if known:
        later = tuple(
            Milepael(m.navn, m.baseline, (m.prognose or DAY) + timedelta(days=10), m.faktisk)
            for m in known
        )
        now, then = tid(known, tolerance, DAY).lys, tid(later, tolerance, DAY).lys
        assert order.index(then) >= order.index(now)


@given(st.lists(days, min_size=1, max_size=12), st.data())
def test_the_path_follows_dependencies_and_ends_last(dates, data):
    nodes = []
    for number, day in enumerate(dates):
        earlier = [str(i) for i in range(number)]
        before = data.draw(st.sets(st.sampled_from(earlier))) if earlier else ()
        nodes.append(Node(str(number), day, tuple(before)))
    path = critical_path(tuple(nodes))
    known = {node.id: node for node in nodes}
    assert known[path[-1]].dato == max(dates)
    for one, other in pairwise(path):
        assert one in known[other].venter_paa
        assert known[one].dato == max(known[key].dato for key in known[other].venter_paa)
    assert not known[path[0]].venter_paa


@given(st.integers(2, 8))
def test_a_ring_of_any_length_is_refused(size):
    ring = {str(i): [str((i + 1) % size)] for i in range(size)}
    with pytest.raises(MilestoneCircular):
        refuse_cycles(ring)


values = st.decimals(-1000, 1000, places=1)


@given(values, values, st.integers(-100, 900))
def test_the_straight_line_stays_between_null_point_and_target(zero, target, after):
    start, end = date(2026, 1, 1), date(2027, 12, 31)
    on = start + timedelta(days=after)
    found = expected(zero, start, target, end, on)
    assert min(zero, target) - Decimal("0.0001") <= found <= max(zero, target) + Decimal("0.0001")
    assert gap(zero, target, found, found) == 0
