"""Who stands in for the actor, and whom the actor stands in for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor

_SHOWN_AFTER = timedelta(days=90)  # how long an ended one stays on the page
_SELECT = """
SELECT d.id, d.fra_id, fra.visningsnavn, d.til_id, til.visningsnavn, d.enhet_id, v.navn, v.navn_nn,
  v.navn_en, d.kapabiliteter, lower(d.gyldig), upper(d.gyldig), d.begrunnelse,
  d.avsluttet_at, d.avsluttet_av
FROM access_delegasjon d
JOIN access_bruker fra ON fra.tenant_id = d.tenant_id AND fra.id = d.fra_id
JOIN access_bruker til ON til.tenant_id = d.tenant_id AND til.id = d.til_id
LEFT JOIN LATERAL (
  SELECT o.navn, o.navn_nn, o.navn_en FROM organisation_orgenhetversjon o
  WHERE o.tenant_id = d.tenant_id AND o.enhet_id = d.enhet_id
  ORDER BY (o.gyldig @> %(on)s::date) DESC, lower(o.gyldig) DESC LIMIT 1
) v ON true
WHERE d.tenant_id = %(tenant)s {where}
ORDER BY coalesce(upper(d.gyldig), d.opprettet_at::date) DESC, lower(d.gyldig) DESC NULLS LAST, d.id
LIMIT 100
"""


@dataclass(frozen=True, slots=True)
class DelegasjonFacts:
    """A deputyship. `fra` and `til_og_med` are None when it was taken back before it began."""

    id: UUID
    fra_id: UUID
    fra_navn: str
    til_id: UUID
    til_navn: str
    enhet: tuple[str, str, str]
    kapabiliteter: tuple[str, ...]
    fra: date | None
    til_og_med: date | None
    begrunnelse: str
    avsluttet_at: datetime | None
    avsluttet_av: UUID | None

    def is_over(self, on: date) -> bool:
        """Tell whether its last day has been, or it was ended."""
        return self.til_og_med is None or self.til_og_med < on


def _read(actor: Actor, where: str, on: date, **more: Any) -> list[DelegasjonFacts]:
    values = {"tenant": actor.tenant_id, "on": on, "meg": actor.bruker_id, **more}
    with connection.cursor() as cursor:
        cursor.execute(_SELECT.format(where=where), values)
        rows = cursor.fetchall()
    found = []
    for key, fra_id, fra_navn, til_id, til_navn, _unit, nb, nn, en, kap, lo, up, *rest in rows:
        top = nb or ""
        found.append(
            DelegasjonFacts(
                key, fra_id, fra_navn, til_id, til_navn, (top, nn or top, en or top), tuple(kap),
                lo, up - timedelta(days=1) if up else None, *rest,
            )
        )  # fmt: skip
    return found


_RECENT = " AND (coalesce(upper(d.gyldig), d.opprettet_at::date) > %(on)s::date - %(dager)s)"


def my_deputies(actor: Actor, *, on: date) -> list[DelegasjonFacts]:
    """Return who stands in for the actor: now, later, and in the last three months."""
    return _read(actor, f"AND d.fra_id = %(meg)s{_RECENT}", on, dager=_SHOWN_AFTER.days)


def my_principals(actor: Actor, *, on: date) -> list[DelegasjonFacts]:
    """Return whom the actor stands in for: now, later, and in the last three months."""
    return _read(actor, f"AND d.til_id = %(meg)s{_RECENT}", on, dager=_SHOWN_AFTER.days)


def delegasjoner(actor: Actor, ids: Iterable[UUID], *, on: date) -> dict[UUID, DelegasjonFacts]:
    """Return several deputyships by id, those from or to the actor."""
    found = _read(
        actor, "AND d.id = ANY (%(ids)s) AND %(meg)s IN (d.fra_id, d.til_id)", on, ids=list(ids)
    )
    return {one.id: one for one in found}
