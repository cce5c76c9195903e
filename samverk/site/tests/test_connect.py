"""A server of one's own: all that DATABASE_URL says is used, and the order of names is ours."""

import os

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured

from samverk.site.postgres import connect


@pytest.fixture
def named(monkeypatch):
    """Return a function that lets an address name the server; the tests' own comes back after."""

    def use(url):
        monkeypatch.setenv("DATABASE_URL", url)
        connect.server.cache_clear()

    yield use
    monkeypatch.undo()
    connect.server.cache_clear()


@pytest.fixture
def address():
    """The tests' own server as an address, with what follows the question mark."""
    found = connect.server()
    name = f"samverk_adresse_{os.getpid()}"

    def url(more=""):
        return f"postgresql://{found.user}:{found.password}@{found.host}:{found.port}/{name}{more}"

    yield url
    connect.drop_database(name)


def test_the_whole_address_is_read(named):
    named("postgresql://adm%40in:p%2Fss@db.example:6432/var?sslmode=verify-full&sslrootcert=/a/b")
    assert connect.parameters("admin") == {
        "host": "db.example", "port": 6432, "user": "adm@in", "password": "p/ss", "dbname": "var",
        "sslmode": "verify-full", "sslrootcert": "/a/b",
    }  # fmt: skip
    runtime = connect.parameters("samverk_app")
    assert (runtime["user"], runtime["sslmode"]) == ("samverk_app", "verify-full")
    entry = connect.django_database()
    assert (entry["HOST"], entry["PORT"], entry["NAME"]) == ("db.example", "6432", "var")
    assert entry["OPTIONS"] == {
        "application_name": "samverk", "sslmode": "verify-full", "sslrootcert": "/a/b",
    }  # fmt: skip


def test_a_socket_and_what_is_left_out(named):
    named("postgresql:///?host=/run/postgresql")
    assert connect.server() == connect.Server(
        "/run/postgresql", 5432, "postgres", "", "samverk", ()
    )


@pytest.mark.parametrize(
    "url",
    [
        "mysql://a:hemmelig@a/b", "postgresql://a:hemmelig@a/b?sslmod=require",
        "postgresql://a:hemmelig@a:5432,b:5433/c", "postgresql://a:hemmelig@a:abc/b",
        "postgresql://a:hemmelig%zz@a/b",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_read_says_so_without_its_password(named, url):
    named(url)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL kan ikke leses") as refused:
        connect.server()
    assert "hemmelig" not in str(refused.value)


def test_what_the_address_demands_is_demanded(address, named):
    named(address("?sslmode=require"))
    with pytest.raises(psycopg.OperationalError, match="SSL"):
        connect.connect("admin", "postgres")


def test_a_database_made_by_address_sorts_as_ours_whatever_the_server_does(address, named):
    named(address("?sslmode=disable&options=-c%20statement_timeout%3D54321"))
    assert connect.ensure_database() is True
    assert connect.ensure_database() is False
    with connect.connect("admin") as there:
        assert there.execute("SHOW statement_timeout").fetchone() == ("54321ms",)
        assert there.execute(
            "SELECT datlocprovider, datlocale, datcollate, pg_encoding_to_char(encoding)"
            " FROM pg_database WHERE datname = current_database()"
        ).fetchone() == ("b", "C.UTF-8", "C", "UTF8")
        # Letters beyond ASCII are letters, also to the search by trigrams.
        assert there.execute("SELECT lower('ÆØÅ'), show_trgm('Ås')").fetchone() == (
            "æøå", there.execute("SELECT show_trgm('ås')").fetchone()[0],
        )  # fmt: skip
