"""`samverk bench process-step`: one human step from request to commit.

Each step is its own committed transaction with everything a real one has: row lock, decision,
candidates, deadline and timer, step rows, audit line, provenance of five fields, and events. The
bench makes a database of its own from the migrations and the named cast, and drops it afterwards.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import UUID, uuid4

from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.provenance.api import FieldProvenance
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api
from samverk.core.workflow.models import HumanTask
from samverk.core.workflow.registry import CaseFacts
from samverk.site.bench_database import own_database

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
FILE = Path(__file__).parent / "data" / "maaling.bpmn"
TABLE: dict[str, Any] = {
    "noekkel": "maaling_vei", "versjon": 1, "treff": "UNIQUE", "gyldig_fra": "2026-01-01",
    "inn": [{"navn": "beloep", "type": "tall", "min": "0"}],
    "ut": [{"navn": "vei", "type": "kode", "verdier": ["leder", "fag"]}],
    "regler": [
        {"id": "r1", "inn": ["< 50000"], "ut": ["leder"]},
        {"id": "r2", "inn": [">= 50000"], "ut": ["fag"]},
    ],
    "tester": [{"inn": {"beloep": "50000"}, "ut": {"vei": "fag"}}],
}  # fmt: skip
ACTS = (
    [{"oppgave": "meld"}, {"oppgave": "leder", "utfall": {"svar": "ja"}}, {"oppgave": "bekreft"}],
    [{"oppgave": "meld"}, {"oppgave": "fag"}, {"oppgave": "bekreft"}],
    [{"oppgave": "meld"}, {"klokke": "P4D"}, {"oppgave": "leder", "utfall": {"svar": "ja"}},
     {"oppgave": "bekreft"}],
)  # fmt: skip
SCENARIOS = {
    "definisjon": "maaling@1",
    "scenarier": [
        {
            "navn": f"vei {number}", "handlinger": acts, "forventet": {"fullfoert": True},
            "beslutninger": {"velg": {"vei": "fag" if number == 1 else "leder"}},
        }
        for number, acts in enumerate(ACTS)
    ],
}  # fmt: skip
FIELDS = [FieldProvenance(f"felt{n}", f"maaling.felt{n}", "arvet") for n in range(5)]


def _starter(actor: Actor, case: CaseFacts, on: date) -> list[UUID]:
    return [case.started_by]


def _register() -> None:
    names = ("måling", "måling", "measurement")
    api.register_role("maaling_starter", names=names, resolver=_starter)
    api.register_role(
        "maaling_leder", names=names, access_role="bdm", capability="okonomi.bilag.bdm"
    )
    for key in ("meld", "godkjenn", "bekreft"):
        api.register_form(f"maaling.{key}", url=lambda task_id, _case: f"/oppgaver/{task_id}/")
    api.register_handler("maaling.foer", lambda _actor, _step, _now: None)
    api.register_decision_reader("maaling_vei", lambda _actor, _case, _on: {"beloep": "1200"})


def _install() -> None:
    bott = access.service_actor(tenant_by_slug("bott"))
    with access.acting(bott, now=NOW):
        api.install_table(actor=bott, tabell=TABLE, vedtaksref="måling", now=NOW)
        api.install_definition(
            actor=bott, vedtaksref="måling", gyldig_fra=date(2026, 1, 1), now=NOW,
            draft=api.Draft(
                FILE.read_bytes(), SCENARIOS,
                {"frist_leder": {"standard": "P3D", "min": "P1D", "max": "P10D"}},
            ),
        )  # fmt: skip


def _person(name: str) -> Actor:
    tenant = tenant_by_slug("uit")
    with access.acting(access.visitor(tenant), now=NOW):
        account = access.Bruker.objects.get(tenant_id=tenant.id, brukernavn=name)
        return access.actor_for(tenant, account)


def _unit(actor: Actor) -> UUID:
    with access.acting(actor, now=NOW):
        return next(g.enhet_id for g in access.my_grants(actor) if g.enhet_id is not None)


def _step(actor: Actor, instance_id: UUID, node: str, outcome: dict[str, str]) -> float:
    """Milliseconds for one human step, from opening the transaction to its commit."""
    with access.acting(actor, now=NOW):
        task_id = HumanTask.objects.get(instance_id=instance_id, node=node).id
    start = time.perf_counter()
    with access.acting(actor, now=NOW):
        api.complete_task(
            actor=actor, task_id=task_id, outcome=outcome, now=NOW,
            submission=api.Submission(1, FIELDS, active_seconds=30),
        )  # fmt: skip
    return (time.perf_counter() - start) * 1000


def process_step(scale: str) -> dict[str, Any]:
    """Measure three human steps in each of many cases, with the machine work in between.

    Args:
        scale: ``small`` (100 cases) or ``full`` (2 000 cases).

    Returns:
        ``figure`` = median ms a human step.
    """
    cases = 2000 if scale == "full" else 100
    spent: list[float] = []
    with own_database("samverk_bench_steg"):
        _register()
        _install()
        ola, ingrid = _person("ola"), _person("ingrid")
        unit = _unit(ingrid)
        service = access.service_actor(tenant_by_slug("uit"))
        for _ in range(cases):
            with access.acting(ola, now=NOW):
                instance = api.start_process(
                    actor=ola, definition="maaling", objekt_type="maaling", objekt_id=uuid4(),
                    enhet_id=unit, now=NOW,
                )  # fmt: skip
            spent.append(_step(ola, instance, "meld", {}))
            spent.append(_step(ingrid, instance, "leder", {"svar": "ja"}))
            api.run_service_steps(actor=service, now=NOW + timedelta(seconds=1))
            spent.append(_step(ola, instance, "bekreft", {}))
    warm = spent[3:]  # the first case reads definition and table
    return {
        "name": "process-step", "figure": round(median(warm), 2), "unit": "ms", "n": len(warm),
        "median": round(median(warm), 2), "p95": round(quantiles(warm, n=20)[-1], 2),
    }  # fmt: skip


BENCHES: dict[str, Callable[[str], dict[str, Any]]] = {"process-step": process_step}
