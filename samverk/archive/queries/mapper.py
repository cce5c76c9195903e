"""Reads: case files, who sees them, what keeps them from being closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection

from samverk.archive.models import Kassasjon, Klasse, Mappe, Part, Tilgangskode
from samverk.archive.queries.facts import (
    KassasjonFacts,
    MappeFacts,
    NyPart,
    RegistrationCounts,
    TilgangskodeFacts,
)
from samverk.core.access.api import Actor, BrukerFacts, brukere
from samverk.core.languages import Trilingual

# Why someone sees a case, in the order they are told.
REASONS = ("saksansvarlig", "part", "enhet", "stedfortreder", "oppgave", "gjort", "arkiv")


def tilgangskode_facts(row: Tilgangskode | None) -> TilgangskodeFacts | None:
    """Return an access code as facts."""
    if row is None:
        return None
    names = (row.navn, row.navn_nn, row.navn_en)
    return TilgangskodeFacts(row.id, row.kode, names, row.hjemmel, row.sikkerhet)


def mappe_facts(row: Mappe) -> MappeFacts:
    """Return a file as facts; klasse, arkivdel and tilgangskode are already joined."""
    klasse = row.klasse
    assert row.saksdato is not None
    return MappeFacts(
        id=row.id,
        mappe_id=row.mappe_id,
        tittel=row.tittel,
        offentlig_tittel=row.offentlig_tittel,
        saksstatus=row.saksstatus or "",
        saksdato=row.saksdato,
        enhet_id=row.administrativ_enhet_id,
        saksansvarlig_id=row.saksansvarlig_id,
        saksansvarlig_navn=row.saksansvarlig_navn,
        klasse_id=klasse.klasse_id if klasse else "",
        klasse_tittel=_title(klasse) if klasse else Trilingual("–", "–", "–"),
        klasse_sikkerhet=klasse.sikkerhet if klasse else "",
        arkivdel_id=row.referanse_arkivdel_id,
        arkivdel=row.referanse_arkivdel.tittel,
        opprettet_at=row.opprettet_at,
        avsluttet_at=row.avsluttet_at,
        tilgangskode=tilgangskode_facts(row.tilgangskode),
    )


def mapper(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, MappeFacts]:
    """Return several case files by id, those the actor may see, in one query."""
    found = Mappe.objects.filter(
        tenant_id=actor.tenant_id, type="saksmappe", id__in=set(ids)
    ).select_related("klasse", "referanse_arkivdel", "tilgangskode")
    return {row.id: mappe_facts(row) for row in found}


def mappe(actor: Actor, mappe_id: UUID) -> MappeFacts | None:
    """Return one case file, or None (also when the actor may not see it)."""
    return mapper(actor, [mappe_id]).get(mappe_id)


def parter(actor: Actor, mappe_id: UUID) -> list[NyPart]:
    """Return the parties of a case file."""
    found = Part.objects.filter(tenant_id=actor.tenant_id, mappe_id=mappe_id).order_by("id")
    return [NyPart(row.party_id, row.part_rolle) for row in found]


def who_sees(actor: Actor, mappe_id: UUID) -> list[tuple[BrukerFacts, str]]:
    """Return the accounts that may see a screened case file, each with the reason.

    The reasons are those of `REASONS`. Empty when the actor may not see the file.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT bruker_id, grunn FROM samverk.hvem_ser_mappe(%s)", [mappe_id])
        reasons = dict(cursor.fetchall())
    people = brukere(actor, reasons)
    order = {reason: place for place, reason in enumerate(REASONS)}
    seen = [(people[key], reason) for key, reason in reasons.items() if key in people]
    return sorted(seen, key=lambda pair: (order[pair[1]], pair[0].navn))


def is_only_party(mappe_id: UUID) -> bool:
    """Tell whether the acting account sees a screened case file only because it is about them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s IN (SELECT samverk.mapper_bare_som_part())", [mappe_id])
        return bool(cursor.fetchone()[0])


def kassasjon(actor: Actor, mappe_id: UUID) -> KassasjonFacts | None:
    """Return the retention of a file: the newest rule of the nearest of file, class and series."""
    row = Mappe.objects.filter(tenant_id=actor.tenant_id, id=mappe_id).first()
    if row is None:
        return None
    own = Kassasjon.objects.filter(tenant_id=actor.tenant_id).order_by("-registrert_at", "-id")
    for level in (
        {"mappe_id": row.id}, {"klasse_id": row.klasse_id},
        {"arkivdel_id": row.referanse_arkivdel_id},
    ):  # fmt: skip
        if None in level.values():
            continue
        if found := own.filter(**level).first():
            return KassasjonFacts(
                found.kassasjonsvedtak, found.bevaringstid_aar, found.kassasjonshjemmel,
                found.sikkerhet,
            )  # fmt: skip
    return None


def _title(klasse: Klasse) -> Trilingual:
    """What a class is called; the institution's own may have its bokmål title only."""
    nb = klasse.tittel
    return Trilingual(nb, klasse.tittel_nn or nb, klasse.tittel_en or nb)


def klasser(actor: Actor) -> list[tuple[str, Trilingual]]:
    """Return the classes that may hold files now: (klasseID, title)."""
    found = Klasse.objects.filter(
        tenant_id=actor.tenant_id, avsluttet_at=None, underklasser__isnull=True
    ).order_by("klasse_id")
    return [(row.klasse_id, _title(row)) for row in found]


def tilgangskoder(actor: Actor, *, on: date) -> list[TilgangskodeFacts]:
    """Return the access codes that apply on a day."""
    found = Tilgangskode.objects.filter(tenant_id=actor.tenant_id, gyldig__contains=on)
    return [f for row in found.order_by("kode") if (f := tilgangskode_facts(row))]


def search_mapper(actor: Actor, text: str, *, limit: int = 10) -> list[MappeFacts]:
    """Return case files by number or words of the title, newest first; access is applied."""
    if len(text.strip()) < 2:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT samverk.finn_mappe(%s, %s)", [text.strip(), limit])
        ids = [row[0] for row in cursor.fetchall()]
    found = mapper(actor, ids)
    return [found[key] for key in ids if key in found]


def registration_counts(actor: Actor, *, fra: date, til: date) -> RegistrationCounts:
    """Return journalposter registered by processes and by hand in [fra, til), whole tenant.

    The indicator «andel arkivert uten manuell registrering»; counts only, no personal data.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT automatisk, manuelt FROM samverk.arkiv_tall(%s, %s)", [fra, til])
        automatic, manual = cursor.fetchone()
    return RegistrationCounts(automatic, manual)
