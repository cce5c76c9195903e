"""A project under way, built through the services; and rows laid out by hand for the formulas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from samverk.core.access.api import acting, service_actor
from samverk.core.clock import OSLO
from samverk.core.tenancy.api import new_id, tenant_by_slug
from samverk.governance.api import (
    Estimate,
    NewMandate,
    NewProject,
    NullPoint,
    StopCriterion,
    create_project,
    give_mandate,
    measure_all,
    plan_deliverable,
    plan_milestone,
    register_baseline,
    register_benefit,
    register_raid,
    submit_report,
)
from samverk.governance.models import Measurement

UNIVERSITIES = ("uib", "uio", "uit", "ntnu")
OVER_BUDGET = StopCriterion("kost_overskridelse_prosent", ">", Decimal(10), 2)


@dataclass
class Story:
    """A project with mandate, one milestone, one deliverable and one risk."""

    project: UUID
    milestone: UUID
    risk: UUID
    leader: UUID


def mandate(**more) -> NewMandate:
    terms = {
        "maal": "Én registrering per ansettelse", "omfang": "Timelønn", "ramme_oere": 100_000_000,
        "toleranse_dager": 30, "toleranse_kost_prosent": 10, "stoppkriterier": (OVER_BUDGET,),
        "gjelder_fra": date(2026, 1, 1), "utloeper": date(2027, 12, 31),
    }  # fmt: skip
    return NewMandate(**(terms | more))


def add_benefits(actor, project, now, indikator="gjentatte_felt"):
    for slug in UNIVERSITIES:
        register_benefit(
            actor=actor, project_id=project, indikator=indikator, universitet=slug,
            eier_navn="HR-leder", now=now, details={"signert_dato": date(2026, 3, 1)},
        )  # fmt: skip


def add_baseline(actor, slug, now, indikator="gjentatte_felt", **more):
    facts = {
        "verdi": Decimal(40), "n": 100, "metode": "telling", "maalt_dato": date(2026, 1, 1),
        "kvalitet": "maalt", "kildedokument": "2026/1", "godtatt_av": "HR-leder",
        "godtatt_dato": date(2026, 2, 1),
    }  # fmt: skip
    return register_baseline(
        actor=actor, indikator=indikator, universitet=slug, now=now,
        nullpunkt=NullPoint(**(facts | more)),
    )  # fmt: skip


@pytest.fixture
def leader(act_as):
    with act_as("bott", "prosjektleder") as actor:
        return actor.bruker_id


@pytest.fixture
def owner(act_as):
    with act_as("uit", "direktor") as actor:
        return actor.bruker_id


@pytest.fixture
def story(act_as, now, leader, owner) -> Story:
    with act_as("bott", "sekretariat") as sec:
        project = create_project(
            actor=sec, now=now,
            project=NewProject(
                "en-ansettelse", "Én ansettelse, én registrering", "nasjonalt", "udir_bott",
                "Aud Nygård", "Anne Løvås", eier_bruker_id=owner, leder_bruker_id=leader,
            ),
        )  # fmt: skip
        add_benefits(sec, project, now)
        give_mandate(actor=sec, project_id=project, mandate=mandate(), now=now)
    with act_as("bott", "prosjektleder") as lead:
        milestone = plan_milestone(
            actor=lead, project_id=project, noekkel="M4", navn="Første lønn bokført",
            dato=date(2026, 12, 15), now=now,
        )  # fmt: skip
        plan_deliverable(
            actor=lead, project_id=project, navn="Kontraktmal", akseptkriterier="Signert",
            ansvarlig="HR", dato=date(2026, 12, 1), now=now,
        )  # fmt: skip
        risk = register_raid(
            actor=lead, project_id=project, tittel="Kontrakter ved semesterstart",
            eier_navn="HR", now=now, details={"sannsynlighet_foer": 3, "konsekvens_foer": 4},
        )  # fmt: skip
    return Story(project, milestone, risk, leader)


@pytest.fixture
def report(act_as, story):
    """Return a function that reports for the story's project at an instant."""

    def given(at: datetime, *, over: int = 0, kommentar: str = "I rute."):
        spent = 60_000_000
        estimate = Estimate(spent, 10_000_000, 30_000_000 + over * 1_000_000)
        with act_as("bott", "prosjektleder", at=at) as lead:
            return submit_report(
                actor=lead, project_id=story.project, kommentar=kommentar, estimate=estimate,
                now=at,
            )  # fmt: skip

    return given


NEUTRAL: dict[str, Any] = {
    "character varying": "", "text": "", "integer": 0, "smallint": 1, "bigint": 0, "numeric": 0,
    "boolean": False, "ARRAY": [], "jsonb": Jsonb({}),
}  # fmt: skip


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=OSLO)


class World:
    """Lays out rows at one university."""

    def __init__(self, connection: psycopg.Connection, slug: str = "uit"):
        self.connection = connection
        self.tenant = tenant_by_slug(slug).id

    def row(self, table: str, **given):
        columns = self.connection.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
            " AND is_nullable = 'NO' AND column_default IS NULL",
            [table],
        ).fetchall()
        values = {name: NEUTRAL.get(kind) for name, kind in columns}
        for name, kind in columns:
            if kind == "uuid":
                values[name] = new_id()
            elif kind.startswith("timestamp"):
                values[name] = at(1, 1)
        values |= {"tenant_id": self.tenant} | given
        self.connection.execute(
            sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                sql.Identifier(table),
                sql.SQL(", ").join(map(sql.Identifier, values)),
                sql.SQL(", ").join(sql.Placeholder() * len(values)),
            ),
            list(values.values()),
        )
        return values.get("id")

    def run(self, month: int, cutoff: int, payday: int, *, paid: bool = True):
        return self.row(
            "payroll_loennskjoering", art="ordinaer", aar=2026, maaned=month, loepenr=1,
            utbetalingsdato=date(2026, month, payday), frist_at=at(month, cutoff, 12),
            tilstand="betalt" if paid else "aapen", betalt_at=at(month, payday) if paid else None,
        )  # fmt: skip

    def unit(self):
        return self.connection.execute(
            "SELECT min(enhet_id::text)::uuid FROM organisation_orgenhetversjon"
            " WHERE tenant_id = %s AND gyldig @> date '2026-11-23'",
            [self.tenant],
        ).fetchone()[0]

    def hire(self, decided: datetime, start: date, unit=None, **contract):
        self.hired = hire = self.row(
            "hr_ansettelse", enhet_id=unit or self.unit(), kontrakttype="T1", status="registrert",
            besluttet_at=decided, minutter=600, timesats_oere=25000, gyldig=f"[{start},2026-12-31)",
        )  # fmt: skip
        return self.row(
            "hr_kontrakt", **{"type": "T1"} | contract, ansettelse_id=hire, status="signert",
            signert_at=decided, gyldig=f"[{start},2026-12-31)", nummer=self.next(),
        )  # fmt: skip

    def next(self) -> int:
        self.counter = getattr(self, "counter", 0) + 1
        return self.counter

    def sheet(self, contract, sent: datetime, approved: datetime | None, run=None):
        return self.row(
            "hr_timeliste", kontrakt_id=contract, minutter=60, innsendt_at=sent,
            status="utbetalt" if run else "godkjent" if approved else "innsendt",
            godkjent_at=approved, godkjent_party_id=new_id() if approved else None,
            kjoering_id=run, utbetalt_at=at(11, 12) if run else None,
        )  # fmt: skip


@pytest.fixture
def world(without_rules):
    return World(without_rules)


@pytest.fixture
def measured(now):
    bott = service_actor(tenant_by_slug("bott"))

    def taken(key, month=11, slug: str | None = "uit"):
        place = {"universitet__slug": slug} if slug else {"universitet": None}
        with acting(bott, now=now):
            measure_all(actor=bott, period=date(2026, month, 1), now=now)
            return Measurement.objects.filter(
                indikator=key, **place, periode=date(2026, month, 1)
            ).latest("maalt_at")

    return taken
