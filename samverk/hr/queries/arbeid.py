"""What work a person has already that an order may be asking for once more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.periods import Period
from samverk.hr.queries.ansettelse import ansettelser, kontrakter


@dataclass(frozen=True, slots=True)
class Arbeid:
    """An order, or a contract without one; of what the actor may not read only the id is known."""

    id: UUID
    navn: str = ""
    tittel: str = ""
    emne: str = ""
    gyldig: Period | None = None
    minutter: int = 0
    sak_id: UUID | None = None
    bestilt_av: UUID | None = None
    bestilt_at: datetime | None = None


def samme_arbeid(
    actor: Actor,
    *,
    party_id: UUID | None,
    epost: str,
    stillingskode: str,
    tittel: str,
    gyldig: Period,
) -> list[UUID]:
    """Return the ids of a person's orders and contracts for the same post on some of the same days.

    Those of other units count too; a withdrawn one does not.

    Args:
        actor: sees the ids of all but screened persons' work; what they are, `arbeid` tells.
        party_id: the person when known; epost: the address, by which the same person is found
            although registered twice.
        stillingskode, tittel: the post, by either; gyldig: the days.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM samverk.hr_samme_arbeid(%s, %s, %s, %s, daterange(%s, %s)) ORDER BY id",
            [party_id, epost.strip(), stillingskode, tittel.strip(), gyldig.fra, gyldig.til],
        )
        return [row[0] for row in cursor.fetchall()]


def arbeid(actor: Actor, ids: Iterable[UUID]) -> list[Arbeid]:
    """Return what the orders and contracts are, in the order asked for."""
    wanted = list(ids)
    known = {
        a.id: Arbeid(
            a.id, a.navn, a.tittel, a.emne, a.gyldig, a.minutter, a.sak_id, a.bestilt_av,
            a.bestilt_at,
        )
        for a in ansettelser(actor, wanted)
    }  # fmt: skip
    for k in kontrakter(actor, [one for one in wanted if one not in known]):
        known[k.id] = Arbeid(k.id, k.navn, k.tittel, k.emne, k.gyldig, k.budsjett_minutter)
    return [known.get(one, Arbeid(one)) for one in wanted]
