"""Who holds, held or will hold what: by person, by role and on a day, in the units one steers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor

PAGE = 50
_EVERYONE = "ansatt"  # the role that each employee has; asked for by name only

# The units of the reader are worked out once. An account whose person is screened from the reader
# does not exist here either: the join to the person goes through that table's own policy.
_HELD = """
WITH mine AS MATERIALIZED (
  SELECT samverk.enheter('tilgang.tildel') AS id
  UNION SELECT samverk.enheter('tilgang.resertifiser')
), holdt AS (
  SELECT g.id, g.bruker_id, g.rolle_id, r.navn, r.navn_nn, r.navn_en, g.omfang, g.enhet_id,
    g.gyldig, g.kilde, g.begrunnelse, g.tildelt_av, g.godkjent_av, g.avslutning, g.avsluttet_at,
    NULL::uuid AS for_id, r.kapabiliteter
  FROM access_grant g JOIN access_rolle r ON r.kode = g.rolle_id
  WHERE g.tenant_id = %(tenant)s
    AND (g.enhet_id IN (SELECT id FROM mine)
      OR (g.enhet_id IS NULL AND (SELECT samverk.styrer_tilgang(NULL))))
  UNION ALL
  SELECT d.id, d.til_id, '', '', '', '', 'subtre', d.enhet_id, d.gyldig, 'delegasjon',
    d.begrunnelse, d.fra_id, NULL, '', d.avsluttet_at, d.fra_id, d.kapabiliteter
  FROM access_delegasjon d WHERE d.tenant_id = %(tenant)s AND d.enhet_id IN (SELECT id FROM mine)
)
SELECT h.id, h.bruker_id, b.visningsnavn, b.rolletekst, h.rolle_id, h.navn, h.navn_nn, h.navn_en,
  h.omfang, h.enhet_id, v.navn, v.navn_nn, v.navn_en, lower(h.gyldig), upper(h.gyldig),
  h.kilde, h.begrunnelse, fra.visningsnavn, ja.visningsnavn, h.avslutning, h.avsluttet_at,
  h.for_id IS NOT NULL, h.kapabiliteter, samverk.sortname(b.visningsnavn)
FROM holdt h
JOIN access_bruker b ON b.tenant_id = %(tenant)s AND b.id = h.bruker_id AND NOT b.is_maskin
LEFT JOIN parties_party p ON p.tenant_id = %(tenant)s AND p.id = b.party_id
LEFT JOIN access_bruker fra ON fra.tenant_id = %(tenant)s AND fra.id = h.tildelt_av
LEFT JOIN access_bruker ja ON ja.tenant_id = %(tenant)s AND ja.id = h.godkjent_av
LEFT JOIN LATERAL (
  SELECT o.navn, o.navn_nn, o.navn_en FROM organisation_orgenhetversjon o
  WHERE o.tenant_id = %(tenant)s AND o.enhet_id = h.enhet_id
  ORDER BY (o.gyldig @> %(on)s::date) DESC, lower(o.gyldig) DESC LIMIT 1
) v ON true
WHERE (b.party_id IS NULL OR p.id IS NOT NULL) {where}
"""
_PAGED = """
  AND h.gyldig @> %(on)s::date
  AND (%(rolle)s = '' AND h.rolle_id <> %(alle)s OR h.rolle_id = %(rolle)s)
  AND (%(enhet)s::uuid IS NULL OR h.enhet_id IN (
    SELECT u.under_id FROM organisation_enhetunder u WHERE u.tenant_id = %(tenant)s
      AND u.over_id = %(enhet)s::uuid AND u.gyldig @> %(on)s::date))
  AND (%(tekst)s = '' OR b.party_id IN (SELECT samverk.finn_navn(%(tekst)s)))
  AND (samverk.sortname(b.visningsnavn), h.id) > (%(navn)s, %(sist)s::uuid)
ORDER BY samverk.sortname(b.visningsnavn), h.id LIMIT %(limit)s
"""
_OF_ONE = """
  AND h.bruker_id = %(bruker)s
ORDER BY upper_inf(h.gyldig) DESC, upper(h.gyldig) DESC NULLS LAST,
  lower(h.gyldig) DESC NULLS LAST, h.id
"""
_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class HeldFacts:
    """One right of one person: a role, or what somebody has lent them.

    Attributes:
        rollenavn, enhet: in bokmål, nynorsk and English; rollenavn is empty for a deputyship.
        fra, til: first day and the day after the last; both None when it never came to be.
        kilde: auto, manuell, noed, oppsett or delegasjon; gitt_av, bekreftet_av: names, or "".
        avslutning: why it ended before its time; is_lent: gitt_av is the one stood in for.
    """

    id: UUID
    bruker_id: UUID
    navn: str
    tekst: str
    rolle: str
    rollenavn: tuple[str, str, str]
    omfang: str
    enhet_id: UUID | None
    enhet: tuple[str, str, str]
    fra: date | None
    til: date | None
    kilde: str
    begrunnelse: str
    gitt_av: str
    bekreftet_av: str
    avslutning: str
    avsluttet_at: datetime | None
    is_lent: bool
    kapabiliteter: tuple[str, ...]

    def holds(self, on: date) -> bool:
        """Tell whether it is in force on a day."""
        return self.fra is not None and self.fra <= on and (self.til is None or on < self.til)


@dataclass(frozen=True, slots=True)
class HeldPage:
    """One page by name; `after` fetches the next."""

    rows: tuple[HeldFacts, ...]
    after: str = ""


@dataclass(frozen=True, slots=True)
class HeldFilter:
    """What to list: on which day, which role ("" is all but the one everyone has), unit, name."""

    on: date
    rolle: str = ""
    enhet_id: UUID | None = None
    tekst: str = ""


def _facts(row: tuple[Any, ...]) -> HeldFacts:
    (key, bruker, navn, tekst, rolle, nb, nn, en, omfang, enhet, e_nb, e_nn, e_en, fra, til, kilde,
     grunn, gitt, ja, slutt, slutt_at, lent, kap, _sort) = row  # fmt: skip
    top = e_nb or ""
    return HeldFacts(
        key, bruker, navn, tekst, rolle, (nb, nn, en), omfang, enhet,
        (top, e_nn or top, e_en or top), fra, til, kilde, grunn, gitt or "", ja or "", slutt,
        slutt_at, lent, tuple(kap),
    )  # fmt: skip


def held(actor: Actor, wanted: HeldFilter, *, after: str = "", limit: int = PAGE) -> HeldPage:
    """Return who holds what on a day, by name, in one query.

    Args:
        actor: sees the units where they give roles or look at them again; wanted: what to list.
        after: `HeldPage.after` of the page before; a broken one begins at the top.
    """
    name, last = _cursor(after)
    values: dict[str, Any] = {
        "tenant": actor.tenant_id, "on": wanted.on, "rolle": wanted.rolle, "alle": _EVERYONE,
        "enhet": wanted.enhet_id, "tekst": wanted.tekst.strip(), "navn": name, "sist": last,
        "limit": limit + 1,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_HELD.format(where=_PAGED), values)
        rows = cursor.fetchall()
    shown = rows[:limit]
    more = f"{shown[-1][0]}_{shown[-1][-1]}" if len(rows) > limit else ""
    return HeldPage(tuple(_facts(row) for row in shown), more)


def _cursor(after: str) -> tuple[str, UUID]:
    key, _, name = after.partition("_")
    try:
        return name, UUID(key)
    except ValueError:
        return "", _FIRST


def held_by(actor: Actor, bruker_id: UUID, *, on: date) -> list[HeldFacts]:
    """Return all that one account holds, has held and will hold, as far as the actor steers it."""
    with connection.cursor() as cursor:
        cursor.execute(
            _HELD.format(where=_OF_ONE),
            {"tenant": actor.tenant_id, "on": on, "bruker": bruker_id},
        )
        return [_facts(row) for row in cursor.fetchall()]


def held_one(actor: Actor, key: UUID, *, on: date) -> HeldFacts | None:
    """Return one right by id when the actor steers its unit, else None."""
    with connection.cursor() as cursor:
        cursor.execute(
            _HELD.format(where="AND h.id = %(id)s"),
            {"tenant": actor.tenant_id, "on": on, "id": key},
        )
        row = cursor.fetchone()
    return _facts(row) if row else None


_ROLES = """
WITH mine AS MATERIALIZED (
  SELECT samverk.enheter('tilgang.tildel') AS id
  UNION SELECT samverk.enheter('tilgang.resertifiser')
), antall AS (
  SELECT g.rolle_id, count(DISTINCT g.bruker_id) AS n FROM access_grant g
  WHERE g.tenant_id = %(tenant)s AND g.gyldig @> %(on)s::date
    AND (g.enhet_id IN (SELECT id FROM mine)
      OR (g.enhet_id IS NULL AND (SELECT samverk.styrer_tilgang(NULL))))
  GROUP BY g.rolle_id
)
SELECT r.kode, r.navn, r.navn_nn, r.navn_en, r.gis, r.sted, r.kapabiliteter, coalesce(a.n, 0)
FROM access_rolle r LEFT JOIN antall a ON a.rolle_id = r.kode
WHERE r.gis <> 'maskin' ORDER BY samverk.sortname(r.navn), r.kode
"""


@dataclass(frozen=True, slots=True)
class RolleFacts:
    """A role: its name in three languages, how it is given, where it holds, how many hold it."""

    kode: str
    navn: tuple[str, str, str]
    gis: str
    sted: str
    kapabiliteter: tuple[str, ...]
    antall: int


def roller(actor: Actor, *, on: date) -> list[RolleFacts]:
    """Return every role that people hold, with how many hold it on a day where the actor steers."""
    with connection.cursor() as cursor:
        cursor.execute(_ROLES, {"tenant": actor.tenant_id, "on": on})
        return [
            RolleFacts(kode, (nb, nn, en), gis, sted, tuple(kap), n)
            for kode, nb, nn, en, gis, sted, kap, n in cursor.fetchall()
        ]


def account(actor: Actor, bruker_id: UUID) -> tuple[str, str] | None:
    """Return the name and work of an account that the actor may look at, or None."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.visningsnavn, b.rolletekst FROM access_bruker b"
            " WHERE b.tenant_id = %s AND b.id = %s AND NOT b.is_maskin AND (b.party_id IS NULL OR"
            " EXISTS (SELECT FROM parties_party p WHERE p.tenant_id = b.tenant_id"
            " AND p.id = b.party_id))",
            [actor.tenant_id, bruker_id],
        )
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def find_accounts(actor: Actor, text: str, *, limit: int = 8) -> list[tuple[UUID, str, str]]:
    """Return others' active accounts by the name of their person: (account, name, work)."""
    if len(text.strip()) < 2:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.id, b.visningsnavn, b.rolletekst FROM access_bruker b"
            " JOIN parties_party p ON p.tenant_id = b.tenant_id AND p.id = b.party_id"
            " WHERE b.tenant_id = %s AND b.aktiv AND NOT b.is_maskin AND b.party_id IN"
            " (SELECT samverk.finn_navn(%s)) AND b.party_id IS DISTINCT FROM %s"
            " ORDER BY samverk.sortname(b.visningsnavn), b.id LIMIT %s",
            [actor.tenant_id, text, actor.party_id, limit],
        )
        return [(row[0], row[1], row[2]) for row in cursor.fetchall()]


def may_steer(actor: Actor, enhet_id: UUID | None) -> bool:
    """Tell whether the actor gives, or looks again at, the roles of a unit (None: of the top)."""
    return enhet_id in steered(actor, [enhet_id])


def steered(actor: Actor, units: Iterable[UUID | None]) -> set[UUID | None]:
    """Return which of some units the actor may steer the roles of, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u FROM unnest(%s::uuid[]) u WHERE samverk.styrer_tilgang(u)", [list(set(units))]
        )
        return {row[0] for row in cursor.fetchall()}


def steers(actor: Actor, held_rows: list[HeldFacts]) -> set[UUID]:
    """Return the ids of the rights that the actor may end: not those that follow the position."""
    allowed = steered(actor, (row.enhet_id for row in held_rows))
    return {
        row.id for row in held_rows
        if row.enhet_id in allowed and row.kilde not in {"auto", "delegasjon"}
    }  # fmt: skip
