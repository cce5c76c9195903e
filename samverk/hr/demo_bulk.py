"""Writes the crowd of the demo life in bulk; every rule of the database holds as for one row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.access import api as access
from samverk.core.access.api import DemoPlace
from samverk.core.parties import api as parties
from samverk.core.parties.api import NyPerson
from samverk.core.periods import Period
from samverk.core.tenancy.api import insert_rows, new_id
from samverk.hr.demo_plan import Employee, History, Unit, Version, histories
from samverk.hr.services.arbeidsforhold import draw_number
from samverk.hr.services.guard import check_now

VERSION = ("id", "tenant_id", "gyldig", "registrert", "registrert_av", "grunnlag")
Row = tuple[object, ...]


@dataclass(slots=True)
class Job:
    """The ids of an employment and its holdings, and their finished timelines."""

    party_id: UUID
    arbeidsforhold_id: UUID
    known: datetime
    employment: History
    holdings: list[Holding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Holding:
    """One holding in a position, with its timelines."""

    id: UUID
    stilling_id: UUID
    enhet_id: UUID
    kode: Mapping[str, Any]
    histories: Mapping[str, History]
    lovhjemmel: str = ""


class Posts:
    """Shared positions: one per unit, code and title, made when first asked for."""

    def __init__(self, place: DemoPlace) -> None:
        self._place = place
        self._ids: dict[tuple[UUID, str, str], UUID] = {}
        self._new: list[tuple[UUID, UUID, Mapping[str, Any]]] = []

    def of(self, unit: Unit, kode: Mapping[str, Any]) -> UUID:
        """The position of a unit with this code and title."""
        key = (unit.id, kode["kode"], kode["tittel"])
        if key not in self._ids:
            self._ids[key] = new_id()
            self._new.append((self._ids[key], unit.id, kode))
        return self._ids[key]

    def write(self) -> None:
        """Register what has been asked for since last time."""
        tenant, at = self._place.tenant.id, access_time(self._place)
        new, self._new = self._new, []
        insert_rows(
            "hr_stilling", ("id", "tenant_id", "opprettet_at"), ((i, tenant, at) for i, _, _ in new)
        )
        insert_rows(
            "hr_stillingversjon",
            (*VERSION, "stilling_id", "stillingskode", "tittel", "enhet_id", "yrkeskode",
             "lederflagg"),
            (
                (*_version_head(self._place, Version({}, Period(self._place.start), at, None, "")),
                 i, kode["kode"], kode["tittel"], unit, kode.get("yrke", ""), False)
                for i, unit, kode in new
            ),
        )  # fmt: skip


def access_time(place: DemoPlace) -> datetime:
    """When what was there from before was registered: the first morning of the life."""
    return datetime(
        place.start.year, place.start.month, place.start.day, 8, tzinfo=place.now.tzinfo
    )


def register_people(
    place: DemoPlace, people: Sequence[tuple[datetime, NyPerson]]
) -> Iterator[UUID]:
    """Register persons, each group on the day it became known; ids in the order given."""
    for at, group in groupby(people, key=lambda pair: pair[0]):
        with access.acting(place.actor, now=at):
            yield from parties.register_persons(
                tenant_id=place.tenant.id, people=[p for _, p in group], kilde="hentet", now=at
            )


def jobs_of(
    place: DemoPlace, employees: Sequence[Employee], ids: Sequence[UUID], posts: Posts
) -> list[Job]:
    """Turn the plan of the crowd into jobs with ids."""
    made = []
    for party_id, e in zip(ids, employees, strict=True):
        lines = histories(e, place.start)
        job = Job(party_id, new_id(), e.known, lines.pop("arbeidsforhold"))
        job.holdings.append(Holding(new_id(), posts.of(e.unit, e.kode), e.unit.id, e.kode, lines))
        made.append(job)
    return made


def write_jobs(place: DemoPlace, jobs: Sequence[Job]) -> None:
    """Write employments, holdings, coding and pay agreements, and check the deferred keys."""
    _write_employments(place, jobs)
    insert_rows(
        "hr_stillingsbesettelse",
        ("id", "tenant_id", "arbeidsforhold_id", "party_id", "type", "opprettet_at"),
        (
            (h.id, place.tenant.id, j.arbeidsforhold_id, j.party_id, "HOVED", j.known)
            for j in jobs for h in j.holdings
        ),
    )  # fmt: skip
    insert_rows(
        "hr_besettelseversjon",
        (*VERSION, "besettelse_id", "party_id", "arbeidsforhold_id", "stilling_id", "enhet_id",
         "type", "prosent", "medarbeidergruppe", "medarbeiderundergruppe", "lovhjemmel"),
        (
            (*_version_head(place, v), h.id, j.party_id, j.arbeidsforhold_id, h.stilling_id,
             h.enhet_id, "HOVED", v.values["prosent"], h.kode["mg"], h.kode["mug"], h.lovhjemmel)
            for j, h, v in _of(jobs, "besettelse")
        ),
    )  # fmt: skip
    insert_rows(
        "hr_kontering",
        (*VERSION, "besettelse_id", "party_id", "linje", "koststed", "delprosjekt", "andel"),
        (
            (*_version_head(place, v), h.id, j.party_id, v.values["linje"], v.values["koststed"],
             "", v.values["andel"])
            for j, h, v in _of(jobs, "kontering")
        ),
    )  # fmt: skip
    insert_rows(
        "hr_loennsavtale",
        (*VERSION, "besettelse_id", "party_id", "slag", "aarsloenn_oere", "timesats_oere", "trinn"),
        (
            (*_version_head(place, v), h.id, j.party_id, *_pay(v.values), "")
            for j, h, v in _of(jobs, "loennsavtale")
        ),
    )  # fmt: skip
    settle_checks()


def settle_checks() -> None:
    """Check the deferred keys now."""
    forget_plans()
    check_now()


def forget_plans() -> None:
    """Let triggers and keys be planned for tables of this size, not for the empty ones before."""
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")


def _write_employments(place: DemoPlace, jobs: Sequence[Job]) -> None:
    """In the order they became known, so that the employee numbers are too."""
    number = draw_number(place.actor, "ansattnummer", len(jobs))
    ordered = sorted(jobs, key=lambda j: j.known)
    for at, group in groupby(ordered, key=lambda j: j.known):
        rows: list[Row] = []
        for job in group:
            amelding = f"{place.tenant.slug}-{number}"
            rows.append(
                (job.arbeidsforhold_id, place.tenant.id, job.party_id, number, amelding, at)
            )
            number += 1
        with access.acting(place.actor, now=at):
            insert_rows(
                "hr_arbeidsforhold",
                ("id", "tenant_id", "party_id", "ansattnummer", "amelding_id", "opprettet_at"),
                rows,
            )
    insert_rows(
        "hr_arbeidsforholdversjon",
        (*VERSION, "arbeidsforhold_id", "party_id", "type", "sluttaarsak"),
        (
            (*_version_head(place, v), j.arbeidsforhold_id, j.party_id, v.values["type"],
             v.values["sluttaarsak"])
            for j in jobs for v in j.employment.versions()
        ),
    )  # fmt: skip


def _of(jobs: Iterable[Job], name: str) -> Iterator[tuple[Job, Holding, Version]]:
    for job in jobs:
        for holding in job.holdings:
            for version in holding.histories[name].versions():
                yield job, holding, version


def _version_head(place: DemoPlace, v: Version) -> Row:
    until = v.until.isoformat() if v.until else ""
    return (
        new_id(), place.tenant.id, span_text(v.gyldig.fra, v.gyldig.til),
        f"[{v.known.isoformat()},{until})", place.actor.bruker_id, v.grunn,
    )  # fmt: skip


def span_text(fra: date, til: date | None) -> str:
    """A period as COPY writes it."""
    return f"[{fra},{til or ''})"


def _pay(values: Mapping[str, Any]) -> Row:
    if "sats" in values:
        return ("time", None, values["sats"])
    return ("maaned", values["oere"], None)
