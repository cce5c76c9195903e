"""Reads: accounts, capabilities, leaders, deputies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from samverk.core.access.actor import Actor
from samverk.core.access.models import Bruker, Delegasjon, Grant, Rolle
from samverk.core.tenancy.api import TenantFacts


@dataclass(frozen=True, slots=True)
class BrukerFacts:
    """What others may know about an account."""

    id: UUID
    brukernavn: str
    navn: str
    party_id: UUID | None
    rolletekst: str = ""


def _facts(bruker: Bruker) -> BrukerFacts:
    return BrukerFacts(
        bruker.id, bruker.brukernavn, bruker.visningsnavn, bruker.party_id, bruker.rolletekst
    )


def capabilities(bruker_id: UUID) -> frozenset[str]:
    """Return the capabilities an account holds anywhere today, deputyships included."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT unnest(r.kapabiliteter) FROM access_grant g
            JOIN access_rolle r ON r.kode = g.rolle_id
            WHERE g.bruker_id = %(b)s AND g.gyldig @> samverk.today()
            UNION
            SELECT k FROM access_delegasjon d
            JOIN access_grant g ON g.bruker_id = d.fra_id AND g.gyldig @> samverk.today()
            JOIN access_rolle r ON r.kode = g.rolle_id
            CROSS JOIN unnest(d.kapabiliteter) k
            WHERE d.til_id = %(b)s AND d.gyldig @> samverk.today() AND k = ANY (r.kapabiliteter)
            """,
            {"b": bruker_id},
        )
        return frozenset(row[0] for row in cursor.fetchall())


def actor_for(tenant: TenantFacts, bruker: Bruker) -> Actor:
    """Return the actor of an account; call inside a transaction that acts in the tenant."""
    return Actor(
        tenant_id=tenant.id,
        tenant=tenant.slug,
        bruker_id=bruker.id,
        navn=bruker.visningsnavn,
        party_id=bruker.party_id,
        kind="maskin" if bruker.is_maskin else "menneske",
        kapabiliteter=capabilities(bruker.id),
        spraak=bruker.spraak,
    )


def bruker(actor: Actor, bruker_id: UUID) -> BrukerFacts | None:
    """Return one account of the actor's tenant, or None."""
    found = Bruker.objects.filter(tenant_id=actor.tenant_id, id=bruker_id).first()
    return _facts(found) if found else None


def brukere(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, BrukerFacts]:
    """Return several accounts by id, in one query."""
    found = Bruker.objects.filter(tenant_id=actor.tenant_id, id__in=set(ids))
    return {b.id: _facts(b) for b in found}


def bruker_for_party(actor: Actor, party_id: UUID) -> BrukerFacts | None:
    """Return the person's account, or None."""
    found = Bruker.objects.filter(tenant_id=actor.tenant_id, party_id=party_id, aktiv=True).first()
    return _facts(found) if found else None


def holders(actor: Actor, *, rolle: str, enhet_id: UUID | None, on: date) -> list[BrukerFacts]:
    """Return who holds a role for a unit: on the unit, or from the nearest unit above.

    Args:
        actor: whose tenant.
        rolle: role code; enhet_id: the unit, or None for holders anywhere in the tenant.
        on: the day asked about.
    """
    base = Grant.objects.filter(
        tenant_id=actor.tenant_id, rolle_id=rolle, gyldig__contains=on, bruker__aktiv=True
    ).select_related("bruker")
    if enhet_id is None:
        return _unique(g.bruker for g in base.order_by("bruker__visningsnavn"))
    for level in _ancestors(actor, enhet_id, on):
        scope = Q(enhet_id=level, omfang="subtre")
        if level == enhet_id:
            scope |= Q(enhet_id=level, omfang="enhet")
        found = _unique(g.bruker for g in base.filter(scope).order_by("bruker__visningsnavn"))
        if found:
            return found
    return []


def _unique(brukere: Iterable[Bruker]) -> list[BrukerFacts]:
    return list({b.id: _facts(b) for b in brukere}.values())


def _ancestors(actor: Actor, enhet_id: UUID, on: date) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT over_id FROM organisation_enhetunder WHERE tenant_id = %s AND under_id = %s"
            " AND gyldig @> %s::date ORDER BY avstand",
            [actor.tenant_id, enhet_id, on],
        )
        return [row[0] for row in cursor.fetchall()]


def deputies(actor: Actor, *, fra_id: UUID, capability: str, on: date) -> list[BrukerFacts]:
    """Return who stands in for an account with one capability on a day."""
    found = Delegasjon.objects.filter(
        tenant_id=actor.tenant_id,
        fra_id=fra_id,
        kapabiliteter__contains=[capability],
        gyldig__contains=on,
    ).select_related("til")
    return [_facts(d.til) for d in found]


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """One line of «mine tilganger»."""

    id: UUID
    rolle: str
    rollenavn: tuple[str, str, str]
    omfang: str
    enhet_id: UUID | None
    fra: date
    til: date | None
    kilde: str


def my_grants(actor: Actor) -> list[GrantFacts]:
    """Return the actor's own grants, newest first; those that came to nothing are left out."""
    found = (
        Grant.objects.filter(
            tenant_id=actor.tenant_id, bruker_id=actor.bruker_id, gyldig__isempty=False
        )
        .select_related("rolle")
        .order_by("-opprettet_at")
    )
    return [
        GrantFacts(
            g.id, g.rolle_id, (g.rolle.navn, g.rolle.navn_nn, g.rolle.navn_en),
            g.omfang, g.enhet_id, g.gyldig.lower, g.gyldig.upper, g.kilde,
        )
        for g in found
    ]  # fmt: skip


def cast(tenant: TenantFacts) -> list[BrukerFacts]:
    """Return the named cast of a demo tenant; call inside its sign-in context."""
    found = Bruker.objects.filter(tenant_id=tenant.id, is_cast=True, aktiv=True)
    return [_facts(b) for b in found.order_by("opprettet_at", "id")]


def role_codes() -> list[str]:
    """Return the codes of all roles, in order."""
    return list(Rolle.objects.order_by("kode").values_list("kode", flat=True))


def deputies_of(
    actor: Actor, *, fra_ids: Iterable[UUID], capability: str, on: date
) -> list[tuple[UUID, BrukerFacts]]:
    """Return (principal, deputy) for several accounts and one capability, in one query."""
    found = Delegasjon.objects.filter(
        tenant_id=actor.tenant_id,
        fra_id__in=set(fra_ids),
        kapabiliteter__contains=[capability],
        gyldig__contains=on,
        til__aktiv=True,
    ).select_related("til")
    return [(d.fra_id, _facts(d.til)) for d in found]


_NEAREST = """
WITH nivaa AS (
  SELECT over_id, avstand FROM organisation_enhetunder
  WHERE tenant_id = %(t)s AND under_id = %(enhet)s AND gyldig @> %(on)s::date
), treff AS (
  SELECT b.id, n.avstand FROM nivaa n
  JOIN access_grant g ON g.tenant_id = %(t)s AND g.enhet_id = n.over_id AND g.rolle_id = %(rolle)s
    AND g.gyldig @> %(on)s::date AND (g.omfang = 'subtre' OR (g.omfang = 'enhet' AND n.avstand = 0))
  JOIN access_bruker b ON b.tenant_id = %(t)s AND b.id = g.bruker_id AND b.aktiv
), naer AS (
  SELECT DISTINCT id FROM treff WHERE avstand = (SELECT min(avstand) FROM treff)
), alle AS (
  SELECT id, NULL::uuid AS for_id FROM naer
  UNION
  SELECT d.til_id, d.fra_id FROM naer JOIN access_delegasjon d ON d.tenant_id = %(t)s
    AND d.fra_id = naer.id AND d.gyldig @> %(on)s::date AND %(kap)s = ANY (d.kapabiliteter)
    AND d.enhet_id IN (SELECT over_id FROM nivaa)
)
SELECT b.id, b.brukernavn, b.visningsnavn, b.party_id, b.rolletekst, a.for_id
FROM alle a JOIN access_bruker b ON b.tenant_id = %(t)s AND b.id = a.id AND b.aktiv
ORDER BY a.for_id NULLS FIRST, b.visningsnavn, b.id
"""


def holders_and_deputies(
    actor: Actor, *, rolle: str, enhet_id: UUID, capability: str, on: date
) -> list[tuple[BrukerFacts, UUID | None]]:
    """Return `holders` for a unit together with their deputies, in one query.

    Args:
        actor: whose tenant; rolle: role code; enhet_id: the unit; on: the day asked about.
        capability: what a deputy must have been lent; empty for no deputies.

    Returns:
        Each account with the account it stands in for, None for the holders themselves.
    """
    values: dict[str, Any] = {
        "t": actor.tenant_id, "enhet": enhet_id, "rolle": rolle, "on": on, "kap": capability,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, values)
        return [(BrukerFacts(*row[:5]), row[5]) for row in cursor.fetchall()]


_ABLE = """
SELECT DISTINCT b.id, b.brukernavn, b.visningsnavn, b.party_id, b.rolletekst
FROM organisation_enhetunder n
JOIN access_grant g ON g.tenant_id = %(t)s AND g.enhet_id = n.over_id AND g.gyldig @> %(on)s::date
  AND (g.omfang = 'subtre' OR (g.omfang = 'enhet' AND n.avstand = 0))
JOIN access_rolle r ON r.kode = g.rolle_id AND %(kap)s = ANY (r.kapabiliteter)
JOIN access_bruker b ON b.tenant_id = %(t)s AND b.id = g.bruker_id AND b.aktiv
  AND NOT b.is_maskin
WHERE n.tenant_id = %(t)s AND n.under_id = %(enhet)s AND n.gyldig @> %(on)s::date
ORDER BY b.visningsnavn, b.id
"""


def able(actor: Actor, *, capability: str, enhet_id: UUID, on: date) -> list[BrukerFacts]:
    """Return the people who hold a capability for a unit in their own right, at any level above."""
    values: dict[str, Any] = {
        "t": actor.tenant_id, "enhet": enhet_id, "kap": capability, "on": on,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ABLE, values)
        return [BrukerFacts(*row) for row in cursor.fetchall()]
