"""Acts: take in a content, refuse what must not be stored."""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.documents import scanners, storage
from samverk.core.documents.models import Fil
from samverk.core.documents.rules import FormatFacts, formats, safe_filename, text_of_size
from samverk.core.errors import Refusal
from samverk.core.tenancy.api import new_id

PDF = frozenset({"pdf"})
UPLOAD = frozenset({"pdf", "bilde", "kontor", "tekst"})
# Same as the service interface's default «bulkgrense» (N5TG 1.1, admin/system).
DEFAULT_LIMIT = 157_286_400


class FilRefused(Refusal):
    """The content cannot be stored; the message says why. Nothing was written."""


@dataclass(frozen=True, slots=True)
class FilFacts:
    """A stored content. `filnavn` is the cleaned name it came with; it is not stored here."""

    id: UUID
    sha256: str
    stoerrelse: int
    mime_type: str
    format: str
    formatnavn: str
    is_arkivformat: bool
    filnavn: str


def upload_limit() -> int:
    """Return the largest upload in bytes (setting SAMVERK_UPLOAD_LIMIT)."""
    return int(getattr(settings, "SAMVERK_UPLOAD_LIMIT", DEFAULT_LIMIT))


def store_bytes(
    *,
    actor: Actor,
    data: bytes,
    filename: str,
    now: datetime,
    allowed: Collection[str] = UPLOAD,
) -> FilFacts:
    """Store a content that is already in memory; see `store_stream`."""
    return store_stream(
        actor=actor, data=io.BytesIO(data), filename=filename, now=now, allowed=allowed
    )


def store_stream(
    *,
    actor: Actor,
    data: storage.Readable,
    filename: str,
    now: datetime,
    allowed: Collection[str] = UPLOAD,
) -> FilFacts:
    """Store a content under its digest; the same content in a tenant is stored once.

    Args:
        actor: who brings it; data: read in pieces of 1 MiB and abandoned at the limit.
        filename: as it came; it is cleaned and handed back, and decides nothing.
        now: time of the act; allowed: format groups (pdf, bilde, kontor, tekst).

    Raises:
        FilRefused: empty, too large, of a type that is not allowed here, or with a virus.
    """
    try:
        with storage.receive(data, limit=upload_limit()) as received:
            found = _check(received, allowed)
            storage.keep(received, tenant=actor.tenant)
            row = _row(actor, received, found, now)
    except storage.ContentTooLarge as error:
        raise too_large() from error
    return FilFacts(
        row.id, row.sha256, row.stoerrelse, row.mime_type, row.format,
        found[1].navn, found[1].arkivformat, safe_filename(filename),
    )  # fmt: skip


def too_large() -> FilRefused:
    """Return the refusal of a content past the limit; also for uploads stopped on the way."""
    return FilRefused(
        "Filen er større enn %(grense)s. Del den opp, eller lagre den som PDF.",
        values={"grense": text_of_size(upload_limit())},
        field="fil", code="fil_for_stor",
    )  # fmt: skip


def _check(received: storage.Received, allowed: Collection[str]) -> tuple[str, FormatFacts]:
    if received.stoerrelse == 0:
        raise FilRefused(
            "Filen er tom. Åpne den og se om innholdet er lagret, og prøv igjen.",
            field="fil", code="fil_tom",
        )  # fmt: skip
    if scanners.scan(received.path):
        raise FilRefused(
            "Filen inneholder skadelig kode og er ikke tatt imot. Meld fra til IT-avdelingen.",
            field="fil", code="fil_virus",
        )  # fmt: skip
    puid = _puid(received.path)
    found = formats().get(puid)
    if found is None or found.gruppe not in allowed:
        raise FilRefused(
            "Filtypen kan ikke tas imot. Innholdet må være %(typer)s. Filnavnet teller ikke.",
            values={"typer": _kinds(allowed)},
            field="fil", code="fil_feil_type",
        )  # fmt: skip
    return puid, found


def _kinds(allowed: Collection[str]) -> str:
    names = {
        "pdf": _("PDF"),
        "bilde": _("bilde (PNG, JPEG eller TIFF)"),
        "kontor": _("tekst- eller regneark"),
        "tekst": _("ren tekst"),
    }
    return ", ".join(names[group] for group in names if group in allowed)


def _row(
    actor: Actor, received: storage.Received, found: tuple[str, FormatFacts], now: datetime
) -> Fil:
    row, made = Fil.objects.get_or_create(
        tenant_id=actor.tenant_id,
        sha256=received.sha256,
        defaults={
            "id": new_id(),
            "stoerrelse": received.stoerrelse,
            "mime_type": found[1].mime,
            "format": found[0],
            "opprettet_at": now,
            "opprettet_av": actor.bruker_id,
        },
    )
    if made:
        record_act(
            actor=actor, handling="dokument.fil.lagret", objekt_type="documents_fil",
            objekt_id=row.id,
        )  # fmt: skip
    return row


def _puid(path: Path) -> str:
    """Return the PRONOM id of a content.

    The library brings a Go runtime, whose threads do not live through a fork: loaded before the web
    server forks, the first identification would never return. So it is loaded where it is used.
    """
    import pygfried

    return str(pygfried.identify(str(path)))
