"""`samverk migrate` and `samverk demo`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

from samverk.core import clock


def register(commands: Any) -> None:
    """Add the commands."""
    migrate = commands.add_parser("migrate", help="gjør databasen klar")
    migrate.add_argument("--json", action="store_true")
    migrate.set_defaults(run=run_migrate)
    demo = commands.add_parser("demo", help="bygg demolivet")
    demo.add_argument("--stage", choices=["cast", "life"], default="life")
    demo.add_argument("--scale", choices=["small", "full"], default="small")
    demo.add_argument("--tenant", help="bare denne institusjonen")
    demo.add_argument("--json", action="store_true")
    demo.set_defaults(run=run_demo)


def run_migrate(arguments: argparse.Namespace) -> int:
    """Create roles and database, run migrations, install roles and service users."""
    from django.core.management import call_command

    from samverk.site.install import install
    from samverk.site.postgres import connect

    connect.ensure_database()
    call_command("migrate", interactive=False, verbosity=0)
    install(now=clock.now())
    if arguments.json:
        print(json.dumps({"ok": True, "database": connect.server().dbname}))
    return 0


def run_demo(arguments: argparse.Namespace) -> int:
    """Build the scripted life up to a stage, with a progress bar where there is a terminal."""
    from django.conf import settings

    from samverk.site import demo_clock
    from samverk.site.demo.build import build

    started = time.monotonic()
    bar = None if arguments.json else _bar
    built = build(stage=arguments.stage, scale=arguments.scale, only=arguments.tenant, progress=bar)
    if built and arguments.stage == "life" and settings.SAMVERK_MODE == "demo":
        demo_clock.begin()
    seconds = round(time.monotonic() - started, 1)
    if built and bar:
        print(f"\nDemolivet er klart på {seconds} s.", flush=True)
    if arguments.json:
        print(json.dumps({"bygget": built, "sekunder": seconds}))
    return 0


def _bar(share: float, text: str) -> None:
    filled = round(share * 30)
    line = f"Bygger demolivet [{'█' * filled}{'·' * (30 - filled)}] {share:4.0%} {text}"
    if sys.stdout.isatty():
        print(f"\r{line:<100}", end="", flush=True)
    else:
        print(line, flush=True)
