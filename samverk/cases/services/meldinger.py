"""«Dette er feil»: a person reports a fault, and it becomes a case with an answer to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samverk.archive import api as archive
from samverk.cases import events
from samverk.cases.queries.saker import SakFacts
from samverk.cases.services.saker import NySak, SakRefused, open_sak
from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.clock import OSLO
from samverk.core.documents.api import check_characters, render_pdf
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.tenancy.api import tenant_by_slug

TEXT_MAX = 4000


@dataclass(frozen=True, slots=True)
class NyMelding:
    """A report of a fault.

    Attributes:
        tekst: what is wrong, in the person's own words; gjelder: what it is about, in words
            («Lønnsslipp for november 2026, linje Timelønn»).
        gjelder_type, gjelder_id: the business object; enhet_id: the unit that handles it.
        rolle: role code of those who answer (loennskonsulent, hr_saksbehandler, arkivar …).
    """

    tekst: str
    gjelder: str
    gjelder_type: str
    gjelder_id: UUID
    enhet_id: UUID
    rolle: str


def report_error(*, actor: Actor, melding: NyMelding, now: datetime) -> SakFacts:
    """Open a case from a person's report, archived as an incoming letter from that person.

    The person becomes party and sees the case and its letters; someone with the role answers
    for it. The case is opened by the machine, since reporting needs no right to open cases.

    Args:
        actor: the person who reports; melding: what; now: the time.

    Raises:
        SakRefused: no text, too long, or nobody holds the role.
        CharacterRefused: the text cannot be archived as it is.
    """
    text = melding.tekst.strip()
    if not text:
        raise SakRefused("Skriv hva som er feil.", field="tekst")
    if len(text) > TEXT_MAX:
        raise SakRefused(
            "Meldingen er for lang. Den kan være på %(grense)s tegn.",
            values={"grense": TEXT_MAX},
            field="tekst",
        )
    check_characters({"tekst": text}, now=now)
    tenant = tenant_by_slug(actor.tenant)
    with access.acting(access.service_actor(tenant), now=now) as machine:
        owner = _owner(machine, melding, now)
        found = open_sak(actor=machine, ny=_new_case(actor, melding, owner), now=now)
        letter = render_pdf(
            template="cases/melding",
            data={
                "avsender": tenant.navn, "referanse": found.nummer, "fra": actor.navn,
                "gjelder": melding.gjelder, "avsnitt": text.split("\n"),
            },
            title=_("Melding om feil"), language=actor.spraak, now=now,
        )  # fmt: skip
        archive.register_journalpost(
            actor=machine, mappe_id=found.mappe.id, ny=_letter(actor, letter, found), now=now
        )
        publish(
            actor=machine, now=now,
            event=NewEvent(
                type=events.MELDING_MOTTATT, subject_type="sak", subject_id=found.id,
                data={"gjelder_type": melding.gjelder_type, "gjelder_id": str(melding.gjelder_id)},
            ),
        )  # fmt: skip
    return found


def _owner(machine: Actor, melding: NyMelding, now: datetime) -> UUID:
    people = access.holders(
        machine, rolle=melding.rolle, enhet_id=melding.enhet_id, on=now.astimezone(OSLO).date()
    )
    if not people:
        raise SakRefused("Ingen kan svare på dette ennå. Ta kontakt med lederen din.")
    return people[0].id


def _new_case(actor: Actor, melding: NyMelding, owner: UUID) -> NySak:
    parties = (archive.NyPart(actor.party_id),) if actor.party_id else ()
    return NySak(
        type="melding",
        opened_by=actor.bruker_id,
        party_id=actor.party_id,
        gjelder_type=melding.gjelder_type,
        gjelder_id=melding.gjelder_id,
        saksmappe=archive.NySaksmappe(
            tittel=f"{_('Melding om feil')}: {melding.gjelder}, {actor.navn}",
            klasse="09",
            arkivdel="PERS",
            enhet_id=melding.enhet_id,
            saksansvarlig=owner,
            tilgangskode="P",
            hidden=(actor.navn,),
            parter=parties,
        ),
    )


def _letter(actor: Actor, content: bytes, found: SakFacts) -> archive.NyJournalpost:
    title = _("Melding om feil")
    return archive.NyJournalpost(
        type="I",
        tittel=f"{title}, {actor.navn}",
        hidden=(actor.navn,),
        dokumenter=(archive.NyttDokument(title, "melding.pdf", content),),
        parter=(archive.NyKorrespondansepart("EA", actor.navn, actor.party_id),),
        automatic=True,
        modul="cases",
        ekstern_id=f"melding-{found.id}",
    )
