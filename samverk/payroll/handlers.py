"""What payroll does when finance tells of a bank file, and HR of an advance."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.outbox.api import EventFacts
from samverk.finance.api import (
    PAYMENTS_PAID,
    PAYMENTS_REJECTED,
    PAYMENTS_RELEASED,
    PAYMENTS_STOPPED,
)
from samverk.hr.api import FORSKUDD_BEDT_OM
from samverk.payroll.api import open_forskudd, payment_changed

ADVANCES = (FORSKUDD_BEDT_OM,)
TYPES = (PAYMENTS_RELEASED, PAYMENTS_PAID, PAYMENTS_REJECTED, PAYMENTS_STOPPED)
SOURCE = "payroll.loennskjoering"
_WHAT = {
    PAYMENTS_RELEASED: "frigitt", PAYMENTS_PAID: "betalt", PAYMENTS_REJECTED: "avvist",
    PAYMENTS_STOPPED: "stanset",
}  # fmt: skip


def follow_payment(actor: Actor, event: EventFacts, now: datetime) -> None:
    """Bring the run along when its file is released, executed, stopped or refused.

    Twice is as once. The source is the run, and for a later file of it also which one.
    """
    if event.data.get("source") != SOURCE:
        return
    run, _colon, _which = event.data["source_id"].partition(":")
    payment_changed(
        machine=actor, kjoering_id=UUID(run), batch_id=event.subject_id, what=_WHAT[event.type],
        now=now,
    )  # fmt: skip


def open_advance(actor: Actor, event: EventFacts, now: datetime) -> None:
    """Give an advance that is asked for its run, which waits in payroll's inbox."""
    open_forskudd(machine=actor, forskudd_id=event.subject_id, now=now)
