"""Acts on cases: open with the saksmappe, follow a process, note, close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import Error, transaction

from samverk.archive import api as archive
from samverk.cases import events
from samverk.cases.models import Sak, SakNotat
from samverk.cases.queries.saker import SakFacts, sak
from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.documents import api as documents
from samverk.core.errors import Refusal, Text
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.tenancy.api import new_id

NOTE_MAX = 4000


class SakMissing(LookupError):  # noqa: N818 - answered with 404, never shown
    """No such case for this actor."""


class SakRefused(Refusal):
    """An act in a case is refused; nothing was written."""


@dataclass(frozen=True, slots=True)
class NySak:
    """A new case.

    Attributes:
        type: ansettelse, melding, generell …; saksmappe: what the archive needs.
        party_id: the person it is about; instans_id: the process that drives it.
        gjelder_type, gjelder_id: the business object behind it.
        opened_by: the account the machine opens it for; ignored when a person opens it.
    """

    type: str
    saksmappe: archive.NySaksmappe
    party_id: UUID | None = None
    instans_id: UUID | None = None
    gjelder_type: str = ""
    gjelder_id: UUID | None = None
    opened_by: UUID | None = None


def open_sak(*, actor: Actor, ny: NySak, now: datetime) -> SakFacts:
    """Open a case and its saksmappe in one act.

    Args:
        actor: handles cases in the unit, or the machine; ny: the case; now: the time.

    Raises:
        AccessDenied: may not open cases; archive.ArchiveRefused: wrong place or unit.
        documents.CharacterRefused: a person's title has a character that cannot be archived.
    """
    if actor.kind == "menneske":  # the machine's titles are names and words it already has
        documents.check_characters({"tittel": ny.saksmappe.tittel}, now=now)
    mappe = archive.open_saksmappe(actor=actor, ny=ny.saksmappe, now=now)
    row = Sak(
        id=new_id(),
        tenant_id=actor.tenant_id,
        saksmappe_id=mappe.id,
        type=ny.type,
        saksansvarlig_id=ny.saksmappe.saksansvarlig,
        enhet_id=ny.saksmappe.enhet_id,
        party_id=ny.party_id,
        instans_id=ny.instans_id,
        gjelder_type=ny.gjelder_type,
        gjelder_id=ny.gjelder_id,
        opened_at=now,
        opened_by=(ny.opened_by if actor.kind == "maskin" else None) or actor.bruker_id,
    )
    row.save(force_insert=True)
    _record(actor, "sak.sak.aapnet", row.id)
    _publish(actor, events.SAK_AAPNET, row.id, now)
    return _read(actor, row.id)


def _record(actor: Actor, handling: str, sak_id: UUID) -> None:
    record_act(actor=actor, handling=handling, objekt_type="cases_sak", objekt_id=sak_id)


def _publish(actor: Actor, kind: str, sak_id: UUID, now: datetime) -> None:
    event = NewEvent(type=kind, subject_type="sak", subject_id=sak_id)
    publish(actor=actor, event=event, now=now)


def _read(actor: Actor, sak_id: UUID) -> SakFacts:
    found = sak(actor, sak_id)
    if found is None:
        raise SakMissing(str(sak_id))
    return found


def attach_process(*, actor: Actor, sak_id: UUID, instans_id: UUID, now: datetime) -> SakFacts:
    """Tell which process drives a case; can be said once.

    Raises:
        SakMissing: not visible; SakRefused: the case already follows another process.
    """
    found = _read(actor, sak_id)
    if found.instans_id not in (None, instans_id):
        raise SakRefused("Saken følger allerede en annen prosess.", code="har_prosess")
    Sak.objects.filter(tenant_id=actor.tenant_id, id=sak_id).update(instans_id=instans_id)
    _record(actor, "sak.sak.prosess", sak_id)
    return _read(actor, sak_id)


def write_notat(*, actor: Actor, sak_id: UUID, tekst: str | Sequence[Text], now: datetime) -> UUID:
    """Write an internal note; the parties do not see it, and it is never changed.

    Args:
        actor: works with the case; sak_id: the case; now: the time.
        tekst: 1–4000 characters, kept in the language of the writer; or the sentences of the
            machine, one a line, which every reader reads in a language of her own.

    Raises:
        SakMissing: not visible; SakRefused: empty, too long, or closed case, or only a party.
    """
    found = _read(actor, sak_id)
    said = None if isinstance(tekst, str) else [line.stored() for line in tekst]
    text = (tekst if isinstance(tekst, str) else "\n".join(map(str, tekst))).strip()
    if not text:
        raise SakRefused("Skriv noe i notatet først.", field="tekst")
    if len(text) > NOTE_MAX:
        raise SakRefused(
            "Notatet er for langt. Det kan være på %(grense)s tegn.",
            values={"grense": NOTE_MAX},
            field="tekst",
        )
    if found.status != "aapen":
        raise SakRefused("Saken er lukket. Be arkivet åpne den igjen.", code="lukket")
    row = SakNotat(
        id=new_id(), tenant_id=actor.tenant_id, sak_id=sak_id, tekst=text,
        spraak="nb" if said else actor.spraak, setninger=said,
        forfatter_id=actor.bruker_id, skrevet_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except Error as error:
        if getattr(error.__cause__, "sqlstate", "") != "42501":
            raise
        raise SakRefused(
            "Bare de som behandler saken, kan skrive notat i den.", code="ingen_tilgang"
        ) from error
    _record(actor, "sak.notat.skrevet", sak_id)
    _publish(actor, events.NOTAT_SKREVET, sak_id, now)
    return row.id


def close_sak(*, actor: Actor, sak_id: UUID, confirm_avskrivning: bool, now: datetime) -> SakFacts:
    """Close a case and its saksmappe.

    Args:
        actor: handles cases; sak_id: the case; now: the time.
        confirm_avskrivning: sign off unanswered documents because the case is closed.

    Raises:
        SakMissing: not visible; SakRefused: closed already.
        archive.MappeNotClosable: with everything that stands in the way.
    """
    found = _read(actor, sak_id)
    if found.status != "aapen":
        raise SakRefused("Saken er lukket fra før.", code="lukket")
    archive.close_saksmappe(
        actor=actor, mappe_id=found.mappe.id, confirm_avskrivning=confirm_avskrivning, now=now
    )
    _change(actor, sak_id, "aapen", status="lukket", closed_at=now)
    _record(actor, "sak.sak.lukket", sak_id)
    _publish(actor, events.SAK_LUKKET, sak_id, now)
    return _read(actor, sak_id)


def reopen_sak(*, actor: Actor, sak_id: UUID, now: datetime) -> SakFacts:
    """Open a closed case and its saksmappe again; the archive role only (Noark krav 3.2.11).

    Args:
        actor: keeps the archive; sak_id: the case; now: the time.

    Raises:
        AccessDenied: not the archive role; SakMissing: not visible; SakRefused: not closed.
    """
    actor.require("arkiv.mappe.forvalt")
    found = _read(actor, sak_id)
    if found.status != "lukket":
        raise SakRefused("Saken er ikke avsluttet.", code="aapen")
    archive.reopen_saksmappe(actor=actor, mappe_id=found.mappe.id, now=now)
    _change(actor, sak_id, "lukket", status="aapen", closed_at=None)
    _record(actor, "sak.sak.gjenaapnet", sak_id)
    _publish(actor, events.SAK_GJENAAPNET, sak_id, now)
    return _read(actor, sak_id)


def _change(actor: Actor, sak_id: UUID, before: str, **values: object) -> None:
    """Change a case that still is as it was read; the saksmappe has answered for the right to."""
    row = Sak.objects.filter(tenant_id=actor.tenant_id, id=sak_id, status=before)
    if not row.update(**values):
        raise SakRefused("En annen endret saken samtidig. Last siden på nytt.", code="endret_imens")
