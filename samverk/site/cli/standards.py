"""`samverk standards status` and `samverk standards import`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from samverk.site.cli import answer


def register(commands: Any) -> None:
    """Add the commands."""
    standards = commands.add_parser("standards", help="offisielle skjemaer og regelsett")
    inner = standards.add_subparsers(dest="standards_command", required=True, metavar="HANDLING")
    status = inner.add_parser("status", help="vis pakkene og kontroller filene")
    status.add_argument("--json", action="store_true")
    status.set_defaults(run=run_status)
    take = inner.add_parser("import", help="hent inn filer fra en mappe")
    take.add_argument("mappe", type=Path, help="mappe lagt opp som standardpakken")
    take.add_argument("--json", action="store_true")
    take.set_defaults(run=run_import)


def run_status(arguments: argparse.Namespace) -> int:
    """List every pack with version, date, source and state; exit code 1 unless all are in order."""
    from django.conf import settings

    from samverk.site.standards import examine_packs

    folder = settings.STANDARDS_DIR
    return _tell(arguments, folder, examine_packs(folder))


def run_import(arguments: argparse.Namespace) -> int:
    """Copy what is the publishers' own; exit code 1 when something was missing or another file."""
    from django.conf import settings

    from samverk.site.standards import import_packs

    states = import_packs(arguments.mappe, target=settings.STANDARDS_DIR)
    return _tell(arguments, arguments.mappe, states)


def _tell(arguments: argparse.Namespace, folder: Path, states: list[Any]) -> int:
    good = sum(state.status == "i orden" for state in states)
    facts = [
        {
            "navn": one.pack.navn, "mappe": one.pack.mappe, "versjon": one.pack.versjon,
            "dato": one.pack.dato, "utgiver": one.pack.utgiver, "kilde": one.pack.kilde,
            "commit": one.pack.commit, "lisens": one.pack.lisens, "merknad": one.pack.merknad,
            "filer": one.pack.filer, "status": one.status, "mangler": one.mangler,
            "endret": one.endret,
        }
        for one in states
    ]  # fmt: skip
    lines = [line for one in states for line in _lines(one)]
    lines.append(f"{good} av {len(states)} pakker er i orden i {folder}.")
    answer(arguments, {"ok": good == len(states), "mappe": str(folder), "pakker": facts},
           "\n".join(lines))  # fmt: skip
    return int(good < len(states))


def _lines(one: Any) -> list[str]:
    pack, mark = one.pack, "✓" if one.status == "i orden" else "✗"
    terms = ", ".join(word for word in (pack.versjon, pack.dato or "uten dato") if word)
    source = f"{pack.kilde}@{pack.commit}" if pack.commit else pack.kilde
    lines = [f"{mark} {pack.navn} ({terms}): {one.status}", f"    {pack.utgiver}, {source}"]
    if pack.merknad:
        lines.append(f"    {pack.merknad}")
    lines += [f"    mangler {pack.mappe}/{name}" for name in one.mangler if one.status != "mangler"]
    return lines + [f"    er en annen fil: {pack.mappe}/{name}" for name in one.endret]
