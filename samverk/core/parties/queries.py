"""Reads: parties by id, by exact identifier, by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Func

from samverk.core.parties.models import Party, PartyIdentifikator, Samtykke
from samverk.core.parties.services import IdentKind, kind_and_text
from samverk.core.parties.vault import keyed_hash


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What pages need to know about a party; class 0–2 only."""

    id: UUID
    navn: str
    fornavn: str
    etternavn: str
    foedselsdato: date | None
    epost: str
    spraak: str
    uhid: UUID | None


@dataclass(frozen=True, slots=True)
class IdentFacts:
    """That an identifier exists, without its value."""

    id: UUID
    type: str
    siste_fire: str
    kilde: str


def _facts(party: Party) -> PartyFacts:
    return PartyFacts(
        party.id, party.navn, party.fornavn, party.etternavn, party.foedselsdato,
        party.epost, party.spraak, party.uhid,
    )  # fmt: skip


def party(tenant_id: UUID, party_id: UUID) -> PartyFacts | None:
    """Return one party, or None (also when it is screened from the actor)."""
    found = Party.objects.filter(tenant_id=tenant_id, id=party_id).first()
    return _facts(found) if found else None


def parties(tenant_id: UUID, ids: Iterable[UUID]) -> dict[UUID, PartyFacts]:
    """Return several parties by id, in one query."""
    return {p.id: _facts(p) for p in Party.objects.filter(tenant_id=tenant_id, id__in=set(ids))}


def find_by_identifier(tenant_id: UUID, kind: IdentKind, value: str) -> UUID | None:
    """Return the party with exactly this identifier, or None.

    Raises:
        IdentifierInvalid: the check digits do not fit.
    """
    stored_kind, text = kind_and_text(kind, value)
    digest = keyed_hash(tenant_id, stored_kind, text)
    return (
        PartyIdentifikator.objects.filter(
            tenant_id=tenant_id, type=stored_kind, verdi_hash=digest, gyldig__endswith__isnull=True
        )
        .values_list("party_id", flat=True)
        .first()
    )


def holds_identifier(
    tenant_id: UUID, party_id: UUID, kind: IdentKind, value: str, *, on: date
) -> bool:
    """Tell whether a party has exactly this identifier on a day; others may have it too.

    Raises:
        IdentifierInvalid: the check digits do not fit.
    """
    stored_kind, text = kind_and_text(kind, value)
    return PartyIdentifikator.objects.filter(
        tenant_id=tenant_id, party_id=party_id, type=stored_kind, gyldig__contains=on,
        verdi_hash=keyed_hash(tenant_id, stored_kind, text),
    ).exists()  # fmt: skip


def identifiers(tenant_id: UUID, party_id: UUID, *, on: date) -> list[IdentFacts]:
    """Return which identifiers a party has on a day, without values."""
    found = PartyIdentifikator.objects.filter(
        tenant_id=tenant_id, party_id=party_id, gyldig__contains=on
    ).values_list("id", "type", "siste_fire", "kilde")
    found = found.order_by("type", "-registrert_at")
    return [IdentFacts(*row) for row in found]


def search_persons(tenant_id: UUID, text: str, *, limit: int = 20) -> list[PartyFacts]:
    """Return persons by the name as people type it, in Norwegian order; RLS still filters."""
    if len(text.strip()) < 2:
        return []
    # Text operators are not leakproof, so their index is ignored under RLS: a definer function
    # finds ids inside the tenant, and the outer query filters by policy.
    found = Party.objects.filter(tenant_id=tenant_id, art="person").extra(
        where=["parties_party.id IN (SELECT samverk.finn_navn(%s))"], params=[text]
    )
    by_name = found.order_by(Func(F("navn"), function="samverk.sortname"), "id")
    return [_facts(p) for p in by_name[:limit]]


def has_consented(tenant_id: UUID, party_id: UUID, formaal: str) -> bool:
    """Tell whether the newest consent for a purpose is a yes."""
    newest = (
        Samtykke.objects.filter(tenant_id=tenant_id, party_id=party_id, formaal=formaal)
        .order_by("-registrert_at", "-id")
        .first()
    )
    return bool(newest and newest.gitt)
