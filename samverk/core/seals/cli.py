"""`samverk verify` and `samverk seal`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from samverk.core import clock
from samverk.core.access.api import acting, service_actor
from samverk.core.seals.api import Finding, run_checks, seal_all, seal_status, verify
from samverk.core.tenancy.api import TenantFacts, tenants


def register(commands: Any) -> None:
    """Add the commands."""
    check = commands.add_parser("verify", help="kontroller segl og bevis: ingenting er endret")
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=run_verify)
    seal = commands.add_parser("seal", help="forsegl det som er nytt")
    seal.add_argument("--json", action="store_true")
    seal.set_defaults(run=run_seal)


def run_verify(arguments: argparse.Namespace) -> int:
    """Verify all tenants; exit code 1 when anything is found."""
    findings: list[Finding] = []
    sealed = 0
    for tenant in tenants():
        with acting(service_actor(tenant)) as actor:
            findings += [*verify(actor), *run_checks(actor)]
            sealed += sum(status.rows for status in seal_status(actor))
    facts = {"ok": not findings, "sealed_rows": sealed, "findings": [asdict(f) for f in findings]}
    text = "\n".join(f"{f.tenant}: {f.message}" for f in findings)
    _say(arguments, facts, text or f"Alt stemmer. {sealed} forseglede rader er kontrollert.")
    return 1 if findings else 0


def run_seal(arguments: argparse.Namespace) -> int:
    """Seal all tenants."""
    facts = {tenant.slug: _seal(tenant) for tenant in tenants()}
    rows = sum(sum(per_source.values()) for per_source in facts.values())
    _say(arguments, {"sealed": facts}, f"{rows} nye rader er forseglet.")
    return 0


def _seal(tenant: TenantFacts) -> dict[str, int]:
    now = clock.now()
    with acting(service_actor(tenant), now=now) as actor:
        return seal_all(actor=actor, now=now)


def _say(arguments: argparse.Namespace, facts: dict[str, Any], text: str) -> None:
    line = json.dumps(facts, ensure_ascii=False, default=str) if arguments.json else text
    sys.stdout.write(f"{line}\n")
