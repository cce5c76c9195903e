"""Identifiers of many at once, for acts that concern everyone (a pay run, a bank file)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class IdentSeen:
    """That a person has an identifier of a kind, and since when we know it."""

    id: UUID
    siste_fire: str
    registrert_at: datetime
    kilde: str


def identifier_facts(
    tenant_id: UUID, kinds: Collection[str], *, on: date, known_at: datetime | None = None,
    party_ids: Collection[UUID] | None = None,
) -> dict[UUID, IdentSeen]:  # fmt: skip
    """Everyone who has an identifier of one of the kinds on a day, without values.

    Args:
        tenant_id: whose parties; kinds: ``fnr``, ``dnr``, ``kontonummer`` …; on: the day.
        known_at: as it was known then; one that replaced it later is not seen.
        party_ids: these only; everyone when left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.party_id, i.id, i.siste_fire, i.registrert_at, i.kilde"
            " FROM parties_identifikator i"
            " WHERE i.tenant_id = %(tenant)s AND i.type = ANY (%(kinds)s)"
            " AND (i.gyldig @> %(on)s::date OR EXISTS (SELECT FROM parties_identifikator n"
            "   WHERE n.tenant_id = i.tenant_id AND n.party_id = i.party_id AND n.type = i.type"
            "   AND n.registrert_at > %(known)s))"
            " AND (%(known)s::timestamptz IS NULL OR i.registrert_at <= %(known)s)"
            " AND (%(parties)s::uuid[] IS NULL OR i.party_id = ANY (%(parties)s))"
            " ORDER BY i.party_id, i.registrert_at",
            {
                "tenant": tenant_id,
                "kinds": list(kinds),
                "on": on,
                "known": known_at,
                "parties": None if party_ids is None else list(party_ids),
            },
        )
        return {party: IdentSeen(*rest) for party, *rest in cursor.fetchall()}
