"""Reads of what a posted pay line rests on: the contract, then the case, for the bookkeeper.

The right is the line: `samverk.bilagslinje` lets through posted lines in units where the reader
holds both pay vouchers and ledger. Contract and case are then read by the tenant's service user
and cut down to what documents the posting: no identifier, account or net pay, titles as their
access code allows, documents only where the reader may open them anyway. Every read is written to
the reader's account.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.audit.api import record_read
from samverk.core.parties import api as parties
from samverk.core.periods import ONE_DAY
from samverk.core.tenancy.api import tenants
from samverk.core.workflow import api as workflow
from samverk.hr import api as hr

BILAG = "lonn.bilag.les"
UUID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class BilagslinjeFacts:
    """A posted pay line; `opptjent_til_og_med` is its last day."""

    id: UUID
    kjoering_id: UUID
    enhet_id: UUID
    party_id: UUID
    arbeidsforhold_id: UUID | None
    loennsart: str
    antall: int | None
    sats_oere: int | None
    beloep_oere: int
    opptjent_fra: date | None
    opptjent_til: date | None
    kilde: str

    @property
    def opptjent_til_og_med(self) -> date | None:
        """The last day that counts."""
        return self.opptjent_til - ONE_DAY if self.opptjent_til else None


@dataclass(frozen=True, slots=True)
class LinjeGrunnlag:
    """A line with the agreement behind it (None when that is screened), and who did what.

    `navn` is empty for a person the reader may not see; `personer` are names by account.
    """

    linje: BilagslinjeFacts
    navn: str
    avtale: hr.AvtaleFacts | None
    personer: dict[UUID, str]


@dataclass(frozen=True, slots=True)
class Journallinje:
    """A journal entry by the title its access code allows; documents the reader may open."""

    registrerings_id: str
    type: str
    tittel: str
    dato: datetime
    is_skjermet: bool
    dokumenter: tuple[cases.TimelineDocument, ...]


@dataclass(frozen=True, slots=True)
class LinjeSak:
    """The case behind a line; `kan_aapnes` when the reader may see all of it anyway."""

    linje: BilagslinjeFacts
    sak_id: UUID
    nummer: str
    tittel: str
    status: str
    opened_at: datetime
    closed_at: datetime | None
    steg: workflow.StepList | None
    beslutninger: Sequence[workflow.DecisionFacts]
    journal: tuple[Journallinje, ...]
    kan_aapnes: bool


def read_linje_grunnlag(*, actor: Actor, linje_id: UUID) -> LinjeGrunnlag | None:
    """Return a posted line with the agreement it rests on, or None when it is not the reader's.

    Args:
        actor: needs ``lonn.bilag.les`` and ``okonomi.regnskap.les`` in the unit of the line.
        linje_id: the pay line.
    """
    line = _line(actor, linje_id)
    if line is None:
        return None
    agreement = _agreement(actor, line)
    acts = agreement.handlinger if agreement else ()
    accounts = access.brukere(actor, [one.bruker_id for one in acts if one.bruker_id])
    person = parties.party(actor.tenant_id, line.party_id)
    record_read(
        actor=actor, kapabilitet=BILAG, objekt_type="hr.kontrakt",
        objekt_id=agreement.kontrakt_id if agreement else line.arbeidsforhold_id,
        gjelder_party_id=line.party_id, dataklasse=3,
    )  # fmt: skip
    return LinjeGrunnlag(
        line, person.navn if person else "", agreement,
        {key: one.navn for key, one in accounts.items()},
    )  # fmt: skip


def read_linje_sak(*, actor: Actor, linje_id: UUID, language: str) -> LinjeSak | None:
    """Return the case behind a posted line, or None when there is none for the reader.

    Args:
        actor: as for `read_linje_grunnlag`; linje_id: the pay line; language: nb, nn or en.
    """
    line = _line(actor, linje_id)
    agreement = _agreement(actor, line) if line else None
    if line is None or agreement is None or agreement.sak_id is None:
        return None
    with access.acting(_machine(actor)) as machine:
        case = cases.sak(machine, agreement.sak_id)
        if case is None:
            return None
        posts = archive.journalposter(machine, case.mappe.id)
        steps = decisions = None
        if case.instans_id is not None:
            progress = workflow.progress(machine, case.instans_id, language=language)
            steps = workflow.list_steps(progress, language=language)
            decisions = workflow.decisions_of(machine, case.instans_id)
    own = {post.id: post for post in archive.journalposter(actor, case.mappe.id)}
    record_read(
        actor=actor, kapabilitet=BILAG, objekt_type="cases.sak", objekt_id=case.id,
        gjelder_party_id=line.party_id, dataklasse=3, antall=1 + len(posts),
    )  # fmt: skip
    is_screened = case.mappe.tilgangskode is not None
    return LinjeSak(
        linje=line,
        sak_id=case.id,
        nummer=case.nummer,
        tittel=case.mappe.offentlig_tittel if is_screened else case.tittel,
        status=case.status,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        steg=steps,
        beslutninger=decisions or (),
        journal=tuple(_entry(post, own.get(post.id)) for post in posts),
        kan_aapnes=cases.sak(actor, case.id) is not None,
    )


def _line(actor: Actor, linje_id: UUID) -> BilagslinjeFacts | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM samverk.bilagslinje(%s)", [linje_id])
        row = cursor.fetchone()
    return BilagslinjeFacts(*row) if row else None


def _machine(actor: Actor) -> Actor:
    tenant = next(one for one in tenants() if one.id == actor.tenant_id)
    return access.service_actor(tenant)


def _agreement(actor: Actor, line: BilagslinjeFacts) -> hr.AvtaleFacts | None:
    if line.arbeidsforhold_id is None or line.opptjent_fra is None:
        return None
    with access.acting(_machine(actor)) as machine:
        return hr.avtale_bak_loenn(
            machine, arbeidsforhold_id=line.arbeidsforhold_id, party_id=line.party_id,
            timeliste_id=UUID(line.kilde) if len(line.kilde) == UUID_LENGTH else None,
            on=line.opptjent_fra,
        )  # fmt: skip


def _entry(post: archive.JournalpostFacts, own: archive.JournalpostFacts | None) -> Journallinje:
    seen = own.dokumenter if own else ()
    return Journallinje(
        registrerings_id=post.registrerings_id,
        type=str(archive.JOURNALPOSTTYPE[post.type]),
        tittel=post.tittel if own or not post.is_skjermet else post.offentlig_tittel,
        dato=post.opprettet_at,
        is_skjermet=post.is_skjermet,
        dokumenter=tuple(cases.TimelineDocument(one.id, one.tittel) for one in seen),
    )
