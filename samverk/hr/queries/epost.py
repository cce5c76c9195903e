"""Reads of addresses: whose the actor may change, and what HR changed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.parties import api as parties
from samverk.hr.models import Epostendring

SKRIV = "hr.arbeidsforhold.skriv"


@dataclass(frozen=True, slots=True)
class EpostendringFacts:
    """A changed address, for the mail and the notice."""

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


def may_change_epost(actor: Actor, party_id: UUID) -> bool:
    """Whether the actor is HR where the person works, has worked or is being hired.

    Never for oneself, nor as deputy for the person. For one who works nowhere it takes HR for the
    whole institution. The policy of the table asks the same.
    """
    if party_id in {actor.party_id, actor.on_behalf_of_party} or not actor.can(SKRIV):
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT samverk.hr_person_i(%s, %s)", [party_id, SKRIV])
        return bool(cursor.fetchone()[0])
