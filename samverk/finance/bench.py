"""Benches of the ledger: bulk posting with all checks, and a trial balance of a tenant-year.

Each makes a database of its own from the migrations, and drops it afterwards.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from statistics import median, quantiles
from typing import Any

from django.db import connection

from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.organisation.api import register_orgenhet
from samverk.core.tenancy.api import tenants
from samverk.finance import api as finance
from samverk.site.bench_database import own_database

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
START = date(2025, 1, 1)
UNITS = 60
PROJECTS = 240
LINES_PER_VOUCHER = 5
COSTS = (6540, 6550, 6580, 6700, 6710, 6730, 6860, 6870, 7130, 7150, 5000, 5100, 5400)


def _prepare(actor: Actor) -> None:
    top = register_orgenhet(
        tenant_id=actor.tenant_id, stedkode="000000", type="institusjon", navn="Måling",
        overordnet_id=None, fra=START, details={"koststed": "10000000"},
    )  # fmt: skip
    for n in range(1, UNITS):
        register_orgenhet(
            tenant_id=actor.tenant_id, stedkode=f"{n:06}", type="institutt", navn=f"Enhet {n}",
            overordnet_id=top, fra=START, details={"koststed": f"{10000000 + n * 1000}"},
        )  # fmt: skip
    finance.install_chart(actor=actor, fra=START, now=NOW)
    for year in (2025, 2026):
        finance.open_year(actor=actor, year=year, now=NOW)
    for n in range(PROJECTS):
        finance.register_delprosjekt(
            actor=actor, kode=100000000 + n * 1000, navn=f"Prosjekt {n}",
            koststed=10000000 + (n % UNITS) * 1000, art="bfv", fra=START,
        )  # fmt: skip


def _rows(vouchers: int, first: int) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Return heads and lines for COPY: one month, four cost lines and one on suppliers."""
    heads, lines = [], []
    periode = 202601 + first // vouchers % 11
    for ref in range(vouchers):
        number = first + ref
        day = date(2026, periode % 100, 1 + number % 28)
        heads.append((ref, periode, day, day, "faktura", "bench", str(number), "Faktura"))
        total = 0
        for lno in range(1, LINES_PER_VOUCHER):
            amount = 10_000 + (number * 7919 + lno * 104729) % 900_000
            project = (number + lno) % PROJECTS
            lines.append(
                (
                    ref, lno, COSTS[(number + lno) % len(COSTS)],
                    10000000 + (project % UNITS) * 1000, 100000000 + project * 1000, amount,
                )
            )  # fmt: skip
            total += amount
        lines.append((ref, LINES_PER_VOUCHER, 2400, 0, 0, -total))
    return heads, lines


def _post(actor: Actor, heads: list[tuple[Any, ...]], lines: list[tuple[Any, ...]]) -> None:
    with access.acting(actor, now=NOW):
        finance.begin_posting()
        with connection.cursor() as cursor:
            with cursor.copy(
                "COPY pg_temp.ny_voucher (ref, periode, voucher_date, doc_date, type, source,"
                " source_id, tekst) FROM STDIN"
            ) as copy:
                for row in heads:
                    copy.write_row(row)
            with cursor.copy(
                "COPY pg_temp.ny_line (ref, lno, konto, koststed, delprosjekt, beloep_oere)"
                " FROM STDIN"
            ) as copy:
                for row in lines:
                    copy.write_row(row)
        finance.post_from_temp(actor=actor, series=finance.series.LEVERANDOERFAKTURA, now=NOW)


@contextmanager
def _ledger(name: str) -> Iterator[Actor]:
    with own_database(name, cast=False):
        tenant = next(t for t in tenants() if t.is_university)
        actor = access.service_actor(tenant)
        with access.acting(actor, now=NOW):
            _prepare(actor)
        yield actor


def posting(scale: str) -> dict[str, Any]:
    """Lines per second, from rows in Python to a committed ledger, one writer, all checks on."""
    vouchers, rounds = (40_000, 5) if scale == "full" else (8_000, 4)
    rates = []
    with _ledger("samverk_bench_posting") as actor:
        _post(actor, *_rows(200, 10_000_000))  # the server's caches are warm
        for number in range(rounds):
            heads, lines = _rows(vouchers, number * vouchers)
            start = time.perf_counter()
            _post(actor, heads, lines)
            rates.append(len(lines) / (time.perf_counter() - start))
    return {
        "name": "posting", "figure": round(median(rates)), "unit": "per s", "n": rounds,
        "median": round(median(rates)), "p95": round(min(rates)),
    }  # fmt: skip


def trial_balance(scale: str) -> dict[str, Any]:
    """Milliseconds for a trial balance of a tenant-year over 10 million lines (full)."""
    vouchers, rounds = (100_000, 20) if scale == "full" else (20_000, 2)
    times = []
    with _ledger("samverk_bench_balance") as actor:
        for number in range(rounds):
            _post(actor, *_rows(vouchers, number * vouchers))
        with access.acting(actor, now=NOW):
            for _ in range(60):
                start = time.perf_counter()
                finance.trial_balance(actor, year=2026)
                times.append((time.perf_counter() - start) * 1000)
    times = times[10:]
    return {
        "name": "trial-balance", "figure": round(median(times), 2), "unit": "ms", "n": len(times),
        "median": round(median(times), 2), "p95": round(quantiles(times, n=20)[-1], 2),
        "lines": vouchers * rounds * LINES_PER_VOUCHER,
    }  # fmt: skip


BENCHES: dict[str, Callable[[str], dict[str, Any]]] = {
    "posting": posting,
    "trial-balance": trial_balance,
}
