"""A pay slip made ready to read: groups, lines with their explanation, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from samverk.core.access.api import Actor
from samverk.core.confirmations.api import book_for
from samverk.core.rates.api import Rate
from samverk.core.ui.api import words
from samverk.payroll import api
from samverk.payroll.rules.wage_types import Kind, WageType
from samverk.payroll.web.figure import Change, Waterfall, waterfall
from samverk.payroll.web.words import Payout, month_title, payout, period, quantity

EARNINGS = frozenset({Kind.EARNING, Kind.REIMBURSEMENT, Kind.ADVANCE})


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One line as it is read; `amount` in øre, steps as (words, figure)."""

    nr: int
    navn: str
    kode: str
    meta: str
    oere: int
    setning: str
    steg: Sequence[Any]
    hjemmel: str
    satser: tuple[Rate, ...]
    periode: str
    er_bekreftet: bool


@dataclass(frozen=True, slots=True)
class SlipGroup:
    """Lines under a heading with their sum in øre."""

    kode: str
    tittel: str
    oere: int
    linjer: tuple[SlipLine, ...]


@dataclass(frozen=True, slots=True)
class SlipPage:
    """Everything the page and the printed slip show."""

    grupper: tuple[SlipGroup, ...]
    arbeidsgiver: SlipGroup | None
    trekk_oere: int
    utbetaling: Payout
    endring: Waterfall | None
    forskjell_oere: int


def slip_page(actor: Actor, slip: api.SlippFacts, *, language: str, today: date) -> SlipPage:
    """Make a slip ready: every line with sentence, steps, law and source from its trace."""
    book = book_for(actor.tenant_id)
    known = api.wage_types(slip.utbetalingsdato)
    lines = [_line(line, known[line.loennsart], book, language) for line in slip.linjer]
    kinds = [known[line.loennsart].kind for line in slip.linjer]
    plus = [
        line for line, kind in zip(lines, kinds, strict=True) if kind in EARNINGS and line.oere >= 0
    ]
    minus = [
        line
        for line, kind in zip(lines, kinds, strict=True)
        if (kind in EARNINGS and line.oere < 0)
        or kind in {Kind.TAX, Kind.DEDUCTION, Kind.DEDUCTION_PRE_TAX}
    ]
    gifts = [line for line, kind in zip(lines, kinds, strict=True) if kind is Kind.BENEFIT]
    costs = [line for line, kind in zip(lines, kinds, strict=True) if kind is Kind.EMPLOYER]
    groups = [
        _group("loenn", gettext("Lønn"), plus),
        _group("trekk", gettext("Trekk"), minus),
        _group("ytelser", gettext("Ytelser som ikke utbetales"), gifts),
    ]
    return SlipPage(
        grupper=tuple(group for group in groups if group.linjer),
        arbeidsgiver=_group("arbeidsgiver", gettext("Arbeidsgiveren betaler i tillegg"), costs)
        if costs
        else None,
        trekk_oere=sum(line.oere for line in minus),
        utbetaling=payout(slip, today),
        endring=_changes(slip, known, today),
        forskjell_oere=slip.netto_oere - slip.forrige.netto_oere if slip.forrige else 0,
    )


def _group(kode: str, tittel: str, lines: list[SlipLine]) -> SlipGroup:
    return SlipGroup(kode, tittel, sum(line.oere for line in lines), tuple(lines))


def _line(line: api.LinjeFacts, wage_type: WageType, book: Any, language: str) -> SlipLine:
    found = api.explain(line.spor, wage_type, book, language=language)
    return SlipLine(
        nr=line.nr,
        navn=wage_type.name(language),
        kode=wage_type.code,
        meta=_meta(line),
        oere=line.beloep_oere,
        setning=_sentence(wage_type.code, line.beloep_oere, found.sentence),
        steg=found.steps,
        hjemmel=found.legal_ref,
        satser=found.rates,
        periode=period(line.opptjent_fra, line.opptjent_til) if wage_type.has_quantity else "",
        er_bekreftet=found.is_confirmed,
    )


def _sentence(code: str, oere: int, explained: str) -> str:
    """An advance says what becomes of it, and the repayment what it repays, before the figures."""
    if code == "2510" and oere > 0:  # given back; there is no advance to speak of
        return explained
    why = {
        "2500": gettext("Dette er lønn du får før den er regnet ut. Hele beløpet trekkes av neste"
                        " hovedlønn; rekker ikke lønna, trekkes resten neste gang."),
        "2510": gettext("Forskuddet du fikk før, trekkes av denne lønna så langt den rekker."),
    }.get(code, "")  # fmt: skip
    return f"{why} {explained}".strip()


def _meta(line: api.LinjeFacts) -> str:
    """The shortest explanation: hours at a rate, or the table of the tax card."""
    if line.antall and line.sats_oere:
        return gettext("%(antall)s t à %(sats)s") % {
            "antall": quantity(line.antall), "sats": words.amount(line.sats_oere),
        }  # fmt: skip
    rule = str(line.spor[0])
    if rule == "forskuddstrekk.tabell":
        return gettext("tabell %(nr)s") % {"nr": line.spor[-1][1]}
    if rule == "fastloenn":
        return f"{words.whole_kroner(int(line.spor[2]))} ÷ 12"
    if rule == "forskuddstrekk.halv":
        return gettext("halv skatt")
    return ""


def _changes(slip: api.SlippFacts, known: dict[str, WageType], today: date) -> Waterfall | None:
    before = slip.forrige
    if before is None:
        return None
    cash = {code for code, wage_type in known.items() if wage_type.is_cash}
    differences = api.endringer(
        [(code, oere) for code, oere in slip.forrige_linjer if code in cash],
        [(line.loennsart, line.beloep_oere) for line in slip.linjer if line.loennsart in cash],
    )
    if not differences:
        return None
    language = words.language()
    return waterfall(
        (_month_label(before, today), before.netto_oere),
        (_month_label(slip, today), slip.netto_oere),
        [Change(known[one.wage_type].name(language), one.forskjell_oere) for one in differences],
    )  # fmt: skip


def _month_label(slip: api.SlippFacts | api.SlippHead, today: date) -> str:
    name = {"maaned": month_title(slip.aar, slip.maaned)}
    if payout(slip, today).er_utbetalt:
        return gettext("Utbetalt i %(maaned)s") % name
    return gettext("Utbetales for %(maaned)s") % name
