"""Act: HR gives a person the address that is missing or wrong.

The address carries the link that confirms a new account for one's pay, so changing it is the first
half of taking over somebody's pay. The old address is told, the person is told, and an address
proves nothing in its first ten days (`kontoendring.ADDRESS_DAYS`).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.parties import api as parties
from samverk.hr.events import EPOST_ENDRET
from samverk.hr.models import Epostendring
from samverk.hr.queries.epost import SKRIV, may_change_epost
from samverk.hr.services.guard import guarded

SHORTEST_REASON = 5


class EpostRefused(Refusal):
    """The address stays as it is."""


def change_epost(*, actor: Actor, party_id: UUID, epost: str, grunn: str, now: datetime) -> UUID:
    """Change the address of a person; the old one and the person are told.

    Args:
        actor: HR (``hr.arbeidsforhold.skriv``) where the person works or is being hired; never for
            oneself, nor as deputy for the person.
        party_id: whose; epost: the new address; now: time of the act.
        grunn: how HR knows that the address is theirs, kept.

    Raises:
        EpostRefused: one's own, not a person there, not an address, the same one, or no reason.
    """
    actor.require(SKRIV)
    if party_id in {actor.party_id, actor.on_behalf_of_party}:
        raise EpostRefused("Du kan ikke endre din egen adresse. Be en kollega i HR.")
    person = parties.party(actor.tenant_id, party_id)
    if person is None or not may_change_epost(actor, party_id):
        raise EpostRefused("Fant ikke personen.", code="finnes_ikke")
    new = epost.strip()
    try:
        validate_email(new)
    except ValidationError:
        raise EpostRefused(
            "Skriv en e-postadresse, for eksempel navn@uit.no.", field="epost"
        ) from None
    if new.casefold() == person.epost.casefold():
        raise EpostRefused("Dette er adressen vi alt har.", field="epost")
    if len(grunn.strip()) < SHORTEST_REASON:
        raise EpostRefused("Skriv hvordan du vet at adressen er personens egen.", field="grunn")
    with guarded():
        made = Epostendring.objects.create(
            tenant_id=actor.tenant_id, party_id=party_id, forrige=person.epost, ny=new,
            grunn=grunn.strip()[:400], endret_av_id=actor.bruker_id, endret_at=now,
        )  # fmt: skip
        parties.change_epost(tenant_id=actor.tenant_id, party_id=party_id, epost=new)
    record_act(
        actor=actor, handling="hr.epost.endre", objekt_type="hr_epostendring", objekt_id=made.id
    )
    publish(actor=actor, event=NewEvent(EPOST_ENDRET, "hr.epostendring", made.id), now=now)
    return made.id
