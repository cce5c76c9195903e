"""The pay day promised while an order is written is the one that can still be reached."""

from datetime import date, datetime, timedelta

import pytest

from samverk.core.clock import OSLO
from samverk.processes.hire_to_pay.outlook import next_payday

pytestmark = pytest.mark.django_db
CLOSES = datetime(2026, 12, 3, 12, tzinfo=OSLO)  # six working days before Friday 11 December


@pytest.mark.parametrize(
    ("now", "closes", "paid", "days", "near"),
    [
        (datetime(2026, 11, 22, 9, tzinfo=OSLO), CLOSES, date(2026, 12, 11), 11, False),
        (datetime(2026, 11, 23, 9, tzinfo=OSLO), CLOSES, date(2026, 12, 11), 10, True),
        (CLOSES - timedelta(seconds=1), CLOSES, date(2026, 12, 11), 0, True),
        (CLOSES, datetime(2027, 1, 4, 12, tzinfo=OSLO), date(2027, 1, 12), 32, False),
    ],
    ids=["eleven days before", "ten days before", "the last second", "at the hour it closes"],
)
def test_the_warning_is_true_on_both_sides_of_each_boundary(act_as, now, closes, paid, days, near):
    with act_as("uit", "ola") as actor:
        found = next_payday(actor, now)
    assert (found.frist, found.utbetaling, found.dager, found.is_near) == (closes, paid, days, near)
    assert len(found.days) == days
