"""The definitions, slots and decision tables that come with the product, put in use once."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from samverk.core.access.api import Actor, acting, service_actor
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api as workflow

HERE = Path(__file__).parent
VALID_FROM = date(2025, 8, 1)
DECISION = "Følger produktet, versjon 0.1"
# National limits of what a tenant may set: working days or days as ISO 8601 durations.
PARAMETERS = {
    "hire_to_pay": {
        "frist_bdm": {"standard": "P3D", "min": "P1D", "max": "P5D"},
        "frist_raad": {"standard": "P10D", "min": "P5D", "max": "P30D"},
        "frist_hr": {"standard": "P2D", "min": "P1D", "max": "P5D"},
        "frist_signering": {"standard": "P14D", "min": "P7D", "max": "P21D"},
    }
}
SLOT_PARAMETERS = {"frist_hr": {"standard": "P2D", "min": "P1D", "max": "P5D"}}


def install_processes(*, now: datetime) -> None:
    """Install everything as national, in BOTT; twice is as once.

    Args:
        now: time of installation.
    """
    with acting(service_actor(tenant_by_slug("bott")), now=now) as actor:
        for path in sorted(HERE.glob("*/decisions.yaml")):
            for table in _yaml(path):
                workflow.install_table(actor=actor, tabell=table, vedtaksref=DECISION, now=now)
        for path in sorted(HERE.glob("slots/*.bpmn")):
            _install(actor, path, {}, now, is_fragment=True)
        for path in sorted(HERE.glob("*/process.bpmn")):
            _install(actor, path, _yaml(path.with_name("scenarios.yaml")), now, is_fragment=False)


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf8"))


def _install(
    actor: Actor, path: Path, scenarios: dict[str, Any], now: datetime, *, is_fragment: bool
) -> None:
    limits = SLOT_PARAMETERS if is_fragment else PARAMETERS[path.parent.name]
    workflow.install_definition(
        actor=actor,
        draft=workflow.Draft(
            xml=path.read_bytes(), scenarier=scenarios, parametre=limits, file=path.name,
            is_fragment=is_fragment, endringsnotat="Fulgte med produktet",
        ),
        vedtaksref=DECISION, gyldig_fra=VALID_FROM, now=now,
    )  # fmt: skip
