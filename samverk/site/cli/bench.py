"""`samverk bench NAME`: measures, never tests. Each bench prepares its own data."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from samverk.site.cli import answer

Bench = Callable[[str], dict[str, Any]]
SOURCES = [
    "samverk.site.bench",
    "samverk.core.documents.bench",
    "samverk.core.workflow.bench",
    "samverk.finance.bench",
    "samverk.payroll.bench",
]
GOALS = {
    "startup": ("s", "≤", 180), "pages": ("ms", "≤", 100), "process-step": ("ms", "≤", 8),
    "withholding": ("per s", "≥", 50_000), "pay-run": ("s", "≤", 15),
    "posting": ("per s", "≥", 60_000), "trial-balance": ("ms", "≤", 15), "pdf": ("per s", "≥", 60),
}  # fmt: skip


def benches() -> dict[str, Bench]:
    """Return all benches by name, from the modules that bring one."""
    found: dict[str, Bench] = {}
    for source in SOURCES:
        if find_spec(source.rpartition(".")[0]) and find_spec(source):
            found |= import_module(source).BENCHES
    return found


def calibration() -> dict[str, float]:
    """Return how fast this machine is at two fixed pieces of work, to compare figures by.

    Keys: ``python_mops`` (million loop steps per second in one core) and ``sha256_mb_s``.
    """
    start = time.perf_counter()
    total = 0
    for number in range(2_000_000):
        total += number & 7
    loop = time.perf_counter() - start
    block = b"x" * 1_000_000
    start = time.perf_counter()
    for _ in range(50):
        hashlib.sha256(block).digest()
    digest = time.perf_counter() - start
    return {"python_mops": round(2 / loop, 1), "sha256_mb_s": round(50 / digest)}


def register(commands: Any) -> None:
    """Add the command."""
    bench = commands.add_parser("bench", help="mål hastighet")
    bench.add_argument("name", nargs="?", help="navn, eller tomt for alle")
    bench.add_argument("--scale", choices=["small", "full"], default="small")
    bench.add_argument("--json", action="store_true")
    bench.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run one bench or all of them, and print the figures with the machine's calibration."""
    known = benches()
    if arguments.name and arguments.name not in known:
        print(
            f"Ukjent måling «{arguments.name}». Velg blant: {', '.join(sorted(known))}.",
            file=sys.stderr,
        )
        return 2
    for name in [arguments.name] if arguments.name else sorted(known):
        facts = known[name](arguments.scale) | {"calibration": calibration()}
        unit, sign, goal = GOALS.get(name, (facts["unit"], "", 0))
        text = (
            f"{name}: {facts['figure']} {unit} (mål {sign} {goal}; n={facts['n']}, median"
            f" {facts['median']}, p95 {facts['p95']}; {json.dumps(facts['calibration'])})"
        )
        answer(arguments, facts, text)
    return 0
