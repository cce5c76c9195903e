"""Benches of the whole: from fresh clone to serving, and server time of the main pages."""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from samverk.site.postgres import connect

ROOT = Path(__file__).resolve().parents[2]
SERVE_TIMEOUT_SECONDS = 900


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _seconds_until_serving(folder: Path) -> float:
    """Run `make run` in a folder until the sign-in page answers; stop it again."""
    port = _free_port()
    env = {k: v for k, v in os.environ.items() if not k.startswith(("SAMVERK_", "DJANGO_"))}
    started = time.perf_counter()
    child = subprocess.Popen(  # noqa: S603 - our own bootstrap
        [sys.executable, "tools/bootstrap.py", "run", "--port", str(port)],
        cwd=folder, env=env, stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        while time.perf_counter() - started < SERVE_TIMEOUT_SECONDS:
            if child.poll() is not None:
                msg = "make run ended before it served"
                raise RuntimeError(msg)
            try:
                with urlopen(f"http://127.0.0.1:{port}/logg-inn/", timeout=5) as page:
                    if page.status == 200:
                        return time.perf_counter() - started
            except OSError:
                time.sleep(0.05)
        msg = "make run never served"
        raise RuntimeError(msg)
    finally:
        os.killpg(child.pid, signal.SIGINT)
        child.wait(60)


def startup(scale: str) -> dict[str, Any]:
    """Measure fresh clone → serving, with the caches of pip and npm as they are; then restart.

    The figure is the fresh start in seconds; ``restart`` is the second start.
    """
    with tempfile.TemporaryDirectory(prefix="samverk-start-") as folder:
        clone = Path(folder) / "samverk"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)  # noqa: S603, S607
        Path(folder).chmod(0o755)  # the database's account must be able to walk in
        first = _seconds_until_serving(clone)
        again = _seconds_until_serving(clone)
    return {
        "name": "startup", "figure": round(first, 1), "unit": "s", "n": 1,
        "median": round(first, 1), "p95": round(first, 1), "restart": round(again, 1),
    }  # fmt: skip


def pages(scale: str) -> dict[str, Any]:
    """Measure server time of the main pages as the cast meets them.

    Builds the demo life at the scale in a database of its own, then asks for each page many times
    in one process. The figure is the slowest page's 95th percentile in ms; ``pages`` has them all.
    """
    name = f"samverk_bench_{scale}"
    env = os.environ | {"SAMVERK_DB": name, "SAMVERK_MODE": "demo"}
    if os.environ.get("SAMVERK_BENCH_KEEP") != "1":
        connect.drop_database(name)
    try:
        for words in (["migrate"], ["demo", "--scale", scale, "--json"]):
            subprocess.run(  # noqa: S603 - our own command
                [sys.executable, "-m", "samverk", *words], cwd=ROOT, env=env, check=True,
                stdout=subprocess.DEVNULL,
            )  # fmt: skip
        run = subprocess.run(
            [sys.executable, "-m", "samverk.site.bench_pages"], cwd=ROOT, env=env, check=True,
            capture_output=True, text=True,
        )  # fmt: skip
    finally:
        if os.environ.get("SAMVERK_BENCH_KEEP") != "1":
            connect.drop_database(name)
    times: dict[str, list[float]] = json.loads(run.stdout.splitlines()[-1])
    p95 = {page: statistics.quantiles(ms, n=20)[18] for page, ms in times.items()}
    slowest = max(p95, key=lambda page: p95[page])
    return {
        "name": "pages", "figure": round(p95[slowest], 1), "unit": "ms",
        "n": sum(len(ms) for ms in times.values()),
        "median": round(statistics.median(times[slowest]), 1), "p95": round(p95[slowest], 1),
        "slowest": slowest, "pages": {page: round(ms, 1) for page, ms in p95.items()},
    }  # fmt: skip


BENCHES = {"startup": startup, "pages": pages}
