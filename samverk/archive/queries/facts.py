"""What pages and other modules get to know: frozen facts, never rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from samverk.core.languages import Trilingual


@dataclass(frozen=True, slots=True)
class TilgangskodeFacts:
    """An access code: code, name in nb, nn and en, legal basis, certainty."""

    id: UUID
    kode: str
    navn: tuple[str, str, str]
    hjemmel: str
    sikkerhet: str


@dataclass(frozen=True, slots=True)
class KassasjonFacts:
    """The retention that applies: B kept, K destroyed, G to be decided; years after closing."""

    vedtak: str
    bevaringstid_aar: int | None
    hjemmel: str
    sikkerhet: str


@dataclass(frozen=True, slots=True)
class MappeFacts:
    """A case file as it is now."""

    id: UUID
    mappe_id: str
    tittel: str
    offentlig_tittel: str
    saksstatus: str
    saksdato: date
    enhet_id: UUID
    saksansvarlig_id: UUID | None
    saksansvarlig_navn: str
    klasse_id: str
    klasse_tittel: Trilingual
    klasse_sikkerhet: str
    arkivdel_id: UUID
    arkivdel: str
    opprettet_at: datetime
    avsluttet_at: datetime | None
    tilgangskode: TilgangskodeFacts | None


@dataclass(frozen=True, slots=True)
class KorrespondansepartFacts:
    """Sender or receiver: EA/IA sender, EM/IM receiver, EK/IK copy."""

    id: UUID
    type: str
    navn: str
    party_id: UUID | None


@dataclass(frozen=True, slots=True)
class DokumentFacts:
    """The newest version of a document; `id` is the dokumentobjekt (download), size in bytes."""

    id: UUID
    tittel: str
    tilknyttet_som: str
    filnavn: str
    format: str
    mime_type: str
    stoerrelse: int
    is_arkivformat: bool
    is_ferdig: bool


@dataclass(frozen=True, slots=True)
class JournalpostFacts:
    """A journalpost with its correspondents and documents; `mappe_id` is the file's systemID."""

    id: UUID
    mappe_id: UUID
    registrerings_id: str
    loepenummer: str
    type: str
    status: str
    tittel: str
    offentlig_tittel: str
    enhet_id: UUID
    saksbehandler_navn: str
    opprettet_at: datetime
    journaldato: date | None
    dokumentets_dato: date | None
    mottatt_dato: date | None
    sendt_dato: date | None
    forfallsdato: date | None
    is_automatic: bool
    is_skjermet: bool
    steg_id: UUID | None
    parter: tuple[KorrespondansepartFacts, ...] = ()
    dokumenter: tuple[DokumentFacts, ...] = ()
    avskrevet: str = ""  # avskrivningsmaate, or empty


@dataclass(frozen=True, slots=True)
class NyPart:
    """A party to a new case: KLI client, PAA next of kin, FORM guardian, ADV lawyer."""

    party_id: UUID
    rolle: str = "KLI"


@dataclass(frozen=True, slots=True)
class NySaksmappe:
    """A new case file.

    Attributes:
        tittel: full title; hidden: words of it that the public title replaces by ``*****``.
        klasse: klasseID («221»); arkivdel: code (SAK or PERS); enhet_id: administrative unit.
        saksansvarlig: account of the owner; tilgangskode: code («P»), or empty when public.
        parter: parties; they see the case.
    """

    tittel: str
    klasse: str
    arkivdel: str
    enhet_id: UUID
    saksansvarlig: UUID | None = None
    tilgangskode: str = ""
    hidden: tuple[str, ...] = ()
    parter: tuple[NyPart, ...] = ()


@dataclass(frozen=True, slots=True)
class NyKorrespondansepart:
    """A sender or receiver of a new record: type EA, EM, EK, IA, IM, IK or IS."""

    type: str
    navn: str
    party_id: UUID | None = None
    bruker_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NyttDokument:
    """A document of a new record: content in memory, or already stored (`fil_id`).

    The first one is the main document. `dokumenttype`: B brev, R rundskriv, F faktura, O order.
    """

    tittel: str
    filnavn: str
    innhold: bytes = b""
    fil_id: UUID | None = None
    dokumenttype: str = "B"


@dataclass(frozen=True, slots=True)
class NyJournalpost:
    """A new journalpost.

    Attributes:
        type: I in, U out, N internal with follow-up, X internal without.
        status: the status it shall reach at once (I: S, J, A; U: R, F, G, E, J, A; N and X: R, F,
            G, J, A); empty means the first. J and A need the archive role.
        hidden: words that the public title replaces; defaults to none.
        tilgangskode: code; None inherits the case's, empty means public.
        automatic: registered by a process, not by hand (indicator «autoarkiv»).
        modul, ekstern_id: the event behind it; the same pair gives the same record.
        steg_id: the process step; frister and dates as in Noark.
    """

    type: str
    tittel: str
    dokumenter: tuple[NyttDokument, ...] = ()
    parter: tuple[NyKorrespondansepart, ...] = ()
    status: str = ""
    hidden: tuple[str, ...] = ()
    tilgangskode: str | None = None
    saksbehandler: UUID | None = None
    automatic: bool = False
    modul: str = ""
    ekstern_id: str = ""
    steg_id: UUID | None = None
    dokumentets_dato: date | None = None
    mottatt_dato: date | None = None
    sendt_dato: date | None = None
    forfallsdato: date | None = None


@dataclass(frozen=True, slots=True)
class RegistrationCounts:
    """How many journalposter were registered by processes, and how many by hand."""

    automatisk: int
    manuelt: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: rows, and the cursor of the next page (empty at the end)."""

    rows: tuple[JournalpostFacts, ...]
    neste: str = ""


@dataclass(frozen=True, slots=True)
class QualityRow:
    """A record with what it lacks: codes part, dokument, arkivformat, uferdig."""

    journalpost: JournalpostFacts
    mangler: tuple[str, ...] = field(default_factory=tuple)
