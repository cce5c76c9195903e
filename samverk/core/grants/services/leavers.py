"""Whoever has left keeps no role that was given by hand, and is nobody's deputy."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.errors import Text
from samverk.core.grants import events
from samverk.core.outbox.api import NewEvent, publish_all
from samverk.core.periods import OSLO

LEFT = Text("Ansettelsen er slutt.")  # translated when it is read

_ROLES = """UPDATE access_grant g SET avsluttet_av = %(av)s, avsluttet_at = %(now)s,
  avslutning = %(grunn)s, gyldig = daterange(lower(g.gyldig), %(today)s)
FROM access_bruker b
WHERE g.tenant_id = %(tenant)s AND b.tenant_id = g.tenant_id AND b.id = g.bruker_id
  AND b.party_id = ANY(%(parties)s) AND g.kilde <> 'auto' AND g.gyldig @> %(today)s::date
RETURNING g.id, g.bruker_id"""
_DEPUTIES = """UPDATE access_delegasjon d SET avsluttet_at = %(now)s,
  gyldig = daterange(lower(d.gyldig), greatest(lower(d.gyldig), %(today)s))
FROM access_bruker b
WHERE d.tenant_id = %(tenant)s AND b.tenant_id = d.tenant_id AND b.id IN (d.fra_id, d.til_id)
  AND b.party_id = ANY(%(parties)s) AND d.avsluttet_at IS NULL AND upper(d.gyldig) > %(today)s
RETURNING d.id, b.id, CASE b.id WHEN d.fra_id THEN d.til_id ELSE d.fra_id END"""


def end_for_leavers(*, actor: Actor, party_ids: Collection[UUID], now: datetime) -> int:
    """End what people who have left were given by hand, and the deputyships from and to them.

    Roles that follow a position or an employment end with it; one that begins on a later day is
    left for the one who comes back.

    Args:
        actor: the tenant's service user; party_ids: who has left; now: the time of the night.

    Returns:
        How many roles and deputyships ended. Who held a role is told, and who stays of two that
        stood in for each other.
    """
    values: dict[str, Any] = {
        "av": actor.bruker_id, "now": now, "grunn": LEFT.id, "tenant": actor.tenant_id,
        "today": now.astimezone(OSLO).date(), "parties": list(party_ids),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ROLES, values)
        roles = cursor.fetchall()
        cursor.execute(_DEPUTIES, values)
        deputies = cursor.fetchall()
    for key, _bruker in roles:
        record_act(
            actor=actor, handling="tilgang.rolle.trekk", objekt_type="access_grant", objekt_id=key
        )
    for key, _leaver, _other in deputies:
        record_act(
            actor=actor, handling="tilgang.stedfortreder.avslutt",
            objekt_type="access_delegasjon", objekt_id=key,
        )  # fmt: skip
    publish_all(actor=actor, now=now, events=[*_of_roles(actor, roles), *_of_deputies(deputies)])
    return len(roles) + len(deputies)


def _of_roles(actor: Actor, rows: list[tuple[UUID, UUID]]) -> list[NewEvent]:
    return [
        NewEvent(
            type=events.WITHDRAWN, subject_type="tilgang", subject_id=key,
            data={"bruker": str(bruker), "av": str(actor.bruker_id)},
        )
        for key, bruker in rows
    ]  # fmt: skip


def _of_deputies(rows: list[tuple[UUID, UUID, UUID]]) -> list[NewEvent]:
    return [
        NewEvent(
            type=events.DEPUTY_ENDED, subject_type="stedfortreder", subject_id=key,
            data={"av": str(leaver), "til": str(other)},  # the one who stays is told
        )
        for key, leaver, other in rows
    ]  # fmt: skip
