"""The refusals of a pay run, and the database's errors in words a payroll officer understands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, transaction

from samverk.core.access.api import AccessDenied
from samverk.core.errors import Refusal, Text


class LoennskjoeringMissing(Refusal):
    """No such run, or the actor may not see it."""


class LoennskjoeringRefused(Refusal):
    """The act does not fit the run's state or its rules."""


class LoennskjoeringNotTwoPersons(Refusal):
    """The same person would hold two duties in one run."""


class LoennskjoeringStopped(Refusal):
    """A control stops the run."""


class SatsNotConfirmed(Refusal):
    """The run used a figure that nobody has seen in a source and two people have not confirmed."""


class MedlemPaidTwice(Refusal):
    """The person is already in a run of the same kind for the same period."""


class AmeldingInvalid(Refusal):
    """The a-melding breaks a rule of its form, or a sum does not agree."""


class UtbetalingskontoMissing(Refusal):
    """No account is chosen to charge the pay to."""


def _detail(error: Error) -> str:
    diag = getattr(error.__cause__, "diag", None)
    return str(getattr(diag, "message_detail", "") or "")


MONEY_STOPPED = Text(
    "Pengene er ikke på vei: betalingsfilen er stanset, avvist eller ikke frigitt av to."
    " Frigi betalingen på nytt før dere bokfører."
)
_BY_CODE: dict[str, tuple[type[Refusal], str, Text]] = {
    "SV001": (
        LoennskjoeringRefused, "kjoering_laast",
        Text("Kjøringen er godkjent og kan ikke endres. Rett feil i en egen kjøring."),
    ),
    "SV003": (
        LoennskjoeringNotTwoPersons, "to_personer",
        Text(
            "Den som beregner, den som godkjenner og den som betaler, må være ulike personer."
            " Be en annen gjøre dette steget."
        ),
    ),
    "SV301": (
        LoennskjoeringRefused, "feil_tilstand",
        Text("Kjøringen kan ikke gå dit fra der den er nå. Gjør stegene i rekkefølge."),
    ),
    "SV302": (
        SatsNotConfirmed, "ubekreftet_sats",
        Text(
            "Kjøringen bruker satser som ingen har bekreftet: %(hva)s."
            " To personer må bekrefte dem i Satser."
        ),
    ),
    "SV303": (
        LoennskjoeringStopped, "kontroll_stopper",
        Text("%(hva)s funn stopper kjøringen. Rett dem, eller ta personene ut av kjøringen."),
    ),
    "SV304": (
        LoennskjoeringRefused, "eget_forskudd",
        Text("Forskuddet er ditt eget. En annen må behandle det."),
    ),
    "SV305": (
        LoennskjoeringRefused, "ikke_med",
        Text("Personen er ikke med i kjøringen."),
    ),
    "SV306": (
        LoennskjoeringRefused, "for_mye",
        Text("Det kan ikke innvilges mer enn det er bedt om."),
    ),
    "SV307": (
        LoennskjoeringRefused, "tom_kjoering",
        Text("Ingen får penger i kjøringen. Det er ingenting å godkjenne."),
    ),
    "SV308": (
        LoennskjoeringRefused, "avslaa_i_stedet",
        Text("Et forskudd har bare én person. Avslå forskuddet i stedet."),
    ),
    "SV309": (LoennskjoeringRefused, "ikke_betalt", MONEY_STOPPED),
    "SV403": (
        AccessDenied, "ingen_tilgang",
        Text("Du har ikke tilgang til å gjøre dette. Be om tilgang under Mine tilganger."),
    ),
}  # fmt: skip
_BY_CODE["SV002"], _BY_CODE["42501"] = _BY_CODE["SV003"], _BY_CODE["SV403"]


def refusal_for(error: Error) -> Refusal | None:
    """Return what the user is told, or None when the error is not one of the rules'."""
    code = getattr(error.__cause__, "sqlstate", "")
    if code == "23505" and "medlem_betales_en_gang" in str(error):
        return MedlemPaidTwice(
            "Noen er alt med i en kjøring av samme slag for samme periode."
            " Ta dem ut av den ene først.",
            code="betalt_to_ganger",
        )
    if code not in _BY_CODE:
        return None
    kind, name, sentence = _BY_CODE[code]
    return kind(sentence, values={"hva": _detail(error)}, code=name)


@contextmanager
def database_says_why() -> Iterator[None]:
    """Run statements in an inner transaction and turn the rules' errors into refusals."""
    try:
        with transaction.atomic():
            yield
    except Error as error:
        refusal = refusal_for(error)
        if refusal is None:
            raise
        raise refusal from error
