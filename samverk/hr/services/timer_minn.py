"""A leader reminds somebody of hours that are registered and not sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal
from samverk.core.outbox.api import Event, NewEvent, publish
from samverk.core.periods import OSLO
from samverk.hr.models import Kontrakt, Timeregistrering
from samverk.hr.services.timer import USENDT

HOURS_REMINDED = "hr.timer.minnet.v1"
_GODKJENN = "hr.timeliste.godkjenn"


class RemindRefused(Refusal):
    """Nothing to remind of, reminded today already, or not the actor's to remind."""


def remind_timer(*, actor: Actor, kontrakt_id: UUID, now: datetime) -> None:
    """Remind the person of the unsent hours of a contract: once a day, whoever reminds.

    Args:
        actor: a leader of the contract's unit; kontrakt_id: the contract; now: time of the act.

    Raises:
        RemindRefused: not a contract of the actor's units, the actor's own, no unsent hours, or
            reminded today.
    """
    actor.require(_GODKJENN)
    kontrakt = (
        Kontrakt.objects.filter(tenant_id=actor.tenant_id, id=kontrakt_id, status="signert")
        .extra(where=["enhet_id IN (SELECT samverk.enheter(%s))"], params=[_GODKJENN])
        .first()
    )
    if kontrakt is None or kontrakt.party_id == actor.party_id:
        raise RemindRefused("Fant ingen kontrakt du kan minne om timer på.")
    waiting = Timeregistrering.objects.filter(
        tenant_id=actor.tenant_id, kontrakt_id=kontrakt_id, status__in=USENDT
    )
    if not waiting.exists():
        raise RemindRefused("Timene er alt sendt.")
    # Two leaders at once: the second waits, and then sees the first.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('hr.timer.minn ' || %s, 0))",
            [str(kontrakt_id)],
        )
    if reminded_today(actor, [kontrakt_id], now):
        raise RemindRefused("Det er alt minnet om timene i dag. Prøv igjen i morgen.")
    record_act(actor=actor, handling="hr.timer.minn", objekt_type="kontrakt", objekt_id=kontrakt_id)
    publish(actor=actor, event=NewEvent(HOURS_REMINDED, "kontrakt", kontrakt_id), now=now)


def reminded_today(
    actor: Actor, kontrakt_ids: Iterable[UUID], now: datetime
) -> dict[UUID, datetime]:
    """Return when today somebody reminded of the hours of each contract, where it was done."""
    midnight = now.astimezone(OSLO).replace(hour=0, minute=0, second=0, microsecond=0)
    found = Event.objects.filter(
        tenant_id=actor.tenant_id, type=HOURS_REMINDED, subject_id__in=list(kontrakt_ids),
        registrert_at__gte=midnight,
    )  # fmt: skip
    return dict(found.values_list("subject_id", "registrert_at"))
