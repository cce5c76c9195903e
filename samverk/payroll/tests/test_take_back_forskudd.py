"""An advance is taken back after it is paid, from what was paid, and never from anything else."""

from datetime import date, datetime

import pytest

from samverk.payroll import api as payroll
from samverk.payroll.tests.advance import OSLO, approve, ask, calculate, deliver, pay
from samverk.payroll.tests.people import hours
from samverk.payroll.tests.test_calculate_loennskjoering import lines

ASKED_LATE = datetime(2026, 11, 6, 9, 0, tzinfo=OSLO)  # after the cut-off of the pay of 12 November
BEFORE_PAYDAY = datetime(2026, 11, 9, 9, 0, tzinfo=OSLO)
DECEMBER = datetime(2026, 12, 3, 12, 30, tzinfo=OSLO)


def main_run(act_as, staff, month, at):
    with act_as("uit", "lonn", at) as actor:
        run = payroll.open_loennskjoering(
            actor=actor, art="ordinaer", aar=2026, maaned=month, now=at
        )
    calculate(act_as, staff, run, at)
    return run


def taken(act_as, staff, run):
    with act_as("uit", "lonn", DECEMBER):
        return [oere for code, oere in lines(staff.jonas.party_id, run) if code == "2510"]


def left(act_as, staff, at=DECEMBER):
    with act_as("uit", "lonn", at) as actor:
        return payroll.forskudd_left(actor, staff.jonas.party_id)


@pytest.fixture
def late(act_as, jonas, books):
    """An advance asked for after the cut-off: in the account 17 November, promised for December."""
    ask(act_as, jonas, now=ASKED_LATE)
    (run,) = deliver(ASKED_LATE)
    assert run.utbetalingsdato == date(2026, 11, 17)
    calculate(act_as, jonas, run.id, ASKED_LATE)
    approve(act_as, run.id, ASKED_LATE)
    return jonas, run


def test_the_main_pay_before_the_payout_takes_nothing_back(act_as, late):
    staff, run = late
    pay(act_as, run.id, ASKED_LATE)
    november = main_run(act_as, staff, 11, BEFORE_PAYDAY)
    assert taken(act_as, staff, november) == []
    approve(act_as, november, BEFORE_PAYDAY)
    assert left(act_as, staff, BEFORE_PAYDAY) == 2_000_00
    with act_as("uit", "ingrid", ASKED_LATE) as actor:
        plan = payroll.forskuddsplan(actor=actor, now=ASKED_LATE)
    assert (plan.utbetalingsdato, plan.trekkes) == (date(2026, 11, 17), date(2026, 12, 11))
    staff.change(
        staff.jonas, claims=(hours("t2", 2000, 21_050, date(2026, 11, 1), date(2026, 12, 1)),)
    )
    december = main_run(act_as, staff, 12, DECEMBER)
    assert taken(act_as, staff, december) == [-2_000_00]
    approve(act_as, december, DECEMBER)
    assert left(act_as, staff) == 0


def test_an_advance_nobody_has_released_is_not_taken_back(act_as, late):
    staff, run = late
    november = main_run(act_as, staff, 11, BEFORE_PAYDAY)
    december = main_run(act_as, staff, 12, DECEMBER)
    assert taken(act_as, staff, november) == taken(act_as, staff, december) == []
    approve(act_as, december, DECEMBER)
    with act_as("uit", "lonn", DECEMBER) as actor:
        payroll.cancel_forskudd(
            actor=actor, kjoering_id=run.id, grunn="Lønna rekker likevel", now=DECEMBER
        )
    assert left(act_as, staff) == 0
