"""See one number of one person: for a purpose, and with a line that the person can read."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.errors import Refusal
from samverk.core.identifiers import holds_number
from samverk.core.parties import api as parties
from samverk.hr.queries.identifikator import LES_NUMMER, readable_identifikatorer

LONGEST_REASON = 200


class NummerRefused(Refusal):
    """The number is not shown; the sentence says why."""


def reveal_identifikator(
    *, actor: Actor, party_id: UUID, slag: str, formaal: str, begrunnelse: str, on: date
) -> str:
    """Return a number in clear; who saw it, when and why stands in the read log.

    Args:
        actor: needs ``hr.nin.les`` where the person works, and what the purpose takes.
        party_id: whose; slag: the kind of number; on: the day it holds.
        formaal: code of the purpose; begrunnelse: what the actor adds, read by the person.

    Raises:
        AccessDenied: the actor sees no numbers.
        NummerRefused: no such number for the actor, no purpose, or a number in the reason.
    """
    actor.require(LES_NUMMER)
    readable = readable_identifikatorer(actor, party_id, on=on)
    number = next((one for one in readable if one.type == slag), None)
    if number is None:
        raise NummerRefused("Det er ikke noe nummer her som du kan se.")
    if formaal not in {one.kode for one in number.formaal}:
        raise NummerRefused("Velg hva du skal bruke nummeret til.", field="formaal")
    reason = begrunnelse.strip()
    if holds_number(reason):
        raise NummerRefused(
            "Skriv ikke fødselsnummer eller kontonummer i begrunnelsen.", field="begrunnelse"
        )
    if len(reason) > LONGEST_REASON:
        raise NummerRefused("Begrunnelsen kan ha 200 tegn. Gjør den kortere.", field="begrunnelse")
    value = parties.reveal_identifier(
        tenant_id=actor.tenant_id, ident_id=number.ident_id, formaal=formaal, begrunnelse=reason
    )
    if value is None:
        raise NummerRefused("Det er ikke noe nummer her som du kan se.")
    return value
