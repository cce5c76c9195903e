"""Mandates, gates, plans and null-points: what the database refuses, with a sentence."""

from datetime import date
from decimal import Decimal

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from samverk.core.access.api import AccessDenied
from samverk.core.outbox.api import Event
from samverk.governance.api import (
    NewProject,
    Passage,
    SamstyringRefused,
    StopCriterion,
    StopCriterionInvalid,
    close_finding,
    create_project,
    give_mandate,
    link_milestones,
    move_milestone,
    pass_gate,
    plan_milestone,
    reach_milestone,
    register_finding,
    register_raid,
    seat_member,
)
from samverk.governance.models import (
    Baseline,
    Mandate,
    Milestone,
    MilestoneDependency,
    PhasePassage,
    Project,
    RaidItem,
    ReviewFinding,
)
from samverk.governance.tests.conftest import UNIVERSITIES, add_baseline, add_benefits, mandate

pytestmark = pytest.mark.django_db
MOVED = date(2027, 1, 18)


def gate(name, day=date(2026, 6, 1), **more):
    return Passage(name, "UDIR-BOTT", day, **more)


def test_a_director_of_any_of_the_four_reads_and_an_employee_sees_nothing(story, act_as):
    for slug in UNIVERSITIES:
        with act_as(slug, "direktor"):
            assert Project.objects.get().navn == "Én ansettelse, én registrering"
    with act_as("uit", "jonas"):
        assert Project.objects.count() == 0
    with act_as("uit", "hr"):
        assert Project.objects.count() == 0


def test_a_director_reads_but_does_not_plan(story, act_as, now):
    with act_as("uit", "direktor") as actor:
        with pytest.raises(AccessDenied):
            move_milestone(
                actor=actor, milestone_id=story.milestone, prognose=date(2027, 1, 1), now=now
            )
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE governance_milestone SET prognose_dato = '2027-01-01'")
            assert cursor.rowcount == 0


def test_acts_are_audited_and_published_at_bott_whoever_acted(story, act_as):
    with act_as("bott", "sekretariat"):
        kinds = set(Event.objects.values_list("type", flat=True))
    assert {"governance.prosjekt.opprettet.v1", "governance.mandat.gitt.v1"} <= kinds


def test_a_mandate_needs_a_benefit_owner_at_every_university(act_as, now):
    with act_as("bott", "sekretariat") as sec:
        project = create_project(
            actor=sec, now=now,
            project=NewProject("p", "P", "nasjonalt", "udir_bott", "Eier", "Leder"),
        )  # fmt: skip
        with pytest.raises(SamstyringRefused, match="NTNU, UiB, UiO, UiT"):
            give_mandate(actor=sec, project_id=project, mandate=mandate(), now=now)
        assert Mandate.objects.count() == 0
        add_benefits(sec, project, now)
        assert give_mandate(actor=sec, project_id=project, mandate=mandate(), now=now) == 1


def test_a_reception_project_needs_an_owner_at_its_own_university_only(act_as, now):
    with act_as("bott", "sekretariat") as sec:
        with pytest.raises(SamstyringRefused, match="går ikke sammen"):
            create_project(
                actor=sec, now=now,
                project=NewProject("m", "Mottak", "mottak", "udir_bott", "Eier", "Leder"),
            )  # fmt: skip
        assert Project.objects.count() == 0


def test_a_mandate_without_stop_criterion_is_refused(story, act_as, now):
    with act_as("bott", "sekretariat") as sec:
        with pytest.raises(SamstyringRefused, match="stoppkriterium"):
            give_mandate(
                actor=sec, project_id=story.project, mandate=mandate(stoppkriterier=()), now=now
            )
        with pytest.raises(SamstyringRefused, match="går ikke sammen"):
            give_mandate(
                actor=sec, project_id=story.project, now=now,
                mandate=mandate(utloeper=date(2025, 1, 1)),
            )  # fmt: skip
        assert Mandate.objects.count() == 1


def test_a_stop_criterion_names_a_known_measure():
    with pytest.raises(StopCriterionInvalid):
        StopCriterion("stemning", ">", Decimal(1))


def test_gates_come_in_order(story, act_as, now):
    with act_as("bott", "sekretariat") as sec:
        with pytest.raises(SamstyringRefused, match="Neste er BP1"):
            pass_gate(actor=sec, project_id=story.project, passage=gate("BP2"), now=now)
        assert PhasePassage.objects.count() == 0
        pass_gate(actor=sec, project_id=story.project, passage=gate("BP1"), now=now)
        assert PhasePassage.objects.get().til_fase == "konsept"


def test_a_gate_outside_the_mandate_is_refused(story, act_as, now):
    early = gate("BP1", date(2025, 12, 31))
    refused = pytest.raises(SamstyringRefused, match="gyldig mandat")
    with act_as("bott", "sekretariat") as sec, refused:
        pass_gate(actor=sec, project_id=story.project, passage=early, now=now)


def test_bp3_needs_every_null_point_and_afterwards_they_stand(story, act_as, now):
    with act_as("bott", "sekretariat") as sec:
        for name in ("BP1", "BP2"):
            pass_gate(actor=sec, project_id=story.project, passage=gate(name), now=now)
        for slug in UNIVERSITIES[:3]:
            add_baseline(sec, slug, now)
        with pytest.raises(SamstyringRefused, match="gjentatte_felt NTNU"):
            pass_gate(actor=sec, project_id=story.project, passage=gate("BP3"), now=now)
        add_baseline(sec, "ntnu", now)
        add_baseline(sec, "ntnu", now, verdi=Decimal(41))  # corrected before BP3
        pass_gate(actor=sec, project_id=story.project, passage=gate("BP3"), now=now)
        with pytest.raises(SamstyringRefused, match="kan ikke endres"):
            add_baseline(sec, "ntnu", now, verdi=Decimal(90))
        assert Baseline.objects.count() == 5


def test_bp5_waits_for_the_line(story, act_as, now):
    with act_as("bott", "sekretariat") as sec:
        for slug in UNIVERSITIES:
            add_baseline(sec, slug, now)
        for name in ("BP1", "BP2", "BP3", "BP4"):
            pass_gate(actor=sec, project_id=story.project, passage=gate(name), now=now)
        with pytest.raises(SamstyringRefused, match="BP5 krever"):
            pass_gate(actor=sec, project_id=story.project, passage=gate("BP5"), now=now)


def test_a_mandate_is_never_changed_only_followed_by_a_new_version(story, act_as, now):
    with act_as("bott", "sekretariat") as sec:
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            Mandate.objects.update(toleranse_dager=300)
        assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
        again = mandate(toleranse_dager=45)
        assert give_mandate(actor=sec, project_id=story.project, mandate=again, now=now) == 2


def test_the_plan_of_a_milestone_never_moves_but_its_forecast_does(story, act_as, now):
    with act_as("bott", "prosjektleder") as lead:
        move_milestone(actor=lead, milestone_id=story.milestone, prognose=MOVED, now=now)
        with pytest.raises(DatabaseError, match="planen for en milepæl"), transaction.atomic():
            Milestone.objects.update(baseline_dato=date(2027, 1, 18))
        row = Milestone.objects.get()
        assert (row.baseline_dato, row.prognose_dato) == (date(2026, 12, 15), MOVED)
        with pytest.raises(SamstyringRefused, match="framtiden"):
            reach_milestone(
                actor=lead, milestone_id=story.milestone, dato=date(2026, 12, 1), now=now
            )


def test_milestones_never_wait_for_each_other_in_a_circle(story, act_as, now):
    with act_as("bott", "prosjektleder") as lead:
        common = {"actor": lead, "project_id": story.project, "now": now}
        m5 = plan_milestone(
            noekkel="M5", navn="Alle fire i drift", dato=date(2027, 6, 18),
            venter_paa=[story.milestone], **common,
        )  # fmt: skip
        m6 = plan_milestone(
            noekkel="M6", navn="Slutt", dato=date(2027, 8, 1), venter_paa=[m5], **common
        )
        with pytest.raises(SamstyringRefused, match="i ring"):
            link_milestones(actor=lead, milestone_id=story.milestone, venter_paa_id=m6, now=now)
        assert MilestoneDependency.objects.count() == 2


def test_a_risk_without_assessment_or_off_the_scale_is_refused(story, act_as, now):
    with act_as("bott", "prosjektleder") as lead:
        common = {
            "actor": lead, "project_id": story.project, "tittel": "R", "eier_navn": "E", "now": now,
        }  # fmt: skip
        for details in ({}, {"sannsynlighet_foer": 6, "konsekvens_foer": 1}):
            with pytest.raises(SamstyringRefused):
                register_raid(details=details, **common)
        assert RaidItem.objects.count() == 1


def test_a_finding_is_closed_by_someone_else_than_the_leader(story, act_as, now):
    with act_as("bott", "sekretariat") as sec:
        finding = register_finding(
            actor=sec, project_id=story.project, tekst="Mangler test", alvor="kritisk",
            frist=date(2026, 12, 1), now=now,
        )  # fmt: skip
    with act_as("bott", "prosjektleder") as lead:
        with pytest.raises(SamstyringRefused, match="annen enn prosjektlederen"):
            close_finding(actor=lead, finding_id=finding, svar="Gjort", now=now)
        assert ReviewFinding.objects.get().lukket_dato is None
    with act_as("bott", "sekretariat") as sec:
        close_finding(actor=sec, finding_id=finding, svar="Gjort", now=now)
        assert ReviewFinding.objects.get().svar == "Gjort"


def test_a_university_has_one_seat_in_the_top_body_at_any_date(act_as, now):
    with act_as("bott", "sekretariat") as sec:
        common = {"actor": sec, "body": "udir_bott", "universitet": "uit", "now": now}
        seat_member(
            navn="Aud Myhre", fra=date(2025, 1, 1), details={"til": date(2027, 1, 1)}, **common
        )
        with pytest.raises(SamstyringRefused, match="allerede representert"):
            seat_member(navn="En Annen", fra=date(2026, 12, 31), **common)
        seat_member(navn="En Annen", fra=date(2027, 1, 1), **common)
        seat_member(navn="Vara", fra=date(2026, 1, 1), details={"rolle": "vara"}, **common)
