"""An installation of its own for the tests that kill it: own folder, own server, fully crash-safe.

The programs are the product's own, started as `samverk run` starts them. A test finds the middle
of an act by holding a lock that a trigger, laid by the test, asks for (`Place.halt`).
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from samverk.site.cli import serve

ROOT = Path(__file__).parents[2]
LOCK = 4711
WAIT = 30
# Bells and sessions are not work: a bell that was lost is rung again by the minute tick.
NOT_WORK = ("procrastinate_", "django_session")


class Place:
    """One installation: its programs, its rows, and the ways to kill it."""

    def __init__(self, var):
        self.var = var
        kept = {k: v for k, v in os.environ.items() if not k.startswith("SAMVERK_")}
        self.env = kept | {
            "SAMVERK_VAR": str(var), "SAMVERK_MODE": "demo", "SAMVERK_DB_ROLE": "samverk_app",
            "DJANGO_SETTINGS_MODULE": "samverk.site.settings",
        }  # fmt: skip
        self._env = {"cwd": ROOT, "env": self.env, "text": True}

    def samverk(self, *words):
        command = [sys.executable, "-m", "samverk", *words]
        return subprocess.run(command, capture_output=True, check=False, **self._env)

    def start(self, *command):
        """Start a program of its own group, so that one kill takes all of it."""
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
            **self._env,
        )  # fmt: skip

    def python(self, code, *words):
        return self.start(sys.executable, "-c", code, *words)

    def worker(self):
        """Start the job worker as `samverk run` does."""
        return self.start(*serve._worker())

    def web(self):
        """Start the web process as `samverk run` does; returns it and its port."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        process = self.start(*serve._server(port))
        until(lambda: serve._taken(port))
        return process, port

    def connect(self):
        """Open a connection as administrator, past every policy."""
        state = json.loads((self.home / "cluster.json").read_text())
        return psycopg.connect(**state, dbname="samverk", autocommit=True)

    @property
    def home(self):
        return self.var / "postgres"

    def rows(self, query, *values):
        with self.connect() as c:
            return c.execute(query, values).fetchall()

    def everything(self):
        """Return a digest per table: equal when not one row differs."""
        with self.connect() as c:
            found = c.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                " AND relkind = 'r' ORDER BY 1"
            ).fetchall()
            names = [name for (name,) in found if not name.startswith(NOT_WORK)]
            query = sql.SQL(" UNION ALL ").join(
                sql.SQL("SELECT {}, count(*), sum(hashtextextended(t::text, 0)) FROM {} t").format(
                    sql.Literal(name), sql.Identifier(name)
                )
                for name in names
            )
            return {name: rest for name, *rest in c.execute(query).fetchall()}

    @contextmanager
    def halt(self, table, when):
        """Let whoever updates a row of the table wait, in the middle of the act, at a condition.

        Yields a function that waits until somebody stands there. The lock is let go at the end;
        what waited, and has nobody to answer to any more, is rolled back.
        """
        with self.connect() as c:
            c.execute(
                "CREATE OR REPLACE FUNCTION crash_halt() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$BEGIN PERFORM pg_advisory_xact_lock_shared({LOCK}); RETURN NEW; END$$"
            )
            c.execute(
                f"CREATE TRIGGER crash_halt BEFORE UPDATE ON {table} FOR EACH ROW"
                f" WHEN ({when}) EXECUTE FUNCTION crash_halt()"
            )
        holder = self.connect()
        holder.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        waiting = (
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
        )
        try:
            yield lambda: until(lambda: self.rows(waiting, LOCK))
        finally:
            holder.close()
            self.start_again()
            with self.connect() as c:
                c.execute(f"DROP TRIGGER crash_halt ON {table}")

    def start_again(self):
        """Start what was killed, through the product's own door, and wait out the dying."""
        code = "from samverk.site.postgres import connect; connect.connect('samverk_app').close()"
        again = self.python(code)
        assert again.wait(WAIT) == 0, again.stderr.read()
        orphans = "SELECT 1 FROM pg_stat_activity WHERE usename = 'samverk_app'"
        until(lambda: not self.rows(orphans))

    def kill_database(self):
        pid = int((self.home / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)

    def verify(self):
        return json.loads(self.samverk("verify", "--json").stdout)


def until(happened):
    deadline = time.monotonic() + WAIT
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def kill(process):
    """kill -9 the program and all it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Put these tests first, in whatever order the rest comes.

    Side by side, a process takes over from the end of another's queue. So those at the beginning
    stay with one process, and the installation and its life are made once.
    """
    items.sort(key=lambda item: item.path.parent != Path(__file__).parent)


@pytest.fixture(scope="session")
def place():
    """An installation with its set-up done.

    Not below pytest's own folder: pytest closes that for the account the server runs as.
    """
    var = Path(tempfile.mkdtemp(prefix="samverk-crash-"))
    var.chmod(0o755)
    found = Place(var)
    made = found.samverk("migrate")
    assert made.returncode == 0, made.stderr
    yield found
    stop = "from samverk.site.postgres import connect, embedded; embedded.stop(connect.var_dir())"
    found.python(stop).wait()
    shutil.rmtree(var)


def _build_until_killed(place, kill_it):
    """Build the demo life, killed in the middle; returns what stands when it starts again."""
    with place.halt("archive_mappe", "NEW IS DISTINCT FROM OLD") as in_the_middle:
        builder = place.start(sys.executable, "-m", "samverk", "demo", "--tenant", "uit")
        in_the_middle()
        kill_it(builder)
        builder.wait(WAIT)
    return builder.returncode, place.everything()


@pytest.fixture(scope="session")
def life(place):
    """The demo life of one university, built after two deaths on the way, and what they left."""
    stands = {"before": place.everything()}
    stands["builder"] = _build_until_killed(place, kill)
    stands["database"] = _build_until_killed(place, lambda _: place.kill_database())
    for name in ("built", "again"):
        run = place.samverk("demo", "--tenant", "uit")
        stands[name] = run.returncode, place.everything()
    place.stands = stands
    return place
