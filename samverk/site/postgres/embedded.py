"""Our own thin layer around the embedded server: initialise, start, recover, stop.

The wheel's own starter is not used: we want scram authentication, our own data directory and a
start that is safe after kill -9 (a stale pid file, a postmaster that still lives, a taken port).
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from psycopg.pq import PGconn, Ping

from samverk.site.postgres.paths import Layout, can_reach, layout_for, run_as

START_ATTEMPTS = 5
LEAVING_SECONDS = 60  # the longest statement of a killed server's backends is waited out
RECOVERY_SECONDS = 600
SILENT_SECONDS = 5  # a process that never answers is not our server, or is dying
STILL_LEAVING = ("shared memory block", "lock file")
SETTINGS = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",
    "max_connections": "120",
    "shared_buffers": "'256MB'",
    "work_mem": "'32MB'",
    "maintenance_work_mem": "'256MB'",
    "max_wal_size": "'2GB'",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_min_messages": "warning",
    "timezone": "'UTC'",
    "password_encryption": "'scram-sha-256'",
    "shared_preload_libraries": "''",
}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True, slots=True)
class Cluster:
    """How to reach a running server as its administrator."""

    port: int
    password: str
    user: str = "postgres"
    host: str = "127.0.0.1"


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Let one process at a time initialise or start the server."""
    with (home.parent / f"{home.name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _initialise(layout: Layout) -> None:
    """Make an empty database beside its place; it gets the place when the password is kept.

    So what lies in the place is always a whole database, and never to be removed by us.
    """
    part = layout.home / "data.part"
    run_as(layout.account, ["/usr/bin/env", "rm", "-rf", str(part)])  # an interrupted attempt
    password = secrets.token_urlsafe(24)
    secret = layout.home / "initial-password"
    secret.write_text(password)
    os.chown(secret, layout.account.uid, layout.account.gid)
    secret.chmod(0o600)
    result = run_as(
        layout.account,
        [
            layout.binary("initdb"), "-D", str(part), "-U", "postgres", "-E", "UTF8",
            "--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={secret}", "--no-instructions",
        ],
    )  # fmt: skip
    secret.unlink()
    if result.returncode:
        msg = f"Databasen kunne ikke opprettes: {result.stderr.strip() or result.stdout.strip()}"
        raise ImproperlyConfigured(msg)
    _write_state(layout, Cluster(port=_free_port(), password=password))
    part.rename(layout.data)


def _state_file(layout: Layout) -> Path:
    return layout.home / "cluster.json"


def _write_state(layout: Layout, cluster: Cluster) -> None:
    path = _state_file(layout)
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_text(json.dumps(asdict(cluster)))
    part.replace(path)  # whole or not at all: it holds the administrator's only password


def _read_state(layout: Layout) -> Cluster:
    return Cluster(**json.loads(_state_file(layout).read_text()))


def _answers(cluster: Cluster) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((cluster.host, cluster.port)) == 0


def ping(host: str, port: int) -> Ping:
    """Ask a server whether it takes connections; it says REJECT while it recovers."""
    found = PGconn.ping(f"host={host} port={port} connect_timeout=2 dbname=postgres".encode())
    return Ping(found)


def wait_until_ready(host: str, port: int, is_alive: Callable[[], bool] = lambda: True) -> bool:
    """Wait for a server that is recovering; False when it is gone, silent, or never gets ready."""
    silent_from = time.monotonic()
    deadline = silent_from + RECOVERY_SECONDS
    while time.monotonic() < deadline:
        said = ping(host, port)
        if said == Ping.OK:
            return True
        if said == Ping.REJECT:
            silent_from = time.monotonic()
        elif not is_alive() or time.monotonic() - silent_from > SILENT_SECONDS:
            return False
        time.sleep(0.05)
    return False


def _is_running(layout: Layout) -> bool:
    """Tell whether the process that holds the data directory lives.

    The pid file is read by the caller and not by the server's account: whether that account can
    walk into the folder today says nothing about a server that was started yesterday.
    """
    try:
        os.kill(int((layout.data / "postmaster.pid").read_text().splitlines()[0]), 0)
    except (FileNotFoundError, IndexError, ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def _is_ready(layout: Layout, cluster: Cluster) -> bool:
    """Tell whether our server lives and takes connections, after its recovery if it is in one."""
    return _is_running(layout) and wait_until_ready(
        cluster.host, cluster.port, lambda: _is_running(layout)
    )


def _start(layout: Layout, cluster: Cluster, *, fast: bool) -> Cluster:
    """Start the server, with a new port when the old one is taken by somebody else."""
    if not can_reach(layout.account, layout.home):
        msg = f"Kontoen som kjører databasen, kommer ikke inn i {layout.home}. Åpne mappen for den."
        raise ImproperlyConfigured(msg)
    said, attempt = "", 0
    deadline = time.monotonic() + LEAVING_SECONDS
    while attempt < START_ATTEMPTS or (_is_leaving(said) and time.monotonic() < deadline):
        attempt += 1
        if _is_ready(layout, cluster):
            return cluster  # a start that took longer than pg_ctl waits for
        if _answers(cluster):  # our server is not running, so another program has the port
            cluster = Cluster(port=_free_port(), password=cluster.password)
        _write_state(layout, cluster)
        before = layout.log.stat().st_size if layout.log.exists() else 0
        result = run_as(layout.account, _start_command(layout, cluster, fast=fast), stdin=-3)
        if result.returncode == 0:
            return cluster
        said = result.stderr + result.stdout + _log_since(layout, before)
        time.sleep(0.5)  # backends of a killed postmaster may still be leaving
    msg = f"Databasen startet ikke. {said.strip()[-2000:]}"
    raise ImproperlyConfigured(msg)


def _start_command(layout: Layout, cluster: Cluster, *, fast: bool) -> list[str]:
    settings = SETTINGS | (FAST if fast else {}) | {"port": str(cluster.port)}
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return [
        layout.binary("pg_ctl"), "-D", str(layout.data), "-l", str(layout.log),
        "-o", options, "-w", "-t", "120", "start",
    ]  # fmt: skip


def _log_since(layout: Layout, place: int) -> str:
    return layout.log.read_bytes()[place:].decode(errors="replace") if layout.log.exists() else ""


def _is_leaving(said: str) -> bool:
    return any(words in said for words in STILL_LEAVING)


def ensure_running(var: Path, *, fast: bool = False) -> Cluster:
    """Return a running server for this var folder, initialised and recovered when needed.

    Args:
        var: the project's var folder; data lies in ``var/postgres``.
        fast: give up crash safety for speed (tests and benches only).

    Raises:
        ImproperlyConfigured: the server cannot be initialised or started, with its own words, or
            there is a database that cannot be opened.
    """
    layout = layout_for(var)
    with _locked(layout.home):
        if not _is_made(layout):
            _initialise(layout)
        cluster = _read_state(layout)
        if _is_ready(layout, cluster):
            return cluster
        return _start(layout, cluster, fast=fast)


def _is_made(layout: Layout) -> bool:
    """Tell whether there is a database that we can open.

    Raises:
        ImproperlyConfigured: something lies in its place that we cannot open; it is left alone.
    """
    if not layout.data.exists():
        return False
    if _state_file(layout).exists() and (layout.data / "PG_VERSION").exists():
        return True
    msg = (
        f"Det ligger en database i {layout.data}, men den kan ikke åpnes:"
        f" {_state_file(layout).name} eller PG_VERSION mangler. Ingenting er slettet. Legg tilbake"
        " det som mangler fra en sikkerhetskopi, eller flytt mappen bort og start på nytt med"
        " «samverk restore»."
    )
    raise ImproperlyConfigured(msg)


def stop(var: Path) -> None:
    """Stop the server if it runs; open transactions are rolled back."""
    layout = layout_for(var)
    if (layout.data / "PG_VERSION").exists() and _is_running(layout):
        run_as(
            layout.account,
            [layout.binary("pg_ctl"), "-D", str(layout.data), "-m", "fast", "-w", "stop"],
        )
