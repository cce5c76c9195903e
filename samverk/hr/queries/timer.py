"""Reads of hours: a person's own, what waits for a leader, and who may miss their pay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from samverk.core.access.api import Actor
from samverk.core.ui.api import words
from samverk.hr.models import Timeregistrering


class Loennsfrist(NamedTuple):
    """When a main pay closes: its last day, the pay day, and the very moment on the last day."""

    siste_dag: date
    utbetaling: date
    stenger: datetime


Cutoff = Callable[[Actor, datetime], Loennsfrist]
_cutoffs: list[Cutoff] = []


def register_cutoff(fn: Cutoff) -> None:
    """Let payroll, which lies above, say when pay closes from now on."""
    _cutoffs[:] = [fn]


def cutoff(actor: Actor, now: datetime) -> Loennsfrist | None:
    """Return when the next main pay closes, or None where payroll is not in use."""
    return _cutoffs[0](actor, now) if _cutoffs else None


@dataclass(frozen=True, slots=True)
class TimerFacts:
    """Hours of one day."""

    id: UUID
    kontrakt_id: UUID
    dato: date
    minutter: int
    aktivitet: str
    status: str
    innsendt_at: datetime | None
    retur_grunn: str  # why the leader sent them back, while they are

    @property
    def er_usendt(self) -> bool:
        """Whether they are still the person's own to correct, delete and send."""
        return self.status in {"foert", "returnert"}


def my_timer(actor: Actor, *, limit: int = 40) -> list[TimerFacts]:
    """Return the actor's own hours, the newest first."""
    if actor.party_id is None:
        return []
    found = _timer_of(actor, actor.party_id).order_by("-dato", "-foert_at")
    return [_facts(row) for row in found[:limit]]


def own_timer(actor: Actor, timer_id: UUID) -> TimerFacts | None:
    """Return one registration of the actor's own."""
    if actor.party_id is None:
        return None
    row = _timer_of(actor, actor.party_id).filter(id=timer_id).first()
    return _facts(row) if row else None


def _timer_of(actor: Actor, party_id: UUID) -> QuerySet[Timeregistrering]:
    found = Timeregistrering.objects.filter(tenant_id=actor.tenant_id, party_id=party_id)
    return found.select_related("timeliste")


def _facts(row: Timeregistrering) -> TimerFacts:
    sheet = row.timeliste
    return TimerFacts(
        row.id, row.kontrakt_id, row.dato, row.minutter, row.aktivitet, row.status,
        sheet.innsendt_at if sheet else None,
        sheet.retur_grunn if sheet and row.status == "returnert" else "",
    )  # fmt: skip


def my_aktiviteter(actor: Actor) -> list[str]:
    """Return what the actor has called their work in the hours registered, by name."""
    if actor.party_id is None:
        return []
    found = Timeregistrering.objects.filter(tenant_id=actor.tenant_id, party_id=actor.party_id)
    return list(found.order_by("aktivitet").values_list("aktivitet", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class TimelisteFacts:
    """A sheet that waits for approval."""

    id: UUID
    navn: str
    emne: str
    minutter: int
    beloep_oere: int
    fra: date
    til: date
    innsendt_at: datetime
    sak_id: UUID | None


_WAITING = """
SELECT l.id, p.navn, k.emne, l.minutter, (l.minutter * k.timesats_oere + 30) / 60,
  r.fra, r.til, l.innsendt_at, a.sak_id
FROM hr_timeliste l
JOIN hr_kontrakt k ON k.tenant_id = l.tenant_id AND k.id = l.kontrakt_id
JOIN parties_party p ON p.tenant_id = l.tenant_id AND p.id = l.party_id
LEFT JOIN hr_ansettelse a ON a.tenant_id = k.tenant_id AND a.id = k.ansettelse_id
JOIN LATERAL (SELECT min(t.dato) AS fra, max(t.dato) AS til FROM hr_timeregistrering t
  WHERE t.tenant_id = l.tenant_id AND t.timeliste_id = l.id) r ON true
WHERE l.tenant_id = %(tenant)s AND l.status = 'innsendt' AND l.party_id <> %(me)s
  AND l.enhet_id IN (SELECT samverk.enheter('hr.timeliste.godkjenn'))
ORDER BY l.innsendt_at, l.id LIMIT 500
"""


def sheets_to_approve(actor: Actor) -> list[TimelisteFacts]:
    """Return the sheets that wait for the actor, the oldest first; never the actor's own."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"tenant": actor.tenant_id, "me": actor.party_id})
        return [TimelisteFacts(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class RisikoFacts:
    """Somebody who works, or is about to, without everything in place for pay.

    ``grunn``: kontrakt, konto, timer (not sent) or godkjenning.
    """

    kontrakt_id: UUID
    party_id: UUID
    navn: str
    enhet_id: UUID
    enhet: str
    emne: str
    grunn: str
    siden: datetime | date
    instans_id: UUID | None
    igjen_oere: int


# One row per contract: the first thing that is missing decides the reason.
_RISK = """
SELECT * FROM (
  SELECT k.id, k.party_id, p.navn, k.enhet_id,
    coalesce(nullif(CASE %(language)s WHEN 'nn' THEN v.navn_nn WHEN 'en' THEN v.navn_en END, ''),
      v.navn) AS enhet, k.emne,
    CASE WHEN k.status = 'til_signering' THEN 'kontrakt'
      WHEN NOT EXISTS (SELECT FROM parties_identifikator i WHERE i.tenant_id = k.tenant_id
        AND i.party_id = k.party_id AND i.type = 'kontonummer' AND i.gyldig @> %(on)s::date)
        THEN 'konto'
      WHEN EXISTS (SELECT FROM hr_timeliste l WHERE l.tenant_id = k.tenant_id
        AND l.kontrakt_id = k.id AND l.status = 'innsendt') THEN 'godkjenning'
      WHEN EXISTS (SELECT FROM hr_timeregistrering t WHERE t.tenant_id = k.tenant_id
        AND t.kontrakt_id = k.id AND t.status IN ('foert', 'returnert')) THEN 'timer'
    END AS grunn,
    coalesce((SELECT min(l.innsendt_at) FROM hr_timeliste l WHERE l.tenant_id = k.tenant_id
        AND l.kontrakt_id = k.id AND l.status = 'innsendt'), lower(k.gyldig)::timestamptz) AS siden,
    a.instans_id,
    greatest(k.timesats_oere * k.budsjett_minutter / 60 - coalesce((
      SELECT sum(coalesce(f.innvilget_oere, f.beloep_oere)) FROM hr_forskudd f
      WHERE f.tenant_id = k.tenant_id AND f.kontrakt_id = k.id
      AND f.status NOT IN ('avslaatt', 'stanset')), 0), 0)
  FROM hr_kontrakt k
  JOIN parties_party p ON p.tenant_id = k.tenant_id AND p.id = k.party_id
  JOIN organisation_orgenhetversjon v ON v.tenant_id = k.tenant_id AND v.enhet_id = k.enhet_id
    AND v.gyldig @> %(on)s::date
  LEFT JOIN hr_ansettelse a ON a.tenant_id = k.tenant_id AND a.id = k.ansettelse_id
  WHERE k.tenant_id = %(tenant)s AND k.type = 'T1' AND k.status IN ('til_signering', 'signert')
    AND k.gyldig && daterange(%(on)s::date - 92, %(on)s::date + 32)
    AND k.enhet_id IN (SELECT samverk.enheter('hr.arbeidsforhold.les'))
) x WHERE x.grunn IS NOT NULL ORDER BY x.siden, x.id LIMIT 200
"""


def at_risk(actor: Actor, *, on: date) -> list[RisikoFacts]:
    """Return everybody in the actor's units who may miss the next pay, the longest wait first."""
    with connection.cursor() as cursor:
        cursor.execute(_RISK, {"tenant": actor.tenant_id, "on": on, "language": words.language()})
        return [RisikoFacts(*row) for row in cursor.fetchall()]
