"""Two persons close and reopen a period."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from samverk.finance import api as finance
from samverk.finance.tests.conftest import EQUIPMENT

pytestmark = pytest.mark.django_db


def status(actor, periode=202611):
    return next(p.status for p in finance.periods(actor, year=2026) if p.periode == periode)


def ask(actor, now, periode=202611):
    return finance.close_period(
        actor=actor, periode=periode, begrunnelse="Avstemt mot banken", now=now
    )


def test_a_period_closes_when_a_second_person_confirms(ledger, post, now):
    with ledger() as actor:
        change = ask(actor, now)
        assert status(actor) == "O"
    with ledger("direktor") as actor:
        finance.confirm_period_change(actor=actor, change_id=change, now=now)
        assert status(actor) == "C"
    with ledger() as actor:
        with pytest.raises(finance.PeriodClosed) as refused:
            post(actor, EQUIPMENT)
        assert str(refused.value) == "November 2026 er ikke åpen. Bokfør i en åpen periode."
        assert finance.trial_balance(actor, year=2026) == []


def test_nobody_confirms_the_own_wish(ledger, now):
    with ledger() as actor:
        change = ask(actor, now)
        with pytest.raises(finance.TwoPersonsNeeded, match="En annen må bekrefte"):
            finance.confirm_period_change(actor=actor, change_id=change, now=now)
        assert status(actor) == "O"


def test_the_database_refuses_the_own_wish_by_raw_sql(ledger, now):
    with ledger() as actor, connection.cursor() as cursor:
        ask(actor, now)
        with pytest.raises(DatabaseError, match="to_personer"), transaction.atomic():
            cursor.execute(
                "UPDATE finance_periodchange SET bekreftet_at = now(), bekreftet_av = uuidv7()"
            )
        assert status(actor) == "O"


def test_a_closed_period_is_reopened_by_two(ledger, post, now):
    with ledger() as actor:
        change = ask(actor, now)
    with ledger("direktor") as actor:
        finance.confirm_period_change(actor=actor, change_id=change, now=now)
    with ledger() as actor:
        again = finance.reopen_period(
            actor=actor, periode=202611, begrunnelse="Glemt faktura", now=now
        )
        assert status(actor) == "C"
    with ledger("direktor") as actor:
        finance.confirm_period_change(actor=actor, change_id=again, now=now)
    with ledger() as actor:
        assert post(actor, EQUIPMENT)[0].nr == 1


def test_one_wish_waits_at_a_time_and_can_be_withdrawn(ledger, now):
    with ledger() as actor:
        change = ask(actor, now)
        with pytest.raises(finance.PeriodRefused, match="venter alt"):
            ask(actor, now)
        finance.withdraw_period_change(actor=actor, change_id=change, now=now)
        assert [p.change_id for p in finance.periods(actor, year=2026)] == [None] * 13
        ask(actor, now)


def test_a_confirmed_change_stays(ledger, now):
    with ledger() as actor:
        change = ask(actor, now)
    with ledger("direktor") as actor:
        finance.confirm_period_change(actor=actor, change_id=change, now=now)
    with ledger() as actor, connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="uforanderlig"), transaction.atomic():
            cursor.execute("DELETE FROM finance_periodchange")
        with pytest.raises(finance.PeriodRefused):
            finance.withdraw_period_change(actor=actor, change_id=change, now=now)


@pytest.mark.parametrize("periode", [202614, 202600, 199912])
def test_a_period_that_does_not_exist_is_refused(ledger, now, periode):
    with ledger() as actor, pytest.raises(finance.PeriodeInvalid):
        ask(actor, now, periode)


def test_a_closed_period_cannot_be_closed_again(ledger, now):
    with ledger() as actor, pytest.raises(finance.PeriodRefused, match="alt åpen"):
        finance.reopen_period(actor=actor, periode=202611, begrunnelse="Glemt faktura", now=now)
