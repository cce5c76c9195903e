"""Every payout rolls the same way: back before a holiday, and on at noon of its last day.

What is told when an advance is asked for, what its run gets, what an extra payout gets and what the
page says are one rule: here over Easter, 1 May and Ascension, and Christmas.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.periods import ONE_DAY
from samverk.core.tenancy.api import tenant_by_slug
from samverk.hr import api as hr
from samverk.payroll import api as payroll
from samverk.payroll.models import Loennskjoering
from samverk.payroll.tests.advance import ask, deliver, hired

OSLO = ZoneInfo("Europe/Oslo")
# asked, in the account, taken back
CASES = [
    pytest.param("2024-04-30 11:59", "2024-05-10", "2024-06-12", id="before 1 May and Ascension"),
    pytest.param("2024-04-30 12:00", "2024-05-16", "2024-06-12", id="noon of the day before 1 May"),
    pytest.param("2024-05-01 10:00", "2024-05-16", "2024-06-12", id="on 1 May itself"),
    pytest.param("2026-12-22 11:59", "2026-12-24", "2027-01-12", id="before Christmas"),
    pytest.param("2026-12-22 12:00", "2027-01-12", "2027-02-12", id="too late for Christmas"),
    pytest.param("2027-03-22 11:59", "2027-03-24", "2027-04-12", id="before Easter"),
    pytest.param("2027-03-22 12:00", "2027-04-12", "2027-05-12", id="too late for Easter"),
    pytest.param("2027-03-28 23:59", "2027-04-12", "2027-05-12", id="on Easter Sunday"),
    pytest.param("2027-05-12 11:59", "2027-05-14", "2027-06-11", id="before Whit Monday, 17 May"),
]


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(("asked", "paid", "back"), CASES)
def test_an_advance_is_told_of_paid_and_taken_back_by_one_rule(act_as, asked, paid, back):
    now = at(asked)
    with act_as("uit", "ingrid", now) as actor:
        plan = hr.forskuddsplan(actor, now)
    assert (plan.utbetalingsdato, plan.trekkes) == (day(paid), day(back))


@pytest.mark.parametrize(
    ("asked", "paid", "closes"),
    [
        ("2026-12-22 11:59", "2026-12-24", "2026-12-22 12:00"),
        ("2026-12-22 12:00", "2027-01-12", "2027-01-08 12:00"),
        ("2027-03-22 11:59", "2027-03-24", "2027-03-22 12:00"),
        ("2027-03-22 12:00", "2027-04-12", "2027-04-08 12:00"),
    ],
)
def test_its_run_gets_the_day_that_was_told(act_as, asked, paid, closes):
    now = at(asked)
    ask(act_as, hired(act_as), now=now)
    (run,) = deliver(now)
    assert (run.utbetalingsdato, run.frist_at.astimezone(OSLO)) == (day(paid), at(closes))


@pytest.mark.parametrize(
    ("asked", "paid"), [("2026-12-22 11:59", "2026-12-24"), ("2026-12-22 12:00", "2027-01-12")]
)
def test_an_extra_payout_gets_the_day_the_page_says(act_as, sign_in, monkeypatch, asked, paid):
    now = at(asked)
    staff = hired(act_as)
    monkeypatch.setattr(clock, "now", lambda: now)
    client = sign_in("uit", "lonn")
    client.post("/lonn/kjoringer/", {"person": str(staff.jonas.party_id)})
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=now):
        runs = Loennskjoering.objects.filter(art="utenom")
        assert [run.utbetalingsdato for run in runs] == [day(paid)]


def test_the_standing_days_of_a_year_are_working_days_before_the_holiday(act_as):
    """Days and cut-offs of the twelfth, the seventeenth and the twenty-fifth, where they move."""
    found = {}
    with act_as("uit", "lonn") as actor:
        on = day("2026-11-24")
        while on < day("2027-06-01"):
            one = payroll.next_payout(actor=actor, dag=on)
            found[one.utbetalingsdato.isoformat()] = one.siste_dag.isoformat()
            on = one.siste_dag + ONE_DAY
    assert found == {
        "2026-12-11": "2026-12-03", "2026-12-17": "2026-12-15", "2026-12-24": "2026-12-22",
        "2027-01-12": "2027-01-04", "2027-01-15": "2027-01-13", "2027-01-25": "2027-01-21",
        "2027-02-12": "2027-02-04", "2027-02-17": "2027-02-15", "2027-02-25": "2027-02-23",
        "2027-03-12": "2027-03-04", "2027-03-17": "2027-03-15", "2027-03-24": "2027-03-22",
        "2027-04-12": "2027-04-02", "2027-04-16": "2027-04-14", "2027-04-23": "2027-04-21",
        "2027-05-12": "2027-05-03", "2027-05-14": "2027-05-12", "2027-05-25": "2027-05-21",
        "2027-06-11": "2027-06-03",
    }  # fmt: skip
