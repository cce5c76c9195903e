"""`samverk ledger proof`: recompute the books and compare."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from samverk.core.access.api import acting, service_actor
from samverk.core.tenancy.api import tenants
from samverk.finance.api import ledger_proof


def register(commands: Any) -> None:
    """Add the command."""
    ledger = commands.add_parser("ledger", help="hovedboka")
    parts = ledger.add_subparsers(dest="part", required=True)
    proof = parts.add_parser("proof", help="regn hovedboka på nytt og sammenlign (nattlig)")
    proof.add_argument("--json", action="store_true")
    proof.set_defaults(run=run_proof)


def run_proof(arguments: argparse.Namespace) -> int:
    """Print each check with its deviations; exit code 1 when there is any."""
    rows, text = [], []
    for tenant in tenants():
        if not tenant.is_university:
            continue
        actor = service_actor(tenant)
        with acting(actor):
            for row in ledger_proof(actor):
                rows.append(
                    {"institusjon": tenant.kortnavn, "kontroll": row.navn, "avvik": row.avvik,
                     "eksempel": row.eksempel}
                )  # fmt: skip
                sign = "ok  " if not row.avvik else f"{row.avvik} avvik ({row.eksempel})"
                text.append(f"{tenant.kortnavn:5} {sign} {row.navn}")
    deviations = sum(int(str(row["avvik"])) for row in rows)
    facts = {"avvik": deviations, "kontroller": rows}
    line = json.dumps(facts, ensure_ascii=False) if arguments.json else "\n".join(text)
    sys.stdout.write(f"{line}\n")
    return 1 if deviations else 0
