"""Acts on journalposter: register, advance, sign off, cancel."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from samverk.archive import events
from samverk.archive.models import (
    Dokumentbeskrivelse,
    Dokumentobjekt,
    Korrespondansepart,
    Registrering,
    RegistreringDokument,
    Skjerming,
)
from samverk.archive.queries import journal
from samverk.archive.queries.facts import (
    JournalpostFacts,
    MappeFacts,
    NyJournalpost,
    NyKorrespondansepart,
    NyttDokument,
)
from samverk.archive.queries.mapper import mappe as read_mappe
from samverk.archive.rules.status import FIRST
from samverk.archive.rules.titles import public_title
from samverk.archive.services.mapper import tilgangskode_id
from samverk.archive.services.refusals import (
    ArchiveRefused,
    MappeMissing,
    refusing,
    require_sight,
    require_writer,
)
from samverk.archive.services.status import advance, finish, read
from samverk.core.access.api import Actor, brukere
from samverk.core.audit.api import record_act
from samverk.core.clock import OSLO
from samverk.core.documents.api import Fil, FilFacts, is_arkivformat, store_bytes
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.tenancy.api import new_id


def register_journalpost(
    *, actor: Actor, mappe_id: UUID, ny: NyJournalpost, now: datetime
) -> JournalpostFacts:
    """Register a document in a case, with its files, and bring it to the wanted status.

    The same (modul, ekstern_id) gives the record that was made the first time.

    Args:
        actor: handles cases in the unit, or keeps the archive; mappe_id: the case file.
        ny: the journalpost; now: the time.

    Raises:
        MappeMissing: not visible.
        ArchiveRefused: closed case, wrong status, missing right; code ``innhold_ulikt`` when a
            module sends the same event with other files.
        FilRefused: a file cannot be stored.
    """
    require_writer(actor)
    if ny.type not in FIRST:
        raise ArchiveRefused("Velg type: inn, ut eller internt.", field="type")
    if ny.ekstern_id and (known := journal.by_ekstern_id(actor, ny.modul, ny.ekstern_id)):
        _same_content(actor, known, ny)
        return known
    case = read_mappe(actor, mappe_id)
    if case is None:
        raise MappeMissing(str(mappe_id))
    files = [(doc, _stored(actor, doc, now)) for doc in ny.dokumenter]
    row = _row(actor, case, ny, now)
    with refusing():
        Registrering.objects.bulk_create([row])
        require_sight(actor, Registrering, row.id)
        _write_parter(actor, row.id, ny.parter)
        if row.tilgangskode_id:
            _write_skjerming(actor, row, now)
        for number, (doc, stored) in enumerate(files):
            _write_dokument(actor, row, doc, stored, is_main=number == 0, now=now)
        advance(actor, row.id, ny.type, FIRST[ny.type], ny.status or FIRST[ny.type])
    record_act(
        actor=actor, handling="arkiv.journalpost.registrert", objekt_type="archive_registrering",
        objekt_id=row.id,
    )  # fmt: skip
    event = NewEvent(
        type=events.JOURNALPOST_REGISTRERT, subject_type="journalpost", subject_id=row.id,
        data={"saksmappe": str(mappe_id), "type": ny.type}, steg_id=ny.steg_id,
    )  # fmt: skip
    publish(actor=actor, event=event, now=now)
    return read(actor, row.id)


def _same_content(actor: Actor, known: JournalpostFacts, ny: NyJournalpost) -> None:
    """Refuse a repeated event whose files are others than the first time (contract, §21)."""
    stored = set(
        Dokumentobjekt.objects.filter(
            tenant_id=actor.tenant_id,
            dokumentbeskrivelse__registreringer__registrering_id=known.id,
        ).values_list("fil_id", flat=True)
    )
    given = {doc.fil_id for doc in ny.dokumenter if doc.fil_id}
    if not given <= stored or len(ny.dokumenter) != len(known.dokumenter):
        raise ArchiveRefused(
            "Hendelsen er arkivert før med et annet innhold, som %(nr)s.",
            values={"nr": known.registrerings_id},
            code="innhold_ulikt",
        )


def _stored(actor: Actor, doc: NyttDokument, now: datetime) -> Fil | FilFacts:
    if doc.fil_id is None:
        return store_bytes(actor=actor, data=doc.innhold, filename=doc.filnavn, now=now)
    found = Fil.objects.filter(tenant_id=actor.tenant_id, id=doc.fil_id).first()
    if found is None:
        raise ArchiveRefused("Filen finnes ikke lenger. Last den opp på nytt.", field="fil")
    return found


def _row(actor: Actor, case: MappeFacts, ny: NyJournalpost, now: datetime) -> Registrering:
    inherited = case.tilgangskode.id if case.tilgangskode else None
    kode = inherited if ny.tilgangskode is None else tilgangskode_id(actor, ny.tilgangskode, now)
    owner = ny.saksbehandler or (actor.bruker_id if actor.kind == "menneske" else None)
    names = brukere(actor, [owner]) if owner else {}
    today = now.astimezone(OSLO).date()
    incoming = ny.type == "I"
    return Registrering(
        id=new_id(),
        tenant_id=actor.tenant_id,
        mappe_id=case.id,
        tittel=ny.tittel.strip(),
        offentlig_tittel=public_title(ny.tittel.strip(), ny.hidden),
        tilgangskode_id=kode,
        administrativ_enhet_id=case.enhet_id,
        saksbehandler_id=owner,
        saksbehandler_navn=next((b.navn for b in names.values()), ""),
        journalposttype=ny.type,
        journalstatus=FIRST[ny.type],
        journalpostnummer=0,  # the database gives the numbers
        dokumentets_dato=ny.dokumentets_dato or today,
        mottatt_dato=ny.mottatt_dato or (today if incoming else None),
        sendt_dato=ny.sendt_dato,
        forfallsdato=ny.forfallsdato,
        is_automatic=ny.automatic,
        modul=ny.modul,
        ekstern_id=ny.ekstern_id,
        steg_id=ny.steg_id,
        opprettet_at=now,
        opprettet_av=actor.bruker_id,
        referanse_arkivdel_id=case.arkivdel_id,
    )


def _write_parter(
    actor: Actor, registrering_id: UUID, parter: tuple[NyKorrespondansepart, ...]
) -> None:
    Korrespondansepart.objects.bulk_create(
        Korrespondansepart(
            tenant_id=actor.tenant_id,
            registrering_id=registrering_id,
            korrespondanseparttype=part.type,
            navn=part.navn,
            party_id=part.party_id,
            bruker_id=part.bruker_id,
        )
        for part in parter
    )


def _write_skjerming(actor: Actor, row: Registrering, now: datetime) -> None:
    Skjerming.objects.bulk_create(
        [
            Skjerming(
                tenant_id=actor.tenant_id,
                registrering_id=row.id,
                tilgangskode_id=row.tilgangskode_id,
                fra_dato=now.astimezone(OSLO).date(),
                registrert_at=now,
                registrert_av=actor.bruker_id,
            )
        ]
    )


def _write_dokument(
    actor: Actor,
    row: Registrering,
    doc: NyttDokument,
    stored: Fil | FilFacts,
    *,
    is_main: bool,
    now: datetime,
) -> None:
    made = {
        "tenant_id": actor.tenant_id, "opprettet_at": now, "opprettet_av": actor.bruker_id,
    }  # fmt: skip
    description = Dokumentbeskrivelse(
        id=new_id(), tittel=doc.tittel.strip(), dokumenttype=doc.dokumenttype, **made
    )
    Dokumentbeskrivelse.objects.bulk_create([description])
    RegistreringDokument.objects.bulk_create(
        [
            RegistreringDokument(
                tenant_id=actor.tenant_id,
                registrering_id=row.id,
                dokumentbeskrivelse_id=description.id,
                tilknyttet_som="H" if is_main else "V",
                tilknyttet_at=now,
                tilknyttet_av=actor.bruker_id,
            )
        ]
    )
    Dokumentobjekt.objects.bulk_create(
        [
            Dokumentobjekt(
                id=new_id(),
                dokumentbeskrivelse_id=description.id,
                fil_id=stored.id,
                variantformat="A" if is_arkivformat(stored.format) else "P",
                filnavn=doc.filnavn[:130],
                format=stored.format,
                mime_type=stored.mime_type,
                sjekksum=stored.sha256,
                filstoerrelse=stored.stoerrelse,
                **made,
            )
        ]
    )
    if row.journalposttype == "I":  # what came in is finished when it comes
        finish([description.id])
