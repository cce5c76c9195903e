"""What a capability lets one do, in plain words; the code is for programs only."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "*": _("Gjøre alt som Samverk gjør av seg selv"),
    "api.hendelser.les": _("Hente hendelser til andre systemer"),
    "api.hr.ansatte.les": _("Hente ansatte til andre systemer"),
    "api.hr.organisasjoner.les": _("Hente enheter til andre systemer"),
    "api.hr.stillinger.les": _("Hente stillinger til andre systemer"),
    "arkiv.journal.les": _("Lese journalen"),
    "arkiv.mappe.forvalt": _("Forvalte arkivet: journalføre, skjerme og rette saker"),
    "drift.les": _("Se driften: hendelser som ikke kom fram, og meldinger fra brukerne"),
    "hms.avvik.les": _("Se HMS-avvik"),
    "hr.ansettelse.bestill": _("Bestille ansettelser"),
    "hr.arbeidsforhold.godkjenn": _("Godkjenne ansettelser og endringer i dem"),
    "hr.arbeidsforhold.les": _("Se stillinger og arbeidsforhold"),
    "hr.arbeidsforhold.skriv": _("Endre stillinger og arbeidsforhold"),
    "hr.fravar.godkjenn": _("Godkjenne fravær"),
    "hr.fravar.les": _("Se når noen er borte, ikke hvorfor"),
    "hr.kontakt_privat.les": _("Se privat adresse og telefon"),
    "hr.kontrakt.les.3": _("Lese arbeidskontrakter"),
    "hr.kontroll.utfor": _("Kontrollere ansettelser for HR"),
    "hr.nin.les": _("Se fødselsnummer, med et formål som blir logget"),
    "hr.nin.oppslag": _("Finne en person med fødselsnummer"),
    "hr.nin.skriv": _("Registrere fødselsnummer"),
    "hr.person.les": _("Se opplysninger om personene"),
    "hr.person.skriv": _("Endre opplysninger om personene"),
    "hr.rapport.aggregert.les": _("Se rapporter uten navn"),
    "hr.rekruttering.vedta": _("Vedta hvem som blir ansatt"),
    "hr.sidegjoremal.les": _("Se sidegjøremål"),
    "hr.timeliste.foer": _("Føre egne timer"),
    "hr.timeliste.godkjenn": _("Godkjenne timelister"),
    "katalog.person.les": _("Slå opp folk i katalogen"),
    "logg.egen.les": _("Se hvem som har sett egne opplysninger"),
    "logg.lesing.les": _("Se hvem som har lest hva"),
    "lonn.bankkonto.skriv": _("Rette kontonummer for lønn"),
    "lonn.bilag.les": _("Se lønnsbilag"),
    "lonn.grunnlag.les": _("Se lønnsgrunnlaget"),
    "lonn.kjoring.godkjenn": _("Godkjenne lønnskjøringer"),
    "lonn.kjoring.klargjor": _("Klargjøre og beregne lønnskjøringer"),
    "lonn.kjoring.les": _("Se lønnskjøringer"),
    "lonn.kjoring.utbetal": _("Betale ut lønn"),
    "lonn.sats.bekreft": _("Foreslå og bekrefte satser"),
    "lonn.slipp.les": _("Se lønnsslipper"),
    "okonomi.betaling.foresla": _("Foreslå betalinger"),
    "okonomi.betaling.frigi": _("Frigi betalinger"),
    "okonomi.bilag.attester": _("Attestere: bekrefte at noe er mottatt og riktig"),
    "okonomi.bilag.bdm": _("Disponere budsjettet: godkjenne at enheten betaler"),
    "okonomi.bilag.foer": _("Føre bilag"),
    "okonomi.bilag.kontroller": _("Kontrollere bilag"),
    "okonomi.kontoplan.skriv": _("Endre kontoplanen"),
    "okonomi.periode.bekreft": _("Bekrefte regnskapsperioder"),
    "okonomi.periode.lukk": _("Lukke regnskapsperioder"),
    "okonomi.prosjekt.skriv": _("Endre prosjekter"),
    "okonomi.regnskap.les": _("Se regnskapet"),
    "org.enhet.les": _("Se enhetene"),
    "org.enhet.skriv": _("Endre enhetene"),
    "person.skjermet.les": _("Se personer med skjermet adresse"),
    "personvern.innsyn.behandle": _("Behandle krav om innsyn i egne opplysninger"),
    "prosess.definisjon.publiser": _("Vedta prosesser"),
    "prosess.definisjon.utkast": _("Lage utkast til prosesser"),
    "prosess.instans.administrer": _("Flytte og rette oppgaver i saker som står fast"),
    "sak.sak.avslutt": _("Avslutte saker"),
    "sak.sak.behandle": _("Behandle saker"),
    "sak.sak.les": _("Se saker"),
    "samstyring.beslutt": _("Vedta saker i samarbeidet"),
    "samstyring.forvalt": _("Forvalte saker og møter i samarbeidet"),
    "samstyring.les": _("Se styringen av samarbeidet"),
    "samstyring.rapporter": _("Rapportere i samarbeidet"),
    "tilgang.godkjenn": _("Bekrefte roller som andre har foreslått"),
    "tilgang.resertifiser": _("Bekrefte på nytt at roller trengs"),
    "tilgang.tildel": _("Foreslå og trekke tilbake roller"),
}


def in_words(capabilities: Iterable[str]) -> list[str]:
    """Return what a set of capabilities lets one do, in the reader's language and its order."""
    return sorted(str(WORDS.get(one, one)) for one in capabilities)
