"""No page and no job is served by a role that could see past row-level security."""

import os
import subprocess
import sys
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from samverk.site import guard
from samverk.site.postgres import connect

pytestmark = pytest.mark.django_db
PROBE = "samverk_proeve"


@contextmanager
def probe(rights="", member_of=""):
    """A login role of the test's own: roles are the server's, and other tests run beside."""
    name = f"{PROBE}_{os.getpid()}"
    with connect.connect("admin", "postgres") as admin:
        role = sql.Identifier(name)
        admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(role))
        words = sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'x' " + rights)
        admin.execute(words.format(role))
        if member_of:
            admin.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(member_of), role))
        try:
            yield name
        finally:
            admin.execute(sql.SQL("DROP ROLE {}").format(role))


@contextmanager
def logged_in(monkeypatch, user, password):
    """Let the guard look at the tests' own database as another role."""
    here = connection.settings_dict
    with psycopg.connect(
        host=here["HOST"], port=here["PORT"], dbname=here["NAME"], user=user, password=password
    ) as other:  # fmt: skip
        monkeypatch.setattr(guard, "connection", other)
        yield


def refused():
    with pytest.raises(guard.UnsafeRole) as stopped:
        guard.check_or_exit()
    return str(stopped.value).splitlines()


HEAD = "Samverk starter ikke med denne databaserollen:"
RUN = "Kjør «samverk migrate», og la DATABASE_URL være administratorens adresse."


@pytest.mark.parametrize("rights", ["SUPERUSER", "BYPASSRLS", "CREATEROLE"])
def test_a_role_with_such_rights_starts_nothing(monkeypatch, rights):
    with probe(rights) as name, logged_in(monkeypatch, name, "x"):
        assert refused() == [HEAD, f"  rolle: kjører som {name}. {RUN}"]


def test_the_owner_of_the_tables_starts_nothing(monkeypatch):
    password = connect.read_secrets()["samverk_owner"]
    with logged_in(monkeypatch, "samverk_owner", password):
        [head, role, tables] = refused()
    assert head == HEAD
    assert role.startswith("  rolle: kjører som samverk_owner, som kan bli pg_database_owner.")
    assert tables.startswith("  eierskap: samverk_owner eier ")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("samverk_owner", "pg_database_owner, samverk_owner"),
        ("pg_read_all_data", "pg_read_all_data"),
    ],
)
def test_a_role_that_can_become_another_starts_nothing(monkeypatch, other, said):
    with probe(member_of=other) as name, logged_in(monkeypatch, name, "x"):
        assert refused() == [HEAD, f"  rolle: kjører som {name}, som kan bli {said}. {RUN}"]


def test_a_role_with_nothing_more_and_the_runtime_start(monkeypatch):
    guard.check_or_exit()
    with probe() as name, logged_in(monkeypatch, name, "x"):
        guard.check_or_exit()


def test_a_membership_is_taken_back_by_migrate(monkeypatch):
    """The remedy that the refusal names must work."""
    with probe(member_of="samverk_report") as name:
        monkeypatch.setattr(connect, "ROLES", (name,))
        with connect.connect("admin", "postgres") as admin:
            connect._take_back(admin)
        with logged_in(monkeypatch, name, "x"):
            guard.check_or_exit()


@pytest.mark.parametrize("role", ["admin", "samverk_app"])
@pytest.mark.parametrize(
    "words",
    [
        ("-c", "import samverk.site.wsgi"),
        ("-m", "django", "procrastinate", "worker", "--one-shot", "--queues", "proeve"),
    ],
    ids=["web", "worker"],
)
def test_web_and_worker_start_as_the_runtime_only(own_database, words, role):
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, check=False,
        env=os.environ
        | {
            "SAMVERK_DB": own_database, "SAMVERK_DB_ROLE": role,
            "DJANGO_SETTINGS_MODULE": "samverk.site.settings",
        },
    )  # fmt: skip
    if role == "samverk_app":
        assert done.returncode == 0, done.stderr
    else:
        assert done.returncode == 1
        assert HEAD in done.stderr
