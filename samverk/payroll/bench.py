"""Measures: withholding per second in one core, and a whole pay run of 25 000 people."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from importlib import import_module
from typing import Any
from uuid import UUID

from samverk.core.access import api as access
from samverk.core.access.api import Actor, DemoPlace
from samverk.core.periods import OSLO
from samverk.core.tenancy.api import tenants
from samverk.finance import api as finance
from samverk.payroll import api as payroll
from samverk.payroll.rates.tables import trekkaar
from samverk.payroll.rules.withholding import withhold_by_table
from samverk.site.bench_database import analyze, own_database


def withholding(scale: str) -> dict[str, Any]:
    """Withholdings by table per second in one core, each with its trace.

    Args:
        scale: small (200 000 calculations) or full (1 000 000).
    """
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


PEOPLE = {"small": 2_000, "full": 25_000}
PLACE = "uit"
CUT_OFF = datetime(2026, 11, 4, 12, 30, tzinfo=OSLO)


def pay_run(scale: str) -> dict[str, Any]:
    """Seconds from «beregn» to calculated, controlled and stored, for one month of everyone.

    The database, its people, contracts, hours, accounts and tax cards are made first and are not
    part of the figure; reading them from HR is. Beside it: approval, bank file, posting and report.

    Args:
        scale: small (2 000 people) or full (25 000).
    """
    with own_database("samverk_bench_lonn"):
        place = _people(PEOPLE[scale])
        run_id = _open_run(place)
        seconds: dict[str, float] = {}
        with _timed(seconds, "calculate"), _as(place, "lonn") as actor:
            done = payroll.calculate_loennskjoering(actor=actor, kjoering_id=run_id, now=CUT_OFF)
        with _timed(seconds, "control"), _as(place, "lonn") as actor:
            payroll.control_loennskjoering(actor=actor, kjoering_id=run_id, now=CUT_OFF)
        with _timed(seconds, "again"), _as(place, "lonn") as actor:
            payroll.calculate_loennskjoering(actor=actor, kjoering_id=run_id, now=CUT_OFF)
            payroll.control_loennskjoering(actor=actor, kjoering_id=run_id, now=CUT_OFF)
        _approve(place, run_id)
        with _timed(seconds, "pay"):
            for user in ("okonomi", "direktor"):
                with _as(place, user) as actor:
                    payroll.pay_loennskjoering(actor=actor, kjoering_id=run_id, now=CUT_OFF)
        with _timed(seconds, "post"), _as(place, "okonomi") as actor:
            payroll.post_loennskjoering(actor=actor, kjoering_id=run_id, now=CUT_OFF)
        with _timed(seconds, "report"), _as(place, "lonn") as actor:
            payroll.report_loennskjoering(actor=actor, kjoering_id=run_id, now=CUT_OFF)
    figure = round(seconds["calculate"] + seconds["control"], 2)
    return {
        "name": "pay-run", "figure": figure, "unit": "s", "n": done.antall, "median": figure,
        "p95": figure, "lines": done.linjer, "posting": round(seconds["post"], 2),
        "parts": {name: round(value, 2) for name, value in seconds.items()},
    }  # fmt: skip


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - start


def _people(count: int) -> DemoPlace:
    """One university of that size: HR's own demo makes the people and their work."""
    site = import_module("samverk.site.demo.build")
    tenant = next(one for one in tenants() if one.slug == PLACE)
    with access.acting(access.service_actor(tenant), now=site.START_AT) as actor:
        known: DemoPlace = site._place(actor, tenant, "full", 2)
        place = replace(known, employees=count)
        with access.acting(actor, now=site.NOW):
            import_module("samverk.hr.demo").build(place)
            import_module("samverk.payroll.demo").set_up(place, [CUT_OFF.date().replace(day=1)])
            finance.install_chart(actor=actor, fra=date(2026, 1, 1), now=site.NOW)
            finance.open_year(actor=actor, year=2026, now=site.NOW)
    analyze()
    return place


@contextmanager
def _as(place: DemoPlace, user: str) -> Iterator[Actor]:
    with access.acting(place.cast[user], now=CUT_OFF) as actor:
        yield actor


def _open_run(place: DemoPlace) -> UUID:
    with _as(place, "lonn") as actor:
        return payroll.open_loennskjoering(
            actor=actor, art="ordinaer", aar=2026, maaned=11, now=CUT_OFF
        )


def _approve(place: DemoPlace, run_id: UUID) -> None:
    """What stops is taken out, what is unconfirmed is confirmed, and the second person approves."""
    demo = import_module("samverk.payroll.demo")
    with _as(place, "lonn") as actor:
        demo.settle_findings(actor, run_id, CUT_OFF)
        run = payroll.kjoering(actor, run_id)
    demo.confirm(place, run, CUT_OFF)
    with _as(place, "lonnsleder") as actor:
        payroll.approve_loennskjoering(actor=actor, kjoering_id=run_id, now=CUT_OFF)


BENCHES = {"withholding": withholding, "pay-run": pay_run}
