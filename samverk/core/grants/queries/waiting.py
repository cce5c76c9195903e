"""What waits: proposals for an answer, and roles to be looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.grants.rules import ends_on
from samverk.core.periods import OSLO

_SELECT = """
SELECT f.id, f.bruker_id, b.visningsnavn, b.rolletekst, f.rolle_id, r.navn, r.navn_nn, r.navn_en,
  r.kapabiliteter, f.omfang, f.enhet_id, v.navn, v.navn_nn, v.navn_en, lower(f.gyldig),
  upper(f.gyldig), f.begrunnelse, f.foreslaatt_av_id, av.visningsnavn, f.foreslaatt_at, f.status,
  f.svar, svarte.visningsnavn, f.avgjort_at,
  f.status = 'venter' AND f.enhet_id IN (SELECT samverk.enheter('tilgang.godkjenn'))
    AND samverk.person_av(%(meg)s) NOT IN
      (samverk.person_av(f.bruker_id), samverk.person_av(f.foreslaatt_av_id))
FROM grants_tilgangsforslag f
JOIN access_bruker b ON b.tenant_id = f.tenant_id AND b.id = f.bruker_id
LEFT JOIN parties_party p ON p.tenant_id = f.tenant_id AND p.id = b.party_id
JOIN access_bruker av ON av.tenant_id = f.tenant_id AND av.id = f.foreslaatt_av_id
LEFT JOIN access_bruker svarte ON svarte.tenant_id = f.tenant_id AND svarte.id = f.avgjort_av_id
JOIN access_rolle r ON r.kode = f.rolle_id
LEFT JOIN organisation_orgenhetversjon v ON v.tenant_id = f.tenant_id AND v.enhet_id = f.enhet_id
  AND v.gyldig @> %(on)s::date
WHERE f.tenant_id = %(tenant)s AND (b.party_id IS NULL OR p.id IS NOT NULL) {where}
ORDER BY f.foreslaatt_at {order}, f.id LIMIT %(limit)s
"""
MOST = 200


@dataclass(frozen=True, slots=True)
class ForslagFacts:
    """A proposed role, and its answer when there is one.

    Attributes:
        fra, til: first day and the day after the last.
        status: venter, bekreftet, avslaatt or trukket.
        svart_av, svart_at, svar: who answered, when, and why not.
        is_mine: the actor proposed it; can_answer: the actor is a third person who may confirm.
    """

    id: UUID
    bruker_id: UUID
    navn: str
    tekst: str
    rolle: str
    rollenavn: tuple[str, str, str]
    kapabiliteter: tuple[str, ...]
    omfang: str
    enhet_id: UUID
    enhet: tuple[str, str, str]
    fra: date
    til: date | None
    begrunnelse: str
    foreslaatt_av_id: UUID
    foreslaatt_av: str
    foreslaatt_at: datetime
    status: str
    svar: str
    svart_av: str
    svart_at: datetime | None
    is_mine: bool
    can_answer: bool


def _read(
    actor: Actor, where: str, on: date, *, order: str = "", **more: Any
) -> list[ForslagFacts]:
    values = {"tenant": actor.tenant_id, "meg": actor.bruker_id, "on": on, "limit": MOST, **more}
    with connection.cursor() as cursor:
        cursor.execute(_SELECT.format(where=where, order=order), values)
        rows = cursor.fetchall()
    return [_facts(actor, row) for row in rows]


def _facts(actor: Actor, row: tuple[Any, ...]) -> ForslagFacts:
    (key, bruker, navn, tekst, rolle, nb, nn, en, kap, omfang, enhet, e_nb, e_nn, e_en, fra, til,
     grunn, av_id, av, at, status, svar, svarte, svarte_at, can) = row  # fmt: skip
    top = e_nb or ""
    return ForslagFacts(
        key, bruker, navn, tekst, rolle, (nb, nn, en), tuple(kap), omfang, enhet,
        (top, e_nn or top, e_en or top), fra, til, grunn, av_id, av, at, status, svar,
        svarte or "", svarte_at, av_id == actor.bruker_id, can,
    )  # fmt: skip


def waiting_forslag(actor: Actor, *, on: date) -> list[ForslagFacts]:
    """Return the proposals that wait and that the actor may see, oldest first."""
    return _read(actor, "AND f.status = 'venter'", on)


def forslag_for(actor: Actor, bruker_id: UUID, *, on: date) -> list[ForslagFacts]:
    """Return the proposals made for one account, newest first, as far as the actor sees them."""
    return _read(actor, "AND f.bruker_id = %(bruker)s", on, order="DESC", bruker=bruker_id)


def forslag(actor: Actor, ids: Iterable[UUID], *, on: date) -> dict[UUID, ForslagFacts]:
    """Return several proposals by id, those the actor may see."""
    found = _read(actor, "AND f.id = ANY (%(ids)s)", on, ids=list(ids))
    return {one.id: one for one in found}


Asked = tuple[UUID, UUID, UUID, UUID]  # key, unit, and the two accounts that may not answer


# For each key the accounts nearest above its unit that hold the capability, the barred left out.
_NEAREST = """
WITH f AS (
  SELECT * FROM unnest(%(keys)s::uuid[], %(units)s::uuid[], %(a)s::uuid[], %(b)s::uuid[])
    AS t (id, enhet_id, a, b)
), kan AS (
  SELECT f.id, b.id AS bruker, n.avstand FROM f
  JOIN organisation_enhetunder n ON n.tenant_id = %(tenant)s AND n.under_id = f.enhet_id
    AND n.gyldig @> %(on)s::date
  JOIN access_grant g ON g.tenant_id = %(tenant)s AND g.enhet_id = n.over_id
    AND g.gyldig @> %(on)s::date
    AND (g.omfang = 'subtre' OR (g.omfang = 'enhet' AND n.avstand = 0))
  JOIN access_rolle r ON r.kode = g.rolle_id AND %(kap)s = ANY (r.kapabiliteter)
  JOIN access_bruker b ON b.tenant_id = %(tenant)s AND b.id = g.bruker_id AND b.aktiv
    AND NOT b.is_maskin
  WHERE samverk.person_av(b.id) NOT IN (samverk.person_av(f.a), samverk.person_av(f.b))
)
SELECT DISTINCT k.id, k.bruker FROM kan k
WHERE k.avstand = (SELECT min(x.avstand) FROM kan x WHERE x.id = k.id)
"""


def nearest(
    actor: Actor, asked: Iterable[Asked], *, capability: str, on: date
) -> dict[UUID, set[UUID]]:
    """Return who is asked first about each key: those nearest the unit; others above may answer."""
    rows = list(asked)
    keys, units, a, b = (list(column) for column in zip(*rows, strict=True)) if rows else ([],) * 4
    found: dict[UUID, set[UUID]] = {key: set() for key in keys}
    with connection.cursor() as cursor:
        cursor.execute(
            _NEAREST,
            {
                "tenant": actor.tenant_id, "on": on, "kap": capability, "keys": keys,
                "units": units, "a": a, "b": b,
            },
        )  # fmt: skip
        for key, bruker in cursor.fetchall():
            found[key].add(bruker)
    return found


def answerers(actor: Actor, waiting: Iterable[ForslagFacts], *, on: date) -> dict[UUID, set[UUID]]:
    """Return the accounts that are asked first about each of some proposals."""
    rows = [(f.id, f.enhet_id, f.bruker_id, f.foreslaatt_av_id) for f in waiting]
    return nearest(actor, rows, capability="tilgang.godkjenn", on=on) if rows else {}


def asked_to_renew(actor: Actor, due: Iterable[DueFacts], *, on: date) -> set[UUID]:
    """Return which of some roles due are the actor's to look at first."""
    rows = [(one.id, one.enhet_id, one.bruker_id, one.bruker_id) for one in due]
    people = nearest(actor, rows, capability="tilgang.resertifiser", on=on) if rows else {}
    return {key for key, found in people.items() if actor.bruker_id in found}


# Of a grant g: when it was given or last confirmed, and when its leader was told since.
LAST = """
CROSS JOIN LATERAL (
  SELECT coalesce(max(x.skjedde_at) FILTER (WHERE x.art = 'bekreftet'),
    lower(g.gyldig)::timestamp AT TIME ZONE 'Europe/Oslo') AS sist
  FROM grants_resertifisering x WHERE x.tenant_id = g.tenant_id AND x.grant_id = g.id
) s
CROSS JOIN LATERAL (
  SELECT max(x.skjedde_at) AS varslet FROM grants_resertifisering x
  WHERE x.tenant_id = g.tenant_id AND x.grant_id = g.id AND x.art = 'varslet'
    AND x.skjedde_at > s.sist
) t
"""
# The day half a year after; in a short month its last day.
DUE_ON = "((s.sist AT TIME ZONE 'Europe/Oslo') + interval '6 months')::date"
OVER = f"{DUE_ON} <= %(on)s::date"
_DUE = """
SELECT g.id, g.bruker_id, b.visningsnavn, b.rolletekst, r.navn, r.navn_nn, r.navn_en, g.omfang,
  g.enhet_id, v.navn, v.navn_nn, v.navn_en, lower(g.gyldig), upper(g.gyldig), g.begrunnelse, s.sist,
  {due_on}, t.varslet, r.kapabiliteter
FROM access_grant g
JOIN access_rolle r ON r.kode = g.rolle_id
JOIN access_bruker b ON b.tenant_id = g.tenant_id AND b.id = g.bruker_id
LEFT JOIN parties_party p ON p.tenant_id = g.tenant_id AND p.id = b.party_id
{last}
LEFT JOIN organisation_orgenhetversjon v ON v.tenant_id = g.tenant_id
  AND v.enhet_id = g.enhet_id AND v.gyldig @> %(on)s::date
WHERE g.tenant_id = %(tenant)s AND g.kilde = 'manuell' AND g.gyldig @> %(on)s::date
  AND g.enhet_id IN (SELECT samverk.enheter('tilgang.resertifiser'))
  AND (b.party_id IS NULL OR p.id IS NOT NULL)
  AND coalesce(b.party_id, b.id) <> samverk.person_av(%(meg)s)
  AND {over}
ORDER BY s.sist, g.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class DueFacts:
    """A role given by hand whose half-year is over.

    Attributes:
        sist: when it was given or last confirmed; forfalt: the day it became due.
        slutter: the day from which it no longer holds, unless somebody confirms it.
    """

    id: UUID
    bruker_id: UUID
    navn: str
    tekst: str
    rollenavn: tuple[str, str, str]
    kapabiliteter: tuple[str, ...]
    omfang: str
    enhet_id: UUID
    enhet: tuple[str, str, str]
    fra: date
    til: date | None
    begrunnelse: str
    sist: date
    forfalt: date
    slutter: date


def due_roller(actor: Actor, *, on: date) -> list[DueFacts]:
    """Return others' roles that the actor is to confirm again or withdraw, longest due first."""
    values: dict[str, Any] = {
        "tenant": actor.tenant_id, "meg": actor.bruker_id, "on": on, "limit": MOST,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DUE.format(last=LAST, over=OVER, due_on=DUE_ON), values)
        return [_due(row, on) for row in cursor.fetchall()]


def _due(row: tuple[Any, ...], on: date) -> DueFacts:
    (key, bruker, navn, tekst, nb, nn, en, omfang, enhet, e_nb, e_nn, e_en, fra, til, grunn, sist,
     due_on, varslet, kap) = row  # fmt: skip
    top = e_nb or ""
    return DueFacts(
        key, bruker, navn, tekst, (nb, nn, en), tuple(kap), omfang, enhet,
        (top, e_nn or top, e_en or top), fra, til, grunn,
        sist.astimezone(OSLO).date(), due_on,
        ends_on(varslet.astimezone(OSLO).date() if varslet else on),
    )  # fmt: skip
