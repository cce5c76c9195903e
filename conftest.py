"""Shared set-up: one template database with the cast, one clone per worker, the runtime role."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg import sql

from tools.test_env import memory

ROOT = Path(__file__).resolve().parent
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Oslo"))


def pytest_configure() -> None:
    """Hash passwords fast; what production's hasher does is the business of a test of its own."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _fingerprint() -> str:
    """Return a digest of everything that the template database is made from."""
    digest = hashlib.sha256()
    patterns = (
        "samverk/**/migrations/*.py",
        "samverk/core/access/roles.yaml",
        "samverk/core/access/formaal.yaml",
        "samverk/site/demo/cast*",
    )
    for path in sorted(p for pattern in patterns for p in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    digest.update((ROOT / "samverk/core/tenancy/migration.py").read_bytes())
    return digest.hexdigest()[:12]


@cache
def _template() -> str:
    """Return the name of the template database, built once per fingerprint."""
    from samverk.site.postgres import connect

    name = f"samverk_mal_{_fingerprint()}"
    with (Path(os.environ["SAMVERK_VAR"]) / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with connect.connect("admin", "postgres") as admin:
            found = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            old = admin.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE 'samverk_mal_%%'"
                " AND datname <> %s",
                [name],
            ).fetchall()
        if found:
            return name
        for (stale,) in old:
            connect.drop_database(stale)
        making = f"{name}_ny"
        connect.drop_database(making)
        env = os.environ | {"SAMVERK_DB": making}
        for command in (["migrate"], ["demo", "--stage", "cast"]):
            run = subprocess.run(
                [sys.executable, "-m", "samverk", *command], env=env, cwd=ROOT,
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            if run.returncode:
                pytest.exit(f"samverk {command[0]} failed:\n{run.stdout}\n{run.stderr}", 3)
        with connect.connect("admin", "postgres") as admin:
            admin.execute(f"ALTER DATABASE {making} RENAME TO {name}")
    return name


@cache
def _life() -> str:
    """Return the name of a template database with the whole demo life, built once per code."""
    from samverk.site.postgres import connect

    digest = hashlib.sha256()
    for path in sorted((ROOT / "samverk").rglob("*")):
        if path.suffix in {".py", ".yaml", ".bpmn", ".csv"} and "tests" not in path.parts:
            digest.update(path.read_bytes())
    name = f"samverk_liv_{digest.hexdigest()[:12]}"
    with (Path(os.environ["SAMVERK_VAR"]) / "life.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with connect.connect("admin", "postgres") as admin:
            kept = admin.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE 'samverk_liv_%'"
            ).fetchall()
        if (name,) in kept:
            return name
        for (stale,) in kept:
            connect.drop_database(stale)
        making = f"{name}_ny"
        connect.ensure_database(making, template=_template())
        made = subprocess.run(
            [sys.executable, "-m", "samverk", "demo"],
            env=os.environ | {"SAMVERK_DB": making}, cwd=ROOT,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stdout[-2000:] + made.stderr[-2000:]
        with connect.connect("admin", "postgres") as admin:
            admin.execute(f"ALTER DATABASE {making} RENAME TO {name}")
    return name


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Give this worker a clone of the template; the runtime role owns nothing in it."""
    from django.db import connections

    from samverk.site.postgres import connect

    name = os.environ["SAMVERK_DB"]
    with django_db_blocker.unblock():
        template = _template()
        _make(name, template)
        yield
        connections.close_all()
        connect.drop_database(name)


def _make(name: str, template: str) -> None:
    """Clone a template, in memory when there is room."""
    from samverk.site.postgres import connect

    connect.drop_database(name)
    connect.create_empty(name, template=template, tablespace=_space())


@cache
def _space() -> str:
    """Return where clones lie: in memory, or beside everything else."""
    from samverk.site.postgres import connect

    folder = memory()
    if folder is None:
        return "pg_default"
    with (
        (Path(os.environ["SAMVERK_VAR"]) / "template.lock").open("w") as lock,
        connect.connect("admin", "postgres") as admin,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = admin.execute(
            "SELECT 1 FROM pg_tablespace WHERE spcname = 'samverk_minne'"
        ).fetchone()
        # Never made, gone with a restart of the machine, or left by a server that is no more.
        if not made or not any(folder.iterdir()):
            lost = admin.execute(
                "SELECT datname FROM pg_database d JOIN pg_tablespace s ON s.oid = d.dattablespace"
                " WHERE spcname = 'samverk_minne'"
            ).fetchall()
            for (each,) in lost:
                connect.drop_database(each)
            admin.execute("DROP TABLESPACE IF EXISTS samverk_minne")
            for left in folder.iterdir():
                shutil.rmtree(left)
            place = sql.Literal(str(folder))
            admin.execute(sql.SQL("CREATE TABLESPACE samverk_minne LOCATION {}").format(place))
    return "samverk_minne"


@pytest.fixture(autouse=True)
def bokmaal() -> Iterator[None]:
    """Every test begins in bokmål; a page in another language leaves its choice in the thread."""
    from django.utils import translation

    with translation.override("nb"):
        yield


@pytest.fixture(autouse=True)
def story_time() -> Iterator[None]:
    """Every test stands on the day of the stories, whatever day it is run on."""
    from samverk.core import clock

    with clock.fixed(NOW):
        yield


@pytest.fixture
def now() -> datetime:
    """Monday 23 November 2026, 09.00 in Oslo: the day the stories are told from."""
    return NOW


@contextmanager
def _clone(template: str, ending: str) -> Iterator[str]:
    """Stand on a clone of a template, in which everything commits."""
    from django.db import connections

    from samverk.site.postgres import connect

    name = f"{os.environ['SAMVERK_DB']}_{ending}"
    connections["default"].close()
    _make(name, template)
    settings = connections["default"].settings_dict
    before = settings["NAME"]
    settings["NAME"] = name
    try:
        yield name
    finally:
        connections["default"].close()
        settings["NAME"] = before
        connect.drop_database(name)


@contextmanager
def _own(template: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """Stand on a clone of a template, in which everything commits."""
    with django_db_blocker.unblock(), _clone(template, "egen") as name:
        yield name


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A database of its own for tests that must commit (crashes, two users at once)."""
    with _own(_template(), django_db_blocker) as name:
        yield name


@pytest.fixture(scope="module")
def life(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the module's own with the whole demo life, as it stands on the day `now`."""
    from samverk.core import clock

    with _own(_life(), django_db_blocker) as name, clock.fixed(NOW):
        yield name


@pytest.fixture
def someone_waits(own_database: str) -> Callable[[], bool]:
    """Return a function that polls until a session of the own database waits for a lock."""
    from django.db import connection

    def polled() -> bool:
        with connection.cursor() as cursor:
            for _ in range(600):
                cursor.execute(
                    "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
                    " WHERE NOT l.granted AND a.datname = current_database()"
                )
                if cursor.fetchone()[0]:
                    return True
                time.sleep(0.05)
        return False

    return polled


@pytest.fixture
def as_owner(own_database: str) -> Iterator[psycopg.Connection]:
    """A connection as the owner of the tables to a database of its own (tampering, bulk set-up)."""
    from samverk.site.postgres import connect

    with connect.connect("samverk_owner", own_database) as owner:
        yield owner


@pytest.fixture
def without_rules(own_database: str) -> Iterator[psycopg.Connection]:
    """A connection on which no trigger and no key applies, to lay out rows of many modules."""
    from samverk.site.postgres import connect

    with connect.connect("admin", own_database) as admin:
        admin.execute("SET session_replication_role = replica")
        yield admin


@pytest.fixture
def act_as(db: None):
    """Return a function that acts as one of the cast: ``with act_as("uit", "ingrid") as actor``."""
    from contextlib import contextmanager

    from samverk.core.access import api as access
    from samverk.core.tenancy import api as tenancy

    @contextmanager
    def opened(slug: str, brukernavn: str, at: datetime = NOW):
        tenant = tenancy.tenant_by_slug(slug)
        with access.acting(access.visitor(tenant), now=at):
            bruker = access.Bruker.objects.get(tenant_id=tenant.id, brukernavn=brukernavn)
            actor = access.actor_for(tenant, bruker)
        with access.acting(actor, now=at):
            yield actor

    return opened


@pytest.fixture
def sign_in(client, db: None):
    """Return a function that signs the test client in as one of the cast."""
    from samverk.core.access import api as access
    from samverk.core.tenancy import api as tenancy

    def signed(slug: str, brukernavn: str):
        tenant = tenancy.tenant_by_slug(slug)
        with access.acting(access.visitor(tenant)):
            bruker = access.Bruker.objects.get(tenant_id=tenant.id, brukernavn=brukernavn)
        session = client.session
        session["institusjon"] = slug
        session["bruker"] = str(bruker.id)
        session.save()
        return client

    return signed
