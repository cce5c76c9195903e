"""Reads: what has happened in a case, and where it is, merged from archive, notes and process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext as _

from samverk.archive import api as archive
from samverk.cases.queries.saker import NotatFacts, SakFacts, notater
from samverk.core.access.api import Actor
from samverk.core.ui.api import words
from samverk.core.workflow import api as workflow

Kind = Literal["brev", "notat", "steg"]
SYSTEM = "Samverk"


@dataclass(frozen=True, slots=True)
class TimelineDocument:
    """A document that can be opened; `id` is the dokumentobjekt."""

    id: UUID
    title: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened.

    Attributes:
        group: brev, notat or steg; kind: inn, ut or "" (how it is drawn); icon: Aksel name.
        registrering_id: the journalpost, when it is one; code: its number in grey.
        spraak: the language of the text, when it is somebody's own words.
    """

    at: datetime
    group: Kind
    kind: str
    icon: str
    title: str
    text: str
    code: str = ""
    documents: tuple[TimelineDocument, ...] = ()
    registrering_id: UUID | None = None
    spraak: str = ""


@dataclass(frozen=True, slots=True)
class ProcessView:
    """Where a case is in its process.

    Attributes:
        progress: for the drawing; steps: the step list, with whom it waits for in one sentence.
        tasks: open tasks; mine: the one that waits for the reader, if any.
        decisions: «hvorfor denne veien», one line per decision.
    """

    progress: workflow.Progress
    steps: workflow.StepList
    tasks: tuple[workflow.TaskFacts, ...]
    mine: workflow.TaskFacts | None
    decisions: tuple[workflow.DecisionFacts, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case page: where it is, and what has happened, newest first."""

    process: ProcessView | None
    timeline: list[TimelineEntry]


def case_view(actor: Actor, case: SakFacts, *, language: str, now: datetime) -> CaseView:
    """Return where a case is and what has happened; each part as far as the reader may see.

    Args:
        actor: the reader, who sees the case; case: the case.
        language: nb, nn or en, for the process; now: decides what is late.
    """
    found = [_post(post) for post in archive.journalposter(actor, case.mappe.id)]
    found += [_note(note) for note in notater(actor, case.id)]
    process = None
    if case.instans_id is not None:
        progress = workflow.progress(actor, case.instans_id, language=language)
        found += _steps(progress, language)
        process = _process(actor, case.instans_id, progress, language, now)
    return CaseView(process, sorted(found, key=lambda entry: entry.at, reverse=True))


def is_working(actor: Actor, case: SakFacts) -> bool:
    """Tell whether the case moves on by itself at once, so that a page of it soon is old."""
    return case.instans_id is not None and workflow.progress(actor, case.instans_id).is_working


def _process(
    actor: Actor, instans_id: UUID, progress: workflow.Progress, language: str, now: datetime
) -> ProcessView:
    tasks = workflow.tasks_of_instance(actor, instans_id, now=now, language=language)
    own = workflow.inbox(actor, now=now, limit=200, language=language).tasks if tasks else ()
    return ProcessView(
        progress=progress,
        steps=workflow.list_steps(progress, language=language),
        tasks=tuple(tasks),
        mine=next((t for t in own if t.instance_id == instans_id), None),
        decisions=tuple(workflow.decisions_of(actor, instans_id)),
        is_open=bool(progress.open_visits),
    )


def _post(post: archive.JournalpostFacts) -> TimelineEntry:
    kind = {"I": "inn", "U": "ut"}.get(post.type, "")
    icon = {"I": "EnvelopeClosed", "U": "ArrowForward"}.get(post.type, "FileText")
    people = ", ".join(part.navn for part in post.parter)
    side = _("Fra %(hvem)s.") if post.type == "I" else _("Til %(hvem)s.")
    parts = [side % {"hvem": people}] if people else []
    if post.avskrevet:
        word = str(archive.AVSKRIVNING[post.avskrevet])
        parts.append(f"{word[0].upper()}{word[1:]}.")
    elif post.status in "RU":
        parts.append(f"{archive.JOURNALSTATUS[post.status]}.")
    elif post.type == "U":
        parts += _where_a_letter_is(post)
    return TimelineEntry(
        at=post.opprettet_at,
        group="brev",
        kind=kind,
        icon=icon,
        title=words.filled(
            "%(type)s: %(tittel)s",
            {
                "type": archive.JOURNALPOSTTYPE[post.type],
                "tittel": words.written(post.tittel, "nb"),
            },
        ),
        text=" ".join(parts),
        code=post.registrerings_id,
        documents=tuple(TimelineDocument(d.id, d.tittel) for d in post.dokumenter),
        registrering_id=post.id,
    )


def _where_a_letter_is(post: archive.JournalpostFacts) -> list[str]:
    """What has come of a letter out, and what it waits for; nothing when the archive has it."""
    if post.status in "FG":
        return [_("Ikke sendt. Den som har saken, sender det og merker det som sendt.")]
    if post.status == "E":
        return [_("Skal journalføres av arkivet.")]
    return []


def _note(note: NotatFacts) -> TimelineEntry:
    """The machine's sentences as the reader reads them, a person's words as they were written."""
    title = _("Notat av %(hvem)s") % {"hvem": note.forfatter}
    lines = "\n".join(words.sentence(line) for line in note.setninger)
    return TimelineEntry(
        note.skrevet_at, "notat", "", "PencilLine", title, lines or f"«{note.tekst}»",
        spraak="" if lines else note.spraak,
    )  # fmt: skip


def _steps(progress: workflow.Progress, language: str) -> list[TimelineEntry]:
    """Return the finished steps of the process, people's and Samverk's."""
    found = []
    for visit in progress.visits:
        node = progress.node(visit)
        if visit.left_at is None or visit.is_cancelled or not node.kind.endswith("Task"):
            continue
        text = _("Utført av %(hvem)s.") % {"hvem": visit.who or SYSTEM}
        icon = "CheckmarkCircle" if visit.who else "Branching"
        found.append(TimelineEntry(visit.left_at, "steg", "", icon, node.named(language), text))
    return found
