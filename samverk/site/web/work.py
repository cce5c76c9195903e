"""The process engine's tasks as rows of the inbox; the engine lies below the shell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from samverk.core.access.api import Actor
from samverk.core.ui import api as ui
from samverk.core.ui import words
from samverk.core.workflow import api as workflow

MOST = 200
ICONS = {
    "hr": "PersonGroup",
    "lonn": "Wallet",
    "okonomi": "Receipt",
    "sak": "Folder",
    "arkiv": "Archive",
    "samstyring": "Handshake",
}


def _icon(task: workflow.TaskFacts) -> str:
    if task.art == "stoette":
        return "Wrench"
    return ICONS.get(task.skjema.split(".", maxsplit=1)[0], "Tasklist")


def _title(task: workflow.TaskFacts, what: str) -> str:
    return f"{what}: {task.title}" if task.title else what


def _row(task: workflow.TaskFacts, what: str, text: str, **more: object) -> ui.TaskRow:
    return ui.TaskRow(
        id=str(task.id),
        title=_title(task, what),
        text=text,
        url=task.url,
        module=task.process,
        module_icon=_icon(task),
        **more,  # type: ignore[arg-type]
    )


def _verb(task: workflow.TaskFacts) -> str:
    answers = {value for values in task.outcomes.values() for value in values}
    return _("Se og godkjenn") if "godkjent" in answers else _("Se")


def _asked(task: workflow.TaskFacts, now: datetime) -> str:
    since = _("%(prosess)s. Har ventet siden %(naar)s.") % {
        "prosess": task.process,
        "naar": words.moment(task.created_at, now),
    }
    if task.on_behalf_of:
        for_whom = _("Du svarer for %(navn)s.") % {"navn": task.on_behalf_of}
        return f"{since} {for_whom}"
    return since


def tasks(actor: Actor, now: datetime) -> Iterator[ui.TaskRow]:
    """Return the rows of all three groups: to me, what I wait for, what I have done."""
    language = words.language()
    for task in workflow.inbox(actor, now=now, limit=MOST, language=language).tasks:
        yield _row(task, task.asks, _asked(task, now), due_at=task.due_at, action_label=_verb(task))
    for task in workflow.waiting_on_others(actor, now=now, language=language):
        who = ", ".join(task.waits_for) or task.rolle
        waits = _("Venter på %(hvem)s siden %(naar)s") % {
            "hvem": who,
            "naar": words.moment(task.created_at, now),
        }
        yield _row(
            task, task.name, task.process, due_at=task.due_at, group="venter", waits_for=waits
        )
    for task, done_at in workflow.done_by_me(actor, now=now, language=language):
        text = _("Gjort %(naar)s") % {"naar": words.moment(done_at, now)}
        if task.on_behalf_of:
            text += " " + _("på vegne av %(navn)s") % {"navn": task.on_behalf_of}
        yield _row(task, task.asks, text, group="gjort")
