"""`samverk migrate` and `samverk demo`."""

from __future__ import annotations

import argparse
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
    return 0


def run_demo(arguments: argparse.Namespace) -> int:
    """Build the scripted life up to a stage."""
    from samverk.site.demo.build import build

    build(stage=arguments.stage, scale=arguments.scale)
    return 0
