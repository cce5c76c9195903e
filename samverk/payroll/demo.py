"""Payroll's part of the demo life: tax cards for all, and every month paid by the people who do it.

The cast calculates, approves, pays and posts, each on the day it would have happened. At full scale
only the last two months are paid; the rest would tell nothing more.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from samverk.core.access import api as access
from samverk.core.access.api import Actor, DemoPlace
from samverk.core.confirmations import api as confirmations
from samverk.core.identifiers import is_valid_kontonummer
from samverk.core.periods import OSLO, Period, WorkingCalendar, add_months
from samverk.hr import api as hr
from samverk.payroll import api as payroll
from samverk.payroll.api import KjoeringFacts, NewLoennsforhold, NewSkattekort
from samverk.payroll.queries.bulk import everyone

MONTHS = {"small": 12, "full": 2}
TABLES = ("8010", "8020", "8030", "8050", "8100", "9010", "9020", "8000")
ADVANCED = "uit"  # where one had an advance in October, which the pay of November took back
SEEN = "Sett i avtalen og i fjorårets lønnsrutine"
OK = "skattekortopplysningerOK"
ALL = 100_000


def build(place: DemoPlace) -> None:
    """Pay the institution's people, month by month, up to the last pay day before today.

    Args:
        place: the tenant under construction; runs inside ``acting(place.actor)``.
    """
    if not place.employees:
        return
    months = _months(place)
    set_up(place, months)
    for month in months[:-1]:
        _pay_month(place, month, is_last=False)
    if place.tenant.slug == ADVANCED:
        _pay_advance(place)
    _pay_month(place, months[-1], is_last=True)


def _months(place: DemoPlace) -> list[date]:
    """The months that have been paid by today, oldest first."""
    last = place.today.replace(day=1)
    count = MONTHS[place.scale]
    return [add_months(last, back) for back in range(1 - count, 1)]


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=OSLO)


def set_up(place: DemoPlace, months: list[date]) -> None:
    """An account to charge, a set-up for every employment, and a tax card per person and year.

    Args:
        place: the tenant; months: the first days of the months that will be paid.
    """
    at = _at(months[0], 7)
    with access.acting(place.actor, now=at) as actor:
        payroll.set_utbetalingskonto(
            actor=actor, kontonummer=_account(place.seed),
            begrunnelse="Lønnskontoen", now=at,
        )  # fmt: skip
        year_paid = Period(months[0], add_months(months[-1], 1))
        with everyone():
            rows = hr.loennsgrunnlag(actor, year_paid)
        work = {row.arbeidsforhold_id: row.party_id for row in rows}
        payroll.opprett_loennsforhold_for(
            actor=actor, now=at, nye=[NewLoennsforhold(key, who) for key, who in work.items()]
        )
        for year in sorted({month.year for month in months}):
            received = min(at, _at(date(year, 1, 2), 6))
            payroll.register_skattekort(
                actor=actor, kort=_cards(place, sorted(set(work.values())), year), now=received
            )


def _account(seed: int) -> str:
    """An invented account number with a check digit that fits."""
    numbers = (f"9750{seed + step:06}{digit}" for step in range(10) for digit in range(10))
    return next(number for number in numbers if is_valid_kontonummer(number))


def _cards(place: DemoPlace, people: list[UUID], year: int) -> list[NewSkattekort]:
    """Most have a table, the young a frikort, a few a percent card."""
    young = {row["party_id"] for row in place.people if row["foedt"].year >= 1999}
    cards = []
    for number, person in enumerate(people):
        rng = Random(f"{place.seed}-{number}")  # noqa: S311 - invented life, the same every time
        entry: dict[str, Any] = {
            "type": "trekktabell", "tabell": rng.choice(TABLES), "maaneder_tideler": 105,
            "prosentsats": rng.randrange(34, 47) * 10_000,
        }  # fmt: skip
        if person in young:
            entry = {"type": "frikort", "frikort_oere": 10_000_000}
        elif rng.random() < 0.04:
            entry = {"type": "trekkprosent", "prosentsats": 360_000}
        cards.append(
            NewSkattekort(
                person, year, OK, ({"trekkode": "LOENN_FRA_HOVEDARBEIDSGIVER"} | entry,),
                identifikator=f"{year}{number:05}", utstedt_dato=date(year - 1, 12, 15),
            )
        )  # fmt: skip
    return cards


def _pay_month(place: DemoPlace, month: date, *, is_last: bool) -> None:
    """One ordinary run from open to reported; the newest waits for its a-melding."""
    cast = place.cast
    with access.acting(cast["lonn"], now=_at(month, 8)) as actor:
        run_id = payroll.open_loennskjoering(
            actor=actor, art="ordinaer", aar=month.year, maaned=month.month, now=_at(month, 8)
        )
        run = _facts(actor, run_id)
    _settle(place, run)
    if not is_last:
        _report(place, run)


def _pay_advance(place: DemoPlace) -> None:
    """The leader asks in October for one whose pay is late; payroll grants a little less.

    The one with most approved hours among those who have more to come, so that November's pay
    takes back all of it.
    """
    at = _at(add_months(place.today.replace(day=13), -1), 9)
    with access.acting(place.cast["lonn"], now=at) as actor:
        month = Period.month(at.year, at.month)
        waiting = {
            w.party_id: w.timer_hundredeler for w in payroll.waiting_for_pay(actor, month, at)
        }
    with access.acting(place.cast["ingrid"], now=at) as actor:
        late = [r for r in hr.at_risk(actor, on=at.date()) if r.grunn == "godkjenning"]
        chosen = max(late, key=lambda risk: waiting.get(risk.party_id, 0))
        asked = hr.request_forskudd(
            actor=actor, kontrakt_id=chosen.kontrakt_id, beloep_oere=2_500_00,
            grunn="Timene ble godkjent etter fristen for oktober.", now=at,
        )  # fmt: skip
    run_id = payroll.open_forskudd(machine=place.actor, forskudd_id=asked, now=at)
    assert run_id is not None
    granted = at + timedelta(hours=2)
    with access.acting(place.cast["lonn"], now=granted) as actor:
        payroll.grant_forskudd(
            actor=actor, kjoering_id=run_id, beloep_oere=2_000_00,
            grunn="Resten kommer med novemberlønna.", now=granted,
        )  # fmt: skip
        run = _facts(actor, run_id)
    _settle(place, run)
    _report(place, run)


def _settle(place: DemoPlace, run: KjoeringFacts) -> None:
    """One run calculated after its cut-off, controlled, approved, paid and posted."""
    cast, run_id = place.cast, run.id
    counted = run.frist_at.astimezone(OSLO) + timedelta(hours=1)
    with access.acting(cast["lonn"], now=counted) as actor:
        payroll.calculate_loennskjoering(actor=actor, kjoering_id=run_id, now=counted)
        payroll.control_loennskjoering(actor=actor, kjoering_id=run_id, now=counted)
        settle_findings(actor, run_id, counted)
        run = _facts(actor, run_id)
    confirm(place, run, counted)
    approved = counted + timedelta(hours=1)
    with access.acting(cast["lonnsleder"], now=approved) as actor:
        payroll.approve_loennskjoering(actor=actor, kjoering_id=run_id, now=approved)
    _pay(place, run, approved)


def _facts(actor: Actor, run_id: UUID) -> KjoeringFacts:
    found = payroll.kjoering(actor, run_id)
    assert found is not None
    return found


def settle_findings(actor: Actor, run_id: UUID, now: datetime) -> None:
    """Who cannot be paid is taken out; what only needs a word is explained."""
    out: dict[UUID, str] = {}
    for group in payroll.findings(actor, run_id):
        confirmable = group.kontroll in payroll.CONFIRMABLE
        if group.alvor == "varsel" or confirmable:
            if group.kontroll != "konto_ny":
                payroll.explain_kontrollfunn(
                    actor=actor, kjoering_id=run_id, kontroll=group.kontroll,
                    forklaring="Sett på og i orden", now=now,
                )  # fmt: skip
            continue
        reason = "Kontonummer mangler" if group.kontroll == "konto_mangler" else "Må rettes først"
        for one in payroll.findings_of(actor, run_id, group.kontroll, limit=ALL):
            if one.party_id is not None:
                out.setdefault(one.party_id, reason)
    for person, reason in out.items():
        payroll.set_aside_medlem(
            actor=actor, kjoering_id=run_id, party_id=person, grunn=reason, now=now
        )
    payroll.control_loennskjoering(actor=actor, kjoering_id=run_id, now=now)


def confirm(place: DemoPlace, run: KjoeringFacts, now: datetime) -> None:
    """The officer and the head of payroll vouch for the figures nobody has published."""
    book = payroll.rate_book(place.actor)
    refs = [text.partition("=")[0] for text in run.ubekreftede_satser]
    waiting = [row for row in map(book.by_ref, refs) if not row.is_confirmed]
    for user in ("lonn", "lonnsleder") if waiting else ():
        with access.acting(place.cast[user], now=now) as actor:
            for row in waiting:
                confirmations.confirm_sats(
                    actor=actor, key=row.key, fra=row.from_date, begrunnelse=SEEN, now=now
                )


def _pay(place: DemoPlace, run: KjoeringFacts, approved: datetime) -> None:
    """Released by the accountant and the director, posted on the pay day."""
    for number, user in enumerate(("okonomi", "direktor")):
        at = approved + timedelta(hours=1 + number)
        with access.acting(place.cast[user], now=at) as actor:
            payroll.pay_loennskjoering(actor=actor, kjoering_id=run.id, now=at)
    posted = _at(run.utbetalingsdato, 10)
    with access.acting(place.cast["okonomi"], now=posted) as actor:
        payroll.post_loennskjoering(actor=actor, kjoering_id=run.id, now=posted)


def _report(place: DemoPlace, run: KjoeringFacts) -> None:
    """Reported and closed by the 5th of the next month."""
    at = _at(WorkingCalendar().on_or_before(add_months(run.utbetalingsdato.replace(day=4), 1)), 9)
    with access.acting(place.cast["lonn"], now=at) as actor:
        payroll.report_loennskjoering(actor=actor, kjoering_id=run.id, now=at)
        payroll.close_loennskjoering(actor=actor, kjoering_id=run.id, now=at)
