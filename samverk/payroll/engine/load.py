"""Loads everything a run needs in a handful of queries, and makes one job per person of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.money import Ppm
from samverk.core.periods import Period
from samverk.core.rates.api import RateBook
from samverk.payroll.engine.batch import Job
from samverk.payroll.engine.facts import Arbeidsgrunnlag, Hittil
from samverk.payroll.engine.membership import memberships
from samverk.payroll.engine.ruleset import Ruleset, build_ruleset, known_premium
from samverk.payroll.engine.run import Run, RunKind, make_run
from samverk.payroll.engine.snapshots import Ferieregler, build_snapshot
from samverk.payroll.models import Loennskjoering
from samverk.payroll.queries import KortFacts, earlier_runs, newest_cards
from samverk.payroll.rates.tables import trekkaar, wage_types
from samverk.payroll.rules.skattekort import Korttype, Resultat, Skattekort

KINDS = {
    "ordinaer": RunKind.ORDINARY,
    "utenom": RunKind.OFF_CYCLE,
    "forskudd": RunKind.ADVANCE,
    "korreksjon": RunKind.CORRECTION,
}
Grunnlagskilde = Callable[[Actor, Period, frozenset[UUID] | None, datetime], list[Arbeidsgrunnlag]]
"""Gives the work of everyone (None) or of some people in a month, as it is known at a time."""


@dataclass(frozen=True, slots=True)
class Regler:
    """The rules of one run, ready to calculate with."""

    run: Run
    ruleset: Ruleset
    ferie: Ferieregler


def rules_for(book: RateBook, kjoering: Loennskjoering, premium_key: str) -> Regler:
    """The run and its ruleset: tax by the pay date, pay rules by the month that is paid.

    Raises:
        RateMissing, TrekktabellMissing: a figure of the year is not known; the message names it.
    """
    month = Period.month(kjoering.aar, kjoering.maaned)
    paid, earned = kjoering.utbetalingsdato, month.fra
    kind = KINDS[kjoering.art]
    half = int(book.rate("forskuddstrekk.halv_maaned", paid).value) == paid.month
    off_cycle = book.choice("forskuddstrekk.utenfor_ordinaer_kjoering", paid) == "prosent"
    run = make_run(
        month, paid, kind=kind,
        day_rule=book.choice("maanedsloenn.delmaaned", earned),
        is_half_tax=half and kind is RunKind.ORDINARY,
        taxed_by_percent=off_cycle and kind is RunKind.OFF_CYCLE,
    )  # fmt: skip
    ruleset = build_ruleset(
        book, wage_types(earned), trekkaar(paid.year),
        utbetalingsdato=paid, opptjent=earned,
        premium_key=known_premium(book, premium_key, earned),
    )  # fmt: skip
    ferie = Ferieregler(
        maaned=int(book.rate("feriepenger.utbetalingsmaaned", earned).value),
        trekkdager=int(book.rate("feriepenger.trekkdager", earned).value),
        trekkdager_over_60=int(book.rate("feriepenger.trekkdager_over_60", earned).value),
        dager_i_aaret=ruleset.ferie_dager_i_aaret.value,
        sats_ppm=ruleset.feriepenger.value,
    )
    return Regler(run, ruleset, ferie)


def load_jobs(
    actor: Actor,
    kjoering: Loennskjoering,
    regler: Regler,
    *,
    grunnlag: Iterable[Arbeidsgrunnlag],
    trekkoder: Mapping[UUID, str],
    forskudd: Mapping[UUID, int],
) -> list[Job]:
    """One job per person, in the order of the persons' ids.

    Args:
        actor, kjoering, regler: the run.
        grunnlag: the work of everyone in it; trekkoder: main or side employer per arbeidsforhold.
        forskudd: the amount of an advance per person.
    """
    by_person: dict[UUID, list[Arbeidsgrunnlag]] = defaultdict(list)
    for one in grunnlag:
        by_person[one.party_id].append(one)
    cards = newest_cards(actor, aar=kjoering.utbetalingsdato.year, before=kjoering.frist_at)
    hittil = earlier_runs(actor, paid=kjoering.utbetalingsdato)
    jobs = []
    for party in sorted(by_person):
        own = sorted(by_person[party], key=_weight, reverse=True)
        kort = cards.get(party)
        code = trekkoder.get(own[0].arbeidsforhold_id, "hoved")
        snapshot = build_snapshot(
            own, run=regler.run, ferie=regler.ferie,
            medlem=memberships(own, regler.ruleset),
            kort=card_for(kort, code) if kort else None,
            hittil=hittil.get(party, Hittil()), forskudd_oere=forskudd.get(party, 0),
        )  # fmt: skip
        enheter = {str(one.arbeidsforhold_id): str(one.enhet_id) for one in own}
        enheter[""] = str(own[0].enhet_id)
        jobs.append(Job(snapshot, enheter, str(kort.id) if kort else ""))
    return jobs


def _weight(one: Arbeidsgrunnlag) -> tuple[int, int, date, str]:
    """The main employment first: most fixed pay, most claims, then a stable order."""
    fixed = sum(pay.aarsloenn_oere * pay.stillingsprosent // 1_000_000 for pay in one.fixed)
    return fixed, len(one.claims), date.min, str(one.arbeidsforhold_id)


_TREKKODER = {"hoved": "LOENN_FRA_HOVEDARBEIDSGIVER", "bi": "LOENN_FRA_BIARBEIDSGIVER"}


def card_for(kort: KortFacts, trekkode: str) -> Skattekort:
    """The part of a card that concerns this employer, as the rules take it."""
    wanted = _TREKKODER[trekkode]
    found = next((one for one in kort.trekk if one.get("trekkode") == wanted), None)
    outcome = Resultat(kort.resultat)
    if outcome is not Resultat.OK or found is None:
        missing = Resultat.IKKE_SKATTEKORT if outcome is Resultat.OK else outcome
        return Skattekort(kort.inntektsaar, missing, kort.skattekortidentifikator)
    share, months = found.get("prosentsats"), found.get("maaneder_tideler")
    frikort = found.get("frikort_oere")
    return Skattekort(
        inntektsaar=kort.inntektsaar,
        resultat=outcome,
        identifikator=kort.skattekortidentifikator,
        type=Korttype(found["type"]),
        trekktabell=str(found.get("tabell", "")),
        prosentsats=None if share is None else Ppm(int(share)),
        antall_maaneder=None if months is None else int(months),
        frikortbeloep_oere=None if frikort is None else int(frikort),
    )
