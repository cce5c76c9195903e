"""The Noark model, one aggregate per file."""

from samverk.archive.models.codes import Kode, Tilgangskode
from samverk.archive.models.dokument import (
    Dokumentbeskrivelse,
    Dokumentobjekt,
    RegistreringDokument,
)
from samverk.archive.models.mappe import Kassasjon, Mappe, Part
from samverk.archive.models.registrering import (
    Avskrivning,
    Korrespondansepart,
    Registrering,
    Skjerming,
)
from samverk.archive.models.structure import (
    Arkiv,
    Arkivdel,
    Klasse,
    Klassifikasjonssystem,
    Nummerserie,
)

__all__ = [
    "Arkiv",
    "Arkivdel",
    "Avskrivning",
    "Dokumentbeskrivelse",
    "Dokumentobjekt",
    "Kassasjon",
    "Klasse",
    "Klassifikasjonssystem",
    "Kode",
    "Korrespondansepart",
    "Mappe",
    "Nummerserie",
    "Part",
    "Registrering",
    "RegistreringDokument",
    "Skjerming",
    "Tilgangskode",
]
