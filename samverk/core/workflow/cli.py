"""`samverk process`: every fault of a file before it is drafted; a process out of use."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from samverk.core import clock
from samverk.core.access.api import acting, service_actor
from samverk.core.errors import Refusal
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow.api import (
    DefinitionMissing,
    definitions,
    end_definition,
    validate_definition,
)
from samverk.core.workflow.queries.library import UNKNOWN, registries


def register(commands: Any) -> None:
    """Add the commands."""
    process = commands.add_parser("process", help="prosessdefinisjoner")
    inner = process.add_subparsers(dest="process_command", required=True, metavar="HANDLING")
    validate = inner.add_parser("validate", help="kontroller en BPMN-fil")
    validate.add_argument("file", type=Path, help="BPMN-fil")
    validate.add_argument("--fragment", action="store_true", help="filen er innhold i et spor")
    validate.add_argument("--json", action="store_true")
    validate.set_defaults(run=run_validate)
    end = inner.add_parser("end", help="ta en prosess ut av bruk; saker som er i gang, går videre")
    end.add_argument("key", help="prosessens nøkkel")
    end.add_argument("--last-day", type=date.fromisoformat, required=True, metavar="ÅÅÅÅ-MM-DD")
    end.add_argument("--decision", required=True, help="vedtaket bak")
    end.add_argument("--tenant", default="bott", help="hvem som eier prosessen")
    end.add_argument("--json", action="store_true")
    end.set_defaults(run=run_end)


def run_validate(arguments: argparse.Namespace) -> int:
    """Check V01–V24 against what is registered and published; exit code 1 on any fault."""
    try:
        data = arguments.file.read_bytes()
    except OSError as problem:
        sys.stderr.write(f"Filen kan ikke leses: {problem.strerror}.\n")
        return 2
    with acting(service_actor(tenant_by_slug("bott"))) as actor:
        known = registries(actor)
    faults = validate_definition(
        data, file=arguments.file.name, registries=known, is_fragment=arguments.fragment
    )
    facts = {"ok": not faults, "file": str(arguments.file), "faults": [asdict(f) for f in faults]}
    text = "\n".join(map(str, faults)) or f"{arguments.file.name}: i orden."
    sys.stdout.write((json.dumps(facts, ensure_ascii=False) if arguments.json else text) + "\n")
    return 1 if faults else 0


def run_end(arguments: argparse.Namespace) -> int:
    """Set the last day of the newest version that the tenant owns; exit code 1 when refused."""
    now = clock.now()
    try:
        with acting(service_actor(tenant_by_slug(arguments.tenant)), now=now) as actor:
            is_national = arguments.tenant == "bott"
            own = [d for d in definitions(actor, key=arguments.key) if d.is_nasjonal == is_national]
            if not own:
                raise DefinitionMissing(UNKNOWN, values={"key": arguments.key})
            end_definition(
                actor=actor, definition_id=own[0].id, siste_dag=arguments.last_day,
                vedtaksref=arguments.decision, now=now,
            )  # fmt: skip
    except Refusal as refusal:
        facts: dict[str, Any] = {"ok": False, "message": str(refusal)}
    else:
        facts = {
            "ok": True, "key": arguments.key, "version": own[0].versjon,
            "last_day": arguments.last_day.isoformat(),
            "message": f"{arguments.key}: siste dag for nye saker er {arguments.last_day}.",
        }  # fmt: skip
    text = json.dumps(facts, ensure_ascii=False) if arguments.json else facts["message"]
    (sys.stdout if facts["ok"] or arguments.json else sys.stderr).write(text + "\n")
    return 0 if facts["ok"] else 1
