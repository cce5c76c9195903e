"""Roles given by hand are looked at each half-year; what nobody confirms ends after 30 days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from psycopg.types.range import DateRange

from samverk.core.access.api import Actor, Grant
from samverk.core.audit.api import record_act
from samverk.core.errors import Text
from samverk.core.grants import events
from samverk.core.grants.models import Resertifisering
from samverk.core.grants.queries.waiting import LAST, OVER
from samverk.core.grants.rules import ends_on
from samverk.core.grants.services.proposals import AGAIN, GrantMissing
from samverk.core.grants.services.refusals import guarded
from samverk.core.outbox.api import NewEvent, publish, publish_all
from samverk.core.periods import OSLO

UNCONFIRMED = Text("Ingen bekreftet rollen på nytt innen 30 dager.")  # translated when it is read
# Grants in force whose half-year is over, with when the unit's leader was told, if that is done.
_DUE = """
SELECT g.id, g.bruker_id, g.enhet_id, t.varslet FROM access_grant g {last}
WHERE g.tenant_id = %(tenant)s AND g.kilde = 'manuell' AND g.gyldig @> %(on)s::date AND {over}
"""
Due = tuple[UUID, UUID, UUID, datetime | None]  # grant, holder, unit, when it was told


def confirm_roller(*, actor: Actor, grant_ids: Collection[UUID], now: datetime) -> int:
    """Vouch for roles for another half-year; return how many.

    Args:
        actor: needs `tilgang.resertifiser` for the units; grant_ids: the grants; now: when.

    Raises:
        GrantMissing: none was chosen, or one is not there.
        GrantRefused: one is the actor's own, or of a unit that is another's; nothing is written.
    """
    actor.require(AGAIN)
    ids = sorted(set(grant_ids))  # in the order the night locks them
    found = set(
        Grant.objects.filter(tenant_id=actor.tenant_id, id__in=ids).values_list("id", flat=True)
    )
    if not ids or found != set(ids):
        raise GrantMissing("Velg rollene som fortsatt trengs.", field="rolle")
    with guarded():
        Resertifisering.objects.bulk_create(
            Resertifisering(
                tenant_id=actor.tenant_id, grant_id=key, art="bekreftet",
                bruker_id=actor.bruker_id, skjedde_at=now,
            )
            for key in ids
        )  # fmt: skip
    for key in ids:
        record_act(
            actor=actor, handling="tilgang.rolle.bekreft", objekt_type="access_grant",
            objekt_id=key,
        )  # fmt: skip
    return len(ids)


def recertify_nightly(*, actor: Actor, now: datetime) -> int:
    """Tell the leaders of roles whose half-year is over, and end what waited 30 days in vain.

    Args:
        actor: the tenant's service user; now: the time of the night.

    Returns:
        How many were told of or ended.
    """
    today = _day(now)
    due = _due(actor, today)
    new = [row for row in due if row[3] is None]
    Resertifisering.objects.bulk_create(
        Resertifisering(tenant_id=actor.tenant_id, grant_id=key, art="varslet", skjedde_at=now)
        for key, _bruker, _enhet, _told in new
    )
    publish_all(
        actor=actor, now=now,
        events=[
            NewEvent(
                type=events.RECERTIFICATION_DUE, subject_type="tilgang", subject_id=key,
                data={"bruker": str(bruker), "enhet": str(enhet)},
            )
            for key, bruker, enhet, _told in new
        ],
    )  # fmt: skip
    over = _locked(actor, [r[0] for r in due if r[3] and ends_on(_day(r[3])) <= today], today)
    for key, bruker in over:
        _end(actor, key, bruker, now)
    return len(new) + len(over)


def _due(actor: Actor, today: date) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute(_DUE.format(last=LAST, over=OVER), {"tenant": actor.tenant_id, "on": today})
        return list(cursor.fetchall())


def _locked(actor: Actor, keys: Collection[UUID], today: date) -> list[tuple[UUID, UUID]]:
    """Return the grants that nobody has confirmed meanwhile, with their holders.

    A confirmation holds its grant until it is committed: the lock waits for one under way, and the
    reading after it sees that one.
    """
    grants = Grant.objects.filter(tenant_id=actor.tenant_id, id__in=keys).order_by("id")
    held = set(grants.select_for_update().values_list("id", flat=True))
    return [(key, bruker) for key, bruker, _enhet, _told in _due(actor, today) if key in held]


def _day(at: datetime) -> date:
    return at.astimezone(OSLO).date()


def _end(actor: Actor, key: UUID, bruker: UUID, now: datetime) -> None:
    today = _day(now)
    grant = Grant.objects.get(tenant_id=actor.tenant_id, id=key)
    Grant.objects.filter(tenant_id=actor.tenant_id, id=key).update(
        gyldig=DateRange(grant.gyldig.lower, today), avsluttet_av=actor.bruker_id,
        avsluttet_at=now, avslutning=UNCONFIRMED.id,
    )  # fmt: skip
    record_act(
        actor=actor, handling="tilgang.rolle.trekk", objekt_type="access_grant", objekt_id=key
    )
    publish(
        actor=actor, now=now,
        event=NewEvent(
            type=events.WITHDRAWN, subject_type="tilgang", subject_id=key,
            data={"bruker": str(bruker), "av": str(actor.bruker_id)},
        ),
    )  # fmt: skip
