"""Proposals for a hire: position from plain words, hourly rate from annual pay, machine checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from samverk.core.errors import Text
from samverk.core.money import divide_half_up
from samverk.core.periods import Period, add_months

SIX_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Stillingsforslag:
    """A position that some words point at."""

    ord: tuple[str, ...]
    stillingskode: str
    tittel: str
    tittel_nn: str
    tittel_en: str
    yrkeskode: str
    tilleggsfaktor: int


def match_words(what: str, rules: Sequence[Stillingsforslag]) -> Stillingsforslag | None:
    """The rule with the longest word found in the text; None when nothing fits."""
    text = what.casefold()
    found = [
        (len(word), -n, rule) for n, rule in enumerate(rules) for word in rule.ord if word in text
    ]
    return max(found, key=lambda hit: hit[:2])[2] if found else None


def hourly_rate(
    aarsloenn_oere: int, ou_oere: int, divisor: int, trinn_oere: int, *, rounds_up: bool
) -> int:
    """(annual − OU) / hours a year, rounded to steps (Hovedtariffavtalen i staten), in øre."""
    amount = aarsloenn_oere - ou_oere
    if rounds_up:
        return -(-amount // (divisor * trinn_oere)) * trinn_oere
    return divide_half_up(amount, divisor * trinn_oere) * trinn_oere


@dataclass(frozen=True, slots=True)
class Kontrollpunkt:
    """One line of the machine's check list: what was checked, and how it went."""

    kode: str
    tekst: Text
    status: Literal["ok", "warn", "stop"]


@dataclass(frozen=True, slots=True)
class Kontrollgrunnlag:
    """What the check list is made from; pure facts."""

    period: Period
    minutter: int
    timesats_oere: int | None
    foreslaatt_oere: int | None
    is_sats_bekreftet: bool
    is_kode_kjent: bool
    has_koststed: bool
    has_sone: bool
    has_lovhjemmel: bool
    is_identifisert: bool
    andre_minutter: int
    uke_grense: Decimal
    today: date


def check(facts: Kontrollgrunnlag) -> tuple[Kontrollpunkt, ...]:
    """The machine's check list before a contract is made; `stop` is what a person must look at.

    Statsansatteloven § 9 (temporary, over six months goes to the council), Hovedtariffavtalen § 7
    (hours a week); the rest is what downstream systems cannot do without.
    """
    weeks = max(Decimal((facts.period.day_count() + 6) // 7), Decimal(1))
    week = Decimal(facts.minutter + facts.andre_minutter) / 60 / weeks
    long = facts.period.til is not None and facts.period.til > add_months(
        facts.period.fra, SIX_MONTHS
    )
    same_rate = facts.timesats_oere == facts.foreslaatt_oere
    rows: list[tuple[str, bool, Text, Text, Literal["warn", "stop"]]] = [
        ("kode", facts.is_kode_kjent, Text("Stillingskoden finnes i staten"),
         Text("Stillingskoden er ikke kjent"), "stop"),
        ("koststed", facts.has_koststed, Text("Enheten har koststed"),
         Text("Enheten mangler koststed"), "stop"),
        ("sone", facts.has_sone, Text("Sone for arbeidsgiveravgift er kjent"),
         Text("Sone for arbeidsgiveravgift mangler"), "stop"),
        ("hjemmel", facts.has_lovhjemmel, Text("Grunnlaget for midlertidighet er valgt"),
         Text("Grunnlaget for midlertidighet mangler"), "stop"),
        ("periode", not long, Text("Varer ikke over seks måneder"),
         Text("Varer over seks måneder og hører til ansettelsesrådet"), "warn"),
        ("fortid", facts.period.fra >= facts.today, Text("Begynner ikke tilbake i tid"),
         Text("Begynner tilbake i tid; kontrakten burde vært signert før arbeidet begynte"),
         "warn"),
        ("uketimer", week <= facts.uke_grense, Text("Timene er innenfor vanlig arbeidsuke"),
         Text("Timene blir flere enn en vanlig arbeidsuke"), "stop"),
        ("sats", same_rate, Text("Timesatsen er den foreslåtte"),
         Text("Timesatsen avviker fra forslaget"), "warn"),
        ("sats_kilde", facts.is_sats_bekreftet or not same_rate,
         Text("Timesatsen bygger på bekreftede tall"),
         Text("Timesatsen bygger på et tall uten bekreftet kilde"), "warn"),
        ("identitet", facts.is_identifisert, Text("Fødselsnummer er kjent"),
         Text("Personen bekrefter selv hvem hen er ved signering"), "warn"),
    ]  # fmt: skip
    return tuple(
        Kontrollpunkt(code, good if fine else bad, "ok" if fine else level)
        for code, fine, good, bad, level in rows
    )
