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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from samverk.site.postgres.paths import Layout, layout_for, run_as

START_ATTEMPTS = 5
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
    password = secrets.token_urlsafe(24)
    secret = layout.home / "initial-password"
    secret.write_text(password)
    os.chown(secret, layout.account.uid, layout.account.gid)
    secret.chmod(0o600)
    result = run_as(
        layout.account,
        [
            layout.binary("initdb"), "-D", str(layout.data), "-U", "postgres", "-E", "UTF8",
            "--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={secret}", "--no-instructions",
        ],
    )  # fmt: skip
    secret.unlink()
    if result.returncode:
        msg = f"Databasen kunne ikke opprettes: {result.stderr.strip() or result.stdout.strip()}"
        raise ImproperlyConfigured(msg)
    _write_state(layout, Cluster(port=_free_port(), password=password))


def _state_file(layout: Layout) -> Path:
    return layout.home / "cluster.json"


def _write_state(layout: Layout, cluster: Cluster) -> None:
    path = _state_file(layout)
    path.write_text(json.dumps(asdict(cluster)))
    path.chmod(0o600)


def _read_state(layout: Layout) -> Cluster:
    return Cluster(**json.loads(_state_file(layout).read_text()))


def _answers(cluster: Cluster) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((cluster.host, cluster.port)) == 0


def _is_running(layout: Layout) -> bool:
    status = run_as(layout.account, [layout.binary("pg_ctl"), "-D", str(layout.data), "status"])
    return status.returncode == 0


def _start(layout: Layout, cluster: Cluster, *, fast: bool) -> Cluster:
    """Start the server, with a new port when the old one is taken by somebody else."""
    last = ""
    for attempt in range(START_ATTEMPTS):
        if _answers(cluster):  # our server is not running, so another program has the port
            cluster = Cluster(port=_free_port(), password=cluster.password)
        options = " ".join(
            f"-c {name}={value}"
            for name, value in (
                SETTINGS | (FAST if fast else {}) | {"port": str(cluster.port)}
            ).items()
        )
        result = run_as(
            layout.account,
            [
                layout.binary("pg_ctl"), "-D", str(layout.data), "-l", str(layout.log),
                "-o", options, "-w", "-t", "120", "start",
            ],
            stdin=-3,
        )  # fmt: skip
        if result.returncode == 0:
            _write_state(layout, cluster)
            return cluster
        last = result.stderr or result.stdout
        time.sleep(0.5 * (attempt + 1))  # backends of a killed postmaster may still be leaving
    tail = layout.log.read_text(errors="replace")[-2000:] if layout.log.exists() else ""
    msg = f"Databasen startet ikke. {last.strip()}\n{tail}"
    raise ImproperlyConfigured(msg)


def ensure_running(var: Path, *, fast: bool = False) -> Cluster:
    """Return a running server for this var folder, initialised and recovered when needed.

    Args:
        var: the project's var folder; data lies in ``var/postgres``.
        fast: give up crash safety for speed (tests and benches only).

    Raises:
        ImproperlyConfigured: the server cannot be initialised or started, with its own words.
    """
    layout = layout_for(var)
    with _locked(layout.home):
        if not _state_file(layout).exists() or not (layout.data / "PG_VERSION").exists():
            _discard_half_made(layout)
            _initialise(layout)
        cluster = _read_state(layout)
        if _is_running(layout) and _answers(cluster):
            return cluster
        return _start(layout, cluster, fast=fast)


def _discard_half_made(layout: Layout) -> None:
    """Remove what an interrupted first initialisation left (it never held any data)."""
    if layout.data.exists():
        run_as(layout.account, ["/usr/bin/env", "rm", "-rf", str(layout.data)])


def stop(var: Path) -> None:
    """Stop the server if it runs; open transactions are rolled back."""
    layout = layout_for(var)
    if (layout.data / "PG_VERSION").exists() and _is_running(layout):
        run_as(
            layout.account,
            [layout.binary("pg_ctl"), "-D", str(layout.data), "-m", "fast", "-w", "stop"],
        )
