from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samverk.core.periods import (
    Period,
    PeriodInvalid,
    WorkingCalendar,
    add_months,
    day_text,
    end_of_deadline,
    gaps,
    month_text,
    start_of_day,
)

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))
LENGTHS = st.none() | st.integers(min_value=1, max_value=900)
PERIODS = st.builds(lambda f, n: Period(f, None if n is None else f + timedelta(n)), DAYS, LENGTHS)

OFFICE = WorkingCalendar()


def test_a_period_holds_its_first_day_but_not_its_end():
    june = Period.month(2026, 6)
    assert (june.fra, june.til) == (date(2026, 6, 1), date(2026, 7, 1))
    assert date(2026, 6, 1) in june
    assert date(2026, 6, 30) in june
    assert date(2026, 7, 1) not in june
    assert june.til_og_med == date(2026, 6, 30)
    assert june.day_count() == 30


def test_a_last_day_makes_the_half_open_period():
    assert Period.through(date(2026, 1, 1), date(2026, 3, 31)) == Period(
        date(2026, 1, 1), date(2026, 4, 1)
    )
    assert Period.through(date(2026, 1, 1), None).til is None


def test_a_period_that_holds_no_day_is_refused():
    with pytest.raises(PeriodInvalid) as refused:
        Period(date(2026, 1, 2), date(2026, 1, 2))
    assert refused.value.field == "til"


def test_an_open_period_cannot_be_counted():
    with pytest.raises(PeriodInvalid, match="åpen"):
        Period(date(2026, 1, 1)).day_count()


def test_neighbours_do_not_overlap():
    assert not Period.month(2026, 6).overlaps(Period.month(2026, 7))
    assert Period.month(2026, 6).overlaps(Period(date(2026, 6, 30)))


@given(PERIODS, PERIODS, DAYS)
def test_a_day_is_in_the_intersection_when_it_is_in_both(one, other, day):
    shared = one.intersection(other)
    assert (day in one and day in other) == (shared is not None and day in shared)
    assert shared == other.intersection(one)
    assert one.overlaps(other) == (shared is not None)


@given(PERIODS, PERIODS)
def test_covering_is_intersecting_in_full(one, other):
    assert one.covers(other) == (one.intersection(other) == other)


@given(st.lists(PERIODS, max_size=5), DAYS)
def test_gaps_are_the_days_nothing_covers(periods, day):
    within = Period(date(2010, 1, 1), date(2050, 1, 1))
    missing = gaps(periods, within)
    bare = day in within and not any(day in period for period in periods)
    assert any(day in gap for gap in missing) == bare


def test_months_are_cut_to_the_period():
    cut = list(Period(date(2026, 1, 20), date(2026, 3, 2)).months())
    assert cut == [
        Period(date(2026, 1, 20), date(2026, 2, 1)),
        Period(date(2026, 2, 1), date(2026, 3, 1)),
        Period(date(2026, 3, 1), date(2026, 3, 2)),
    ]


def test_months_are_added_to_the_last_day_that_exists():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert add_months(date(2026, 3, 15), -3) == date(2025, 12, 15)
    assert add_months(date(2026, 11, 30), 2) == date(2027, 1, 30)


def test_periods_are_read_as_til_og_med():
    quarter = Period(date(2026, 1, 1), date(2026, 4, 1))
    assert quarter.text() == "1.\u00a0januar 2026 til og med 31.\u00a0mars 2026"
    assert quarter.text(language="en") == "1\u00a0January 2026 through 31\u00a0March 2026"
    assert Period(date(2026, 5, 1)).text(language="nn") == "frå 1.\u00a0mai 2026"
    assert Period(date(2026, 5, 1), date(2026, 5, 2)).text() == "1.\u00a0mai 2026"
    assert day_text(date(2026, 11, 12)) == "12.\u00a0november 2026"
    assert month_text(date(2026, 11, 12)) == "november 2026"


def test_moving_holidays_and_weekends_are_not_working_days():
    assert not OFFICE.is_working_day(date(2026, 4, 2))  # skjærtorsdag
    assert not OFFICE.is_working_day(date(2026, 5, 14))  # Kristi himmelfartsdag
    assert not OFFICE.is_working_day(date(2026, 11, 14))  # Saturday
    assert OFFICE.is_working_day(date(2026, 12, 24))
    assert not WorkingCalendar(frozenset({date(2026, 12, 24)})).is_working_day(date(2026, 12, 24))


def test_pay_days_move_back_and_deadlines_move_forward():
    assert OFFICE.on_or_before(date(2026, 4, 12)) == date(2026, 4, 10)
    assert OFFICE.on_or_before(date(2026, 4, 6)) == date(2026, 4, 1)
    assert OFFICE.on_or_after(date(2026, 4, 2)) == date(2026, 4, 7)
    assert OFFICE.on_or_after(date(2026, 4, 8)) == date(2026, 4, 8)


def test_working_days_are_added_over_easter_and_back():
    assert OFFICE.add(date(2026, 4, 1), 1) == date(2026, 4, 7)
    assert OFFICE.add(date(2026, 4, 7), -1) == date(2026, 4, 1)
    assert OFFICE.add(date(2026, 4, 1), 0) == date(2026, 4, 1)


def test_the_nth_working_day_of_a_month():
    assert OFFICE.nth_working_day(2026, 1, 1) == date(2026, 1, 2)
    assert OFFICE.nth_working_day(2026, 1, 5) == date(2026, 1, 8)
    assert OFFICE.nth_working_day(2026, 5, -1) == date(2026, 5, 29)
    assert OFFICE.count(Period.month(2026, 5)) == 18
    with pytest.raises(PeriodInvalid, match="18 virkedager"):
        OFFICE.nth_working_day(2026, 5, 19)
    with pytest.raises(PeriodInvalid):
        OFFICE.nth_working_day(2026, 5, 0)


def test_a_deadline_ends_at_norwegian_midnight_in_winter_and_summer_time():
    assert end_of_deadline(date(2026, 1, 5)) == datetime(2026, 1, 5, 23, 0, tzinfo=UTC)
    assert end_of_deadline(date(2026, 7, 5)) == datetime(2026, 7, 5, 22, 0, tzinfo=UTC)


def test_the_days_when_the_clock_changes_are_23_and_25_hours():
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    assert end_of_deadline(spring) - start_of_day(spring) == timedelta(hours=23)
    assert end_of_deadline(autumn) - start_of_day(autumn) == timedelta(hours=25)
