"""The `samverk` command. Each module may bring sub-commands in its own ``cli.py``."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

Command = Callable[[argparse.Namespace], int]

# Order of help; a module's cli.py has `register(commands)` and is loaded when it exists.
SOURCES = [
    "samverk.site.cli.operations",
    "samverk.site.cli.people",
    "samverk.site.cli.tokens",
    "samverk.site.cli.serve",
    "samverk.site.cli.keeping",
    "samverk.site.cli.standards",
    "samverk.site.cli.bench",
    "samverk.core.seals.cli",
    "samverk.core.workflow.cli",
    "samverk.archive.cli",
    "samverk.finance.cli",
    "samverk.hr.cli",
    "samverk.payroll.cli",
    "samverk.governance.cli",
]


def _sources() -> list[str]:
    found = []
    for name in SOURCES:
        parent = name.rpartition(".")[0]
        if find_spec(parent) and find_spec(name):
            found.append(name)
    return found


def parser() -> argparse.ArgumentParser:
    """Return the whole command line, with the sub-commands of all modules."""
    top = argparse.ArgumentParser(prog="samverk", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True, metavar="KOMMANDO")
    for source in _sources():
        import_module(source).register(commands)
    return top


def answer(arguments: argparse.Namespace, facts: dict[str, Any], text: str) -> None:
    """Print facts as JSON when asked for, else the text."""
    print(json.dumps(facts, ensure_ascii=False, default=str) if arguments.json else text)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; exit code 0 is success, 1 a refusal, 2 wrong usage."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samverk.site.settings")
    words = list(sys.argv[1:] if argv is None else argv)
    # Tables belong to the owner; only set-up runs as it, everything else as the runtime role.
    os.environ["SAMVERK_DB_ROLE"] = "samverk_owner" if words[:1] == ["migrate"] else "samverk_app"
    import django
    from django.db.utils import ProgrammingError
    from psycopg.errors import UndefinedTable

    from samverk.core.errors import Refusal

    django.setup()
    arguments = parser().parse_args(words)
    try:
        return int(arguments.run(arguments) or 0)
    except Refusal as refusal:
        print(str(refusal), file=sys.stderr)
        return 1
    except ProgrammingError as problem:
        if not isinstance(problem.__cause__, UndefinedTable):
            raise
        print("Databasen er ikke satt opp ennå. Kjør «make run» eller «samverk migrate» først.",
              file=sys.stderr)  # fmt: skip
        return 1
    except KeyboardInterrupt:
        print("\nAvbrutt. Ingenting er ødelagt; kjør kommandoen på nytt.", file=sys.stderr)
        return 130
