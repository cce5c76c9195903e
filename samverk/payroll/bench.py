"""Measures: withholding per second in one core, and a whole pay run of 25 000 people."""

from __future__ import annotations

import random
import statistics
import time
from typing import Any


def withholding(scale: str) -> dict[str, Any]:
    """Withholdings by table per second in one core, each with its trace.

    Args:
        scale: small (200 000 calculations) or full (1 000 000).
    """
    from samverk.payroll.rates.tables import trekkaar
    from samverk.payroll.rules.withholding import withhold_by_table

    year = trekkaar(2026)
    rng = random.Random(2026)  # noqa: S311 - the same work every time, not a secret
    tables = [year.params(name, 1) for name in sorted(year.tables)]
    cases = [(rng.choice(tables), rng.randrange(5_000, 120_000)) for _ in range(50_000)]
    rounds, seconds = (4 if scale == "small" else 20), []
    for _ in range(rounds):
        start = time.perf_counter()
        for params, basis in cases:
            withhold_by_table(params, basis)
        seconds.append(time.perf_counter() - start)
    speeds = sorted(len(cases) / s for s in seconds)
    return {
        "name": "withholding", "figure": round(statistics.median(speeds)), "unit": "per s",
        "n": len(cases) * rounds, "median": round(statistics.median(speeds)),
        "p95": round(speeds[0]),
    }  # fmt: skip


BENCHES = {"withholding": withholding}
