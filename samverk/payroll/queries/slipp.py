"""Pay slips: one person's lines with traces, compared with the slip before."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.payroll.queries.grunnlag import DONE, PAID


@dataclass(frozen=True, slots=True)
class SlippHead:
    """A slip in a list; sums in øre.

    Attributes:
        paa_konto: the day of the bank file that counts, or the pay day before there is one.
        er_frigitt: the money is released by two, in a file that was neither stopped nor rejected.
    """

    id: UUID
    kjoering_id: UUID
    art: str
    aar: int
    maaned: int
    utbetalingsdato: date
    tilstand: str
    brutto_oere: int
    skattetrekk_oere: int
    netto_oere: int
    paa_konto: date
    er_frigitt: bool


_MONEY = f"""
  coalesce((SELECT f.forfall FROM samverk.loenn_fil(k.id) f), r.utbetalingsdato),
  k.tilstand IN ({", ".join(f"'{state}'" for state in PAID)})
    AND NOT samverk.loenn_betaling_mangler(k.id)
"""  # noqa: S608 - constant states, not user input
_HEAD = f"""
SELECT r.id, r.kjoering_id, k.art, k.aar, k.maaned, r.utbetalingsdato, k.tilstand,
  r.brutto_oere, r.skattetrekk_oere, r.netto_oere, {_MONEY}
FROM payroll_resultat r JOIN payroll_loennskjoering k ON k.id = r.kjoering_id
"""  # noqa: S608 - constant columns, not user input


def my_slips(actor: Actor, *, limit: int = 60) -> list[SlippHead]:
    """The actor's own slips of approved runs, newest first."""
    if actor.party_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_HEAD} WHERE r.tenant_id = %s AND r.party_id = %s AND k.tilstand = ANY (%s)"
            " ORDER BY r.utbetalingsdato DESC, r.id DESC LIMIT %s",
            [actor.tenant_id, actor.party_id, list(DONE), limit],
        )
        return [SlippHead(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class LinjeFacts:
    """One line with its trace; antall in hundredths, sats and beløp in øre."""

    id: UUID
    nr: int
    party_id: UUID
    arbeidsforhold_id: UUID | None
    enhet_id: UUID | None
    loennsart: str
    antall: int | None
    sats_oere: int | None
    beloep_oere: int
    opptjent_fra: date | None
    opptjent_til: date | None
    kilde: str
    spor: Any


@dataclass(frozen=True, slots=True)
class SlippFacts:
    """One person's pay in one run, with everything that explains it."""

    id: UUID
    kjoering_id: UUID
    party_id: UUID
    art: str
    aar: int
    maaned: int
    tilstand: str
    utbetalingsdato: date
    betalt_at: datetime | None
    kontrollert_at: datetime | None
    brutto_oere: int
    skattetrekk_oere: int
    pensjonstrekk_oere: int
    andre_trekk_oere: int
    netto_oere: int
    feriegrunnlag_oere: int
    skattekort_id: UUID | None
    enhet_id: UUID | None
    paa_konto: date
    er_frigitt: bool
    linjer: tuple[LinjeFacts, ...]
    forrige: SlippHead | None
    forrige_linjer: tuple[tuple[str, int], ...]


_SLIP_FIELDS = tuple(SlippFacts.__dataclass_fields__)[:-3]
_LINE_FIELDS = tuple(LinjeFacts.__dataclass_fields__)
_SLIP = f"""
SELECT r.id, r.kjoering_id, r.party_id, k.art, k.aar, k.maaned, k.tilstand, r.utbetalingsdato,
  k.betalt_at, k.kontrollert_at, r.brutto_oere, r.skattetrekk_oere, r.pensjonstrekk_oere,
  r.andre_trekk_oere, r.netto_oere, r.feriegrunnlag_oere, r.skattekort_id, r.enhet_id,
  {_MONEY}
FROM payroll_resultat r JOIN payroll_loennskjoering k ON k.id = r.kjoering_id
WHERE r.tenant_id = %s AND r.id = %s
"""  # noqa: S608 - constant columns, not user input
_LINES = """
SELECT id, nr, party_id, arbeidsforhold_id, enhet_id, loennsart, antall, sats_oere, beloep_oere,
  opptjent_fra, opptjent_til, kilde, spor
FROM payroll_loennslinje WHERE tenant_id = %s AND kjoering_id = %s AND party_id = %s ORDER BY nr
"""


def slipp(actor: Actor, resultat_id: UUID) -> SlippFacts | None:
    """One slip, or None when it does not exist for the actor."""
    with connection.cursor() as cursor:
        cursor.execute(_SLIP, [actor.tenant_id, resultat_id])
        head = cursor.fetchone()
        if head is None:
            return None
        kjoering_id, party_id, paid = head[1], head[2], head[7]
        cursor.execute(_LINES, [actor.tenant_id, kjoering_id, party_id])
        lines = tuple(_line(row) for row in cursor.fetchall())
        cursor.execute(
            f"{_HEAD} WHERE r.tenant_id = %s AND r.party_id = %s AND r.utbetalingsdato < %s"
            " AND k.art = 'ordinaer' AND k.tilstand = ANY (%s)"
            " ORDER BY r.utbetalingsdato DESC LIMIT 1",
            [actor.tenant_id, party_id, paid, list(DONE)],
        )
        row = cursor.fetchone()
        before = SlippHead(*row) if row else None
        old: tuple[tuple[str, int], ...] = ()
        if before is not None:
            cursor.execute(
                "SELECT loennsart, sum(beloep_oere) FROM payroll_loennslinje"
                " WHERE tenant_id = %s AND kjoering_id = %s AND party_id = %s"
                " GROUP BY loennsart ORDER BY loennsart",
                [actor.tenant_id, before.kjoering_id, party_id],
            )
            old = tuple((code, int(oere)) for code, oere in cursor.fetchall())
    return SlippFacts(
        **dict(zip(_SLIP_FIELDS, head, strict=True)),
        linjer=lines, forrige=before, forrige_linjer=old,
    )  # fmt: skip


def _line(row: tuple[Any, ...]) -> LinjeFacts:
    spor = json.loads(row[-1]) if isinstance(row[-1], str) else row[-1]
    return LinjeFacts(**dict(zip(_LINE_FIELDS, (*row[:-1], spor), strict=True)))


def slip_sums_of_year(actor: Actor, party_id: UUID, aar: int, until: date) -> dict[str, int]:
    """A person's sums so far in a year, by column name, in øre."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(r.brutto_oere), 0), coalesce(sum(r.skattetrekk_oere), 0),"
            " coalesce(sum(r.feriegrunnlag_oere), 0) FROM payroll_resultat r"
            " JOIN payroll_loennskjoering k ON k.id = r.kjoering_id AND k.tilstand = ANY (%s)"
            " WHERE r.tenant_id = %s AND r.party_id = %s AND r.utbetalingsdato BETWEEN %s AND %s",
            [list(DONE), actor.tenant_id, party_id, date(aar, 1, 1), until],
        )
        row = cursor.fetchone() or (0, 0, 0)
    names = ("brutto_oere", "skattetrekk_oere", "feriegrunnlag_oere")
    return {name: int(value) for name, value in zip(names, row, strict=True)}


def linjer_bak_bilag(
    actor: Actor, kjoering_id: UUID, enhet_id: UUID, *, loennsart: str = "", limit: int = 500
) -> list[LinjeFacts]:
    """The pay lines that a unit's voucher of a run is the sum of, person by person.

    Args:
        actor: only what the actor may see; kjoering_id, enhet_id: the voucher.
        loennsart: only this wage type; limit: most lines.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, nr, party_id, arbeidsforhold_id, enhet_id, loennsart, antall, sats_oere,"
            " beloep_oere, opptjent_fra, opptjent_til, kilde, spor FROM payroll_loennslinje"
            " WHERE tenant_id = %s AND kjoering_id = %s AND enhet_id = %s"
            " AND (%s = '' OR loennsart = %s) ORDER BY party_id, nr LIMIT %s",
            [actor.tenant_id, kjoering_id, enhet_id, loennsart, loennsart, limit],
        )
        return [_line(row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class ArtSum:
    """What one wage type comes to in a unit's voucher: number of lines, and øre."""

    loennsart: str
    linjer: int
    beloep_oere: int


def summer_bak_bilag(actor: Actor, kjoering_id: UUID, enhet_id: UUID) -> list[ArtSum]:
    """The sum of each wage type behind a unit's voucher of a run, by code."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT loennsart, count(*), sum(beloep_oere)::bigint FROM payroll_loennslinje"
            " WHERE tenant_id = %s AND kjoering_id = %s AND enhet_id = %s"
            " GROUP BY loennsart ORDER BY loennsart",
            [actor.tenant_id, kjoering_id, enhet_id],
        )
        return [ArtSum(*row) for row in cursor.fetchall()]
