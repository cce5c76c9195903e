"""The flows' history: this autumn's hourly hires, from need to first pay, by those who do it.

Comes before payroll in the demo life, so that the ordinary runs pay what was agreed here and the
indicator of the path from decision to pay has something true to measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from samverk.core.access import api as access
from samverk.core.access.api import Actor, DemoPlace, acting
from samverk.core.identifiers import is_valid_kontonummer, synthetic_fnr
from samverk.core.organisation import api as organisation
from samverk.core.parties import api as parties
from samverk.core.periods import ONE_DAY, OSLO, Period
from samverk.core.workflow import api as workflow
from samverk.hr import api as hr
from samverk.processes.demo import STORIES, VARIANTS, bind
from samverk.processes.hire_to_pay.order import approve_hire, check_done, order_hire

WORKED = Period(date(2026, 10, 26), date(2026, 12, 18) + ONE_DAY)
# Who was hired, by birth year; the order of the names turns with the university.
FIRST = ("Nora", "Mathias", "Aisha", "Henrik", "Mari", "Iver", "Sunniva", "Elias")
LAST = ("Tveit", "Hansen", "Omar", "Lie", "Eira", "Kvamme", "Sandvik", "Nilsen")
TOPICS = (
    "Seminarleder, vitenskapsteori", "Gruppelærer, metode", "Sensorveiledning, oppgaver",
    "Laboratorieassistent", "Skriveveiledning", "Øvingslærer, statistikk",
)  # fmt: skip
HOURLY_PAY = 26_350  # øre; what the universities' crowd on hours is paid
# Whom UiT hires in the story already works at UiB and lets the others recognise him: first name,
# last name, born, serial of the national number he has at UiT.
KNOWN = {"uib": ("Jonas", "Lyngmo", date(2000, 2, 17), 82)}
CHECKS = {"hrk", "k_hr"}  # the national check, and the local one of UiO


@dataclass(frozen=True, slots=True)
class Hire:
    """One hire on its way: who, what, how many hours, and when it was ordered."""

    party_id: UUID
    candidate: Actor
    emne: str
    hours: int
    ordered: datetime


def build(place: DemoPlace) -> None:
    """Bind the local slots, and let six hires go all the way to approved hours.

    Args:
        place: the tenant under construction; runs inside ``acting(place.actor)``.
    """
    slug = place.tenant.slug
    if slug in VARIANTS:
        bind(place, *VARIANTS[slug])
    if slug not in STORIES:
        return
    orderer, boss = (place.cast[name] for name in STORIES[slug][:2])
    hires = [_person(place, number) for number in range(len(TOPICS))]
    unit = _unit(place, orderer)
    ids = {_order(place, orderer, unit, hire): hire for hire in hires}
    _tasks(place, boss, {"bdm"}, at=hires[-1].ordered + timedelta(hours=22))
    _check(place, at=hires[-1].ordered + timedelta(days=2))
    for number, (hire_id, hire) in enumerate(ids.items()):
        _sign(place, hire_id, hire, number)
    workflow.drain(place.tenant, hires[-1].ordered + timedelta(days=4))
    _hours(boss, ids)


def _person(place: DemoPlace, number: int) -> Hire:
    """A student with an account and nothing more; the hire gives the rest."""
    turn = place.seed + number
    at = datetime(2026, 10, 5, 9, 0, tzinfo=OSLO) + timedelta(days=number // 2, minutes=23 * number)
    first, last = FIRST[turn % len(FIRST)], LAST[(turn * 3) % len(LAST)]
    born, serial = date(2000 + number % 4, 1 + number, 3 + 2 * number), 300 + turn % 100
    if number == 0 and place.tenant.slug in KNOWN:
        first, last, born, serial = KNOWN[place.tenant.slug]
    name = f"{first.lower()}.{last.lower()}"
    party = parties.register_person(
        tenant_id=place.tenant.id, fornavn=first, etternavn=last, foedselsdato=born,
        details={"epost": f"{name}@{place.tenant.domene}", "is_syntetisk": True},
    )  # fmt: skip
    parties.give_identifier(
        tenant_id=place.tenant.id, party_id=party, kind="fnr",
        value=synthetic_fnr(born, serial=serial), kilde="hentet", now=at,
    )  # fmt: skip
    bruker = access.create_bruker(
        actor=place.actor, brukernavn=name, navn=f"{first} {last}", party_id=party, now=at,
        details={"rolletekst": "Student på timer"},
    )  # fmt: skip
    access.grant_rolle(
        actor=place.actor, bruker_id=bruker, rolle="ansatt", omfang="selv", fra=at.date(), now=at,
        details={"kilde": "oppsett", "begrunnelse": "Demolivet", "enhet_id": None},
    )  # fmt: skip
    found = access.Bruker.objects.get(tenant_id=place.tenant.id, id=bruker)
    with acting(place.actor, now=at):
        candidate = access.actor_for(place.tenant, found)
    return Hire(party, candidate, TOPICS[number], 40 + 10 * number, at)


def _unit(place: DemoPlace, orderer: Actor) -> organisation.EnhetFacts:
    with acting(orderer, now=place.now):
        [unit_id, *_] = organisation.unit_ids_with("hr.ansettelse.bestill")
        unit = organisation.enhet(place.tenant.id, unit_id, on=WORKED.fra)
    assert unit is not None
    return unit


def _order(place: DemoPlace, orderer: Actor, unit: organisation.EnhetFacts, hire: Hire) -> UUID:
    with acting(orderer, now=hire.ordered):
        hire_id, _sak = order_hire(
            actor=orderer, now=hire.ordered, active_seconds=95,
            order=hr.NyAnsettelse(
                enhet_id=unit.id, emne=hire.emne, party_id=hire.party_id,
                stillingskode="1017", tittel="Seminarleder", minutter=hire.hours * 60,
                timesats_oere=HOURLY_PAY, koststed=unit.koststed or "", gyldig=WORKED,
                lovhjemmel="statsansatteloven § 9 første ledd bokstav a",
            ),
        )  # fmt: skip
    return hire_id


def _tasks(place: DemoPlace, who: Actor, nodes: set[str], *, at: datetime) -> None:
    """Do all that waits for one person, one after the other, and let the machine follow."""
    workflow.drain(place.tenant, at)
    with acting(who, now=at):
        waiting = [t for t in workflow.inbox(who, now=at).tasks if t.node in nodes]
        for number, task in enumerate(waiting):
            moment = at + timedelta(minutes=4 * number)
            if task.node == "bdm":
                approve_hire(actor=who, task_id=task.id, now=moment)
            else:
                check_done(actor=who, task_id=task.id, merknad="Sett på og i orden.", now=moment)
    workflow.drain(place.tenant, at + timedelta(hours=1))


def _check(place: DemoPlace, *, at: datetime) -> None:
    """HR looks, where the flow or the university's own slot asks for it; perhaps at both."""
    for later in range(2):
        _tasks(place, place.cast["hr"], CHECKS, at=at + timedelta(hours=4 * later))


def _sign(place: DemoPlace, hire_id: UUID, hire: Hire, number: int) -> None:
    at = hire.ordered + timedelta(days=3, hours=number)
    with acting(hire.candidate, now=at):
        contract = hr.kontrakt_for_ansettelse(hire.candidate, hire_id)
        assert contract is not None
        hr.sign_kontrakt(
            actor=hire.candidate, kontrakt_id=contract.id, now=at, active_seconds=60,
            signering=hr.Signering(
                hr.Identitet("demo", "demo", "Samverk demo"), "Oslo",
                _account(place.seed * 100 + number), samtykke=number % 2 == 0,
            ),
        )  # fmt: skip


def _account(seed: int) -> str:
    """An invented account number whose check digit fits."""
    return next(n for n in (f"{86010000000 + seed * 100 + i}" for i in range(100))
                if is_valid_kontonummer(n))  # fmt: skip


def _hours(boss: Actor, ids: dict[UUID, Hire]) -> None:
    """The first week's hours, sent in on Friday; the leader approves all of them on Monday."""
    sent = datetime(2026, 10, 30, 12, 0, tzinfo=OSLO)
    sheets = []
    for hire_id, hire in ids.items():
        with acting(hire.candidate, now=sent) as actor:
            contract = hr.kontrakt_for_ansettelse(actor, hire_id)
            assert contract is not None
            for day in _days(hire):
                hr.foer_timer(
                    actor=actor, kontrakt_id=contract.id, now=sent,
                    timer=hr.NyeTimer(day, 240, "seminar", 10 * 60, 12 * 60),
                )  # fmt: skip
            sheets.append(hr.send_inn(actor=actor, kontrakt_id=contract.id, now=sent))
    approved = datetime(2026, 11, 2, 8, 30, tzinfo=OSLO)
    with acting(boss, now=approved):
        hr.approve_timer(actor=boss, timeliste_ids=sheets, now=approved)


def _days(hire: Hire) -> Sequence[date]:
    """Two days of the first week; which of them follows from the weekday of the order."""
    first = WORKED.fra + timedelta(days=hire.ordered.weekday())
    return [first, first + timedelta(days=2)]
