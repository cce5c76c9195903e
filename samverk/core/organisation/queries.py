"""Reads: units as they are on a day, with what they inherit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.organisation.models import OrgenhetNoekkel

# Cost centre, establishment and AGA zone are inherited from the nearest ancestor that has one.
_SELECT = """
SELECT o.id, o.stedkode, o.type, v.navn, v.navn_nn, v.navn_en, v.kortnavn, v.overordnet_id,
  arv.koststed, arv.virksomhet_orgnr, arv.aga_sone
FROM organisation_orgenhet o
JOIN organisation_orgenhetversjon v ON v.tenant_id = o.tenant_id AND v.enhet_id = o.id
  AND v.gyldig @> %(on)s::date
CROSS JOIN LATERAL (
  SELECT (array_agg(a.koststed ORDER BY u.avstand) FILTER (WHERE a.koststed <> ''))[1] AS koststed,
    (array_agg(a.virksomhet_orgnr ORDER BY u.avstand)
      FILTER (WHERE a.virksomhet_orgnr <> ''))[1] AS virksomhet_orgnr,
    (array_agg(a.aga_sone ORDER BY u.avstand) FILTER (WHERE a.aga_sone <> ''))[1] AS aga_sone
  FROM organisation_enhetunder u
  JOIN organisation_orgenhetversjon a ON a.tenant_id = u.tenant_id AND a.enhet_id = u.over_id
    AND a.gyldig @> %(on)s::date
  WHERE u.tenant_id = o.tenant_id AND u.under_id = o.id AND u.gyldig @> %(on)s::date
) arv
WHERE o.tenant_id = %(tenant)s
"""


@dataclass(frozen=True, slots=True)
class EnhetFacts:
    """A unit on a day; koststed, virksomhet and zone are inherited when not its own."""

    id: UUID
    stedkode: str
    type: str
    navn: str
    navn_nn: str
    navn_en: str
    kortnavn: str
    overordnet_id: UUID | None
    koststed: str | None
    virksomhet_orgnr: str | None
    aga_sone: str | None

    def name(self, language: str) -> str:
        """Return what the unit is called in a language, bokmål where it has no other name."""
        return {"nn": self.navn_nn, "en": self.navn_en}.get(language, "") or self.navn


@dataclass(frozen=True, slots=True)
class Noekkel:
    """What another system calls a unit, as ORGREG has it."""

    type: str
    source_system: str
    value: str


def _run(extra: str, params: dict[str, Any]) -> list[EnhetFacts]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_SELECT} {extra}", params)
        return [EnhetFacts(*row) for row in cursor.fetchall()]


def enheter(tenant_id: UUID, *, on: date) -> list[EnhetFacts]:
    """Return all units of a tenant on a day, in the order of their stedkode."""
    return _run("ORDER BY o.stedkode", {"tenant": tenant_id, "on": on})


def enhet(tenant_id: UUID, enhet_id: UUID, *, on: date) -> EnhetFacts | None:
    """Return one unit on a day, or None when it does not exist then."""
    found = _run("AND o.id = %(id)s", {"tenant": tenant_id, "on": on, "id": enhet_id})
    return found[0] if found else None


def root(tenant_id: UUID, *, on: date) -> EnhetFacts | None:
    """Return the tenant's top unit on a day, or None before there is one."""
    found = _run("AND v.overordnet_id IS NULL LIMIT 1", {"tenant": tenant_id, "on": on})
    return found[0] if found else None


def unit_ids_with(capability: str) -> list[UUID]:
    """Return the units in which the acting account has a capability today."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT samverk.enheter(%s)", [capability])
        return [row[0] for row in cursor.fetchall()]


def unit_ids_under(tenant_id: UUID, enhet_id: UUID, *, on: date) -> list[UUID]:
    """Return a unit and everything below it on a day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT under_id FROM organisation_enhetunder WHERE tenant_id = %s AND over_id = %s"
            " AND gyldig @> %s::date",
            [tenant_id, enhet_id, on],
        )
        return [row[0] for row in cursor.fetchall()]


def noekler(tenant_id: UUID) -> dict[UUID, list[Noekkel]]:
    """Return the external keys of a tenant's units, by unit; they hold on every day."""
    found: dict[UUID, list[Noekkel]] = {}
    rows = OrgenhetNoekkel.objects.filter(tenant_id=tenant_id)
    for enhet_id, *key in rows.order_by("type", "source_system", "value").values_list(
        "enhet_id", "type", "source_system", "value"
    ):
        found.setdefault(enhet_id, []).append(Noekkel(*key))
    return found
