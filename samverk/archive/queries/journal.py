"""Reads: journalposter with correspondents and documents, queues and the quality list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from samverk.archive.models import (
    Avskrivning,
    Dokumentobjekt,
    Korrespondansepart,
    Registrering,
    RegistreringDokument,
)
from samverk.archive.queries.facts import (
    DokumentFacts,
    JournalpostFacts,
    KorrespondansepartFacts,
    Page,
    QualityRow,
)
from samverk.core.access.api import Actor
from samverk.core.clock import OSLO
from samverk.core.documents.api import is_arkivformat

PAGE = 50
ORDINARY = "sak.sak.les"  # what opens a case in its unit when its code asks for no more
SHORTEST_WORD = 3
# What waits for the archive: registered or sent, not yet journalled or archived.
TO_JOURNAL = Q(journalposttype="I", journalstatus__in="MS") | Q(
    journalposttype="U", journalstatus="E"
) | Q(journalposttype__in="NX", journalstatus__in="FG")  # fmt: skip
TO_ARCHIVE = Q(journalstatus="J")


def _base(actor: Actor) -> QuerySet[Registrering]:
    return Registrering.objects.filter(tenant_id=actor.tenant_id, type="journalpost")


def facts_of(actor: Actor, rows: Sequence[Registrering]) -> list[JournalpostFacts]:
    """Return journalposter as facts, with everything beside them in four queries."""
    ids = [row.id for row in rows]
    people = _parter(actor, ids)
    papers = _dokumenter(actor, ids)
    signed = dict(
        Avskrivning.objects.filter(tenant_id=actor.tenant_id, registrering_id__in=ids).values_list(
            "registrering_id", "avskrivningsmaate"
        )
    )
    return [
        JournalpostFacts(
            id=row.id,
            mappe_id=row.mappe_id,
            registrerings_id=row.registrerings_id,
            loepenummer=f"{row.journalsekvensnummer}/{row.journalaar}",
            type=row.journalposttype or "",
            status=row.journalstatus or "",
            tittel=row.tittel,
            offentlig_tittel=row.offentlig_tittel,
            enhet_id=row.administrativ_enhet_id,
            saksbehandler_navn=row.saksbehandler_navn,
            opprettet_at=row.opprettet_at,
            journaldato=row.journaldato,
            dokumentets_dato=row.dokumentets_dato,
            mottatt_dato=row.mottatt_dato,
            sendt_dato=row.sendt_dato,
            forfallsdato=row.forfallsdato,
            is_automatic=row.is_automatic,
            is_skjermet=row.tilgangskode_id is not None,
            steg_id=row.steg_id,
            parter=tuple(people[row.id]),
            dokumenter=tuple(papers[row.id]),
            avskrevet=signed.get(row.id, ""),
        )
        for row in rows
    ]


def _parter(actor: Actor, ids: list[UUID]) -> dict[UUID, list[KorrespondansepartFacts]]:
    found: dict[UUID, list[KorrespondansepartFacts]] = defaultdict(list)
    for row in Korrespondansepart.objects.filter(
        tenant_id=actor.tenant_id, registrering_id__in=ids
    ).order_by("id"):
        found[row.registrering_id].append(
            KorrespondansepartFacts(row.id, row.korrespondanseparttype, row.navn, row.party_id)
        )
    return found


def _dokumenter(actor: Actor, ids: list[UUID]) -> dict[UUID, list[DokumentFacts]]:
    """Return the newest version of each document, the archive variant before the others."""
    places = RegistreringDokument.objects.filter(
        tenant_id=actor.tenant_id, registrering_id__in=ids
    ).select_related("dokumentbeskrivelse")
    places = places.order_by("registrering_id", "dokumentnummer")
    newest: dict[UUID, Dokumentobjekt] = {}
    for version in Dokumentobjekt.objects.filter(
        tenant_id=actor.tenant_id,
        dokumentbeskrivelse_id__in={place.dokumentbeskrivelse_id for place in places},
        variantformat__in="AP",
    ).order_by("variantformat", "-versjonsnummer"):
        newest.setdefault(version.dokumentbeskrivelse_id, version)
    found: dict[UUID, list[DokumentFacts]] = defaultdict(list)
    for place in places:
        stored = newest.get(place.dokumentbeskrivelse_id)
        if stored:
            found[place.registrering_id].append(_dokument(place, stored))
    return found


def _dokument(place: RegistreringDokument, stored: Dokumentobjekt) -> DokumentFacts:
    return DokumentFacts(
        id=stored.id,
        tittel=place.dokumentbeskrivelse.tittel,
        tilknyttet_som=place.tilknyttet_som,
        filnavn=stored.filnavn,
        format=stored.format,
        mime_type=stored.mime_type,
        stoerrelse=stored.filstoerrelse,
        is_arkivformat=is_arkivformat(stored.format),
        is_ferdig=place.dokumentbeskrivelse.dokumentstatus == "F",
    )


def journalposter(actor: Actor, mappe_id: UUID) -> list[JournalpostFacts]:
    """Return the journalposter of a case file, in the order they were registered."""
    rows = _base(actor).filter(mappe_id=mappe_id).order_by("journalpostnummer")
    return facts_of(actor, list(rows))


def journalpost(actor: Actor, registrering_id: UUID) -> JournalpostFacts | None:
    """Return one journalpost, or None (also when the actor may not see it)."""
    found = facts_of(actor, list(_base(actor).filter(id=registrering_id)))
    return found[0] if found else None


def journalposter_of(actor: Actor, ids: Sequence[UUID]) -> list[JournalpostFacts]:
    """Return journalposter by id, those the actor may see."""
    return facts_of(actor, list(_base(actor).filter(id__in=ids)))


def search_journalposter(actor: Actor, text: str, *, limit: int = 10) -> list[JournalpostFacts]:
    """Return the record with this number, then those with every word in the title, newest first.

    Access is applied. Words are looked for from three letters on: the index knows no shorter ones.
    """
    words = [word for word in text.casefold().split() if len(word) >= SHORTEST_WORD]
    # The longest word leaves the fewest titles to look through.
    words.sort(key=len, reverse=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT samverk.finn_journalpost(%s, %s, %s)",
            [text.strip(), [_containing(word) for word in words], limit],
        )
        ids = [row[0] for row in cursor.fetchall()]
    found = {post.id: post for post in journalposter_of(actor, ids)}
    return [found[key] for key in ids if key in found]


def _containing(word: str) -> str:
    for sign in ("\\", "%", "_"):
        word = word.replace(sign, f"\\{sign}")
    return f"%{word}%"


def by_ekstern_id(actor: Actor, modul: str, ekstern_id: str) -> JournalpostFacts | None:
    """Return the record a module's event was archived as, or None."""
    found = facts_of(actor, list(_base(actor).filter(modul=modul, ekstern_id=ekstern_id)))
    return found[0] if found else None


def _page(actor: Actor, rows: QuerySet[Registrering], after: str, *, newest: bool) -> Page:
    """Return one page by keyset: the id is time-ordered, so it is the whole key."""
    if after:
        rows = rows.filter(id__lt=UUID(after)) if newest else rows.filter(id__gt=UUID(after))
    found = list(rows.order_by("-id" if newest else "id")[: PAGE + 1])
    more = str(found[PAGE - 1].id) if len(found) > PAGE else ""
    return Page(tuple(facts_of(actor, found[:PAGE])), more)


def archive_queue(actor: Actor, *, which: str = "J", after: str = "") -> Page:
    """Return what waits to be journalled (J) or archived (A), oldest first."""
    return _page(actor, _base(actor).filter(TO_ARCHIVE if which == "A" else TO_JOURNAL), after,
                 newest=False)  # fmt: skip


def journal_of_day(actor: Actor, dag: date, *, after: str = "") -> Page:
    """Return the løpende journal of a day: what got that journaldato, in registration order."""
    return _page(actor, _base(actor).filter(journaldato=dag), after, newest=False)


def registered_on(actor: Actor, dag: date, *, after: str = "") -> Page:
    """Return what was registered on a day in Oslo, newest first."""
    start = datetime(dag.year, dag.month, dag.day, tzinfo=OSLO)
    rows = _base(actor).filter(opprettet_at__gte=start, opprettet_at__lt=start + timedelta(days=1))
    return _page(actor, rows, after, newest=True)


def quality_list(actor: Actor, *, limit: int = PAGE) -> list[QualityRow]:
    """Return open records that lack something: party, document, archive format, finished text."""
    open_rows = list(
        _base(actor).exclude(journalstatus__in=["A", "U", "R"]).order_by("id")[: limit * 4]
    )
    rows = [QualityRow(post, lacks(post)) for post in facts_of(actor, open_rows)]
    return [row for row in rows if row.mangler][:limit]


def lacks(post: JournalpostFacts) -> tuple[str, ...]:
    """Return what keeps a record from being archived: part, dokument, arkivformat, uferdig."""
    checks = (
        ("part", not post.parter),
        ("dokument", not post.dokumenter),
        ("arkivformat", not all(d.is_arkivformat for d in post.dokumenter)),
        ("uferdig", not all(d.is_ferdig for d in post.dokumenter)),
    )
    return tuple(code for code, lacking in checks if lacking)


@dataclass(frozen=True, slots=True)
class DownloadFacts:
    """What it takes to hand out a document: the stored content and its case."""

    objekt_id: UUID
    fil_id: UUID
    filnavn: str
    mappe_id: UUID
    is_skjermet: bool
    party_id: UUID | None
    kapabilitet: str  # the right it is read by, for the read log


def download(actor: Actor, objekt_id: UUID) -> DownloadFacts | None:
    """Return how to fetch one dokumentobjekt, or None (also when the actor may not see it)."""
    stored = Dokumentobjekt.objects.filter(tenant_id=actor.tenant_id, id=objekt_id).first()
    if stored is None:
        return None
    place = (
        RegistreringDokument.objects.filter(
            tenant_id=actor.tenant_id, dokumentbeskrivelse_id=stored.dokumentbeskrivelse_id
        )
        .select_related("registrering__tilgangskode", "registrering__mappe__tilgangskode")
        .first()
    )
    if place is None:
        return None
    post = place.registrering
    party = (
        Korrespondansepart.objects.filter(
            tenant_id=actor.tenant_id, registrering_id=post.id, party_id__isnull=False
        )
        .values_list("party_id", flat=True)
        .first()
    )
    codes = [code for code in (post.tilgangskode, post.mappe.tilgangskode) if code is not None]
    # The narrower of the two is what it takes to read the document.
    rights = [code.kapabilitet for code in codes if code.kapabilitet != ORDINARY]
    return DownloadFacts(
        stored.id, stored.fil_id, stored.filnavn, post.mappe_id, bool(codes), party,
        rights[0] if rights else ORDINARY,
    )  # fmt: skip


def restanser(actor: Actor, mappe_id: UUID) -> list[JournalpostFacts]:
    """Return incoming and internal records of a case that nobody has answered or signed off."""
    rows = (
        _base(actor)
        .filter(mappe_id=mappe_id, journalposttype__in="IN", avskrivninger__isnull=True)
        .exclude(journalstatus="U")
        .order_by("journalpostnummer")
    )
    return facts_of(actor, list(rows))


def titles_used(actor: Actor, tittel: str, *, since: date) -> int:
    """Return how often exactly this title was used since a day (duplicate-title warning)."""
    start = datetime(since.year, since.month, since.day, tzinfo=OSLO)
    return _base(actor).filter(tittel__iexact=tittel.strip(), opprettet_at__gte=start).count()
