"""`samverk payroll`: check the withholding routine against rows, and explain one withholding."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import Any

from samverk.payroll.rates.tables import table_steps
from samverk.payroll.rates.vector_check import COLUMNS, VectorFileInvalid, check_vectors


def register(commands: Any) -> None:
    """Add the commands."""
    payroll = commands.add_parser("payroll", help="lønn")
    parts = payroll.add_subparsers(dest="part", required=True)
    check = parts.add_parser(
        "withholding-check", help="sammenlign forskuddstrekket med Skatteetatens rader"
    )
    check.add_argument("file", type=Path, help="CSV med table, period, basis_nok, withholding_nok")
    check.add_argument("--year", type=int, required=True, help="inntektsår")
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=run_withholding_check)
    explain = parts.add_parser("explain", help="vis hvert steg i ett tabelltrekk")
    explain.add_argument("table", help="tabellnummer, for eksempel 8010")
    explain.add_argument("basis", type=int, help="grunnlag i hele kroner")
    explain.add_argument("--year", type=int, required=True, help="inntektsår")
    explain.add_argument("--period", type=int, default=1, help="1 måned … 7 dag")
    explain.add_argument("--json", action="store_true")
    explain.set_defaults(run=run_explain)


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        raise VectorFileInvalid("Filen %(path)s finnes ikke.", values={"path": path})
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not set(COLUMNS) <= set(reader.fieldnames or ()):
                raise VectorFileInvalid(
                    "%(path)s mangler kolonner. Den må ha %(kolonner)s.",
                    values={"path": path, "kolonner": ", ".join(COLUMNS)},
                )
            return list(reader)
    except UnicodeDecodeError as problem:
        raise VectorFileInvalid(
            "%(path)s er ikke tekst i UTF-8.", values={"path": path}
        ) from problem


def run_withholding_check(arguments: argparse.Namespace) -> int:
    """Compare every row of a file with our routine; exit code 1 when one differs."""
    found = check_vectors(_rows(arguments.file), arguments.year)
    first = [one._asdict() for one in found.first]
    facts: dict[str, Any] = {
        "rows": found.rows,
        "mismatches": found.mismatches,
        "first": first,
    }
    lines = [f"{found.rows} rader, {found.mismatches} avvik"]
    lines += [str(one) for one in first]
    _write(arguments, facts, "\n".join(lines))
    return 1 if found.mismatches or not found.rows else 0


def run_explain(arguments: argparse.Namespace) -> int:
    """Print every step of one withholding by table."""
    steps = table_steps(arguments.year, arguments.table, arguments.period, arguments.basis)
    text = "\n".join(f"{name:24} {value}" for name, value in steps.items())
    _write(arguments, dict(steps), text)
    return 0


def _write(arguments: argparse.Namespace, facts: dict[str, Any], text: str) -> None:
    line = json.dumps(facts, ensure_ascii=False) if arguments.json else text
    sys.stdout.write(f"{line}\n")
