"""A case whose process has run to its end closes itself, as soon as nothing in it is open."""

from __future__ import annotations

from datetime import datetime

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.cases.queries.saker import SakFacts
from samverk.core.access.api import Actor
from samverk.core.outbox.api import EventFacts, subscribe
from samverk.core.workflow import api as workflow

SINK = "cases.ferdig"
# What may take away the last obstacle: a record is archived or cancelled, or signed off. The other
# two obstacles go by these: a case gets its archive code when it is opened and never after, and a
# document that is not in archive format is not archived until it is, so that it ends as one or the
# other of the first two.
FREED = (
    archive.events.JOURNALPOST["A"], archive.events.JOURNALPOST["U"],
    archive.events.JOURNALPOST_AVSKREVET,
)  # fmt: skip


def follow(actor: Actor, event: EventFacts, now: datetime) -> None:
    """Close the case, or say that the work is done and the rest is the archive's.

    Only a case that is «ferdig» (F) is closed by what the archive does: one that was opened again
    is somebody's work, and is closed by a person.
    """
    if event.type == workflow.events.INSTANCE_DONE:
        case = cases.sak_for_instans(actor, event.subject_id)
        if case is not None and case.status == "aapen" and case.mappe.saksstatus == "B":
            _finish(actor, case, now)
        return
    post = archive.journalpost(actor, event.subject_id)
    case = cases.sak_for_mappe(actor, post.mappe_id) if post else None
    if case is not None and case.status == "aapen" and case.mappe.saksstatus == "F":
        _finish(actor, case, now)


def _finish(actor: Actor, case: SakFacts, now: datetime) -> None:
    if not archive.obstacles(actor, case.mappe.id, now=now):
        cases.close_sak(actor=actor, sak_id=case.id, confirm_avskrivning=False, now=now)
    elif case.mappe.saksstatus == "B":
        archive.finish_saksmappe(actor=actor, mappe_id=case.mappe.id, now=now)


def register() -> None:
    """Listen to the end of processes and to the archive."""
    subscribe(SINK, (workflow.events.INSTANCE_DONE, *FREED), follow)
