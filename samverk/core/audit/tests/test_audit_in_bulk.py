"""The audit lines of a statement are those that its rows would have had one by one."""

import pytest
from django.db import connection

from samverk.core.tenancy.migration import audited, audited_in_bulk

ONE, TWO, NEW = (f"0190aaaa-0000-7000-8000-00000000000{n}" for n in (1, 2, 3))
ACTS = (
    "INSERT INTO {table} SELECT id, samverk.tenant(), 1, 'a' FROM unnest(%(ids)s::uuid[]) AS id",
    "UPDATE {table} SET tall = 2, tekst = 'b' WHERE id = %(one)s",
    "UPDATE {table} SET tall = tall",  # nothing changes, nothing is told
    "UPDATE {table} SET tall = CASE WHEN id = %(one)s THEN 3 ELSE tall END, tekst = NULL",
    "UPDATE {table} SET id = %(new)s WHERE id = %(two)s",
    "DELETE FROM {table} WHERE id = %(one)s",
    "DELETE FROM {table} WHERE tall > 1000",
)


def lines(cursor, table):
    cursor.execute(
        "SELECT handling, objekt_id::text, felter, tenant_id, at, bruker_id, paa_vegne_av,"
        " aktoer_art FROM audit_spor WHERE objekt_type = %s ORDER BY id",
        [table],
    )
    return cursor.fetchall()


@pytest.fixture
def told(act_as):
    """What is told of the same acts on a table audited row by row, and on one audited in bulk."""
    found = {}
    with act_as("uit", "ingrid") as actor, connection.cursor() as cursor:
        for table, rule in (("prove_rader", audited), ("prove_mange", audited_in_bulk)):
            cursor.execute(
                f"CREATE TEMPORARY TABLE {table} (id uuid, tenant_id uuid, tall int, tekst text)"
                " ON COMMIT DROP"
            )
            cursor.execute(rule(table).sql)
            for act in ACTS:
                values = {"ids": [ONE, TWO], "one": ONE, "two": TWO, "new": NEW}
                cursor.execute(act.format(table=table), values)
            found[table] = lines(cursor, table)
        return actor, found["prove_rader"], found["prove_mange"]


def test_the_lines_are_the_same_as_row_by_row(told):
    _actor, by_row, in_bulk = told
    key = lambda line: (line[0], line[1], line[2])  # noqa: E731 - order within a statement is free
    changed_id = ("update", NEW, ["id"])
    assert sorted(map(key, in_bulk)) == sorted(map(key, by_row))
    assert changed_id in map(key, in_bulk)
    assert {line[3:] for line in in_bulk} == {line[3:] for line in by_row}


def test_each_line_names_the_row_the_columns_and_who(told):
    actor, _by_row, in_bulk = told
    assert sorted(line[:3] for line in in_bulk) == sorted(
        [
            ("insert", ONE, []), ("insert", TWO, []), ("update", ONE, ["tall", "tekst"]),
            ("update", ONE, ["tall", "tekst"]), ("update", TWO, ["tekst"]),
            ("update", NEW, ["id"]), ("delete", ONE, []),
        ]
    )  # fmt: skip
    assert {(line[3], line[5], line[6], line[7]) for line in in_bulk} == {
        (actor.tenant_id, actor.bruker_id, None, actor.kind)
    }
