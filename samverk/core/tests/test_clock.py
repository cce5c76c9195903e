from contextvars import Context
from datetime import UTC, date, datetime

import pytest

from samverk.core import clock


def test_the_clock_knows_its_time_zone():
    assert clock.now().utcoffset() is not None


def test_the_day_is_the_norwegian_one():
    with clock.fixed(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 1)


def test_a_fixed_clock_ends_with_its_block(now):
    with clock.fixed(datetime(2026, 1, 1, tzinfo=UTC)):
        assert clock.now().year == 2026
        with clock.fixed(datetime(2020, 1, 1, tzinfo=UTC)):
            assert clock.now().year == 2020
        assert clock.now().year == 2026
    assert clock.now() == now  # as every test stands
    assert Context().run(clock.is_shifted) is False


def test_a_clock_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"), clock.fixed(datetime(2026, 1, 1)):  # noqa: DTZ001 - the point of the test
        pass
