"""The flows' history: this autumn's hourly hires, from need to first pay, by those who do it.

Comes before payroll in the demo life, so that the ordinary runs pay what was agreed here and the
indicators of the path from decision to pay have something true to measure. The universities are
not alike: how many they hire, how soon work begins, and how long a leader lets it lie.
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

LAST_DAY = date(2026, 12, 18)
# Who was hired; the order of the names turns with the university, and no pair comes twice in it.
FIRST = (
    "Nora", "Mathias", "Aisha", "Henrik", "Mari", "Iver", "Sunniva", "Elias",
    "Thea", "Sivert", "Leila", "Johannes", "Ingeborg", "Viktor", "Solveig", "Adrian",
)  # fmt: skip
LAST = (
    "Tveit", "Hansen", "Omar", "Lie", "Eira", "Kvamme", "Sandvik", "Nilsen",
    "Bakken", "Haugen", "Rahimi", "Moen", "Strand", "Utsi", "Berg", "Dahl",
)  # fmt: skip
TOPICS = (
    "Seminarleder, vitenskapsteori", "Gruppelærer, metode", "Sensorveiledning, oppgaver",
    "Laboratorieassistent", "Skriveveiledning", "Øvingslærer, statistikk",
)  # fmt: skip
CODE, TITLE = "1018", "Seminarleder"  # as the order page proposes them
HOURLY_PAY = 26_350  # øre; what the universities' crowd on hours is paid
# Whom UiT hires in the story already works at UiB and lets the others recognise him: first name,
# last name, born, serial of the national number he has at UiT.
KNOWN = {"uib": ("Jonas", "Lyngmo", date(2000, 2, 17), 82)}
CHECKS = {"hrk", "k_hr"}  # the national check, and the local one of UiO


@dataclass(frozen=True, slots=True)
class Round:
    """Hires that go together: ordered from a day on, and what was worked before it is paid.

    Attributes:
        ordered: first order; begins: first days of work, in turn; count: how many.
        decided: hours from the last order until the leader decides.
        sent, approved: when the first hours are sent in, and when the leader approves them.
    """

    ordered: datetime
    begins: tuple[date, ...]
    count: int
    decided: int
    sent: datetime
    approved: datetime


def _october(*begins: int, count: int, decided: int) -> Round:
    return Round(
        datetime(2026, 10, 5, 9, 0, tzinfo=OSLO), tuple(date(2026, 10, day) for day in begins),
        count, decided, datetime(2026, 10, 30, 12, 0, tzinfo=OSLO),
        datetime(2026, 11, 2, 8, 30, tzinfo=OSLO),
    )  # fmt: skip


def _november(*, count: int, decided: int) -> Round:
    return Round(
        datetime(2026, 11, 2, 9, 0, tzinfo=OSLO), (date(2026, 11, 16),), count, decided,
        datetime(2026, 11, 20, 12, 0, tzinfo=OSLO), datetime(2026, 11, 23, 8, 10, tzinfo=OSLO),
    )  # fmt: skip


ROUNDS = {
    "uit": (_october(26, count=6, decided=6), _november(count=5, decided=5)),
    "uib": (_october(26, 26, 19, count=5, decided=22), _november(count=5, decided=24)),
    "uio": (_october(19, 26, count=6, decided=23), _november(count=6, decided=7)),
    "ntnu": (_october(19, count=5, decided=46), _november(count=5, decided=52)),
}


@dataclass(frozen=True, slots=True)
class Hire:
    """One hire on its way: who, what, how many hours, and when it was ordered."""

    party_id: UUID
    candidate: Actor
    emne: str
    hours: int
    ordered: datetime
    worked: Period


def build(place: DemoPlace) -> None:
    """Bind the local slots, and let the rounds of hires go all the way to approved hours.

    Args:
        place: the tenant under construction; runs inside ``acting(place.actor)``.
    """
    slug = place.tenant.slug
    if slug in VARIANTS:
        bind(place, *VARIANTS[slug])
    if slug not in STORIES:
        return
    known = 0
    for one in ROUNDS[slug]:
        _hire(place, one, known)
        known += one.count


def _hire(place: DemoPlace, one: Round, known: int) -> None:
    """One round from order to approved hours; ``known`` counts those of the rounds before it."""
    orderer, boss = (place.cast[name] for name in STORIES[place.tenant.slug][:2])
    hires = [_person(place, one, known, number) for number in range(one.count)]
    unit = _unit(place, orderer, one)
    ids = {_order(place, orderer, unit, hire): hire for hire in hires}
    decided = hires[-1].ordered + timedelta(hours=one.decided)
    _tasks(place, boss, {"bdm"}, at=decided)
    _check(place, at=decided + timedelta(days=1))
    for number, (hire_id, hire) in enumerate(ids.items()):
        at = decided + timedelta(days=2, hours=number)
        _sign(place, hire_id, hire, known + number, at=at)
    workflow.drain(place.tenant, decided + timedelta(days=3))
    _hours(boss, one, ids)


def _person(place: DemoPlace, one: Round, known: int, place_in_round: int) -> Hire:
    """A student with an account and nothing more; the hire gives the rest."""
    number = known + place_in_round
    turn = place.seed + number
    at = one.ordered + timedelta(days=place_in_round // 2, minutes=23 * place_in_round)
    first, last = FIRST[turn % len(FIRST)], LAST[(turn * 3) % len(LAST)]
    born, serial = date(2000 + number % 4, 1 + number % 12, 3 + 2 * (number % 12)), 300 + turn % 100
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
    begins = one.begins[place_in_round % len(one.begins)]
    return Hire(
        party, candidate, TOPICS[number % len(TOPICS)], 40 + 10 * place_in_round, at,
        Period(begins, LAST_DAY + ONE_DAY),
    )  # fmt: skip


def _unit(place: DemoPlace, orderer: Actor, one: Round) -> organisation.EnhetFacts:
    with acting(orderer, now=place.now):
        [unit_id, *_] = organisation.unit_ids_with("hr.ansettelse.bestill")
        unit = organisation.enhet(place.tenant.id, unit_id, on=one.begins[0])
    assert unit is not None
    return unit


def _order(place: DemoPlace, orderer: Actor, unit: organisation.EnhetFacts, hire: Hire) -> UUID:
    with acting(orderer, now=hire.ordered):
        hire_id, _sak = order_hire(
            actor=orderer, now=hire.ordered, active_seconds=95,
            order=hr.NyAnsettelse(
                enhet_id=unit.id, emne=hire.emne, party_id=hire.party_id,
                stillingskode=CODE, tittel=TITLE, minutter=hire.hours * 60,
                timesats_oere=HOURLY_PAY, koststed=unit.koststed or "", gyldig=hire.worked,
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


def _sign(place: DemoPlace, hire_id: UUID, hire: Hire, number: int, *, at: datetime) -> None:
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


def _hours(boss: Actor, one: Round, ids: dict[UUID, Hire]) -> None:
    """The first hours, sent in on a Friday; the leader approves all of them on Monday."""
    sheets = []
    for hire_id, hire in ids.items():
        with acting(hire.candidate, now=one.sent) as actor:
            contract = hr.kontrakt_for_ansettelse(actor, hire_id)
            assert contract is not None
            for day in _days(hire):
                hr.foer_timer(
                    actor=actor, kontrakt_id=contract.id, now=one.sent,
                    timer=hr.NyeTimer(day, 240, "seminar", 10 * 60, 12 * 60),
                )  # fmt: skip
            sheets.append(hr.send_inn(actor=actor, kontrakt_id=contract.id, now=one.sent))
    with acting(boss, now=one.approved):
        hr.approve_timer(actor=boss, timeliste_ids=sheets, now=one.approved)


def _days(hire: Hire) -> Sequence[date]:
    """Two days of the first week; which of them follows from the weekday of the order."""
    first = hire.worked.fra + timedelta(days=hire.ordered.weekday())
    return [first, first + timedelta(days=2)]
