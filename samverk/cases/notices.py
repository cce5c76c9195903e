"""What cases tell people: a letter to them lies in a case of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samverk.archive import api as archive
from samverk.cases import events
from samverk.core.access.api import Actor
from samverk.core.outbox.api import EventFacts
from samverk.core.ui import api as ui


def _receivers(actor: Actor, event: EventFacts, now: datetime) -> Iterable[ui.Recipient]:
    post = archive.journalpost(actor, event.subject_id)
    if post is None:
        return []
    return ui.whoever(actor, [part.party_id for part in post.parter if part.party_id])


def _about_letter(actor: Actor, rows: Sequence[ui.NoticeRow]) -> Mapping[UUID, ui.Told]:
    """The title and the number, as far as the reader still sees the letter."""
    posts = {post.id: post for post in archive.journalposter_of(actor, [r.objekt_id for r in rows])}
    told = {}
    for row in rows:
        post = posts.get(row.objekt_id)
        if post is not None:
            text = ui.words.filled(
                gettext("Du har fått et brev: %(tittel)s, %(nr)s"),
                {"tittel": ui.words.written(post.tittel, "nb"), "nr": post.registrerings_id},
            )
            told[row.id] = ui.Told(text, f"/saker/mappe/{post.mappe_id}/")
    return told


def register() -> None:
    """Register the notices of cases."""
    ui.add_notice_rule(
        ui.NoticeRule(
            kind="saker.brev", group="saker", types=(events.BREV_I_SAKEN,), to=_receivers,
            text=_("Du har fått et brev"), tell=_about_letter, icon="EnvelopeClosed",
        )
    )  # fmt: skip
