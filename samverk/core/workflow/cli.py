"""`samverk process validate FILE.bpmn`: every fault of a definition, before it is drafted."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from samverk.core.access.api import acting, service_actor
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow.api import validate_definition
from samverk.core.workflow.queries.library import registries


def register(commands: Any) -> None:
    """Add the commands."""
    process = commands.add_parser("process", help="prosessdefinisjoner")
    inner = process.add_subparsers(dest="process_command", required=True, metavar="HANDLING")
    validate = inner.add_parser("validate", help="kontroller en BPMN-fil")
    validate.add_argument("file", type=Path, help="BPMN-fil")
    validate.add_argument("--fragment", action="store_true", help="filen er innhold i et spor")
    validate.add_argument("--json", action="store_true")
    validate.set_defaults(run=run_validate)


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
