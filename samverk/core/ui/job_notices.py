"""What long work tells the one who ordered it: it is over, or it stopped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samverk.core.access.api import Actor
from samverk.core.jobs import api as jobs
from samverk.core.outbox.api import EventFacts
from samverk.core.ui.notice_rules import NoticeRow, NoticeRule, Recipient, Told, add_notice_rule


def _who_ordered(actor: Actor, event: EventFacts, now: datetime) -> Iterable[Recipient]:
    found = jobs.job(actor, event.subject_id)
    return [Recipient(found.bestilt_av)] if found else []


def _tell(actor: Actor, rows: Sequence[NoticeRow]) -> Mapping[UUID, Told]:
    told = {}
    for row in rows:
        found = jobs.job(actor, row.objekt_id)
        kind = jobs.kind_of(found.slag) if found else None
        if found is None or kind is None:
            continue
        text = str(kind.done)
        if found.status == "feilet":
            text = gettext("Stoppet: %(hva)s") % {"hva": kind.title}
        told[row.id] = Told(text, kind.url_for(found.objekt_id))
    return told


def register() -> None:
    """Register the notices of long work."""
    for kind, event, text, icon in (
        ("arbeid.ferdig", jobs.JOB_FERDIG, _("Noe du satte i gang, er ferdig"), "CheckmarkCircle"),
        ("arbeid.feilet", jobs.JOB_FEILET, _("Noe du satte i gang, stoppet"),
         "ExclamationmarkTriangle"),
    ):  # fmt: skip
        add_notice_rule(
            NoticeRule(
                kind=kind, group="oppgaver", types=(event,), to=_who_ordered, text=text,
                tell=_tell, icon=icon,
            )
        )  # fmt: skip
