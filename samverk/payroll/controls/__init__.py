"""The controls of a pay run: named queries, one file each, with severity.

A query answers (party_id, arbeidsforhold_id, fakta). Parameters: tenant, kjoering, forrige (the run
of the month before), med_konto, ny_konto, med_ident (party ids), kontante (wage types that are paid
out), ferdig (states of approved runs), for_gammelt (a day). What the engine itself remarked comes
out of the stored results by its code; the sentences of all of them are in `web/words.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Alvor = Literal["stopp", "varsel"]
FOLDER = Path(__file__).parent
CONFIRMABLE = frozenset({"skattekort_mangler", "frikort_uten_beloep"})
"""Stoppers a payroll officer may decide on with a reason (50 % without a card)."""


@dataclass(frozen=True, slots=True)
class Kontroll:
    """One control."""

    navn: str
    alvor: Alvor
    sql: str


def _read(navn: str) -> str:
    return (FOLDER / f"{navn}.sql").read_text(encoding="utf8")


_STOPPERS = ("konto_mangler", "ident_mangler", "betalt_foer", "sum_stemmer_ikke")
_WARNINGS = (
    "netto_endret", "netto_null", "netto_hoey", "konto_ny", "foerste_loenn", "gamle_timer",
)  # fmt: skip
KONTROLLER: tuple[Kontroll, ...] = (
    *(Kontroll(navn, "stopp", _read(navn)) for navn in _STOPPERS),
    *(Kontroll(navn, "varsel", _read(navn)) for navn in _WARNINGS),
)
MERKNADER = _read("merknader")
