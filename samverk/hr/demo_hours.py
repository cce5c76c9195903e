"""The crowd on hours: signed contracts, hours approved month by month, open hours now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from samverk.core.access import api as access
from samverk.core.access.api import DemoPlace
from samverk.core.parties.api import NyPerson
from samverk.core.periods import Period, add_months
from samverk.core.tenancy.api import insert_rows, new_id
from samverk.hr.demo_bulk import Holding, Job, Posts, Row, forget_plans, span_text
from samverk.hr.demo_crowd import EXPIRED, Crowd
from samverk.hr.demo_plan import ALL, Draw, History, Unit, at_hour
from samverk.hr.rules import tidslinje
from samverk.hr.rules.tidslinje import Piece
from samverk.hr.services.arbeidsforhold import draw_number

LOVHJEMMEL = "11 Timelønn / ekstrahjelp"  # code list of extra work (hr/codes, kodeverk)
HOURLY_GROUP = {"mg": "4", "mug": "4"}  # ToA contract T1 (hr/codes, kodeverk)
YEARS = (date(2025, 8, 1), date(2026, 8, 1), date(2027, 1, 1))


@dataclass(frozen=True, slots=True)
class Day:
    """Hours of one day, in minutes after midnight."""

    dato: date
    fra: int
    minutter: int
    aktivitet: str


@dataclass(slots=True)
class Contract:
    """One hourly contract and the days worked on it; `nr` is its place among the tenant's."""

    nr: int
    id: UUID
    party_id: UUID
    besettelse_id: UUID
    arbeidsforhold_id: UUID
    unit: Unit
    kode: Mapping[str, Any]
    sats: int
    emne: str
    gyldig: Period
    signed: datetime
    days: list[Day] = field(default_factory=list)

    @property
    def budget(self) -> int:
        """What is agreed: what was planned and a fifth more, in whole hours."""
        planned = sum(d.minutter for d in self.days)
        return -(-(planned * 6 // 5) // 300) * 300 + 1200


@dataclass(frozen=True, slots=True)
class Hourly:
    """One person of the crowd on hours; `spans` are the contracts, one after the other."""

    person: NyPerson
    unit: Unit
    kode: Mapping[str, Any]
    sats: int
    spans: tuple[Period, ...]
    known: datetime


def hourly_people(crowd: Crowd, count: int) -> list[Hourly]:
    """So many who work on hours today, and besides them some who stopped in the summer."""
    old, new = Period(YEARS[0], YEARS[1]), Period(YEARS[1], YEARS[2])
    gone = max(1, count // 7)
    spans = [(old, new)] * (count - count // 5) + [(new,)] * (count // 5) + [(old,)] * gone
    made = []
    for span in spans:
        kode = crowd.draw.pick(crowd.data["timer"])
        unit = crowd.unit()
        while unit.type == "institusjon":
            unit = crowd.unit()
        known = crowd.start_at if span[0] == old else at_hour(date(2026, 7, 20))
        made.append(
            Hourly(
                crowd.people.invent((1996, 2005)), unit, HOURLY_GROUP | kode,
                crowd.draw.within(kode["sats"], 50), span, known,
            )
        )  # fmt: skip
    return made


def hourly_jobs(
    crowd: Crowd, people: Sequence[Hourly], ids: Sequence[UUID], posts: Posts
) -> tuple[list[Job], list[Contract]]:
    """Turn the plan into jobs and contracts with ids and days."""
    jobs: list[Job] = []
    contracts: list[Contract] = []
    for party_id, h in zip(ids, people, strict=True):
        job = Job(party_id, new_id(), h.known, _employment(h))
        topic = crowd.draw.pick(crowd.data["emner"])
        subject = h.unit.navn.split()[-1][:3].upper()
        emne = f"{subject}-{crowd.draw.between(1001, 3099)}, {topic}"
        for span in h.spans:
            signed = max(h.known, at_hour(add_months(span.fra, -1) + timedelta(20)))
            holding = _holding(h, span, signed, posts.of(h.unit, h.kode))
            job.holdings.append(holding)
            contract = Contract(
                len(contracts), new_id(), party_id, holding.id, job.arbeidsforhold_id, h.unit,
                h.kode, h.sats, emne, span, signed,
            )  # fmt: skip
            contract.days = list(_days(crowd.draw, contract, crowd.now.date()))
            contracts.append(contract)
        jobs.append(job)
    return jobs, contracts


def _employment(h: Hourly) -> History:
    """The employment ends with the contract, and is extended when the next one is signed."""
    first = h.spans[0]
    ended = EXPIRED if len(h.spans) == 1 and first.til == YEARS[1] else ""
    values = {"type": "ordinaertArbeidsforhold", "sluttaarsak": ended}
    history = History([Piece(None, first, values)], h.known, "Timekontrakt")
    for span in h.spans[1:]:
        at = at_hour(add_months(span.fra, -1) + timedelta(20))
        history.apply(tidslinje.extend(history.pieces, span.til), at, "Ny timekontrakt")
    return history


def _holding(h: Hourly, span: Period, signed: datetime, stilling_id: UUID) -> Holding:
    grunn = "Timekontrakt"
    return Holding(
        new_id(), stilling_id, h.unit.id, h.kode,
        {
            "besettelse": History([Piece(None, span, {"prosent": Decimal(0)})], signed, grunn),
            "kontering": History(
                [Piece(None, span, {"linje": 1, "koststed": h.unit.koststed, "andel": ALL})],
                signed, grunn,
            ),
            "loennsavtale": History([Piece(None, span, {"sats": h.sats})], signed, grunn),
        },
        LOVHJEMMEL,
    )  # fmt: skip


def _days(draw: Draw, contract: Contract, today: date) -> Iterator[Day]:
    """Two to four weekdays a month, fewer in July; nobody works on days that have not come."""
    for month in contract.gyldig.months():
        if month.fra > today:
            return
        weekdays = [d for d in month.days() if d.weekday() < 5 and d < today and d.day < 24]
        for day in draw.sample(weekdays, 1 if month.fra.month == 7 else draw.between(2, 4)):
            yield Day(
                day, draw.between(495, 765, 30), draw.between(120, 360, 30),
                draw.pick(contract.kode["fag"]),
            )  # fmt: skip


def write_contracts(place: DemoPlace, contracts: Sequence[Contract], municipality: str) -> None:
    """Write signed contracts and the facts of their signatures."""
    number = draw_number(place.actor, "kontrakt", len(contracts))
    insert_rows(
        "hr_kontrakt",
        ("id", "tenant_id", "arbeidsforhold_id", "besettelse_id", "party_id", "enhet_id", "type",
         "nummer", "versjon", "tittel", "emne", "gyldig", "budsjett_minutter", "timesats_oere",
         "dokument_sha256", "status", "opprettet_at", "signert_at"),
        (
            (c.id, place.tenant.id, c.arbeidsforhold_id, c.besettelse_id, c.party_id, c.unit.id,
             "T1", number + n, 1, c.kode["tittel"], c.emne, span_text(c.gyldig.fra, c.gyldig.til),
             c.budget, c.sats, "", "signert", c.signed, c.signed)
            for n, c in enumerate(contracts)
        ),
    )  # fmt: skip
    insert_rows(
        "hr_signatur",
        ("id", "tenant_id", "kontrakt_id", "party_id", "metode", "nivaa", "utsteder",
         "transaksjon", "dokument_sha256", "skattekommune", "is_konto_ny", "has_samtykket",
         "signert_at"),
        (
            (new_id(), place.tenant.id, c.id, c.party_id, "demo", "demo", "Samverk, demolivet", "",
             "", municipality, False, False, c.signed)
            for c in contracts
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet to write: the days of a contract in a month, and how far they have come."""

    contract: Contract
    days: Sequence[Day]
    status: str


def write_hours(
    place: DemoPlace, contracts: Sequence[Contract], leaders: Mapping[UUID, tuple[UUID, UUID]]
) -> None:
    """Write the hours month by month, each approved early in the next; this month's are open.

    Args:
        leaders: account and person of the leader by unit.
    """
    last = Period.month(place.today.year, place.today.month)
    for month in Period(place.start, last.til).months():
        sheets = [
            Sheet(c, days, _status(month, last, c))
            for c in contracts
            if (days := [d for d in c.days if d.dato in month])
        ]
        forget_plans()
        with access.acting(place.actor, now=_sent(month, last, place)):
            _write_sheets(place, sheets, month, leaders)


def _status(month: Period, last: Period, contract: Contract) -> str:
    """Of this month's hours two thirds are sent, and the rest only registered."""
    if month != last:
        return "godkjent"
    return "foert" if contract.nr % 3 == 0 else "innsendt"


def _sent(month: Period, last: Period, place: DemoPlace) -> datetime:
    if month == last:
        return place.now - timedelta(days=2, hours=12)
    return at_hour(add_months(month.fra, 1) - timedelta(3), 15)


def _approved(sent: datetime, month: Period, contract: Contract) -> datetime:
    """Leaders approve the next morning; one in nineteen waits and may miss an early cut-off."""
    if contract.nr % 19 == 0:
        return at_hour(add_months(month.fra, 1) + timedelta(2))
    return sent + timedelta(hours=18)


def _write_sheets(
    place: DemoPlace,
    sheets: Sequence[Sheet],
    month: Period,
    leaders: Mapping[UUID, tuple[UUID, UUID]],
) -> None:
    last = Period.month(place.today.year, place.today.month)
    sent = _sent(month, last, place)
    ids = [new_id() if s.status != "foert" else None for s in sheets]
    heads: list[Row] = []
    for key, s in zip(ids, sheets, strict=True):
        if key is None:
            continue
        c, done = s.contract, s.status == "godkjent"
        who = leaders[c.unit.id] if done else (None, None)
        heads.append(
            (key, place.tenant.id, c.id, c.party_id, c.unit.id, sum(d.minutter for d in s.days),
             s.status, sent, _approved(sent, month, c) if done else None, *who, "")
        )  # fmt: skip
    insert_rows(
        "hr_timeliste",
        ("id", "tenant_id", "kontrakt_id", "party_id", "enhet_id", "minutter", "status",
         "innsendt_at", "godkjent_at", "godkjent_av_id", "godkjent_party_id", "retur_grunn"),
        heads,
    )  # fmt: skip
    insert_rows(
        "hr_timeregistrering",
        ("id", "tenant_id", "kontrakt_id", "timeliste_id", "party_id", "enhet_id", "dato",
         "tidsrom", "minutter", "aktivitet", "merknad", "status", "foert_at"),
        (
            (new_id(), place.tenant.id, s.contract.id, key, s.contract.party_id,
             s.contract.unit.id, d.dato, f"[{d.fra},{d.fra + d.minutter})", d.minutter,
             d.aktivitet, "", s.status, at_hour(d.dato, 20))
            for key, s in zip(ids, sheets, strict=True) for d in s.days
        ),
    )  # fmt: skip
