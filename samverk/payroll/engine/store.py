"""Writes a calculated batch: COPY into temporary tables, then one INSERT … SELECT per table.

COPY straight into a table under row-level security is refused; the INSERT runs as the acting person
and meets the same policies and triggers as any other write. All in the caller's transaction, so
that a stop in the middle leaves nothing half.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection

from samverk.payroll.engine.batch import Batch

_TABLES = {
    "inndata": (
        "party_id uuid, sha256 varchar(64), innhold text",
        "payroll_inndata (tenant_id, kjoering_id, party_id, sha256, innhold)",
        "party_id, sha256, innhold",
    ),
    "linje": (
        "party_id uuid, nr smallint, arbeidsforhold_id uuid, enhet_id uuid, loennsart varchar(4),"
        " antall bigint, sats_oere bigint, beloep_oere bigint, opptjent_fra date,"
        " opptjent_til date, kilde varchar(60), kontering varchar(60), kostnad jsonb, spor jsonb",
        "payroll_loennslinje (tenant_id, kjoering_id, party_id, nr, arbeidsforhold_id, enhet_id,"
        " loennsart, antall, sats_oere, beloep_oere, opptjent_fra, opptjent_til, kilde, kontering,"
        " kostnad, spor)",
        "party_id, nr, arbeidsforhold_id, enhet_id, loennsart, antall, sats_oere, beloep_oere,"
        " opptjent_fra, opptjent_til, kilde, kontering, kostnad, spor",
    ),
    "resultat": (
        "party_id uuid, enhet_id uuid, brutto_oere bigint, trekkgrunnlag_oere bigint,"
        " skattetrekk_oere bigint, pensjonstrekk_oere bigint, andre_trekk_oere bigint,"
        " netto_oere bigint, feriegrunnlag_oere bigint, avgiftsgrunnlag_oere bigint,"
        " arbeidsgiver_oere bigint, frikort_brukt_oere bigint, skattekort_id uuid,"
        " sporhash varchar(64), merknader jsonb",
        "payroll_resultat (tenant_id, kjoering_id, utbetalingsdato, party_id, enhet_id,"
        " brutto_oere, trekkgrunnlag_oere, skattetrekk_oere, pensjonstrekk_oere, andre_trekk_oere,"
        " netto_oere, feriegrunnlag_oere, avgiftsgrunnlag_oere, arbeidsgiver_oere,"
        " frikort_brukt_oere, skattekort_id, sporhash, merknader)",
        "party_id, enhet_id, brutto_oere, trekkgrunnlag_oere, skattetrekk_oere,"
        " pensjonstrekk_oere, andre_trekk_oere, netto_oere, feriegrunnlag_oere,"
        " avgiftsgrunnlag_oere, arbeidsgiver_oere, frikort_brukt_oere, skattekort_id, sporhash,"
        " merknader",
    ),
}


def remove_results(*, kjoering_id: UUID, party_ids: Iterable[UUID] | None = None) -> None:
    """Take away the calculation of some people, or of all (None), in a run not yet approved."""
    ids = None if party_ids is None else list(party_ids)
    with connection.cursor() as cursor:
        for table in ("payroll_inndata", "payroll_loennslinje", "payroll_resultat"):
            if ids is None:
                cursor.execute(f"DELETE FROM {table} WHERE kjoering_id = %s", [kjoering_id])
            elif ids:
                cursor.execute(
                    f"DELETE FROM {table} WHERE kjoering_id = %s AND party_id = ANY (%s)",
                    [kjoering_id, ids],
                )


def store_batch(
    *, tenant_id: UUID, kjoering_id: UUID, utbetalingsdato: date, batch: Batch
) -> None:
    """Store snapshots, lines and sums of a batch in the running transaction."""
    rows = {"inndata": batch.inndata, "linje": batch.linjer, "resultat": batch.resultater}
    with connection.cursor() as cursor:
        for name, (columns, target, selected) in _TABLES.items():
            temporary = f"ny_{name}"
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{temporary}")
            cursor.execute(f"CREATE TEMPORARY TABLE {temporary} ({columns}) ON COMMIT DROP")
            with cursor.copy(f"COPY {temporary} FROM STDIN") as copy:
                for start in range(0, len(rows[name]), 5_000):
                    copy.write("".join(rows[name][start : start + 5_000]))
            values: list[object] = [tenant_id, kjoering_id]
            if name == "resultat":
                values.append(utbetalingsdato)
            marks = ", ".join(["%s"] * len(values))
            cursor.execute(
                f"INSERT INTO {target} SELECT {marks}, {selected} FROM {temporary}", values
            )
