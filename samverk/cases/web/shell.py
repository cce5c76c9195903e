"""What cases hang on the shell: search hits, and reports that wait for an answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.core.access.api import Actor
from samverk.core.ui import api as ui

ANSWER_WITHIN = timedelta(days=3)


def find(actor: Actor, text: str) -> Iterable[ui.SearchHit]:
    """Return cases by number or title, those the actor may see."""
    return [
        ui.SearchHit(
            found.tittel, f"{gettext('Sak')} {found.mappe_id}", f"/saker/mappe/{found.id}/",
            "sak", "Folder",
        )
        for found in archive.search_mapper(actor, text)
    ]  # fmt: skip


def unanswered(actor: Actor, now: datetime) -> Iterable[ui.TaskRow]:
    """Return the reports that wait for the actor's answer."""
    return [
        ui.TaskRow(
            id=f"melding-{case.id}",
            title=case.tittel,
            text=gettext("Rett det som er feil, og svar i saken."),
            url=f"/saker/{case.id}/",
            due_at=case.opened_at + ANSWER_WITHIN,
            module=gettext("Saker"),
            module_icon="Folder",
            action_label=gettext("Svar"),
        )
        for case in cases.open_meldinger(actor)
    ]
