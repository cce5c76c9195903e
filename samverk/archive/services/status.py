"""Acts that bring a journalpost onwards in its flow, one by one or many at once; sign-off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from samverk.archive import events
from samverk.archive.models import (
    Avskrivning,
    Dokumentbeskrivelse,
    Registrering,
    RegistreringDokument,
)
from samverk.archive.queries import journal
from samverk.archive.queries.facts import JournalpostFacts
from samverk.archive.rules.status import ARCHIVE_ROLE, path
from samverk.archive.services.refusals import (
    ArchiveRefused,
    RegistreringMissing,
    refusing,
    require_writer,
)
from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.clock import OSLO
from samverk.core.errors import Text
from samverk.core.outbox.api import NewEvent, publish


def finish(ids: list[UUID]) -> None:
    """Set documents to F; a finished one stays finished."""
    Dokumentbeskrivelse.objects.filter(id__in=ids, dokumentstatus="B").update(dokumentstatus="F")


def advance(actor: Actor, registrering_id: UUID, kind: str, old: str, wanted: str) -> None:
    """Pass through the statuses of the flow; the documents are finished first."""
    if old == wanted:
        return
    steps = path(kind, old, wanted)
    if not steps:
        raise ArchiveRefused("Dokumentet kan ikke gå til den statusen nå.", code="feil_status")
    if wanted != "U":
        finish(
            list(
                RegistreringDokument.objects.filter(
                    tenant_id=actor.tenant_id, registrering_id=registrering_id
                ).values_list("dokumentbeskrivelse_id", flat=True)
            )
        )
    for step in steps:
        changed = Registrering.objects.filter(tenant_id=actor.tenant_id, id=registrering_id).update(
            journalstatus=step
        )
        if not changed:
            raise ArchiveRefused(
                "Du kan ikke gjøre dette i arkivet. Be arkivet om hjelp.", code="ingen_tilgang"
            )


def read(actor: Actor, registrering_id: UUID) -> JournalpostFacts:
    """Return a journalpost, or raise RegistreringMissing."""
    found = journal.journalpost(actor, registrering_id)
    if found is None:
        raise RegistreringMissing(str(registrering_id))
    return found


def _move(actor: Actor, registrering_id: UUID, wanted: str, now: datetime) -> JournalpostFacts:
    before = read(actor, registrering_id)
    with refusing():
        advance(actor, registrering_id, before.type, before.status, wanted)
    if before.status != wanted:
        kind = events.JOURNALPOST[wanted]
        record_act(
            actor=actor, handling=kind.rsplit(".", 1)[0].replace("archive", "arkiv"),
            objekt_type="archive_registrering", objekt_id=registrering_id,
        )  # fmt: skip
        publish(
            actor=actor, now=now,
            event=NewEvent(type=kind, subject_type="journalpost", subject_id=registrering_id),
        )  # fmt: skip
    return read(actor, registrering_id)


def ferdigstill_journalpost(
    *, actor: Actor, registrering_id: UUID, now: datetime
) -> JournalpostFacts:
    """Finish an outgoing or internal document (F): its text is frozen.

    Raises:
        RegistreringMissing: not visible; ArchiveRefused: not possible from its status.
    """
    require_writer(actor)
    return _move(actor, registrering_id, "F", now)


def ekspeder_journalpost(*, actor: Actor, registrering_id: UUID, now: datetime) -> JournalpostFacts:
    """Send an outgoing document (E), passing F and G; sender and receiver are frozen.

    Raises:
        RegistreringMissing: not visible; ArchiveRefused: not possible from its status.
    """
    require_writer(actor)
    return _move(actor, registrering_id, "E", now)


def journalfoer_journalpost(
    *, actor: Actor, registrering_id: UUID, now: datetime
) -> JournalpostFacts:
    """Enter a document in the journal (J); sets journaldato. The archive role only.

    Raises:
        AccessDenied: not the archive role; RegistreringMissing: not visible.
        ArchiveRefused: not possible from its status.
    """
    actor.require("arkiv.mappe.forvalt")
    return _move(actor, registrering_id, "J", now)


def arkiver_journalpost(*, actor: Actor, registrering_id: UUID, now: datetime) -> JournalpostFacts:
    """Archive a journalpost (A): frozen for good. The archive role only.

    Raises:
        AccessDenied: not the archive role; RegistreringMissing: not visible.
        ArchiveRefused: unfinished document or missing sender/receiver.
    """
    actor.require("arkiv.mappe.forvalt")
    return _move(actor, registrering_id, "A", now)


def cancel_journalpost(*, actor: Actor, registrering_id: UUID, now: datetime) -> JournalpostFacts:
    """Mark a journalpost as utgått (U): it keeps its number, nothing is deleted.

    Raises:
        RegistreringMissing: not visible; ArchiveRefused: archived, or already cancelled.
    """
    require_writer(actor)
    return _move(actor, registrering_id, "U", now)


def avskriv_journalpost(
    *,
    actor: Actor,
    registrering_id: UUID,
    maate: str,
    now: datetime,
    svar_id: UUID | None = None,
) -> JournalpostFacts:
    """Sign off an incoming or internal document.

    Args:
        actor: handles cases or keeps the archive; registrering_id: what is signed off.
        maate: BU letter, BE e-mail, TLF, TE, TO, BN note, SA case closed; now: the time.
        svar_id: the answering journalpost (required for BU and BN).

    Raises:
        RegistreringMissing: not visible; ArchiveRefused: not possible.
    """
    require_writer(actor)
    read(actor, registrering_id)
    with refusing():
        Avskrivning.objects.bulk_create(
            [
                Avskrivning(
                    tenant_id=actor.tenant_id,
                    registrering_id=registrering_id,
                    referanse_id=svar_id,
                    avskrivningsmaate=maate,
                    avskrivningsdato=now.astimezone(OSLO).date(),
                    avskrevet_av=actor.bruker_id,
                )
            ]
        )
    record_act(
        actor=actor, handling="arkiv.journalpost.avskrevet", objekt_type="archive_registrering",
        objekt_id=registrering_id,
    )  # fmt: skip
    event = NewEvent(
        type=events.JOURNALPOST_AVSKREVET, subject_type="journalpost", subject_id=registrering_id
    )
    publish(actor=actor, event=event, now=now)
    return read(actor, registrering_id)


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What came of a bulk act: how many were done, and each refusal with its record."""

    done: int
    refused: tuple[tuple[str, Text], ...]


def advance_journalposter(
    *, actor: Actor, registrering_ids: Sequence[UUID], wanted: str, now: datetime
) -> BulkResult:
    """Journal (J) or archive (A) many records; one refusal does not stop the others.

    Args:
        actor: the archive role; registrering_ids: the records; wanted: J or A; now: the time.

    Returns:
        Every record is counted, either as done or as refused with the reason.

    Raises:
        AccessDenied: not the archive role; ArchiveRefused: another status than J and A.
    """
    actor.require("arkiv.mappe.forvalt")
    if wanted not in ARCHIVE_ROLE:
        raise ArchiveRefused("Velg journalfør eller arkiver.", code="feil_status")
    done = 0
    refused: list[tuple[str, Text]] = []
    for key in registrering_ids:
        try:
            with transaction.atomic():
                _move(actor, key, wanted, now)
        except ArchiveRefused as no:
            post = journal.journalpost(actor, key)
            refused.append((post.registrerings_id if post else "", no.text))
        except RegistreringMissing:
            refused.append(("", Text("Journalposten finnes ikke lenger.")))
        else:
            done += 1
    return BulkResult(done, tuple(refused))
