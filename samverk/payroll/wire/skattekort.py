"""Skatteetaten's answer to an order of tax cards, read into plain facts.

Numbers come as strings, months may be absent, and codes are UPPER_SNAKE in JSON. Nothing is
guessed: what is absent stays absent, and the raw answer is kept beside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from samverk.core.errors import Refusal
from samverk.core.money import ppm


class SkattekortAnswerInvalid(Refusal):
    """The answer is not of the published form; the message names the place."""


@dataclass(frozen=True, slots=True)
class ReceivedCard:
    """One person's answer. `trekk` is ready to store (see models.Skattekort)."""

    ident: str
    inntektsaar: int
    resultat: str
    utstedt_dato: date | None = None
    identifikator: str = ""
    trekk: tuple[dict[str, Any], ...] = ()
    tilleggsopplysning: tuple[str, ...] = ()
    raa: dict[str, Any] = field(default_factory=dict)


def read_answer(data: Mapping[str, Any]) -> Iterator[ReceivedCard]:
    """Every person of an answer, over all employers in it.

    Raises:
        SkattekortAnswerInvalid: a field that must be there is missing or not of its kind.
    """
    for employer in _list(data, "arbeidsgiver"):
        for person in _list(employer, "arbeidstaker"):
            yield _person(person)


def _person(person: Mapping[str, Any]) -> ReceivedCard:
    card = person.get("skattekort") or {}
    issued = card.get("utstedtDato")
    try:
        return ReceivedCard(
            ident=str(person["arbeidstakeridentifikator"]),
            inntektsaar=int(person["inntektsaar"]),
            resultat=str(person["resultatForSkattekort"]),
            utstedt_dato=date.fromisoformat(issued) if issued else None,
            identifikator=str(card.get("skattekortidentifikator", "")),
            trekk=tuple(_deduction(one) for one in card.get("forskuddstrekk", ())),
            tilleggsopplysning=tuple(person.get("tilleggsopplysning", ())),
            raa=dict(person),
        )
    except (KeyError, ValueError, InvalidOperation) as problem:
        raise SkattekortAnswerInvalid(
            "Svaret fra Skatteetaten mangler eller har feil i feltet %(problem)s.",
            values={"problem": problem},
            field="skattekort",
        ) from problem


def _deduction(one: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"trekkode": str(one["trekkode"])}
    for kind in ("trekktabell", "trekkprosent", "frikort"):
        if kind in one:
            found |= {"type": kind, **_details(one[kind])}
            return found
    raise KeyError("forskuddstrekk")


def _details(part: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "tabellnummer" in part:
        found["tabell"] = str(part["tabellnummer"])
    if "prosentsats" in part:
        found["prosentsats"] = int(ppm(Decimal(str(part["prosentsats"])) / 100))
    if "antallMaanederForTrekk" in part:
        found["maaneder_tideler"] = int(Decimal(str(part["antallMaanederForTrekk"])) * 10)
    if "frikortbeloep" in part:
        found["frikort_oere"] = int(Decimal(str(part["frikortbeloep"])) * 100)
    return found


def _list(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = data.get(name)
    if not isinstance(found, list):
        raise SkattekortAnswerInvalid(
            "Svaret fra Skatteetaten mangler listen %(name)s.", values={"name": name}, field=name
        )
    return found
