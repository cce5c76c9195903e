"""Acts with documents in a case: write a letter, add a document that came or was made.

Nothing leaves the house from here. A letter to a party with an account is read in the case; any
other letter is finished, and is not «ekspedert» before somebody has sent it and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from samverk.archive import api as archive
from samverk.cases import events
from samverk.cases.queries.saker import SakFacts, sak
from samverk.cases.services.saker import SakMissing, SakRefused
from samverk.core.access.api import Actor, bruker_for_party
from samverk.core.documents import api as documents
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.provenance.api import FieldProvenance, record_submission
from samverk.core.tenancy.api import tenant_by_slug


class Content(Protocol):
    """An uploaded file: read in pieces."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, and nothing at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Submission:
    """The form behind an act: its key, where each field came from, seconds of work in it."""

    form_key: str
    fields: Sequence[FieldProvenance] = ()
    active_seconds: int = 0


@dataclass(frozen=True, slots=True)
class NyttBrev:
    """A letter to write: receiver, title and text (paragraphs by line breaks).

    `svar_paa` is the incoming journalpost it answers; that one is signed off with BU.
    """

    mottaker: str
    tittel: str
    tekst: str
    party_id: UUID | None = None
    svar_paa: UUID | None = None


@dataclass(frozen=True, slots=True)
class NyttSaksdokument:
    """A document to add: type I, U or X; who it is from or to; its content and file name."""

    type: str
    tittel: str
    filnavn: str
    innhold: Content
    hvem: str = ""
    party_id: UUID | None = None


def _open_case(actor: Actor, sak_id: UUID) -> SakFacts:
    found = sak(actor, sak_id)
    if found is None:
        raise SakMissing(str(sak_id))
    if found.status != "aapen":
        raise SakRefused("Saken er lukket. Be arkivet åpne den igjen.", code="lukket")
    return found


def _record(
    actor: Actor, submission: Submission | None, post: archive.JournalpostFacts, now: datetime
) -> None:
    if submission and submission.fields:
        record_submission(
            actor=actor, form_key=submission.form_key, form_version=1,
            objekt_type="journalpost", objekt_id=post.id, fields=submission.fields,
            active_seconds=submission.active_seconds, now=now,
        )  # fmt: skip


def _reads_here(actor: Actor, case: SakFacts, party_id: UUID | None) -> bool:
    """Tell whether a receiver is a party of the case who can sign in to read it."""
    if party_id is None or bruker_for_party(actor, party_id) is None:
        return False
    return any(part.party_id == party_id for part in archive.parter(actor, case.mappe.id))


def _check(brev: NyttBrev, now: datetime) -> None:
    for field, value in (("mottaker", brev.mottaker), ("tittel", brev.tittel)):
        if not value.strip():
            raise SakRefused("Fyll ut dette feltet.", field=field)
    if not brev.tekst.strip():
        raise SakRefused("Skriv brevet først.", field="tekst")
    documents.check_characters(
        {"mottaker": brev.mottaker, "tittel": brev.tittel, "tekst": brev.tekst}, now=now
    )


def send_letter(
    *,
    actor: Actor,
    sak_id: UUID,
    brev: NyttBrev,
    now: datetime,
    submission: Submission | None = None,
) -> archive.JournalpostFacts:
    """Write a letter as PDF/A, register it, and sign off what it answers.

    A receiver who is a party with an account reads it in the case at once and is told (E);
    otherwise the letter is finished and not sent (F).

    Args:
        actor: handles cases; sak_id: the case; brev: the letter; now: the time.
        submission: the form it was written in.

    Raises:
        SakMissing: not visible; SakRefused: closed, or something is missing.
        documents.CharacterRefused: a field has a character that cannot be archived.
        AccessDenied, archive.ArchiveRefused: may not write in the case.
    """
    case = _open_case(actor, sak_id)
    _check(brev, now)
    content = documents.render_pdf(
        template="core/brev",
        data={
            "avsender": tenant_by_slug(actor.tenant).navn, "referanse": case.nummer,
            "mottaker": brev.mottaker.strip(), "signert_av": actor.navn,
            "avsnitt": [line for line in brev.tekst.splitlines() if line.strip()],
        },
        title=brev.tittel.strip(), language=actor.spraak, now=now,
    )  # fmt: skip
    title = brev.tittel.strip()
    read_here = _reads_here(actor, case, brev.party_id)
    post = archive.register_journalpost(
        actor=actor,
        mappe_id=case.mappe.id,
        ny=archive.NyJournalpost(
            type="U",
            tittel=title,
            hidden=(brev.mottaker,) if case.mappe.tilgangskode else (),
            dokumenter=(archive.NyttDokument(title, "brev.pdf", content),),
            parter=(archive.NyKorrespondansepart("EM", brev.mottaker.strip(), brev.party_id),),
            status="E" if read_here else "F",
        ),
        now=now,
    )
    if brev.svar_paa:
        archive.avskriv_journalpost(
            actor=actor, registrering_id=brev.svar_paa, maate="BU", svar_id=post.id, now=now
        )
    if read_here:
        told = NewEvent(events.BREV_I_SAKEN, "journalpost", post.id)
        publish(actor=actor, event=told, now=now)
    _record(actor, submission, post, now)
    return post


def add_document(
    *,
    actor: Actor,
    sak_id: UUID,
    ny: NyttSaksdokument,
    now: datetime,
    submission: Submission | None = None,
) -> archive.JournalpostFacts:
    """Add an uploaded document to a case as a journalpost.

    Args:
        actor: handles cases; sak_id: the case; ny: the document; now: the time.
        submission: the form it came through.

    Raises:
        SakMissing: not visible; SakRefused: closed, or title or correspondent missing.
        documents.CharacterRefused: a field has a character that cannot be archived.
        documents.FilRefused: empty, too large, wrong type or a virus; nothing is registered.
        AccessDenied, archive.ArchiveRefused: may not write in the case.
    """
    case = _open_case(actor, sak_id)
    if not ny.tittel.strip():
        raise SakRefused("Gi dokumentet en tittel.", field="tittel")
    if ny.type != "X" and not ny.hvem.strip():
        raise SakRefused("Skriv hvem dokumentet er fra eller til.", field="hvem")
    documents.check_characters({"tittel": ny.tittel}, now=now)
    if not (actor.can("sak.sak.behandle") or actor.can("arkiv.mappe.forvalt")):
        actor.require("sak.sak.behandle")
    stored = documents.store_stream(actor=actor, data=ny.innhold, filename=ny.filnavn, now=now)
    side = {"I": "EA", "U": "EM"}.get(ny.type)
    person = archive.NyKorrespondansepart(side or "IA", ny.hvem.strip() or actor.navn, ny.party_id)
    post = archive.register_journalpost(
        actor=actor,
        mappe_id=case.mappe.id,
        ny=archive.NyJournalpost(
            type=ny.type,
            tittel=ny.tittel.strip(),
            hidden=(ny.hvem,) if case.mappe.tilgangskode else (),
            dokumenter=(archive.NyttDokument(ny.tittel.strip(), stored.filnavn, fil_id=stored.id),),
            parter=(person,),
            status="F" if ny.type == "X" else "",
        ),
        now=now,
    )
    _record(actor, submission, post, now)
    return post
