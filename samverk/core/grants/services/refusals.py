"""What the database's no means to people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import Error, transaction

from samverk.core.access.api import GrantRefused
from samverk.core.errors import Text

Answer = tuple[Text, str | None]
ANSWERS: dict[str, Answer] = {
    "mottaker": (
        Text("Du kan ikke gi deg selv en rolle. En annen må foreslå den."), "bruker"
    ),
    "rolle": (
        Text(
            "Rollen kan ikke gis slik. Noen roller følger stillingen, og noen gjelder bare for"
            " hele institusjonen."
        ),
        "rolle",
    ),
    "trekk": (Text("Bare den som foreslo rollen, kan trekke forslaget."), None),
    "svar": (
        Text(
            "En tredje må svare: ikke den som foreslo rollen, ikke den som skal få den, og en som"
            " kan bekrefte roller for enheten."
        ),
        None,
    ),
    "over": (Text("Perioden er over. Avslå forslaget, eller be om et nytt."), None),
    "egen": (Text("Du kan ikke bekrefte din egen rolle. En annen må gjøre det."), None),
    "resertifiser": (Text("Du kan ikke bekrefte roller for denne enheten."), None),
    "SV001": (Text("Dette er alt avgjort eller avsluttet. Last siden på nytt."), None),
    "forslag_ett": (Text("Den samme rollen er alt foreslått for personen her."), "rolle"),
    "delegasjon_overlapper": (
        Text("Personen er allerede stedfortreder for deg i en del av denne tiden."), "fra"
    ),
    "SV003": (Text("Du kan ikke være din egen stedfortreder."), "til"),
    "SV403": (Text("Personen har ikke konto her, og kan ikke være stedfortreder."), "til"),
    "delegasjon_aldri": (
        Text("Lønnsgodkjenning og tilgangsstyring kan ikke lånes bort."), "omfang"
    ),
}  # fmt: skip


@contextmanager
def guarded(answers: Mapping[str, Answer] = ANSWERS) -> Iterator[None]:
    """Turn a named refusal of the database into a sentence; nothing of the block is kept.

    Raises:
        GrantRefused: the database said no for a reason that is foreseen.
    """
    try:
        with transaction.atomic():
            yield
    except Error as error:
        diag = getattr(error.__cause__, "diag", None)
        names = (
            getattr(diag, "message_detail", None), getattr(diag, "constraint_name", None),
            getattr(error.__cause__, "sqlstate", None),
        )  # fmt: skip
        for name in names:
            if name is not None and name in answers:
                text, field = answers[name]
                raise GrantRefused(text, field=field) from error
        raise
