"""The tenant's working days: public holidays, and days the tenant keeps closed."""

from __future__ import annotations

from datetime import date, datetime

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal
from samverk.core.periods import WorkingCalendar
from samverk.core.workflow.models import ClosedDay
from samverk.core.workflow.services.context import local_day
from samverk.core.workflow.services.definitions import PUBLISH


class ClosedDayRefused(Refusal):
    """The day lies behind us, is no working day anyway, or has no name."""


def calendar_of(actor: Actor) -> WorkingCalendar:
    """Return the working days of the actor's tenant."""
    closed = ClosedDay.objects.filter(tenant_id=actor.tenant_id).values_list("dag", flat=True)
    return WorkingCalendar(frozenset(closed))


def close_day(*, actor: Actor, dag: date, navn: str, now: datetime) -> None:
    """Keep a coming working day closed; deadlines set from now on pass over it.

    Closing the same day again changes nothing. Deadlines already set stay as people have seen them.

    Args:
        actor: needs `prosess.definisjon.publiser`; dag: the day; navn: why, as shown.

    Raises:
        ClosedDayRefused: the day is past, not a working day, or unnamed.
    """
    actor.require(PUBLISH)
    if dag <= local_day(now):
        raise ClosedDayRefused("Velg en dag fram i tid.", field="dag")
    if not WorkingCalendar().is_working_day(dag):
        raise ClosedDayRefused("Dagen er ikke en virkedag.", field="dag")
    if not navn.strip():
        raise ClosedDayRefused("Skriv hvorfor dagen er stengt.", field="navn")
    row, is_new = ClosedDay.objects.get_or_create(
        tenant_id=actor.tenant_id, dag=dag, defaults={"navn": navn.strip()}
    )
    if is_new:
        record_act(actor=actor, handling="flyt.dag.steng", objekt_type="dag", objekt_id=row.id)
