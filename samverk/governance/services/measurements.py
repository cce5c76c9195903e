"""Measure: take the period's figures from the platform's own data, without personal data."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from samverk.core.access.api import Actor, acting, service_actor
from samverk.core.clock import OSLO
from samverk.core.periods import add_months
from samverk.governance.models import Indicator, Measurement
from samverk.governance.services.agenda import raise_due
from samverk.governance.services.ledger import bott, keep

_CENTS = Decimal("0.01")


def measure_all(*, actor: Actor, period: date, now: datetime) -> int:
    """Measure every living indicator for one month at the four universities and in all.

    A figure that stands as it was measured last is not written again, so the page shows since
    when it has stood.

    Args:
        actor: BOTT's service user; period: any day of the month; now: time of measuring.

    Returns:
        How many figures changed.
    """
    first = period.replace(day=1)
    written = 0
    for indicator in _living():
        known = {
            m.universitet_id: m
            for m in Measurement.objects.filter(
                indikator=indicator.noekkel, periode=first
            ).order_by("maalt_at", "id")
        }
        for row in _figures(indicator.noekkel, first, add_months(first, 1)):
            last = known.get(row["universitet_id"])
            if last is not None and _same(last, row):
                continue
            Measurement.objects.create(
                tenant_id=bott().id,
                indikator=indicator.noekkel,
                indikator_versjon=indicator.versjon,
                periode=first,
                maalt_at=now,
                **row,
            )
            written += 1
    if written:
        keep(
            actor=actor, handling="samstyring.maaling.ta", objekt_type="maaling",
            objekt_id=bott().id, now=now, event="governance.maaling.tatt.v1",
            data={"periode": first.isoformat(), "antall": written},
        )  # fmt: skip
    return written


def measure_now(*, actor: Actor, now: datetime) -> int:
    """Take this month's figures anew, and raise what they say must be decided.

    Args:
        actor: director, project leader or secretary; the machine of BOTT measures for them.
        now: when.

    Returns:
        How many figures changed.
    """
    actor.require("samstyring.les")
    machine = service_actor(bott())
    with acting(machine, now=now):
        changed = measure_all(actor=machine, period=now.astimezone(OSLO).date(), now=now)
        raise_due(actor=machine, now=now)
    return changed


def measure_nightly(actor: Actor, now: datetime) -> int:
    """The night's work: this month and the one before, and what must be decided (L6, 24 hours).

    Args:
        actor: a tenant's service user; only BOTT's has something to do. now: when.
    """
    if actor.tenant != bott().slug:
        return 0
    today = now.astimezone(OSLO).date()
    with acting(actor, now=now):
        changed = measure_all(actor=actor, period=add_months(today, -1), now=now)
        changed += measure_all(actor=actor, period=today, now=now)
        return changed + raise_due(actor=actor, now=now)


def _living() -> list[Indicator]:
    newest: dict[str, Indicator] = {}
    for indicator in Indicator.objects.filter(is_levende=True).order_by("versjon"):
        newest[indicator.noekkel] = indicator
    return list(newest.values())


def _figures(noekkel: str, fra: date, til: date) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT universitet, verdi, n, undertrykt, detaljer FROM samverk.indikator(%s, %s, %s)",
            [noekkel, fra, til],
        )
        return [
            {
                "universitet_id": universitet,
                "verdi": None if verdi is None else Decimal(verdi).quantize(_CENTS),
                "n": n,
                "is_undertrykt": undertrykt,
                "detaljer": json.loads(detaljer) if isinstance(detaljer, str) else detaljer,
            }
            for universitet, verdi, n, undertrykt, detaljer in cursor.fetchall()
        ]


def _same(last: Measurement, row: dict[str, Any]) -> bool:
    return all(getattr(last, name) == value for name, value in row.items())
