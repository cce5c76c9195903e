"""`samverk run` and `samverk doctor`."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from samverk.site.cli import answer
from samverk.site.postgres import connect, embedded

PORT = 8000
ROOT = Path(__file__).resolve().parents[3]


def register(commands: Any) -> None:
    """Add the commands."""
    run = commands.add_parser("run", help="start Samverk med demolivet")
    run.add_argument("--port", type=int, default=PORT)
    run.add_argument("--json", action="store_true")
    run.set_defaults(run=run_serve)
    doctor = commands.add_parser("doctor", help="sjekk installasjonen")
    doctor.add_argument("--json", action="store_true")
    doctor.set_defaults(run=run_doctor)


def _samverk(*words: str) -> int:
    return subprocess.call([sys.executable, "-m", "samverk", *words], cwd=ROOT)  # noqa: S603


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def run_serve(arguments: argparse.Namespace) -> int:
    """Make the database ready, build the demo life the first time, and serve until Ctrl-C."""
    if _taken(arguments.port):
        print(
            f"Port {arguments.port} er opptatt. Stopp det som bruker den, eller velg --port.",
            file=sys.stderr,
        )
        return 1
    is_demo = os.environ.get("SAMVERK_MODE", "demo") == "demo"
    for words in (["migrate"], ["demo"] if is_demo else []):
        if words and (code := _samverk(*words)):
            return code
    if is_demo:  # elsewhere people come from outside, and a link to this machine leads nowhere
        os.environ.setdefault("SAMVERK_URL", f"http://127.0.0.1:{arguments.port}")
    children = [
        subprocess.Popen(command, cwd=ROOT, start_new_session=True)  # noqa: S603
        for command in (_server(arguments.port), _worker())
    ]
    try:
        return _watch(children, arguments.port)
    finally:
        _stop(children)


def _server(port: int) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "samverk.site.wsgi", "--bind", f"127.0.0.1:{port}",
        "--workers", "2", "--threads", "4", "--preload", "--log-level", "warning",
        "--max-requests", "20000", "--no-control-socket",
        # The most it takes: a longer address gets a bare 414, one that is read gets an answer.
        "--limit-request-line", "8190",
    ]  # fmt: skip


def _worker() -> list[str]:
    return [
        sys.executable, "-m", "django", "procrastinate", "worker", "--queues", "samverk",
        "--concurrency", "3", "--delete-jobs", "successful",
    ]  # fmt: skip


def _watch(children: list[subprocess.Popen[bytes]], port: int) -> int:
    """Wait until the page answers, say so, and then until a child or the user stops."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    deadline = time.monotonic() + 60
    while not _taken(port) and time.monotonic() < deadline:
        if any(child.poll() is not None for child in children):
            return 1
        time.sleep(0.1)
    _greet(port)
    while all(child.poll() is None for child in children):
        time.sleep(0.5)
    return 1


def _greet(port: int) -> None:
    from django.conf import settings

    print(f"\nSamverk svarer på http://127.0.0.1:{port}\n", flush=True)
    if settings.DEMO_SIGN_IN:
        from samverk.core import clock
        from samverk.core.access import api as access
        from samverk.core.tenancy.api import tenants

        for tenant in tenants():
            with access.acting(access.visitor(tenant), now=clock.now()):
                people = access.cast(tenant)
            names = ", ".join(f"{p.navn} ({p.rolletekst.lower()})" for p in people[:4])
            print(f"  {tenant.kortnavn:5} {names}", flush=True)
        print("\nVelg institusjon og person på innloggingssiden. Ctrl-C stopper alt.\n", flush=True)


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Stop everything that was started, the embedded database last.

    An impatient second Ctrl-C must not leave half of it running, so it is not heard any more.
    """
    for ignored in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    for child in children:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
    for child in children:
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
    if not os.environ.get("DATABASE_URL"):
        from django.db import connections

        connections.close_all()
        embedded.stop(connect.var_dir())
    print("Stoppet.", flush=True)


def run_doctor(arguments: argparse.Namespace) -> int:
    """Check the installation; exit code 1 when something must be mended."""
    from samverk.site.doctor import examine

    findings = examine()
    wrong = [f for f in findings if not (f.ok or f.is_advice)]
    text = "\n".join(
        f"{'✓' if f.ok else '!' if f.is_advice else '✗'} {f.name}: {f.text}"
        + ("" if f.ok else f"\n    → {f.remedy}")
        for f in findings
    )
    answer(arguments, {"ok": not wrong, "funn": [asdict(f) for f in findings]}, text)
    return int(bool(wrong))
