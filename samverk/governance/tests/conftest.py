"""A project under way, built through the services as the secretary and the project leader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from samverk.governance.api import (
    Estimate,
    NewMandate,
    NewProject,
    NullPoint,
    StopCriterion,
    create_project,
    give_mandate,
    plan_deliverable,
    plan_milestone,
    register_baseline,
    register_benefit,
    register_raid,
    submit_report,
)

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
