"""Writes a calculated batch: COPY into temporary tables, then one INSERT … SELECT per table.

COPY straight into a table under row-level security is refused; the INSERT runs as the acting person
and meets the same policies and triggers as any other write. All in the caller's transaction, so
that a stop in the middle leaves nothing half.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.payroll.engine.batch import Batch

ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class _Way:
    """How one kind of row gets from text to its table."""

    clear: str
    create: str
    copy: str
    insert: str


_INNDATA = _Way(
    clear="DROP TABLE IF EXISTS pg_temp.ny_inndata",
    create=(
        "CREATE TEMPORARY TABLE ny_inndata (party_id uuid, sha256 varchar(64), innhold text) "
        "ON COMMIT DROP"
    ),
    copy="COPY ny_inndata FROM STDIN",
    insert=(
        "INSERT INTO payroll_inndata (tenant_id, kjoering_id, party_id, sha256, innhold) "
        "SELECT %(tenant)s, %(kjoering)s, party_id, sha256, innhold FROM ny_inndata"
    ),
)
_LINJE = _Way(
    clear="DROP TABLE IF EXISTS pg_temp.ny_linje",
    create=(
        "CREATE TEMPORARY TABLE ny_linje (party_id uuid, nr smallint, arbeidsforhold_id uuid, "
        "enhet_id uuid, loennsart varchar(4), antall bigint, sats_oere bigint, beloep_oere "
        "bigint, opptjent_fra date, opptjent_til date, kilde varchar(60), kontering "
        "varchar(60), kostnad jsonb, spor jsonb) ON COMMIT DROP"
    ),
    copy="COPY ny_linje FROM STDIN",
    insert=(
        "INSERT INTO payroll_loennslinje (tenant_id, kjoering_id, party_id, nr, "
        "arbeidsforhold_id, enhet_id, loennsart, antall, sats_oere, beloep_oere, "
        "opptjent_fra, opptjent_til, kilde, kontering, kostnad, spor) SELECT %(tenant)s, "
        "%(kjoering)s, party_id, nr, arbeidsforhold_id, enhet_id, loennsart, antall, "
        "sats_oere, beloep_oere, opptjent_fra, opptjent_til, kilde, kontering, kostnad, spor "
        "FROM ny_linje"
    ),
)
_RESULTAT = _Way(
    clear="DROP TABLE IF EXISTS pg_temp.ny_resultat",
    create=(
        "CREATE TEMPORARY TABLE ny_resultat (party_id uuid, enhet_id uuid, brutto_oere "
        "bigint, trekkgrunnlag_oere bigint, skattetrekk_oere bigint, pensjonstrekk_oere "
        "bigint, andre_trekk_oere bigint, netto_oere bigint, feriegrunnlag_oere bigint, "
        "avgiftsgrunnlag_oere bigint, arbeidsgiver_oere bigint, frikort_brukt_oere bigint, "
        "skattekort_id uuid, sporhash varchar(64), merknader jsonb) ON COMMIT DROP"
    ),
    copy="COPY ny_resultat FROM STDIN",
    insert=(
        "INSERT INTO payroll_resultat (tenant_id, kjoering_id, utbetalingsdato, party_id, "
        "enhet_id, brutto_oere, trekkgrunnlag_oere, skattetrekk_oere, pensjonstrekk_oere, "
        "andre_trekk_oere, netto_oere, feriegrunnlag_oere, avgiftsgrunnlag_oere, "
        "arbeidsgiver_oere, frikort_brukt_oere, skattekort_id, sporhash, merknader) SELECT "
        "%(tenant)s, %(kjoering)s, %(dag)s, party_id, enhet_id, brutto_oere, "
        "trekkgrunnlag_oere, skattetrekk_oere, pensjonstrekk_oere, andre_trekk_oere, "
        "netto_oere, feriegrunnlag_oere, avgiftsgrunnlag_oere, arbeidsgiver_oere, "
        "frikort_brukt_oere, skattekort_id, sporhash, merknader FROM ny_resultat"
    ),
)
_REMOVE = (
    "DELETE FROM payroll_inndata WHERE tenant_id = %(tenant)s AND kjoering_id = %(kjoering)s"
    " AND (%(alle)s OR party_id = ANY (%(hvem)s::uuid[]))",
    "DELETE FROM payroll_loennslinje WHERE tenant_id = %(tenant)s AND kjoering_id = %(kjoering)s"
    " AND (%(alle)s OR party_id = ANY (%(hvem)s::uuid[]))",
    "DELETE FROM payroll_resultat WHERE tenant_id = %(tenant)s AND kjoering_id = %(kjoering)s"
    " AND (%(alle)s OR party_id = ANY (%(hvem)s::uuid[]))",
)


def remove_results(
    *, tenant_id: UUID, kjoering_id: UUID, party_ids: Iterable[UUID] | None = None
) -> None:
    """Take away the calculation of some people, or of all (None), in a run not yet approved."""
    values: dict[str, Any] = {
        "tenant": tenant_id, "kjoering": kjoering_id, "alle": party_ids is None,
        "hvem": list(party_ids or ()),
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in _REMOVE:
            cursor.execute(statement, values)


def store_batch(*, tenant_id: UUID, kjoering_id: UUID, utbetalingsdato: date, batch: Batch) -> None:
    """Store snapshots, lines and sums of a batch in the running transaction."""
    values: dict[str, Any] = {"tenant": tenant_id, "kjoering": kjoering_id, "dag": utbetalingsdato}
    ways = ((_INNDATA, batch.inndata), (_LINJE, batch.linjer), (_RESULTAT, batch.resultater))
    with connection.cursor() as cursor:
        for way, rows in ways:
            cursor.execute(way.clear)
            cursor.execute(way.create)
            with cursor.copy(way.copy) as copy:
                for start in range(0, len(rows), ROWS_AT_ONCE):
                    copy.write("".join(rows[start : start + ROWS_AT_ONCE]))
            cursor.execute(way.insert, values)
