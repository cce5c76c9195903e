"""Which of a person's numbers the actor may ask to see; never the numbers themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.parties import api as parties

LES_NUMMER = "hr.nin.les"
KINDS = ("fnr", "dnr", "hnr", "pass", "kontonummer")  # the order in which they are shown


@dataclass(frozen=True, slots=True)
class Lesbar:
    """A number that exists, and why the actor could give to see it."""

    ident_id: UUID
    type: str
    formaal: tuple[access.FormaalFacts, ...]


def readable_identifikatorer(actor: Actor, party_id: UUID, *, on: date) -> tuple[Lesbar, ...]:
    """Return the numbers of a person that the actor may see for one of the purposes.

    Args:
        actor: one with ``hr.nin.les`` in a unit where the person works or has worked.
        party_id: the person, never oneself; on: the day the numbers hold.
    """
    if (
        not actor.can(LES_NUMMER)
        or party_id == actor.party_id
        or not _works_there(actor, party_id)
        or parties.party(actor.tenant_id, party_id) is None
    ):
        return ()
    held = {i.type: i.id for i in parties.identifiers(actor.tenant_id, party_id, on=on)}
    mine = access.formaal_to_choose(actor)
    reasons = {kind: tuple(one for one in mine if kind in one.typer) for kind in KINDS}
    return tuple(
        Lesbar(held[kind], kind, reasons[kind]) for kind in KINDS if kind in held and reasons[kind]
    )


def _works_there(actor: Actor, party_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM hr_besettelseversjon b WHERE b.tenant_id = %s"
            " AND b.party_id = %s AND b.gjelder IS NOT NULL"
            " AND b.enhet_id IN (SELECT samverk.enheter(%s)))",
            [actor.tenant_id, party_id, LES_NUMMER],
        )
        return bool(cursor.fetchone()[0])
