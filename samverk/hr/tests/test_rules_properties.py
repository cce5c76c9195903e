"""The timeline rule: a rewrite never overlaps, and never touches what lies outside."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from samverk.core.periods import Period
from samverk.hr.rules.tidslinje import Piece, Rewrite, change, cut

START = date(2026, 1, 1)


def day(n: int) -> date:
    return START + timedelta(days=n)


@st.composite
def timelines(draw):
    marks = sorted(draw(st.sets(st.integers(0, 60), min_size=2, max_size=8)))
    pairs = list(pairwise(marks))
    kept = [p for p in pairs if draw(st.booleans())] or pairs[:1]
    return [Piece(n, Period(day(a), day(b)), {"v": n}) for n, (a, b) in enumerate(kept)]


@st.composite
def spans(draw):
    a = draw(st.integers(-5, 65))
    return Period(day(a), draw(st.one_of(st.none(), st.integers(1, 40).map(lambda n: day(a + n)))))


def after(pieces, rewrite: Rewrite):
    return [p for p in pieces if p.id not in rewrite.close] + list(rewrite.write)


def by_day(pieces):
    found = {}
    for piece in pieces:
        for d in piece.gyldig.days():
            assert d not in found, "two versions on one day"
            found[d] = piece.values["v"]
    return found


@given(timelines(), spans())
def test_a_change_keeps_the_covered_days_and_alters_only_those_in_the_span(pieces, span):
    if not any(p.gyldig.overlaps(span) for p in pieces):
        return
    before, now = by_day(pieces), by_day(after(pieces, change(pieces, span, {"v": -1})))
    assert now == {d: -1 if d in span else v for d, v in before.items()}


@given(timelines(), spans())
def test_a_cut_removes_exactly_the_days_in_the_span(pieces, span):
    now = by_day(after(pieces, cut(pieces, span)))
    assert now == {d: v for d, v in by_day(pieces).items() if d not in span}


@given(timelines(), spans())
def test_the_same_change_twice_writes_nothing_the_second_time(pieces, span):
    if not any(p.gyldig.overlaps(span) for p in pieces):
        return
    once = after(pieces, change(pieces, span, {"v": -1}))
    assert change(once, span, {"v": -1}) == Rewrite((), ())
