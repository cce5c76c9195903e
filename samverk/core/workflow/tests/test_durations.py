"""Deadlines: what may be written, and the instant they fall due."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samverk.core.periods import WorkingCalendar
from samverk.core.workflow.rules.durations import (
    Duration,
    DurationInvalid,
    describe_duration,
    due_at,
    due_day,
    parse_duration,
)

FRIDAY = datetime(2026, 11, 20, 8, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "days", "hours"), [("P3D", 3, 0), ("P2W", 14, 0), ("PT12H", 0, 12), ("P365D", 365, 0)]
)
def test_days_weeks_and_hours_are_read(text, days, hours):
    assert parse_duration(text) == Duration(days, hours)


@pytest.mark.parametrize(
    "text", ["P1M", "P1Y", "P0D", "PT0H", "PT5M", "P1DT2H", "P-1D", "p3d", "P3D\n"]
)
def test_everything_else_is_refused(text):
    with pytest.raises(DurationInvalid) as refused:
        parse_duration(text)
    assert str(refused.value) == f"Varigheten «{text}» er ugyldig."


def test_three_working_days_from_friday_end_on_wednesday():
    due = due_at(FRIDAY, Duration(3), is_virkedager=True)
    assert due == datetime(2026, 11, 25, 23, 0, tzinfo=UTC)
    assert due_day(due) == date(2026, 11, 25)


def test_three_calendar_days_from_friday_end_on_monday():
    assert due_day(due_at(FRIDAY, Duration(3))) == date(2026, 11, 23)


def test_public_holidays_and_closed_days_are_no_working_days():
    calendar = WorkingCalendar(frozenset({date(2026, 12, 28)}))
    start = datetime(2026, 12, 23, 10, 0, tzinfo=UTC)
    due = due_at(start, Duration(2), is_virkedager=True, is_working_day=calendar.is_working_day)
    assert due_day(due) == date(2026, 12, 29)  # 24 is open, 25 and 26 are holidays, 28 is closed


def test_a_deadline_over_the_change_to_summer_time_ends_at_local_midnight():
    start = datetime(2026, 3, 27, 10, 0, tzinfo=UTC)
    assert due_at(start, Duration(3)) == datetime(2026, 3, 30, 22, 0, tzinfo=UTC)


def test_hours_are_exact():
    assert due_at(FRIDAY, Duration(hours=12)) == FRIDAY + timedelta(hours=12)


def test_late_in_the_evening_the_local_day_counts():
    start = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # half past midnight on Saturday in Oslo
    assert due_day(due_at(start, Duration(1))) == date(2026, 11, 22)


@given(st.integers(0, 8_000_000), st.integers(1, 60), st.booleans())
def test_a_longer_deadline_never_falls_earlier(minutes, days, working):
    start = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    due = due_at(start, Duration(days), is_virkedager=working)
    assert start < due < due_at(start, Duration(days + 1), is_virkedager=working)


@pytest.mark.parametrize(
    ("text", "language", "working", "spoken"),
    [
        ("P14D", "nb", False, "14 dager"),
        ("P1D", "nn", False, "1 dag"),
        ("P3D", "nn", True, "3 yrkedagar"),
        ("P1D", "en", True, "1 working day"),
        ("PT12H", "nn", False, "12 timar"),
        ("P2W", "se", False, "14 dager"),
    ],
)
def test_a_deadline_ahead_is_told_in_words(text, language, working, spoken):
    assert describe_duration(parse_duration(text), language, is_virkedager=working) == spoken
