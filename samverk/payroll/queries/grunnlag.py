"""What a calculation needs from payroll's own tables, for everyone at once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.payroll.engine.facts import Hittil
from samverk.payroll.models import Loennsforhold, Skattekort

DONE = ("godkjent", "betalt", "bokfoert", "meldt", "lukket")
PAID = DONE[1:]


@dataclass(frozen=True, slots=True)
class KortFacts:
    """One received version of a tax card."""

    id: UUID
    party_id: UUID
    inntektsaar: int
    versjon: int
    resultat: str
    skattekortidentifikator: str
    trekk: tuple[dict[str, Any], ...]
    tilleggsopplysning: tuple[str, ...]
    mottatt_at: datetime


def _facts(kort: Skattekort) -> KortFacts:
    return KortFacts(
        kort.id, kort.party_id, kort.inntektsaar, kort.versjon, kort.resultat,
        kort.skattekortidentifikator, tuple(kort.trekk), tuple(kort.tilleggsopplysning),
        kort.mottatt_at,
    )  # fmt: skip


_CARDS = """
SELECT DISTINCT ON (party_id) id, party_id, versjon, resultat, skattekortidentifikator, trekk,
  tilleggsopplysning, mottatt_at
FROM payroll_skattekort WHERE tenant_id = %s AND inntektsaar = %s AND mottatt_at <= %s
ORDER BY party_id, versjon DESC
"""


def newest_cards(actor: Actor, *, aar: int, before: datetime) -> dict[UUID, KortFacts]:
    """The newest version of everyone's card for a year, received before the cut-off."""
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, [actor.tenant_id, aar, before])
        return {
            party: KortFacts(
                card, party, aar, versjon, resultat, identifikator, tuple(_json(trekk)),
                tuple(tillegg), mottatt_at,
            )
            for card, party, versjon, resultat, identifikator, trekk, tillegg, mottatt_at
            in cursor.fetchall()
        }  # fmt: skip


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def newest_card(actor: Actor, party_id: UUID, *, aar: int) -> KortFacts | None:
    """One person's newest card for a year."""
    found = (
        Skattekort.objects.filter(tenant_id=actor.tenant_id, party_id=party_id, inntektsaar=aar)
        .order_by("-versjon")
        .first()
    )
    return _facts(found) if found else None


def trekkoder(actor: Actor, arbeidsforhold_ids: Iterable[UUID] | None = None) -> dict[UUID, str]:
    """Main or side employer per arbeidsforhold that payroll is set up for."""
    found = Loennsforhold.objects.filter(tenant_id=actor.tenant_id)
    if arbeidsforhold_ids is not None:
        found = found.filter(arbeidsforhold_id__in=list(arbeidsforhold_ids))
    return dict(found.values_list("arbeidsforhold_id", "trekkode"))


_EARLIER = """
SELECT r.party_id,
  coalesce(sum(r.feriegrunnlag_oere) FILTER (WHERE r.utbetalingsdato >= %(aar)s), 0),
  coalesce(sum(r.feriegrunnlag_oere) FILTER (WHERE r.utbetalingsdato < %(aar)s), 0),
  coalesce(sum(r.frikort_brukt_oere) FILTER (WHERE r.utbetalingsdato >= %(aar)s), 0),
  coalesce(sum(r.brutto_oere) FILTER (WHERE r.utbetalingsdato >= %(aar)s), 0),
  count(DISTINCT date_trunc('month', r.utbetalingsdato))
    FILTER (WHERE r.utbetalingsdato >= %(aar)s)
FROM payroll_resultat r
JOIN payroll_loennskjoering k ON k.id = r.kjoering_id AND k.tilstand = ANY (%(ferdig)s)
WHERE r.tenant_id = %(tenant)s AND r.utbetalingsdato >= %(i_fjor)s
GROUP BY r.party_id
"""

# An advance counts when its money is released, unless its file was stopped or rejected. What is
# taken back counts from approval on, since approved pay is paid with that much less.
STANDING = """((l.loennsart = '2500' AND k.tilstand = ANY (%(betalt)s)
    AND NOT samverk.loenn_betaling_mangler(k.id))
  OR (l.loennsart = '2510' AND k.tilstand = ANY (%(ferdig)s)))"""
# Taken back is what the person has in the account by the pay date, never what is still to come.
_ADVANCES = f"""
SELECT l.party_id, sum(l.beloep_oere) FROM payroll_loennslinje l
JOIN payroll_loennskjoering k ON k.id = l.kjoering_id AND {STANDING}
  AND (l.loennsart = '2510' OR k.utbetalingsdato < %(paid)s)
WHERE l.tenant_id = %(tenant)s AND l.loennsart IN ('2500', '2510') AND l.beloep_oere <> 0
GROUP BY l.party_id HAVING sum(l.beloep_oere) <> 0
"""  # noqa: S608 - a constant condition, not user input


def earlier_runs(actor: Actor, *, paid: date) -> dict[UUID, Hittil]:
    """What approved runs add up to per person, for the year of a pay date."""
    year = date(paid.year, 1, 1)
    values: dict[str, Any] = {
        "tenant": actor.tenant_id, "aar": year, "i_fjor": date(paid.year - 1, 1, 1),
        "ferdig": list(DONE), "betalt": list(PAID), "paid": paid,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ADVANCES, values)
        advances = {party: int(oere) for party, oere in cursor.fetchall()}
        cursor.execute(_EARLIER, values)
        found = {
            party: Hittil(
                feriegrunnlag_oere=int(this_year),
                feriegrunnlag_i_fjor_oere=int(last_year),
                frikort_brukt_oere=int(frikort),
                snittloenn_oere=int(brutto) // max(int(months), 1),
                forskudd_utestaaende_oere=advances.get(party, 0),
            )
            for party, this_year, last_year, frikort, brutto, months in cursor.fetchall()
        }
    for party, oere in advances.items():
        found.setdefault(party, Hittil(forskudd_utestaaende_oere=oere))
    return found


def stored_digests(actor: Actor, kjoering_id: UUID) -> dict[UUID, str]:
    """The snapshot digest of everyone already calculated in a run."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT party_id, sha256 FROM payroll_inndata"
            " WHERE tenant_id = %s AND kjoering_id = %s",
            [actor.tenant_id, kjoering_id],
        )
        return dict(cursor.fetchall())
