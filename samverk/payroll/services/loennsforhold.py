"""Act: set an arbeidsforhold up for pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.outbox.api import NewEvent, publish_all
from samverk.payroll.events import LOENNSFORHOLD_OPPRETTET
from samverk.payroll.models import Loennsforhold
from samverk.payroll.services.refusals import database_says_why

OBJEKT = "payroll.loennsforhold"


@dataclass(frozen=True, slots=True)
class NewLoennsforhold:
    """What payroll must know to pay an arbeidsforhold; the rest it fetches from HR."""

    arbeidsforhold_id: UUID
    party_id: UUID
    trekkode: str = "hoved"
    sak_id: UUID | None = None


def opprett_loennsforhold(
    *,
    actor: Actor,
    arbeidsforhold_id: UUID,
    party_id: UUID,
    now: datetime,
    trekkode: str = "hoved",
    sak_id: UUID | None = None,
) -> UUID:
    """Set one arbeidsforhold up for pay; doing it twice gives the same row.

    Args:
        actor: payroll officer or the machine step of a process (``lonn.grunnlag.les``).
        arbeidsforhold_id: HR's id; party_id: whose; now: time of the act.
        trekkode: hoved or bi, whether this is the person's main employer.
        sak_id: the case the hire belongs to.
    """
    new = NewLoennsforhold(arbeidsforhold_id, party_id, trekkode, sak_id)
    opprett_loennsforhold_for(actor=actor, nye=[new], now=now)
    return (
        Loennsforhold.objects.filter(tenant_id=actor.tenant_id, arbeidsforhold_id=arbeidsforhold_id)
        .values_list("id", flat=True)
        .get()
    )


def opprett_loennsforhold_for(
    *, actor: Actor, nye: Sequence[NewLoennsforhold], now: datetime
) -> int:
    """Set many up at once (taking over a register, demo); those that exist stay as they are.

    Returns:
        How many were new.
    """
    actor.require("lonn.grunnlag.les")
    known = set(
        Loennsforhold.objects.filter(
            tenant_id=actor.tenant_id,
            arbeidsforhold_id__in=[one.arbeidsforhold_id for one in nye],
        ).values_list("arbeidsforhold_id", flat=True)
    )
    rows = [
        Loennsforhold(
            tenant_id=actor.tenant_id, arbeidsforhold_id=one.arbeidsforhold_id,
            party_id=one.party_id, trekkode=one.trekkode, sak_id=one.sak_id, opprettet_at=now,
        )
        for one in nye
        if one.arbeidsforhold_id not in known
    ]  # fmt: skip
    if not rows:
        return 0
    with database_says_why():
        Loennsforhold.objects.bulk_create(rows, batch_size=2_000)
    record_act(
        actor=actor, handling="lonn.loennsforhold.opprett", objekt_type=OBJEKT,
        objekt_id=rows[0].id if len(rows) == 1 else None,
    )  # fmt: skip
    publish_all(
        actor=actor,
        events=[
            NewEvent(
                LOENNSFORHOLD_OPPRETTET, OBJEKT, row.id,
                data={"arbeidsforhold": str(row.arbeidsforhold_id)},
            )
            for row in rows
        ],
        now=now,
    )  # fmt: skip
    return len(rows)
