"""What the archive hangs on the shell: search hits."""

from __future__ import annotations

from collections.abc import Iterable

from samverk.archive import api as archive
from samverk.core.access.api import Actor
from samverk.core.ui import api as ui


def find(actor: Actor, text: str) -> Iterable[ui.SearchHit]:
    """Return letters and documents by number or title, those the actor may see."""
    return [
        ui.SearchHit(
            post.tittel, f"{archive.JOURNALPOSTTYPE[post.type]} {post.registrerings_id}",
            f"/arkiv/journalpost/{post.id}/", "brev", "EnvelopeClosed",
        )
        for post in archive.search_journalposter(actor, text)
    ]  # fmt: skip
