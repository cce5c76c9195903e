"""Hours that will miss the pay: who has them is told once before each cut-off."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.outbox.api import Event, NewEvent, publish_all
from samverk.core.periods import OSLO
from samverk.hr.models import Timeregistrering
from samverk.hr.queries.timer import cutoff

HOURS_DUE = "hr.timer.frist_naer.v1"
TOLD_BEFORE = timedelta(days=3)


def tell_of_cutoff(*, actor: Actor, now: datetime) -> int:
    """Publish one event per contract with unsent hours, when the cut-off is three days away.

    Args:
        actor: the tenant's service user; now: the time.

    Returns:
        How many contracts were told of; a second call before the same cut-off tells of none.
    """
    today = now.astimezone(OSLO).date()
    found = cutoff(actor, now)
    if found is None or found[0] - today > TOLD_BEFORE:
        return 0
    waiting: set[UUID] = set(
        Timeregistrering.objects.filter(
            tenant_id=actor.tenant_id, status__in=("foert", "returnert"), dato__lte=found[0]
        ).values_list("kontrakt_id", flat=True)
    )
    frist = found[0].isoformat()
    waiting -= set(
        Event.objects.filter(
            tenant_id=actor.tenant_id, type=HOURS_DUE, data__frist=frist,
            registrert_at__gte=now - 2 * TOLD_BEFORE,
        ).values_list("subject_id", flat=True)
    )  # fmt: skip
    publish_all(
        actor=actor, now=now,
        events=[
            NewEvent(HOURS_DUE, "kontrakt", kontrakt, data={"frist": frist})
            for kontrakt in sorted(waiting)
        ],
    )  # fmt: skip
    return len(waiting)
