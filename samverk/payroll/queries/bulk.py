"""Queries over everyone: joins by hash, whatever the planner believes about the number of rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def everyone() -> Iterator[None]:
    """Turn nested loops off for the statements inside, in the running transaction only.

    Under row-level security the planner guesses that few rows pass the policies, also with fresh
    statistics, and would compare everyone with everyone: more than 40 s instead of 3 s for the
    basis of pay of 8 306 holdings. So new statistics are no cure; and a run reads what it has just
    written, before there can be any.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_nestloop', 'off', true)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_nestloop', 'on', true)")
