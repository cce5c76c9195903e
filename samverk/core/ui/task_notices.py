"""What the process engine tells people: a task is yours, somebody nudges, a deadline has passed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samverk.core.access.api import Actor, brukere
from samverk.core.outbox.api import EventFacts
from samverk.core.ui.notice_rules import (
    NoticeRow,
    NoticeRule,
    Recipient,
    Recipients,
    Tell,
    Told,
    add_notice_rule,
)
from samverk.core.ui.registry import Text
from samverk.core.ui.words import language
from samverk.core.workflow import api as workflow

# A task that many may do stands in the inbox of each; telling them all would drown the rest.
TOLD_AT_MOST = 3


def _new(actor: Actor, event: EventFacts, now: datetime) -> Iterable[Recipient]:
    people = workflow.task_people(actor, event.subject_id)
    # The person the case is about is told by the module that owns the case.
    if people is None or people.is_for_subject or len(people.candidates) > TOLD_AT_MOST:
        return []
    return [Recipient(one) for one in people.candidates]


def _handed_over(actor: Actor, event: EventFacts, now: datetime) -> Iterable[Recipient]:
    return [Recipient(UUID(event.data["til"]), {"av": event.data["av"]})]


def _nudged(actor: Actor, event: EventFacts, now: datetime) -> Iterable[Recipient]:
    people = workflow.task_people(actor, event.subject_id)
    if people is None or "av" not in event.data:
        return []
    return [Recipient(one, {"av": event.data["av"]}) for one in people.candidates]


def _due(actor: Actor, event: EventFacts, now: datetime) -> Iterable[Recipient]:
    people = workflow.task_people(actor, event.subject_id)
    if people is None or event.data.get("art") != "system":
        return []
    return [Recipient(one) for one in people.candidates]


def _escalated(actor: Actor, event: EventFacts, now: datetime) -> Iterable[Recipient]:
    people = workflow.task_people(actor, event.subject_id)
    return [Recipient(people.escalated_to)] if people and people.escalated_to else []


def _teller(sentence: Text, *, is_doer: bool) -> Tell:
    """A sentence with %(oppgave)s, %(sak)s and %(av)s, for tasks the reader may see.

    Whoever shall do the task reads what is asked; others read what the step is called.
    """

    def tell(actor: Actor, rows: Sequence[NoticeRow]) -> Mapping[UUID, Told]:
        now = max(row.at for row in rows)
        tasks = workflow.tasks_by_id(
            actor, {row.objekt_id for row in rows}, now=now, language=language()
        )
        names = brukere(actor, {UUID(row.data["av"]) for row in rows if "av" in row.data})
        told = {}
        for row in rows:
            task = tasks.get(row.objekt_id)
            by = names.get(UUID(row.data["av"])) if "av" in row.data else None
            if task is None or not task.title or ("av" in row.data and by is None):
                continue
            what = task.asks if is_doer else task.name
            words = {"oppgave": what, "sak": task.title, "av": by.navn if by else ""}
            told[row.id] = Told(str(sentence) % words, task.url)
        return told

    return tell


def register() -> None:
    """Register the engine's own notices."""
    kinds: list[tuple[str, str, Recipients, Text, Text, str]] = [
        ("oppgave.ny", workflow.events.TASK_CREATED, _new,
         _("Du har fått en oppgave"), _("Ny oppgave: %(oppgave)s – %(sak)s"), "Tasklist"),
        ("oppgave.overlatt", workflow.events.TASK_HANDED_OVER, _handed_over,
         _("Du har fått en oppgave av en kollega"),
         _("%(av)s har gitt deg en oppgave: %(oppgave)s – %(sak)s"), "Tasklist"),
        ("oppgave.purret", workflow.events.TASK_NUDGED, _nudged,
         _("Noen purrer på en oppgave"), _("%(av)s purrer: %(oppgave)s – %(sak)s"), "Bell"),
        ("oppgave.frist", workflow.events.TASK_NUDGED, _due,
         _("En oppgave går snart ut på tid"), _("Fristen er nær: %(oppgave)s – %(sak)s"), "Clock"),
        ("oppgave.eskalert", workflow.events.TASK_ESCALATED, _escalated,
         _("En oppgave i en av enhetene dine er over fristen"),
         _("Fristen er ute: %(oppgave)s – %(sak)s"), "ExclamationmarkTriangle"),
    ]  # fmt: skip
    for kind, event, to, text, sentence, icon in kinds:
        add_notice_rule(
            NoticeRule(
                kind=kind, group="oppgaver", types=(event,), to=to, text=text,
                tell=_teller(sentence, is_doer=to is not _escalated), icon=icon,
            )
        )  # fmt: skip
