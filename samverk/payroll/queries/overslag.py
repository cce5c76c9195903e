"""What a hire will cost, before anyone has worked an hour: the rules of the run, asked ahead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from samverk.core.access.api import Actor
from samverk.core.confirmations.api import book_for
from samverk.core.money import Ppm, format_amount, format_percent
from samverk.core.rates.api import Rate, RateBook, RateMissing
from samverk.payroll.engine.ruleset import known_premium
from samverk.payroll.rules.explain import explain_steps
from samverk.payroll.rules.kostnadsoverslag import (
    Kostnadsoverslag,
    Kostnadssatser,
    cost_of_hours,
)
from samverk.payroll.rules.pensjon import UNDER_GRENSEN, Medlemskap, medlemskap, stillingsandel

ONE_YEAR_DAYS = 365
LANGUAGES = ("nb", "nn", "en")
NAMES = {
    "loenn": ("Lønn", "Løn", "Pay"),
    "feriepenger": ("Feriepenger", "Feriepengar", "Holiday pay"),
    "pensjon": ("Pensjonspremie", "Pensjonspremie", "Pension premium"),
    "arbeidsgiveravgift": ("Arbeidsgiveravgift", "Arbeidsgivaravgift", "Employer's contribution"),
    "arbeidsgiveravgift_feriepenger": (
        "Arbeidsgiveravgift av feriepenger",
        "Arbeidsgivaravgift av feriepengar",
        "Employer's contribution on holiday pay",
    ),
}


@dataclass(frozen=True, slots=True)
class Overslagslinje:
    """One line of the estimate: short name with its rate, and the sentence that explains it."""

    noekkel: str
    navn: str
    beloep_oere: int
    forklaring: str


@dataclass(frozen=True, slots=True)
class Overslag:
    """The estimate; ``ubekreftet`` names figures that nobody has seen the source of."""

    linjer: tuple[Overslagslinje, ...]
    sum_oere: int
    is_medlem: bool
    hvorfor_ikke_medlem: str
    ubekreftet: tuple[str, ...]


class Timeavtale(NamedTuple):
    """Hours agreed at a rate, and how many of them (`av_minutter`) the cost is asked for.

    The whole agreement, not the part, decides whether the person is a member of the pension fund.
    """

    aga_sone: str
    minutter: int
    timesats_oere: int
    fra: date
    til_og_med: date
    av_minutter: int


class _Priced(NamedTuple):
    cost: Kostnadsoverslag
    rates: tuple[Rate, Rate, Rate]  # holiday pay, premium, contribution
    least: Rate
    member: Medlemskap


def _membership(
    minutter: int, fra: date, til_og_med: date, divisor: Rate, least: Rate
) -> Medlemskap:
    """Membership by the rule of the run: the hours as an average over the contract."""
    days = (til_og_med - fra).days + 1
    full = int(divisor.value * 100 * days / ONE_YEAR_DAYS)
    share = stillingsandel(minutter * 100 // 60, max(full, 1))
    return medlemskap(
        er_ansatt=True, unntak="", fast=Ppm(0), timer=share, er_timeloenn=True, minste=least.share
    )


def _why_not(member: Medlemskap, least: Rate, language: str) -> str:
    """The sentence the pay slip would have, or nothing for a member."""
    if member.er_medlem:
        return ""
    values = (member.andel, least.share) if member.grunn == UNDER_GRENSEN else ()
    trace = (f"spk.ikke_medlem.{member.grunn}", (least.ref,), *values)
    return explain_steps(trace, "", language=language)[0]


def _label(
    key: str, rates: tuple[Rate, Rate, Rate], minutter: int, timesats_oere: int, language: str
) -> str:
    """Return «60 timer à 263,50», «Feriepenger 12 %»."""
    if key == "loenn":
        unit = {"nb": "timer à", "nn": "timar à", "en": "hours at"}[language]
        hours = f"{minutter / 60:g}".replace(".", "." if language == "en" else ",")
        return f"{hours} {unit} {format_amount(timesats_oere, language=language)}"
    order = {"feriepenger": 0, "pensjon": 1}
    share = format_percent(rates[order.get(key, 2)].share, language=language)
    return f"{NAMES[key][LANGUAGES.index(language)]} {share}"


def hire_cost(
    actor: Actor,
    *,
    aga_sone: str,
    minutter: int,
    timesats_oere: int,
    fra: date,
    til_og_med: date,
    language: str = "nb",
) -> Overslag:
    """Return what hours at a rate cost the employer.

    Args:
        actor: whose tenant's figures are used; aga_sone: zone of the establishment.
        minutter: hours of the contract in minutes; timesats_oere: hourly rate.
        fra, til_og_med: the period, which decides how big the post is; language: nb, nn or en.

    Raises:
        RateMissing: a figure is not known for the day, named in words.
    """
    found, rates, least, member = _priced(
        book_for(actor.tenant_id), actor.tenant,
        Timeavtale(aga_sone, minutter, timesats_oere, fra, til_og_med, minutter),
    )  # fmt: skip
    used = [rates[0], rates[2], least, *([rates[1]] if member.er_medlem else [])]
    lines = tuple(
        Overslagslinje(
            line.noekkel, _label(line.noekkel, rates, minutter, timesats_oere, language),
            line.beloep_oere,
            explain_steps(line.trace, NAMES[line.noekkel][LANGUAGES.index(language)],
                          language=language)[0],
        )
        for line in found.linjer
    )  # fmt: skip
    return Overslag(
        lines, found.sum_oere, member.er_medlem, _why_not(member, least, language),
        tuple(r.text(language=language) for r in used if not r.is_confirmed),
    )  # fmt: skip


def cost_of_hires(actor: Actor, hires: Iterable[Timeavtale]) -> list[int | None]:
    """Return what (the asked part of) each hire costs, in øre; the figures are read once for all.

    None stands for a hire that cannot be priced because a figure is not known for its first day.
    """
    book = book_for(actor.tenant_id)
    costs: list[int | None] = []
    for hire in hires:
        try:
            costs.append(_priced(book, actor.tenant, hire).cost.sum_oere)
        except RateMissing:
            costs.append(None)
    return costs


def _priced(book: RateBook, tenant: str, hire: Timeavtale) -> _Priced:
    fra = hire.fra
    least = book.rate("spk.minste_stillingsprosent", fra)
    member = _membership(
        hire.minutter, fra, hire.til_og_med, book.rate("timeloenn.divisor", fra), least
    )
    rates = (
        book.rate("feriepenger.sats_stat", fra),
        book.rate(known_premium(book, f"spk.arbeidsgiverpremie.{tenant}", fra), fra),
        book.rate(f"arbeidsgiveravgift.sone_{hire.aga_sone}", fra),
    )
    cost = cost_of_hours(
        hire.av_minutter * 100 // 60,
        hire.timesats_oere,
        Kostnadssatser(
            rates[0].share, rates[1].share if member.er_medlem else Ppm(0), rates[2].share,
            (rates[0].ref, rates[1].ref, rates[2].ref),
        ),
    )  # fmt: skip
    return _Priced(cost, rates, least, member)
