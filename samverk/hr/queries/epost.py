"""Reads of addresses: whether there is one, and what HR changed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.parties import api as parties
from samverk.hr.models import Epostendring


@dataclass(frozen=True, slots=True)
class EpostendringFacts:
    """A changed address, for the mail and the notice; `epost` is the address known now."""

    id: UUID
    party_id: UUID
    navn: str
    spraak: str
    forrige: str
    ny: str


def epostendring(actor: Actor, endring_id: UUID) -> EpostendringFacts | None:
    """Return one change, or None when it is not for the actor."""
    row = Epostendring.objects.filter(tenant_id=actor.tenant_id, id=endring_id).first()
    person = parties.party(actor.tenant_id, row.party_id) if row else None
    if row is None or person is None:
        return None
    return EpostendringFacts(row.id, row.party_id, person.navn, person.spraak, row.forrige, row.ny)


def has_epost(actor: Actor, party_id: UUID) -> bool:
    """Whether there is an address at all; HR need not see it to replace it."""
    person = parties.party(actor.tenant_id, party_id)
    return person is not None and "@" in person.epost
