"""Publish in the act's transaction; deliver afterwards, in order per subject, with retries."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from samverk.core.access.api import Actor, FieldRefused, acting, is_sensitive_name
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal
from samverk.core.outbox.models import Delivery, Event
from samverk.core.outbox.registry import DeliveryFault, EventFacts, handler_of, sinks_for, wake
from samverk.core.tenancy.api import new_id

MAX_ATTEMPTS = 8


class DeliveryMissing(Refusal):
    """No dead delivery by that id."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to publish.

    Attributes:
        type: ``modul.objekt.fortid.vN``; subject_type, subject_id: what it is about.
        data: ids and codes only, never names, numbers of persons or free text; a key that the
            field registry knows as sensitive is refused.
        endret: names of changed attributes; gyldig_fra: when it takes effect, if not now.
        instans_id, steg_id: the process instance and step that caused it.
    """

    type: str
    subject_type: str
    subject_id: UUID
    data: dict[str, Any] = field(default_factory=dict)
    endret: tuple[str, ...] = ()
    gyldig_fra: date | None = None
    instans_id: UUID | None = None
    steg_id: UUID | None = None


def publish(*, actor: Actor, event: NewEvent, now: datetime) -> UUID:
    """Write an event and its deliveries in the running transaction.

    Args:
        actor: who acts; event: what happened; now: when.
    """
    return publish_all(actor=actor, events=[event], now=now)[0]


def publish_all(*, actor: Actor, events: list[NewEvent], now: datetime) -> list[UUID]:
    """Write many events and their deliveries at once; their order is the order of the list."""
    for event in events:
        _check_payload(event)
    ids = [new_id() for _ in events]
    rows = [
        {
            "id": str(key), "type": e.type, "subject_type": e.subject_type,
            "subject_id": str(e.subject_id), "endret": e.endret, "data": e.data,
            "gyldig_fra": e.gyldig_fra.isoformat() if e.gyldig_fra else None,
            "instans_id": _text(e.instans_id), "steg_id": _text(e.steg_id),
            "sinks": sinks_for(e.type),
        }
        for key, e in zip(ids, events, strict=True)
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT samverk.publiser(%s, %s, %s, %s)",
            [json.dumps(rows), actor.tenant_id, actor.kind, now],
        )
    wake(actor.tenant)
    return ids


def _check_payload(event: NewEvent) -> None:
    """Refuse a payload that names an identifier or a special category, however deep.

    Raises:
        FieldRefused: the field registry knows one of the keys as class 3 or higher.
    """
    wrong = sorted({name for name in _names(event.data) if is_sensitive_name(name)})
    if wrong:
        msg = f"{event.type}: events carry ids and codes only, not {', '.join(wrong)}"
        raise FieldRefused(msg)


def _names(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _names(one)


def _text(key: UUID | None) -> str | None:
    return str(key) if key else None


# The oldest waiting delivery of each (sink, subject): a later event of the same subject waits.
_DUE = """
SELECT d.id FROM outbox_delivery d
WHERE d.tenant_id = %(tenant)s AND d.status = 'venter' AND d.neste_at <= %(now)s
  AND NOT EXISTS (SELECT FROM outbox_delivery e WHERE e.tenant_id = d.tenant_id AND e.sink = d.sink
    AND e.subject_id = d.subject_id AND e.nr < d.nr AND e.status = 'venter')
ORDER BY d.nr LIMIT %(limit)s
"""


def deliver_due(*, actor: Actor, now: datetime, limit: int = 100) -> int:
    """Deliver what is due in one tenant; return how many deliveries were tried.

    Each delivery has its own transaction, so that one failing listener holds back only the
    events of the same subject at its own sink. Two workers never deliver the same row.

    Args:
        actor: the tenant's service user; now: the time; limit: most deliveries in one call.
    """
    tried = 0
    while tried < limit:
        heads = _heads(actor, now, limit - tried)
        if not heads:
            break
        for delivery_id in heads:
            with acting(actor, now=now):
                _deliver(actor=actor, delivery_id=delivery_id, now=now)
        tried += len(heads)
    return tried


def _heads(actor: Actor, now: datetime, limit: int) -> list[UUID]:
    with acting(actor, now=now), connection.cursor() as cursor:
        cursor.execute(_DUE, {"tenant": actor.tenant_id, "now": now, "limit": limit})
        return [row[0] for row in cursor.fetchall()]


def _deliver(*, actor: Actor, delivery_id: UUID, now: datetime) -> None:
    waiting = Delivery.objects.select_for_update(skip_locked=True, of=("self",))
    delivery = (
        waiting.select_related("event")
        .filter(tenant_id=actor.tenant_id, id=delivery_id, status="venter")
        .first()
    )
    if delivery is None:  # another worker has it, or has just delivered it
        return
    handler = handler_of(delivery.sink)
    try:
        with transaction.atomic():
            if handler is not None:
                handler(actor, event_facts(delivery.event), now)
    except Exception as error:
        attempts = delivery.forsoek + 1
        Delivery.objects.filter(id=delivery.id).update(
            forsoek=attempts,
            status="doed" if attempts >= MAX_ATTEMPTS else "venter",
            neste_at=now + timedelta(seconds=2**attempts * 5),
            feil=_fault(error)[:400],
        )
        return
    Delivery.objects.filter(id=delivery.id).update(
        forsoek=delivery.forsoek + 1, status="levert", levert_at=now, feil=""
    )


_SETTLED = "age(xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid)"


def _fault(error: Exception) -> str:
    """What is kept of a failure: its kind, its code and where it came from.

    The text of an error may hold an address or a name, from a mail server or a key of the database.
    """
    found = type(error).__name__
    if isinstance(error, DeliveryFault):
        return f"{found}: {error}"
    cause = error.__cause__
    rule = getattr(getattr(cause, "diag", None), "constraint_name", None)
    code = error.code if isinstance(error, Refusal) else getattr(cause, "sqlstate", None)
    said = " ".join(str(word) for word in (code, rule) if word)
    places = [
        f"{frame.f_globals['__name__']}.{frame.f_code.co_name}"
        for frame, _line in traceback.walk_tb(error.__traceback__)
    ]
    ours = [place for place in places if place.startswith("samverk.")]
    return f"{found}{': ' if said else ''}{said} ({ours[-1]})"


def events_after(actor: Actor, *, nr: int, limit: int) -> list[EventFacts]:
    """Return the tenant's events after a number, oldest first (keyset page).

    Numbers are handed out in the acts, and an act may commit after another with higher numbers.
    Events younger than an act that still runs are therefore kept back: a reader who goes on from
    the last number never passes one that is yet to come (see `samverk.publiser`).

    Args:
        actor: whose tenant; nr: the last number already read; limit: page size.
    """
    found = Event.objects.filter(tenant_id=actor.tenant_id, nr__gt=nr).extra(where=[_SETTLED])  # noqa: S610 - our constant
    found = found.order_by("nr")[:limit]
    return [event_facts(event) for event in found]


def event_facts(event: Event) -> EventFacts:
    """Return an event as its listeners see it."""
    return EventFacts(
        event.id, event.nr, event.type, event.tenant_id, event.subject_type, event.subject_id,
        event.data, tuple(event.endret), event.gyldig_fra, event.aktoer_art, event.inntraff_at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeadDelivery:
    """A delivery given up after its last attempt; nothing more happens until somebody acts."""

    id: UUID
    type: str
    sink: str
    inntraff_at: datetime
    forsoek: int
    feil: str


def dead_deliveries(actor: Actor, *, limit: int = 100) -> list[DeadDelivery]:
    """Return the deliveries that were given up, oldest first (needs ``drift.les``).

    Args:
        actor: whose tenant; limit: most rows.
    """
    actor.require("drift.les")
    rows = Delivery.objects.filter(tenant_id=actor.tenant_id, status="doed")
    return [
        DeadDelivery(row.id, row.event.type, row.sink, row.event.inntraff_at, row.forsoek, row.feil)
        for row in rows.select_related("event").order_by("nr")[:limit]
    ]


def replay(*, actor: Actor, delivery_id: UUID, now: datetime) -> None:
    """Put a dead delivery back in line, with all its attempts (needs ``drift.les``).

    Raises:
        DeliveryMissing: unknown, another tenant's, or somebody has put it back already.
    """
    actor.require("drift.les")
    changed = Delivery.objects.filter(
        tenant_id=actor.tenant_id, id=delivery_id, status="doed"
    ).update(status="venter", forsoek=0, neste_at=now, feil="")
    if not changed:
        raise DeliveryMissing("Leveringen finnes ikke, eller noen har alt prøvd den på nytt.")
    record_act(
        actor=actor, handling="hendelse.lever_paa_nytt", objekt_type="levering",
        objekt_id=delivery_id,
    )  # fmt: skip
    wake(actor.tenant)
