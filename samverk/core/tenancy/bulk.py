"""Many rows at once: COPY into a temporary table, then one INSERT … SELECT.

COPY straight into a table is refused for a role under row-level security; this way every policy,
constraint and trigger of the table holds, and 100 000 rows take seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection


def insert_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Insert rows in bulk, in one statement, and return how many were written.

    Args:
        table: a table of ours (never input); columns: its columns, in the order of the values.
        rows: the values; ranges may be written as text, for example ``[2026-01-01,)``.

    Raises:
        django.db.Error: a policy, constraint or trigger refused; nothing is written.
    """
    names, passing = ", ".join(columns), f"pg_temp.ny_{table}"
    with connection.cursor() as cursor:
        # From the catalogue, because the runtime may not read every column it may write.
        cursor.execute(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attname = ANY(%s)",
            [table, list(columns)],
        )
        types = dict(cursor.fetchall())
        listed = ", ".join(f"{name} {types[name]}" for name in columns)
        cursor.execute(f"CREATE TEMPORARY TABLE ny_{table} ({listed}) ON COMMIT DROP")
        with cursor.copy(f"COPY {passing} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {passing}")  # noqa: S608 - names of ours
        written = cursor.rowcount
        cursor.execute(f"DROP TABLE {passing}")
    return int(written)
