"""The controls of a pay run: named queries, each with severity, sentence and where to put it right.

A query answers (party_id, arbeidsforhold_id, fakta). What the engine itself remarked comes out of
the stored results by its code; the texts of all of them are in `web/words.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Alvor = Literal["stopp", "varsel"]
CONFIRMABLE = frozenset({"skattekort_mangler", "frikort_uten_beloep"})
"""Stoppers a payroll officer may decide on with a reason (50 % without a card)."""


@dataclass(frozen=True, slots=True)
class Kontroll:
    """One control."""

    navn: str
    alvor: Alvor
    sql: str


_NONE = "NULL::uuid, '{}'::jsonb"
_MINE = "r.tenant_id = %(tenant)s AND r.kjoering_id = %(kjoering)s"

KONTROLLER: tuple[Kontroll, ...] = (
    Kontroll(
        "konto_mangler", "stopp",
        f"SELECT r.party_id, {_NONE} FROM payroll_resultat r WHERE {_MINE}"
        " AND r.netto_oere > 0 AND NOT (r.party_id = ANY (%(med_konto)s::uuid[]))",
    ),
    Kontroll(
        "ident_mangler", "stopp",
        f"SELECT r.party_id, {_NONE} FROM payroll_resultat r WHERE {_MINE}"
        " AND NOT (r.party_id = ANY (%(med_ident)s::uuid[]))",
    ),
    Kontroll(
        "betalt_foer", "stopp",
        "SELECT DISTINCT l.party_id, l.arbeidsforhold_id, '{}'::jsonb FROM payroll_loennslinje l"
        " WHERE l.tenant_id = %(tenant)s AND l.kjoering_id = %(kjoering)s AND l.kilde <> ''"
        " AND l.loennsart < '2000' AND EXISTS (SELECT FROM payroll_loennslinje f"
        " JOIN payroll_loennskjoering k ON k.id = f.kjoering_id AND k.tilstand = ANY (%(ferdig)s)"
        " WHERE f.tenant_id = l.tenant_id AND f.kilde = l.kilde AND f.loennsart = l.loennsart"
        " AND f.kjoering_id <> l.kjoering_id)",
    ),
    Kontroll(
        "sum_stemmer_ikke", "stopp",
        "SELECT r.party_id, NULL::uuid, jsonb_build_object('netto', r.netto_oere, 'linjer', s.sum)"
        " FROM payroll_resultat r LEFT JOIN (SELECT l.party_id, sum(l.beloep_oere) AS sum"
        "  FROM payroll_loennslinje l WHERE l.tenant_id = %(tenant)s"
        "  AND l.kjoering_id = %(kjoering)s AND l.loennsart = ANY (%(kontante)s)"
        "  GROUP BY l.party_id) s USING (party_id)"
        f" WHERE {_MINE} AND r.netto_oere <> coalesce(s.sum, 0)",
    ),
    Kontroll(
        "netto_endret", "varsel",
        "SELECT r.party_id, NULL::uuid, jsonb_build_object('foer', f.netto_oere, 'naa', r.netto_oere)"
        " FROM payroll_resultat r JOIN payroll_resultat f ON f.tenant_id = r.tenant_id"
        "  AND f.party_id = r.party_id AND f.kjoering_id = %(forrige)s"
        f" WHERE {_MINE} AND abs(r.netto_oere - f.netto_oere) > 200000"
        " AND abs(r.netto_oere - f.netto_oere) * 5 > f.netto_oere"
        " AND NOT EXISTS (SELECT FROM payroll_loennslinje l WHERE l.tenant_id = r.tenant_id"
        "  AND l.kjoering_id IN (r.kjoering_id, f.kjoering_id) AND l.party_id = r.party_id"
        "  AND (l.kilde <> '' OR l.loennsart BETWEEN '1500' AND '1600'))",
    ),
    Kontroll(
        "netto_null", "varsel",
        f"SELECT r.party_id, {_NONE} FROM payroll_resultat r WHERE {_MINE}"
        " AND r.netto_oere = 0 AND r.brutto_oere > 0",
    ),
    Kontroll(
        "netto_hoey", "varsel",
        "SELECT r.party_id, NULL::uuid, jsonb_build_object('netto', r.netto_oere)"
        f" FROM payroll_resultat r WHERE {_MINE} AND r.netto_oere > 15000000",
    ),
    Kontroll(
        "konto_ny", "varsel",
        f"SELECT r.party_id, {_NONE} FROM payroll_resultat r WHERE {_MINE}"
        " AND r.party_id = ANY (%(ny_konto)s::uuid[])"
        " AND EXISTS (SELECT FROM payroll_resultat f WHERE f.tenant_id = r.tenant_id"
        "  AND f.party_id = r.party_id AND f.kjoering_id <> r.kjoering_id)",
    ),
    Kontroll(
        "foerste_loenn", "varsel",
        f"SELECT r.party_id, {_NONE} FROM payroll_resultat r WHERE {_MINE}"
        " AND EXISTS (SELECT FROM payroll_resultat f WHERE f.tenant_id = r.tenant_id"
        "  AND f.kjoering_id <> r.kjoering_id)"
        " AND NOT EXISTS (SELECT FROM payroll_resultat f WHERE f.tenant_id = r.tenant_id"
        "  AND f.party_id = r.party_id AND f.kjoering_id <> r.kjoering_id)",
    ),
    Kontroll(
        "gamle_timer", "varsel",
        "SELECT DISTINCT l.party_id, l.arbeidsforhold_id, '{}'::jsonb FROM payroll_loennslinje l"
        " WHERE l.tenant_id = %(tenant)s AND l.kjoering_id = %(kjoering)s AND l.kilde <> ''"
        " AND l.loennsart < '1400' AND l.opptjent_til < %(for_gammelt)s",
    ),
)

MERKNADER = (
    "SELECT m.value ->> 0, r.party_id, m.value FROM payroll_resultat r"
    f" CROSS JOIN LATERAL jsonb_array_elements(r.merknader) m WHERE {_MINE}"
    " AND m.value ->> 0 <> 'igjen'"
)
"""What the engine remarked about single people: (code, party, the whole remark)."""
