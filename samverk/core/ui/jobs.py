"""Long work as people follow it: how far it has come, what remains, and what to do if it failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext, ngettext

from samverk.core.access.api import Actor, brukere
from samverk.core.jobs import api as jobs
from samverk.core.ui import words

MINUTE = 60


@dataclass(frozen=True, slots=True)
class JobPanel:
    """One job on a page. `state` is open, done or failed; `percent` None until something counts."""

    id: UUID
    state: str
    title: str
    text: str
    note: str
    percent: int | None
    url: str  # the page of what it works on
    done: str
    is_mine: bool  # the reader began it, and is told when it is over


def job_panel(actor: Actor, found: jobs.JobFacts, now: datetime) -> JobPanel | None:
    """Return a job as a page shows it, or None when its module is gone.

    Args:
        actor: the reader; found: a job the reader sees; now: the reader's time.
    """
    kind = jobs.kind_of(found.slag)
    if kind is None:
        return None
    state = "open" if found.is_open else "failed" if found.status == "feilet" else "done"
    text = str(kind.done)
    if state == "open":
        text = _progress(kind, found, now)
    elif state == "failed":
        text = words.sentence(found.feil)
    people = brukere(actor, [found.bestilt_av])
    return JobPanel(
        id=found.id, state=state, title=str(kind.title), text=text,
        note=gettext("Satt i gang av %(navn)s %(tid)s.") % {
            "navn": people[found.bestilt_av].navn if found.bestilt_av in people else "–",
            "tid": words.moment(found.bestilt_at, now),
        },
        percent=100 * found.gjort // found.av if found.av and state == "open" else None,
        url=kind.url_for(found.objekt_id), done=str(kind.done),
        is_mine=found.bestilt_av == actor.bruker_id,
    )  # fmt: skip


def _progress(kind: jobs.JobKind, found: jobs.JobFacts, now: datetime) -> str:
    if found.status == "venter":
        return gettext("Venter på tur.")
    if found.av and kind.counted:
        counted = str(kind.counted) % {
            "gjort": words.number(found.gjort), "av": words.number(found.av)
        }  # fmt: skip
        left = found.seconds_left(now)
        return f"{counted}{_left(left) if left is not None else ''}."
    return str(kind.phases.get(found.fase) or gettext("Begynner."))


def _left(seconds: int) -> str:
    """«, omtrent 20 sekunder igjen»: rounded so that it does not flicker."""
    if seconds > MINUTE + MINUTE // 2:
        minutes = round(seconds / MINUTE)
        return ngettext(
            ", omtrent %(n)s minutt igjen", ", omtrent %(n)s minutter igjen", minutes
        ) % {"n": minutes}  # fmt: skip
    near = seconds if seconds < 10 else 5 * round(seconds / 5)
    return ngettext(
        ", omtrent %(n)s sekund igjen", ", omtrent %(n)s sekunder igjen", near
    ) % {"n": near}  # fmt: skip
