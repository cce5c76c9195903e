"""What the standard's codes are called to people; the code itself stands behind in grey."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

JOURNALPOSTTYPE: dict[str, Promise] = {
    "I": _("Brev inn"),
    "U": _("Brev ut"),
    "N": _("Internt, skal besvares"),
    "X": _("Internt"),
}
JOURNALSTATUS: dict[str, Promise] = {
    "M": _("Midlertidig registrert"),
    "S": _("Registrert"),
    "R": _("Utkast"),
    "F": _("Ferdigstilt"),
    "G": _("Godkjent"),
    "E": _("Sendt"),
    "J": _("Journalført"),
    "A": _("Arkivert"),
    "U": _("Utgått"),
}
SAKSSTATUS: dict[str, Promise] = {
    "R": _("Opprettet"),
    "B": _("Under behandling"),
    "F": _("Ferdig fra saksbehandler"),
    "S": _("Avsluttet av saksbehandler"),
    "P": _("Unntatt prosesstyring"),
    "A": _("Avsluttet"),
    "U": _("Utgått"),
}
MANGLER: dict[str, Promise] = {
    "part": _("avsender eller mottaker mangler"),
    "dokument": _("dokument mangler"),
    "arkivformat": _("ikke i arkivformat"),
    "uferdig": _("dokument ikke ferdig"),
}
AVSKRIVNING: dict[str, Promise] = {
    "BU": _("besvart med brev"),
    "BE": _("besvart med e-post"),
    "TLF": _("besvart på telefon"),
    "TE": _("tatt til etterretning"),
    "TO": _("tatt til orientering"),
    "BN": _("besvart med notat"),
    "SA": _("saken ble avsluttet"),
}
KASSASJON: dict[str, Promise] = {
    "B": _("Bevares"),
    "K": _("Kasseres"),
    "G": _("Vurderes senere"),
}
