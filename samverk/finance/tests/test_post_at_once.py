"""Two at once, and a server that dies: numbers have no gaps, nothing is half written."""

from __future__ import annotations

import threading

import pytest
from django.db import Error, connection, connections

from samverk.core.access import api as access
from samverk.core.tenancy import api as tenancy
from samverk.finance import api as finance
from samverk.finance.tests.conftest import EQUIPMENT, new_voucher, set_up
from samverk.site.postgres import connect


@pytest.fixture
def committed(own_database, now):
    """A database of its own with UiT's ledger committed; returns the machine actor."""
    tenant = tenancy.tenant_by_slug("uit")
    actor = access.service_actor(tenant)
    with access.acting(actor, now=now):
        set_up(actor, now)
    return actor


def proof(actor, now):
    with access.acting(actor, now=now):
        return [row for row in finance.ledger_proof(actor) if row.avvik]


def post_some(actor, now, name, rounds, errors):
    try:
        for number in range(rounds):
            with access.acting(actor, now=now):
                one = new_voucher(EQUIPMENT, f"{name}-{number}")
                finance.post_vouchers(actor=actor, vouchers=[one], series="4", now=now)
    except Exception as error:
        errors.append(error)
    finally:
        connections.close_all()


def test_two_who_post_at_once_leave_no_gaps_and_closing_waits(committed, own_database, now):
    errors: list[Exception] = []
    both = [threading.Thread(target=post_some, args=(committed, now, n, 15, errors)) for n in "ab"]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert errors == []
    with access.acting(committed, now=now), connection.cursor() as cursor:
        cursor.execute("SELECT count(*), min(nr), max(nr) FROM finance_voucher")
        assert cursor.fetchone() == (30, 1, 30)
    assert proof(committed, now) == []
    # The period's row is share-locked by a posting that runs: closing cannot slip in between.
    with access.acting(committed, now=now):
        last = new_voucher(EQUIPMENT, "last")
        finance.post_vouchers(actor=committed, vouchers=[last], series="4", now=now)
        with connect.connect("samverk_owner", own_database) as other:
            other.execute("SET lock_timeout = '200ms'")
            with pytest.raises(Exception, match="lock timeout"):
                other.execute("SELECT 1 FROM finance_period WHERE periode = 202611 FOR UPDATE")


def post_and_be_killed(actor, database, now):
    with access.acting(actor, now=now):
        many = [new_voucher(EQUIPMENT, str(n)) for n in range(200)]
        finance.post_vouchers(actor=actor, vouchers=many, series="4", now=now)
        with connection.cursor() as cursor, connect.connect("admin", database) as admin:
            cursor.execute("SELECT pg_backend_pid()")
            admin.execute("SELECT pg_terminate_backend(%s)", [cursor.fetchone()[0]])
            cursor.execute("SELECT count(*) FROM finance_voucher")


def test_a_backend_killed_in_the_middle_leaves_nothing_half(committed, own_database, now):
    with pytest.raises(Error):
        post_and_be_killed(committed, own_database, now)
    connection.close()
    assert proof(committed, now) == []
    with access.acting(committed, now=now):
        assert finance.trial_balance(committed, year=2026) == []
        posted = finance.post_vouchers(
            actor=committed, vouchers=[new_voucher(EQUIPMENT)], series="4", now=now
        )
        assert posted[0].nr == 1
    assert proof(committed, now) == []
