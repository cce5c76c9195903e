"""Find people at work by a part of their name, for whoever may read their employment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.hr.queries.folk import stillingstittel

SHORTEST = 2
_FIND = """
SELECT f.party_id, f.navn, coalesce(st.stillingskode, ''), coalesce(st.tittel, ''), v.navn,
  v.navn_nn, v.navn_en
FROM samverk.finn_folk(%(tekst)s, %(on)s, %(antall)s) WITH ORDINALITY
  AS f(party_id, navn, enhet_id, stilling_id, nr)
JOIN organisation_orgenhetversjon v ON v.tenant_id = %(tenant)s AND v.enhet_id = f.enhet_id
  AND v.gyldig @> %(on)s::date
LEFT JOIN LATERAL (
  SELECT s.tittel, s.stillingskode FROM hr_stillingversjon s
  WHERE s.tenant_id = %(tenant)s AND s.stilling_id = f.stilling_id AND upper_inf(s.registrert)
    AND lower(s.gyldig) <= %(on)s
  ORDER BY lower(s.gyldig) DESC LIMIT 1) st ON true
ORDER BY f.nr
"""


@dataclass(frozen=True, slots=True)
class FolkTreff:
    """A person found, with position and unit in the reader's language."""

    party_id: UUID
    navn: str
    tittel: str
    enhet: str


def find_people(
    actor: Actor, text: str, *, on: date, language: str, limit: int = 10
) -> list[FolkTreff]:
    """Return people whose name holds the text, who work in units where the actor reads employment.

    Å, æ and ø are found by a, ae and o too. Two letters find the beginning of a name, three or
    more any part of it. The actor's own name is always found.

    Args:
        actor: the reader; text: part of a name; on: the day; language: nb, nn or en; limit: most.
    """
    if len(text.strip()) < SHORTEST:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_FIND, {"tekst": text, "on": on, "antall": limit, "tenant": actor.tenant_id})
        rows = cursor.fetchall()
    return [
        FolkTreff(
            party, navn, stillingstittel(kode, tittel, language),
            {"nn": nn, "en": en}.get(language) or nb,
        )
        for party, navn, kode, tittel, nb, nn, en in rows
    ]  # fmt: skip
