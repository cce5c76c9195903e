"""Why an identifier may be seen: what a person may choose, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass

from samverk.core.access.actor import Actor
from samverk.core.access.models import Formaal


@dataclass(frozen=True, slots=True)
class FormaalFacts:
    """A purpose: its name in bokmål, nynorsk and English, and the kinds of number it is for."""

    kode: str
    navn: tuple[str, str, str]
    typer: tuple[str, ...]


def _facts(row: Formaal) -> FormaalFacts:
    return FormaalFacts(row.kode, (row.navn, row.navn_nn, row.navn_en), tuple(row.typer))


def formaal_to_choose(actor: Actor) -> list[FormaalFacts]:
    """Return what a person may give as a reason to see an identifier, in order.

    The database holds the same rule; this is what a page offers.
    """
    if actor.kind != "menneske" or not actor.can("hr.nin.les"):
        return []
    rows = Formaal.objects.filter(hvem="menneske").order_by("nr")
    return [_facts(row) for row in rows if actor.can(row.kapabilitet)]


def formaal_names() -> dict[str, tuple[str, str, str]]:
    """Return the name of every purpose by code, in bokmål, nynorsk and English."""
    return {row.kode: _facts(row).navn for row in Formaal.objects.all()}
