"""What payroll needs: one set-based read of a month, and the facts of employments."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.organisation import api as organisation
from samverk.core.organisation.api import EnhetFacts
from samverk.core.periods import ONE_DAY, Period


@dataclass(frozen=True, slots=True)
class LoennPeriode:
    """Percent and pay agreement on the days [fra, til) of the month; amounts in øre."""

    fra: date
    til: date
    prosent: Decimal
    slag: str
    aarsloenn_oere: int | None
    timesats_oere: int | None
    trinn: str


@dataclass(frozen=True, slots=True)
class KonteringAndel:
    """Who pays on the days [fra, til): share in percent, two decimals; they sum to 100.00."""

    fra: date
    til: date
    koststed: str
    delprosjekt: str
    andel: Decimal


@dataclass(frozen=True, slots=True)
class TimerTilLoenn:
    """One approved and unpaid hour sheet: minutes worked from and to a day, and the rate in øre."""

    timeliste_id: UUID
    kontrakt_id: UUID
    kontraktnummer: int
    fra: date
    til_og_med: date
    minutter: int
    timesats_oere: int
    innsendt_at: datetime


@dataclass(frozen=True, slots=True)
class Loennsgrunnlag:
    """Everything payroll needs about one holding in one month."""

    arbeidsforhold_id: UUID
    ansattnummer: int
    amelding_id: str
    arbeidsforhold_type: str
    startdato: date
    sluttdato: date | None
    party_id: UUID
    navn: str
    foedselsdato: date | None
    besettelse_id: UUID
    besettelse_type: str
    stillingskode: str
    tittel: str
    yrkeskode: str
    medarbeidergruppe: str
    medarbeiderundergruppe: str
    enhet_id: UUID
    koststed: str
    virksomhet_orgnr: str
    aga_sone: str
    loenn: tuple[LoennPeriode, ...]
    kontering: tuple[KonteringAndel, ...]
    timer: tuple[TimerTilLoenn, ...]


# `known` is the system time asked about: a version counts when it was known then. For the present
# that is the current versions, and the btree on them is used.
_SQL = """
WITH ark AS (
  SELECT k.besettelse_id, min(r.fra) AS fra,
    jsonb_agg(jsonb_build_array(l.id, k.id, k.nummer, r.fra, r.til, l.minutter, k.timesats_oere,
      l.innsendt_at) ORDER BY l.innsendt_at, l.id) AS timer
  FROM hr_timeliste l
  JOIN hr_kontrakt k ON k.tenant_id = l.tenant_id AND k.id = l.kontrakt_id
  JOIN (SELECT timeliste_id, min(dato) AS fra, max(dato) AS til FROM hr_timeregistrering
        WHERE tenant_id = %(tenant)s AND status = 'godkjent' GROUP BY 1) r ON r.timeliste_id = l.id
  WHERE l.tenant_id = %(tenant)s AND l.status = 'godkjent' AND k.besettelse_id IS NOT NULL
    AND r.fra < %(til)s AND (%(known)s::timestamptz IS NULL OR l.godkjent_at <= %(known)s)
  GROUP BY 1
), alle AS (
  SELECT v.* FROM hr_besettelseversjon v
  WHERE v.tenant_id = %(tenant)s AND lower(v.gyldig) < %(til)s AND {known}
), siste AS (
  SELECT DISTINCT ON (v.besettelse_id) v.*, ark.timer,
    coalesce(least(ark.fra, %(fra)s), %(fra)s) AS fra
  FROM alle v LEFT JOIN ark ON ark.besettelse_id = v.besettelse_id
  WHERE ark.timer IS NOT NULL OR v.gyldig && daterange(%(fra)s, %(til)s)
  ORDER BY v.besettelse_id, lower(v.gyldig) DESC
), loenn AS (
  SELECT v.besettelse_id, jsonb_agg(jsonb_build_array(lower(x.p), upper(x.p), v.prosent, l.slag,
    l.aarsloenn_oere, l.timesats_oere, l.trinn) ORDER BY lower(x.p)) AS rader
  FROM alle v
  JOIN hr_loennsavtale l ON l.tenant_id = v.tenant_id AND l.besettelse_id = v.besettelse_id
    AND l.gyldig && v.gyldig AND {known_l}
  CROSS JOIN LATERAL (SELECT v.gyldig * l.gyldig * daterange(%(fra)s, %(til)s) AS p) x
  WHERE NOT isempty(x.p) GROUP BY 1
), kontering AS (
  SELECT s.besettelse_id, jsonb_agg(jsonb_build_array(lower(x.p), upper(x.p), k.koststed,
    k.delprosjekt, k.andel) ORDER BY lower(x.p), k.linje) AS rader
  FROM siste s
  JOIN hr_kontering k ON k.tenant_id = s.tenant_id AND k.besettelse_id = s.besettelse_id
    AND {known_k}
  CROSS JOIN LATERAL (SELECT k.gyldig * daterange(s.fra, %(til)s) AS p) x
  WHERE NOT isempty(x.p) GROUP BY 1
), ansatt AS (
  SELECT a.arbeidsforhold_id, min(lower(a.gyldig)) AS fra,
    CASE WHEN bool_or(upper_inf(a.gyldig)) THEN NULL ELSE max(upper(a.gyldig)) END AS til,
    (array_agg(a.type ORDER BY lower(a.gyldig) DESC))[1] AS type
  FROM hr_arbeidsforholdversjon a WHERE a.tenant_id = %(tenant)s AND {known_a} GROUP BY 1
)
SELECT s.arbeidsforhold_id, f.ansattnummer, f.amelding_id, a.type, a.fra, a.til, s.party_id, p.navn,
  p.foedselsdato, s.besettelse_id, s.type, st.stillingskode, st.tittel, st.yrkeskode,
  s.medarbeidergruppe, s.medarbeiderundergruppe, s.enhet_id, l.rader, k.rader, s.timer
FROM siste s
JOIN hr_arbeidsforhold f ON f.tenant_id = s.tenant_id AND f.id = s.arbeidsforhold_id
JOIN ansatt a ON a.arbeidsforhold_id = s.arbeidsforhold_id
JOIN parties_party p ON p.tenant_id = s.tenant_id AND p.id = s.party_id
LEFT JOIN LATERAL (
  SELECT v.stillingskode, v.tittel, v.yrkeskode FROM hr_stillingversjon v
  WHERE v.tenant_id = s.tenant_id AND v.stilling_id = s.stilling_id AND upper_inf(v.registrert)
    AND lower(v.gyldig) < %(til)s ORDER BY lower(v.gyldig) DESC LIMIT 1) st ON true
LEFT JOIN loenn l ON l.besettelse_id = s.besettelse_id
LEFT JOIN kontering k ON k.besettelse_id = s.besettelse_id
{only}
ORDER BY f.ansattnummer, s.besettelse_id
"""


def loennsgrunnlag(
    actor: Actor,
    period: Period,
    *,
    known_at: datetime | None = None,
    party_ids: Iterable[UUID] | None = None,
) -> list[Loennsgrunnlag]:
    """Return what payroll needs for a month, one row per holding, in one query.

    A holding is included when it has a day in the period, or approved and unpaid hours from
    earlier (claimed late, after the contract's end). Approved sheets count by their first day.

    Args:
        actor: whose units are read (payroll's service user reads all).
        period: the closed month; known_at: as it was known then (pay cut-off), None = now.
        party_ids: only these persons (off-cycle runs), None = everyone.
    """
    assert period.til is not None
    known = "{0}registrert @> %(known)s::timestamptz" if known_at else "upper_inf({0}registrert)"
    sql = _SQL.format(
        known=known.format("v."), known_l=known.format("l."), known_k=known.format("k."),
        known_a=known.format("a."),
        only="" if party_ids is None else "WHERE s.party_id = ANY(%(only)s)",
    )  # fmt: skip
    params: dict[str, Any] = {
        "tenant": actor.tenant_id, "fra": period.fra, "til": period.til, "known": known_at,
        "only": None if party_ids is None else list(party_ids),
    }  # fmt: skip
    units = {u.id: u for u in organisation.enheter(actor.tenant_id, on=period.til - ONE_DAY)}
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [_row(row, units) for row in cursor.fetchall()]


def _row(row: tuple[Any, ...], units: dict[UUID, EnhetFacts]) -> Loennsgrunnlag:
    unit = units.get(row[16])
    inherited = (unit.koststed, unit.virksomhet_orgnr, unit.aga_sone) if unit else ("", "", "")
    return Loennsgrunnlag(
        *row[:17],
        *(value or "" for value in inherited),
        *(
            tuple(read(r) for r in json.loads(text or "[]"))
            for read, text in zip((_pay, _share, _hours), row[17:20], strict=True)
        ),
    )


_day = date.fromisoformat


def _pay(r: list[Any]) -> LoennPeriode:
    return LoennPeriode(_day(r[0]), _day(r[1]), Decimal(str(r[2])), r[3], r[4], r[5], r[6])


def _share(r: list[Any]) -> KonteringAndel:
    return KonteringAndel(_day(r[0]), _day(r[1]), r[2], r[3], Decimal(str(r[4])))


def _hours(r: list[Any]) -> TimerTilLoenn:
    return TimerTilLoenn(
        UUID(r[0]), UUID(r[1]), r[2], _day(r[3]), _day(r[4]), r[5], r[6],
        datetime.fromisoformat(r[7]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ArbeidsforholdFacts:
    """An employment on a day, with its main (or only) holding then."""

    id: UUID
    ansattnummer: int
    amelding_id: str
    type: str
    party_id: UUID
    navn: str
    fra: date
    til: date | None
    enhet_id: UUID | None
    tittel: str
    stillingskode: str
    prosent: Decimal | None


_FACTS = """
SELECT f.id, f.ansattnummer, f.amelding_id, a.type, f.party_id, p.navn, lower(a.gyldig),
  upper(a.gyldig), b.enhet_id, coalesce(b.tittel, ''), coalesce(b.stillingskode, ''), b.prosent
FROM hr_arbeidsforhold f
JOIN parties_party p ON p.tenant_id = f.tenant_id AND p.id = f.party_id
JOIN LATERAL (
  SELECT v.type, v.gyldig FROM hr_arbeidsforholdversjon v
  WHERE v.tenant_id = f.tenant_id AND v.arbeidsforhold_id = f.id AND upper_inf(v.registrert)
  ORDER BY v.gyldig @> %(on)s::date DESC, lower(v.gyldig) DESC LIMIT 1) a ON true
LEFT JOIN LATERAL (
  SELECT v.enhet_id, v.prosent, s.tittel, s.stillingskode FROM hr_besettelseversjon v
  JOIN hr_stillingversjon s ON s.tenant_id = v.tenant_id AND s.stilling_id = v.stilling_id
   AND upper_inf(s.registrert) AND s.gyldig && v.gyldig
  WHERE v.tenant_id = f.tenant_id AND v.arbeidsforhold_id = f.id AND upper_inf(v.registrert)
  ORDER BY v.gyldig @> %(on)s::date DESC, (v.type = 'HOVED') DESC, lower(v.gyldig) DESC
  LIMIT 1) b ON true
WHERE f.tenant_id = %(tenant)s AND {} = ANY(%(ids)s) ORDER BY f.ansattnummer
"""


def arbeidsforhold_facts(
    actor: Actor, ids: Iterable[UUID], *, on: date
) -> dict[UUID, ArbeidsforholdFacts]:
    """Return employments by id with their main holding on a day, in one query."""
    return {f.id: f for f in _facts(actor, "f.id", ids, on)}


def arbeidsforhold_of(actor: Actor, party_id: UUID, *, on: date) -> list[ArbeidsforholdFacts]:
    """Return all employments of a person, in the order they were numbered."""
    return _facts(actor, "f.party_id", [party_id], on)


def _facts(actor: Actor, column: str, ids: Iterable[UUID], on: date) -> list[ArbeidsforholdFacts]:
    with connection.cursor() as cursor:
        cursor.execute(
            _FACTS.format(column), {"tenant": actor.tenant_id, "on": on, "ids": list(ids)}
        )
        return [ArbeidsforholdFacts(*row) for row in cursor.fetchall()]
