"""What a place has bound itself to pay: hires that are ordered or under way and not yet paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor


@dataclass(frozen=True, slots=True)
class BundetAnsettelse:
    """A hire that may still cost money.

    Attributes:
        enhet_id: the unit; fra, til_og_med: the period; timesats_oere: per hour.
        avtalt_minutter: the hours agreed, in minutes.
        minutter: what can become pay: all that was agreed while hours can still be claimed, after
            that only what was claimed.
        betalt: (pay run, minutes) for what has been paid; whether a run is posted, payroll knows.
    """

    ansettelse_id: UUID
    enhet_id: UUID
    fra: date
    til_og_med: date
    timesats_oere: int
    avtalt_minutter: int
    minutter: int
    betalt: tuple[tuple[UUID, int], ...]


# Six months after the contract's end the database takes no more hours (SV023); what nobody claimed
# by then is free again.
_SQL = """
SELECT a.id, a.enhet_id, lower(a.gyldig), upper(a.gyldig) - 1, a.timesats_oere, a.minutter,
  CASE WHEN %(on)s < upper(a.gyldig) + interval '6 months' THEN a.minutter
    ELSE coalesce((SELECT sum(t.minutter) FROM hr_timeregistrering t
      JOIN hr_kontrakt k ON k.tenant_id = t.tenant_id AND k.id = t.kontrakt_id
      WHERE k.tenant_id = a.tenant_id AND k.ansettelse_id = a.id AND t.status <> 'returnert'), 0)
  END,
  (SELECT array_agg(l.kjoering_id ORDER BY l.id) FROM hr_timeliste l
    JOIN hr_kontrakt k ON k.tenant_id = l.tenant_id AND k.id = l.kontrakt_id
    WHERE k.tenant_id = a.tenant_id AND k.ansettelse_id = a.id AND l.status = 'utbetalt'),
  (SELECT array_agg(l.minutter ORDER BY l.id) FROM hr_timeliste l
    JOIN hr_kontrakt k ON k.tenant_id = l.tenant_id AND k.id = l.kontrakt_id
    WHERE k.tenant_id = a.tenant_id AND k.ansettelse_id = a.id AND l.status = 'utbetalt')
FROM hr_ansettelse a
WHERE a.tenant_id = %(tenant)s AND {match} AND a.timesats_oere IS NOT NULL
  AND a.status IN ('bestilt', 'godkjent', 'kontrakt', 'signert', 'registrert')
  AND a.id IS DISTINCT FROM %(besides)s
ORDER BY a.bestilt_at, a.id
"""
_ON_PROJECT = _SQL.format(match="a.delprosjekt = %(delprosjekt)s")
_ON_CENTER = _SQL.format(match="a.koststed = %(koststed)s")


def bundne_ansettelser(
    actor: Actor, *, koststed: str, delprosjekt: str, on: date, besides: UUID | None = None
) -> list[BundetAnsettelse]:
    """Return the hires of a budget that may still cost money, as they were coded when ordered.

    What the budget's spending is counted on decides which: a project's wherever it is charged, a
    cost centre's with and without project. An order that was sent back binds nothing until it is
    sent again.

    Args:
        actor: sees those of the units where she may; the machine sees all of the tenant.
        koststed, delprosjekt: whose budget, the project before the cost centre; on: the day.
        besides: an order to leave out.
    """
    values: dict[str, Any] = {
        "tenant": actor.tenant_id, "koststed": koststed, "delprosjekt": delprosjekt, "on": on,
        "besides": besides,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ON_PROJECT if delprosjekt else _ON_CENTER, values)
        return [
            BundetAnsettelse(
                key, unit, fra, last, rate, agreed, int(minutes),
                tuple(zip(runs or (), paid or (), strict=True)),
            )
            for key, unit, fra, last, rate, agreed, minutes, runs, paid in cursor.fetchall()
        ]  # fmt: skip
