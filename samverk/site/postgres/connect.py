"""Connections: which server, which role, which password.

Roles: ``samverk_owner`` owns tables and runs migrations, ``samverk_app`` is the
runtime and owns nothing, ``samverk_report`` reads governance views. ``admin`` makes the others.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Ping

from samverk.site.postgres import embedded

Role = Literal["admin", "samverk_owner", "samverk_app", "samverk_report"]
LOCALE = (
    "ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
    " LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
)
ROLES: tuple[Role, ...] = ("samverk_owner", "samverk_app", "samverk_report")


class Server(NamedTuple):
    """An administrator's way into a server."""

    host: str
    port: int
    user: str
    password: str
    dbname: str
    more: tuple[tuple[str, str], ...] = ()  # what else the address says: sslmode, sslrootcert …


def var_dir() -> Path:
    """Return the folder for everything that a running installation writes."""
    default = Path(__file__).resolve().parents[3] / "var"
    return Path(os.environ.get("SAMVERK_VAR", default))


def read_secrets() -> dict[str, str]:
    """Return the installation's secrets, made on first use and readable by the owner only."""
    path = var_dir() / "secrets.json"
    wanted = ["django", "identifiers", *ROLES]
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = [name for name in wanted if name not in known]
    if missing:
        path.parent.mkdir(parents=True, exist_ok=True)
        known |= {
            name: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() for name in missing
        }
        part = path.with_suffix(f".{os.getpid()}")
        part.touch(mode=0o600)
        part.write_text(json.dumps(known))
        part.replace(path)
    return known


@cache
def server() -> Server:
    """Return the server to use: DATABASE_URL if set, else the embedded one, started if needed."""
    url = os.environ.get("DATABASE_URL")
    if url:
        return _named(url)
    cluster = embedded.ensure_running(var_dir(), fast=os.environ.get("SAMVERK_PG_FAST") == "1")
    name = os.environ.get("SAMVERK_DB", "samverk")
    return Server(cluster.host, cluster.port, cluster.user, cluster.password, name)


def _named(url: str) -> Server:
    """Read an administrator's address as PostgreSQL's own clients do, with all that it says.

    Raises:
        ImproperlyConfigured: it cannot be read, or names several servers. The address holds a
            password, so neither it nor what libpq quotes of it is repeated.
    """
    try:
        said = {name: str(value) for name, value in conninfo_to_dict(url).items()}
        port = int(said.pop("port", "5432"))
    except (psycopg.ProgrammingError, ValueError):
        msg = (
            "DATABASE_URL kan ikke leses. Den skal være én tjener, skrevet slik:"
            " postgresql://bruker:passord@vert:5432/database."
        )
        raise ImproperlyConfigured(msg) from None
    head = (
        said.pop("host", "127.0.0.1"), port, said.pop("user", "postgres"),
        said.pop("password", ""), said.pop("dbname", "samverk"),
    )  # fmt: skip
    return Server(*head, tuple(sorted(said.items())))


def parameters(role: Role, dbname: str | None = None) -> dict[str, Any]:
    """Return psycopg connection parameters for one of the roles."""
    found = server()
    user, password = (
        (found.user, found.password) if role == "admin" else (role, read_secrets()[role])
    )
    return {
        "host": found.host,
        "port": found.port,
        "user": user,
        "password": password,
        "dbname": dbname or found.dbname,
        **dict(found.more),
    }


def connect(
    role: Role, dbname: str | None = None, *, autocommit: bool = True
) -> psycopg.Connection:
    """Open a connection outside Django (server set-up, benches, doctor).

    A server that died after it was looked for is started again, and its recovery waited for.
    """
    try:
        return psycopg.connect(**parameters(role, dbname), autocommit=autocommit)
    except psycopg.OperationalError:
        found = server()
        if embedded.ping(found.host, found.port) == Ping.OK:
            raise  # it takes connections, only not this one
        server.cache_clear()
        found = server()
        embedded.wait_until_ready(found.host, found.port)
        return psycopg.connect(**parameters(role, dbname), autocommit=autocommit)


def ensure_roles() -> None:
    """Create the roles, or bring their rights and passwords back to what they must be."""
    with connect("admin", _maintenance()) as admin:
        # One installer at a time: two workers making roles would meet a duplicate key.
        admin.execute("SELECT pg_advisory_lock(7267485)")
        for role in ROLES:
            exists = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            verb = "ALTER" if exists else "CREATE"
            admin.execute(
                sql.SQL(
                    "{} ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD {}"
                ).format(sql.SQL(verb), sql.Identifier(role), sql.Literal(read_secrets()[role]))
            )
        _take_back(admin)
        admin.execute("SELECT pg_advisory_unlock(7267485)")


def _take_back(admin: psycopg.Connection) -> None:
    """End what our roles are members of: none of them may become another with SET ROLE."""
    found = admin.execute(
        "SELECT pg_get_userbyid(roleid), pg_get_userbyid(member), pg_get_userbyid(grantor)"
        " FROM pg_auth_members WHERE pg_get_userbyid(member) = ANY (%s)",
        [list(ROLES)],
    ).fetchall()
    for given, member, grantor in found:
        admin.execute(
            sql.SQL("REVOKE {} FROM {} GRANTED BY {} CASCADE").format(
                *(sql.Identifier(name) for name in (given, member, grantor))
            )
        )


def _maintenance() -> str:
    return "postgres"


def ensure_database(dbname: str | None = None, *, template: str | None = None) -> bool:
    """Create the database with the owner's schema; return True when it was made now."""
    name = dbname or server().dbname
    ensure_roles()
    found = database_exists(name)
    if not found:
        create_empty(name, template=template or "template0")
    if template is None:
        _prepare(name)
    return not found


def database_exists(name: str) -> bool:
    """Tell whether the server has a database of that name."""
    with connect("admin", _maintenance()) as admin:
        found = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return found is not None


def create_empty(name: str, *, template: str = "template0", tablespace: str = "pg_default") -> None:
    """Create a database owned by the owner of the tables, with nothing but the template in it.

    Whatever the server is set to, names sort by `samverk.sortname`, which needs the order of C.
    """
    locale = sql.SQL(LOCALE if template == "template0" else "")  # a clone has its template's
    with connect("admin", _maintenance()) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER samverk_owner TEMPLATE {} TABLESPACE {} {}").format(
                sql.Identifier(name), sql.Identifier(template), sql.Identifier(tablespace), locale
            )
        )


def give_name(built: str, name: str) -> None:
    """Give a database that was built beside its rights and, unless it is taken, its name."""
    _prepare(built)
    with connect("admin", _maintenance()) as admin:
        admin.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(built), sql.Identifier(name)
            )
        )


def _prepare(name: str) -> None:
    with connect("admin", name) as admin:
        admin.execute("ALTER SCHEMA public OWNER TO samverk_owner")
        admin.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        admin.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        admin.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        admin.execute(
            sql.SQL(
                "GRANT CONNECT, TEMPORARY ON DATABASE {} TO samverk_app, samverk_report"
            ).format(sql.Identifier(name))
        )
        admin.execute("CREATE SCHEMA IF NOT EXISTS samverk AUTHORIZATION samverk_owner")
        admin.execute("GRANT USAGE ON SCHEMA samverk, public TO samverk_app, samverk_report")


def drop_database(name: str) -> None:
    """Drop a database and whoever is connected to it (tests and benches)."""
    with connect("admin", _maintenance()) as admin:
        admin.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def django_database() -> dict[str, Any]:
    """Return the DATABASES entry for the role that SAMVERK_DB_ROLE names (default: the runtime)."""
    role: Any = os.environ.get("SAMVERK_DB_ROLE", "samverk_app")
    found = parameters(role)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": found["dbname"],
        "USER": found["user"],
        "PASSWORD": found["password"],
        "HOST": found["host"],
        "PORT": str(found["port"]),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "samverk", **dict(server().more)},
    }
