"""A shifted clock is a constant away, and acts then carry their time into the database.

Each runs in a context of its own, outside the fixed time that tests stand in.
"""

from contextvars import Context
from datetime import datetime, timedelta

import pytest
from django.db import connection

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.tenancy.api import tenant_by_slug


@pytest.fixture
def a_year_ahead():
    clock.shift(timedelta(days=365))
    yield
    clock.shift(timedelta(0))


def test_now_is_a_constant_away(a_year_ahead):
    distance = Context().run(clock.now) - datetime.now(tz=clock.OSLO)  # noqa: TID251 - the clock itself is tested
    assert timedelta(days=364, hours=23) < distance < timedelta(days=365, hours=1)
    assert Context().run(clock.is_shifted)


@pytest.mark.django_db
def test_the_database_lives_in_the_same_time(a_year_ahead):
    def days():
        with access.acting(access.visitor(tenant_by_slug("uit"))), connection.cursor() as cursor:
            cursor.execute("SELECT samverk.today()")
            return cursor.fetchone()[0], clock.today(), datetime.now(tz=clock.OSLO).date()  # noqa: TID251

    in_database, here, outside = Context().run(days)
    assert in_database == here
    assert here > outside
