"""Reads: open a stored content, hand it to a browser, check it against its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.core.files.base import File
from django.http import FileResponse

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_read
from samverk.core.documents import storage
from samverk.core.documents.models import Fil
from samverk.core.documents.rules import formats, safe_filename

SENSITIVE = 3  # data class from which a read is logged


class FilMissing(LookupError):  # noqa: N818 - named as the others beside it
    """The file does not exist in the actor's tenant."""


@dataclass(frozen=True, slots=True)
class ReadLog:
    """What to write in the read log: the right used, the object, whom it concerns, data class."""

    kapabilitet: str
    objekt_type: str
    objekt_id: UUID
    dataklasse: int
    gjelder_party_id: UUID | None = None


def _row(actor: Actor, fil_id: UUID) -> Fil:
    found = Fil.objects.filter(tenant_id=actor.tenant_id, id=fil_id).first()
    if found is None:
        raise FilMissing(str(fil_id))
    return found


def open_file(actor: Actor, fil_id: UUID) -> File[bytes]:
    """Open a stored content for reading. The caller has checked that the actor may see it.

    Raises:
        FilMissing: not in this tenant.
    """
    return storage.open_content(tenant=actor.tenant, sha256=_row(actor, fil_id).sha256)


def read_bytes(actor: Actor, fil_id: UUID) -> bytes:
    """Return a stored content whole; for contents that are known to be small (own PDFs).

    Raises:
        FilMissing: not in this tenant.
    """
    with open_file(actor, fil_id) as content:
        return bytes(content.read())


def is_arkivformat(puid: str) -> bool:
    """Tell whether a PRONOM id is an approved long-term format (RAF-220301)."""
    found = formats().get(puid)
    return bool(found and found.arkivformat)


def serve(
    actor: Actor, fil_id: UUID, *, filename: str, log: ReadLog, inline: bool = False
) -> FileResponse:
    """Return the response of a download; a read of class 3 or higher is logged.

    Args:
        actor: the reader; the caller has checked that the actor may see the owning object.
        fil_id: the content; filename: the name the browser saves it under.
        log: the line of the read log; inline: show in the browser, for PDF and pictures only.

    Raises:
        FilMissing: not in this tenant.
    """
    row = _row(actor, fil_id)
    content = storage.open_content(tenant=actor.tenant, sha256=row.sha256)
    if log.dataklasse >= SENSITIVE:
        record_read(
            actor=actor, kapabilitet=log.kapabilitet, objekt_type=log.objekt_type,
            objekt_id=log.objekt_id, gjelder_party_id=log.gjelder_party_id,
            dataklasse=log.dataklasse,
        )  # fmt: skip
    can_show = row.mime_type in {"application/pdf", "image/png", "image/jpeg"}
    response = FileResponse(
        content,
        as_attachment=not (inline and can_show),
        filename=safe_filename(filename),
        content_type=row.mime_type,
    )
    response["Content-Length"] = str(row.stoerrelse)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def verify_content(actor: Actor, fil_id: UUID) -> bool:
    """Tell whether the stored bytes still have the digest they were stored under.

    Raises:
        FilMissing: not in this tenant.
    """
    row = _row(actor, fil_id)
    digest = hashlib.sha256()
    try:
        with storage.open_content(tenant=actor.tenant, sha256=row.sha256) as content:
            for piece in content.chunks():
                digest.update(piece)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == row.sha256


def contents(actor: Actor) -> Iterator[tuple[str, int]]:
    """Yield digest and size in bytes of each content stored in the actor's tenant, each once."""
    rows = Fil.objects.filter(tenant_id=actor.tenant_id).order_by("sha256").distinct("sha256")
    yield from rows.values_list("sha256", "stoerrelse").iterator()
