"""What payroll does when finance tells of a bank file, and HR of an advance."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.outbox.api import EventFacts
from samverk.finance.api import PAYMENTS_PAID, PAYMENTS_REJECTED, PAYMENTS_RELEASED
from samverk.hr.api import FORSKUDD_BEDT_OM
from samverk.payroll.api import open_forskudd, payment_changed

ADVANCES = (FORSKUDD_BEDT_OM,)
TYPES = (PAYMENTS_RELEASED, PAYMENTS_PAID, PAYMENTS_REJECTED)
SOURCE = "payroll.loennskjoering"
_WHAT = {PAYMENTS_RELEASED: "frigitt", PAYMENTS_PAID: "betalt", PAYMENTS_REJECTED: "avvist"}


def follow_payment(actor: Actor, event: EventFacts, now: datetime) -> None:
    """Bring the run along when its file is released, executed or refused; twice is as once."""
    if event.data.get("source") != SOURCE:
        return
    payment_changed(
        machine=actor, kjoering_id=UUID(event.data["source_id"]), what=_WHAT[event.type], now=now
    )


def open_advance(actor: Actor, event: EventFacts, now: datetime) -> None:
    """Give an advance that is asked for its run, which waits in payroll's inbox."""
    open_forskudd(machine=actor, forskudd_id=event.subject_id, now=now)
