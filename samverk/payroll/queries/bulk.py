"""Queries over everyone: joins by hash, whatever the planner believes about the number of rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def everyone() -> Iterator[None]:
    """Turn nested loops off for the statements inside, in the running transaction only.

    A run reads and writes everyone in one transaction, before any statistics can know of the new
    rows. Guessing «one row», the planner would compare everyone with everyone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_nestloop', 'off', true)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_nestloop', 'on', true)")
