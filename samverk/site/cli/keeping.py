"""`samverk backup` and `samverk restore`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from samverk.core import clock
from samverk.site.cli import answer


def register(commands: Any) -> None:
    """Add the commands."""
    backup = commands.add_parser("backup", help="ta sikkerhetskopi av alt til én fil")
    backup.add_argument("fil", type=Path, help="filen som skal lages")
    backup.add_argument("--json", action="store_true")
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser("restore", help="legg tilbake en sikkerhetskopi")
    restore.add_argument("fil", type=Path, help="filen fra «samverk backup»")
    restore.add_argument("--database", help="navn på databasen som lages (ellers den vanlige)")
    restore.add_argument("--json", action="store_true")
    restore.set_defaults(run=run_restore)


def run_backup(arguments: argparse.Namespace) -> int:
    """Write the file, and say what is not in it."""
    from samverk.site.backup import make_backup
    from samverk.site.postgres import connect

    facts = make_backup(
        arguments.fil, dbname=connect.server().dbname, now=clock.now(),
        progress=_teller(arguments),
    )  # fmt: skip
    answer(
        arguments, facts,
        f"Sikkerhetskopien er klar: {arguments.fil} ({facts['innhold']} dokumenter). Nøklene i"
        " secrets.json er ikke med. Ta vare på dem et annet sted.",
    )  # fmt: skip
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    """Restore, and say what to run next."""
    from samverk.site.backup import restore_backup
    from samverk.site.postgres import connect

    name = arguments.database or connect.server().dbname
    facts = restore_backup(arguments.fil, dbname=name, progress=_teller(arguments))
    answer(
        arguments, facts | {"navn": name},
        f"Alt fra {facts['laget'][:16]} er lagt tilbake i «{name}». Kjør «samverk migrate» og"
        " «samverk verify».",
    )  # fmt: skip
    return 0


def _teller(arguments: argparse.Namespace) -> Any:
    return (lambda _text: None) if arguments.json else print
