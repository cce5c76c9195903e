"""The archive's noes: what the database refuses, said so that a person knows what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import Error, transaction

from samverk.archive.models import Mappe, Registrering
from samverk.core.access.api import Actor
from samverk.core.errors import Refusal, Text


class ArchiveRefused(Refusal):
    """The archive refuses an act; nothing was written."""


class MappeMissing(LookupError):  # noqa: N818 - answered with 404, never shown
    """No such file for this actor."""


class RegistreringMissing(LookupError):  # noqa: N818 - answered with 404, never shown
    """No such record for this actor."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands in the way of closing a case, with the record it is about."""

    code: str
    text: Text
    registrering_id: UUID | None = None


class MappeNotClosable(Refusal):
    """A case cannot be closed; `obstacles` has all reasons at once."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        super().__init__(
            Text("%(alt)s", {"alt": tuple(o.text for o in obstacles)}),
            code="sak_kan_ikke_avsluttes",
        )  # fmt: skip
        self.obstacles = obstacles


def _frozen() -> dict[str, Text]:
    return {
        "nummer": Text("Nummeret er gitt og kan ikke endres."),
        "plass": Text("Sakens plass i arkivet kan ikke endres slik. Be arkivet om hjelp."),
        "tilgangskode": Text("Skjermingen endres ved å legge inn en ny skjerming, ikke direkte."),
        "avsluttet_sak": Text("Saken er avsluttet. Be arkivet åpne den igjen."),
        "mottatt_dato": Text("Dokumentet er journalført. Mottatt dato kan ikke endres lenger."),
        "arkivert_journalpost": Text("Dokumentet er arkivert og kan ikke endres."),
        "ekspedert": Text("Dokumentet er sendt og kan ikke endres. Lag et nytt dokument i saken."),
        "korrespondansepart": Text(
            "Avsender og mottaker kan ikke endres etter at dokumentet er sendt."
        ),
        "versjon": Text("Dokumentet er ferdig. Lag et nytt dokument i stedet for en ny versjon."),
        "slett": Text("Journalførte dokumenter og saker slettes aldri. Merk dem som utgått."),
    }


def _structure() -> dict[str, Text]:
    return {
        "arkivdel": Text("Arkivdelen er lukket for nye saker. Velg den som gjelder nå."),
        "arkiv": Text("Arkivet er avsluttet. Velg det som gjelder nå."),
        "klasse_fremmed": Text("Arkivkoden hører ikke til denne arkivdelen. Velg en annen kode."),
        "klasse_lukket": Text("Arkivkoden er lukket. Velg en kode som gjelder nå."),
        "klasse_ikke_ytterst": Text("Velg en mer presis arkivkode under denne."),
        "klasse_mangler": Text("Velg arkivkode."),
        "klasse_har_mapper": Text(
            "Koden har saker og kan ikke deles opp. Lag en ny kode ved siden av."
        ),
        "mappe": Text("Saken er avsluttet. Be arkivet åpne den igjen, eller bruk en annen sak."),
        "mappe_lukket": Text(
            "Saken er avsluttet. Be arkivet åpne den igjen, eller bruk en annen sak."
        ),
        "ikke_saksmappe": Text("Journalposter hører hjemme i saker."),
        "tilgangskode": Text("Tilgangskoden gjelder ikke på denne datoen. Velg en annen."),
        "kassasjonsdato": Text("Kassasjonsdatoen må være etter at saken er avsluttet."),
    }


def _documents() -> dict[str, Text]:
    return {
        "dokumenter": Text("Alle dokumenter må være ferdige først. Ferdigstill dem og prøv igjen."),
        "korrespondansepart": Text(
            "Avsender eller mottaker mangler. Legg til hvem dokumentet gjelder."
        ),
        "journalposter": Text(
            "Alle journalposter må være arkivert eller utgått før saken avsluttes."
        ),
    }


def _sign_off() -> dict[str, Text]:
    return {
        "type": Text("Bare inngående og interne dokumenter kan avskrives."),
        "referanse": Text(
            "Velg svaret som avskriver dokumentet: et utgående eller internt dokument."
        ),
        "kopimottaker": Text("En kopimottaker skal ikke svare, og avskrives ikke."),
    }


def sentence(sqlstate: str, detail: str) -> Text | None:
    """Return the sentence for what the database refused; None when it is a bug."""
    found: dict[str, Text | None] = {
        "SV001": _frozen().get(detail, Text("Dette er fryst i arkivet og kan ikke endres.")),
        "SV501": Text("Dokumentet eller saken kan ikke gå til den statusen nå."),
        "SV502": _structure().get(detail, Text("Saken passer ikke inn der i arkivet.")),
        "SV503": _documents().get(detail),
        "SV504": _sign_off().get(detail),
        "SV403": Text("Du kan ikke gjøre dette i arkivet. Be arkivet om hjelp."),
        "42501": Text("Du kan ikke gjøre dette i arkivet. Be arkivet om hjelp."),
    }
    return found.get(sqlstate)


CODES = {
    "SV001": "fryst", "SV501": "feil_status", "SV502": "feil_plass", "SV503": "ikke_ferdig",
    "SV504": "kan_ikke_avskrives", "SV403": "ingen_tilgang", "42501": "ingen_tilgang",
}  # fmt: skip


@contextmanager
def refusing() -> Iterator[None]:
    """Run an act in its own savepoint and turn the database's no into a `Refusal`.

    Raises:
        ArchiveRefused: with code fryst, feil_status, feil_plass, ikke_ferdig,
            kan_ikke_avskrives or ingen_tilgang.
    """
    try:
        with transaction.atomic():
            yield
    except Error as error:
        state = str(getattr(error.__cause__, "sqlstate", "") or "")
        diag = getattr(error.__cause__, "diag", None)
        message = sentence(state, str(getattr(diag, "message_detail", "") or ""))
        if message is None:
            raise
        raise ArchiveRefused(message, code=CODES[state]) from error


def require_writer(actor: Actor) -> None:
    """Refuse those who neither handle cases nor keep the archive.

    Raises:
        AccessDenied: with a sentence for the user.
    """
    if not actor.can("arkiv.mappe.forvalt"):
        actor.require("sak.sak.behandle")


def require_sight(actor: Actor, model: type[Mappe | Registrering], row_id: UUID) -> None:
    """Refuse to hide a row from the one who writes it: nobody else can be told what it became.

    Asked inside `refusing`, so that the row is taken back.

    Raises:
        ArchiveRefused: the access code is read by others only.
    """
    if not model.objects.filter(tenant_id=actor.tenant_id, id=row_id).exists():
        raise ArchiveRefused(
            "Du kan ikke lese det som har denne tilgangskoden."
            " Be HR eller arkivet om å registrere det.",
            code="ingen_tilgang",
            field="tilgangskode",
        )
