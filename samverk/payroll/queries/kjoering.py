"""Pay runs as the run page shows them: state, sums, causes, findings, who is set aside."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from samverk.core.access.api import Actor
from samverk.payroll.models import (
    Artefakt,
    Kontrollfunn,
    Loennsforhold,
    Loennskjoering,
    LoennskjoeringMedlem,
)


@dataclass(frozen=True, slots=True)
class KjoeringFacts:
    """One pay run; sums in øre."""

    id: UUID
    art: str
    aar: int
    maaned: int
    loepenr: int
    utbetalingsdato: date
    frist_at: datetime
    tilstand: str
    regelsett_hash: str
    satser: tuple[str, ...]
    ubekreftede_satser: tuple[str, ...]
    begrunnelse: str
    opprettet_at: datetime
    opprettet_av: UUID
    beregnet_at: datetime | None
    beregnet_av: UUID | None
    beregnet_ms: int
    kontrollert_at: datetime | None
    kontrollert_av: UUID | None
    godkjent_at: datetime | None
    godkjent_av: UUID | None
    betalt_at: datetime | None
    betalt_av: UUID | None
    bokfoert_at: datetime | None
    meldt_at: datetime | None
    forskudd_id: UUID | None
    avlyst_at: datetime | None
    avlyst_av: UUID | None
    avlyst_grunn: str
    nedsatt_grunn: str
    antall: int
    brutto_oere: int
    skattetrekk_oere: int
    netto_oere: int
    arbeidsgiver_oere: int


_FIELDS = tuple(KjoeringFacts.__dataclass_fields__)


def _facts(row: dict[str, Any]) -> KjoeringFacts:
    values = {name: row[name] for name in _FIELDS}
    values["satser"] = tuple(row["satser"])
    values["ubekreftede_satser"] = tuple(row["ubekreftede_satser"])
    return KjoeringFacts(**values)


def kjoering(actor: Actor, kjoering_id: UUID) -> KjoeringFacts | None:
    """One run, or None when it is another tenant's or not for the actor."""
    found = Loennskjoering.objects.filter(tenant_id=actor.tenant_id, id=kjoering_id)
    row = found.values(*_FIELDS).first()
    return _facts(row) if row else None


def kjoeringer_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, KjoeringFacts]:
    """Return those of the runs that are for the actor, by their ids."""
    found = Loennskjoering.objects.filter(tenant_id=actor.tenant_id, id__in=list(ids))
    return {row["id"]: _facts(row) for row in found.values(*_FIELDS)}


def posted_kjoeringer(actor: Actor, ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of the runs whose pay stands in the ledger."""
    found = Loennskjoering.objects.filter(
        tenant_id=actor.tenant_id, id__in=list(ids), bokfoert_at__isnull=False
    )
    return frozenset(found.values_list("id", flat=True))


def kjoeringer(actor: Actor, *, aar: int | None = None, limit: int = 60) -> list[KjoeringFacts]:
    """Runs, newest payout first."""
    found = Loennskjoering.objects.filter(tenant_id=actor.tenant_id)
    if aar is not None:
        found = found.filter(aar=aar)
    rows = found.order_by("-utbetalingsdato", "-opprettet_at").values(*_FIELDS)[:limit]
    return [_facts(row) for row in rows]


def people_of_run(actor: Actor, run: KjoeringFacts) -> int:
    """How many a run is for: those it was calculated for, else those it may take in."""
    if run.antall:
        return run.antall
    if run.art == "ordinaer":
        return Loennsforhold.objects.filter(tenant_id=actor.tenant_id).count()
    return LoennskjoeringMedlem.objects.filter(
        tenant_id=actor.tenant_id, kjoering_id=run.id
    ).count()


def waiting_kjoeringer(
    actor: Actor, tilstander: Iterable[str], *, reported_since: date | None = None
) -> list[KjoeringFacts]:
    """Every run that stands in one of the states, the first payout first.

    Args:
        actor: only what the actor may see; tilstander: the states.
        reported_since: also the reported and closed runs with a pay day from this day on, which
            the bank may still send back.
    """
    which = Q(tilstand__in=list(tilstander))
    if reported_since is not None:
        which |= Q(tilstand__in=("meldt", "lukket"), utbetalingsdato__gte=reported_since)
    found = Loennskjoering.objects.filter(which, tenant_id=actor.tenant_id).order_by(
        "utbetalingsdato", "opprettet_at"
    )
    return [_facts(row) for row in found.values(*_FIELDS)]


def ordinary_months(actor: Actor, *, fra: date) -> frozenset[tuple[int, int]]:
    """(year, month) of the ordinary runs there are, from the year of a day on."""
    found = Loennskjoering.objects.filter(
        tenant_id=actor.tenant_id, art="ordinaer", aar__gte=fra.year
    )
    return frozenset(found.values_list("aar", "maaned"))


def own_kjoeringer(actor: Actor, ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of the runs that the actor, or the one stood in for, is a member of."""
    own = [one for one in (actor.party_id, actor.on_behalf_of_party) if one]
    found = LoennskjoeringMedlem.objects.filter(
        tenant_id=actor.tenant_id, kjoering_id__in=list(ids), party_id__in=own
    )
    return frozenset(found.values_list("kjoering_id", flat=True))


def previous_ordinary(actor: Actor, of: KjoeringFacts) -> KjoeringFacts | None:
    """The ordinary run of the month before."""
    aar, maaned = (of.aar, of.maaned - 1) if of.maaned > 1 else (of.aar - 1, 12)
    row = (
        Loennskjoering.objects.filter(
            tenant_id=actor.tenant_id, art="ordinaer", aar=aar, maaned=maaned
        )
        .values(*_FIELDS)
        .first()
    )
    return _facts(row) if row else None


def run_sums(tenant_id: UUID, kjoering_id: UUID) -> dict[str, int]:
    """Sums over the stored results of a run, by the run's own column names."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(sum(brutto_oere), 0), coalesce(sum(skattetrekk_oere), 0),"
            " coalesce(sum(netto_oere), 0), coalesce(sum(arbeidsgiver_oere), 0)"
            " FROM payroll_resultat WHERE tenant_id = %s AND kjoering_id = %s",
            [tenant_id, kjoering_id],
        )
        row = cursor.fetchone()
    names = ("antall", "brutto_oere", "skattetrekk_oere", "netto_oere", "arbeidsgiver_oere")
    return {name: int(value) for name, value in zip(names, row or (0,) * 5, strict=True)}


@dataclass(frozen=True, slots=True)
class MedlemFacts:
    """A person set aside from a run, and why."""

    party_id: UUID
    grunn: str


def set_aside(actor: Actor, kjoering_id: UUID) -> list[MedlemFacts]:
    """Who is taken out of a run."""
    found = LoennskjoeringMedlem.objects.filter(
        tenant_id=actor.tenant_id, kjoering_id=kjoering_id, status="tatt_ut"
    )
    return [MedlemFacts(m.party_id, m.grunn) for m in found.order_by("id")]


def members_among(actor: Actor, kjoering_id: UUID, parties: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of the persons who are in a run."""
    found = LoennskjoeringMedlem.objects.filter(
        tenant_id=actor.tenant_id, kjoering_id=kjoering_id, party_id__in=list(parties)
    )
    return frozenset(found.values_list("party_id", flat=True))


@dataclass(frozen=True, slots=True)
class FunnGroup:
    """The findings of one control in a run."""

    kontroll: str
    alvor: str
    antall: int
    forklart: int
    fakta: Any


def findings(actor: Actor, kjoering_id: UUID) -> list[FunnGroup]:
    """Findings grouped by cause, stoppers first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kontroll, alvor, count(*), count(forklart_at),"
            " (array_agg(fakta ORDER BY id))[1] FROM payroll_kontrollfunn"
            " WHERE tenant_id = %s AND kjoering_id = %s GROUP BY kontroll, alvor"
            " ORDER BY alvor, count(*) DESC, kontroll",
            [actor.tenant_id, kjoering_id],
        )
        return [
            FunnGroup(name, alvor, int(count), int(explained), _json(facts))
            for name, alvor, count, explained, facts in cursor.fetchall()
        ]


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class FunnPerson:
    """One finding about one person."""

    id: UUID
    party_id: UUID | None
    fakta: dict[str, Any]
    forklaring: str
    forklart_av: UUID | None


def findings_of(
    actor: Actor, kjoering_id: UUID, kontroll: str, *, limit: int = 200
) -> list[FunnPerson]:
    """The findings of one control, for the list behind the figure."""
    found = Kontrollfunn.objects.filter(
        tenant_id=actor.tenant_id, kjoering_id=kjoering_id, kontroll=kontroll
    ).order_by(F("forklart_at").asc(nulls_first=True), "id")
    return [
        FunnPerson(f.id, f.party_id, f.fakta, f.forklaring, f.forklart_av) for f in found[:limit]
    ]


@dataclass(frozen=True, slots=True)
class Cause:
    """One bar of «why is it more than last month»: cause code, people, øre."""

    kode: str
    personer: int
    oere: int


# Groups of wage types a payroll officer thinks in; new and gone people are their own causes.
_WATERFALL = """
WITH linjer AS (
  SELECT l.party_id, l.kjoering_id = %(ny)s AS er_ny, CASE
      WHEN l.loennsart IN ('1000', '1020', '1100') THEN 'fastloenn'
      WHEN l.loennsart IN ('1010', '1220') OR l.loennsart LIKE '13%%' THEN 'timer'
      WHEN l.loennsart LIKE '11%%' OR l.loennsart LIKE '12%%' THEN 'overtid'
      WHEN l.loennsart LIKE '14%%' THEN 'etterbetaling'
      WHEN l.loennsart LIKE '15%%' THEN 'ferie'
      ELSE 'permisjon' END AS gruppe, l.beloep_oere
  FROM payroll_loennslinje l
  WHERE l.tenant_id = %(tenant)s AND l.kjoering_id IN (%(ny)s, %(gammel)s)
    AND l.loennsart BETWEEN '1000' AND '1699'
), person AS (
  SELECT party_id, gruppe, bool_or(er_ny) AS i_ny,
    sum(beloep_oere) FILTER (WHERE er_ny) AS ny,
    sum(beloep_oere) FILTER (WHERE NOT er_ny) AS gammel
  FROM linjer GROUP BY party_id, gruppe
), begge AS (
  SELECT party_id, bool_or(er_ny) AS i_ny, bool_or(NOT er_ny) AS i_gammel
  FROM linjer GROUP BY party_id
)
SELECT CASE WHEN NOT b.i_gammel THEN 'nye' WHEN NOT b.i_ny THEN 'sluttet' ELSE p.gruppe END AS kode,
  count(DISTINCT p.party_id), sum(coalesce(p.ny, 0) - coalesce(p.gammel, 0))
FROM person p JOIN begge b USING (party_id)
WHERE coalesce(p.ny, 0) <> coalesce(p.gammel, 0)
GROUP BY 1 ORDER BY abs(sum(coalesce(p.ny, 0) - coalesce(p.gammel, 0))) DESC, 1
"""


def waterfall(actor: Actor, *, ny: UUID, gammel: UUID) -> list[Cause]:
    """Why gross pay of a run differs from another's, by cause, largest first; sums to the
    difference."""
    with connection.cursor() as cursor:
        cursor.execute(_WATERFALL, {"tenant": actor.tenant_id, "ny": ny, "gammel": gammel})
        return [Cause(code, int(people), int(oere)) for code, people, oere in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class EnhetSum:
    """What a run costs one unit, in øre."""

    enhet_id: UUID
    personer: int
    brutto_oere: int
    arbeidsgiver_oere: int


def unit_sums(actor: Actor, kjoering_id: UUID) -> list[EnhetSum]:
    """Cost of a run per unit, largest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT enhet_id, count(*), sum(brutto_oere), sum(arbeidsgiver_oere)"
            " FROM payroll_resultat WHERE tenant_id = %s AND kjoering_id = %s"
            " GROUP BY enhet_id ORDER BY 3 DESC",
            [actor.tenant_id, kjoering_id],
        )
        return [EnhetSum(u, int(n), int(b), int(a)) for u, n, b, a in cursor.fetchall()]


def bilag_of(actor: Actor, artefakt_id: UUID) -> tuple[UUID, UUID] | None:
    """The run and unit that a voucher of a run sums up, or None."""
    found = (
        Artefakt.objects.filter(tenant_id=actor.tenant_id, id=artefakt_id, type="bilag")
        .values_list("kjoering_id", "noekkel")
        .first()
    )
    return (found[0], UUID(found[1])) if found else None
