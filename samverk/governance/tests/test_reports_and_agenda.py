"""Reports are snapshots; what crosses a limit comes to the table and stays until decided."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from samverk.core.access.api import AccessDenied, acting, service_actor
from samverk.core.outbox.api import Event
from samverk.core.tenancy.api import tenant_by_slug
from samverk.governance.api import (
    Lys,
    OverrideRefused,
    SamstyringRefused,
    decide_item,
    give_mandate,
    move_milestone,
    override_light,
    raise_due,
    raise_item,
    submit_report,
)
from samverk.governance.models import AgendaItem, Decision, Project, StatusReport
from samverk.governance.services.reports import read_project
from samverk.governance.tests.conftest import mandate

pytestmark = pytest.mark.django_db
MOVED = date(2027, 1, 18)  # 34 days after the plan
OCTOBER = datetime(2026, 10, 20, 9, tzinfo=UTC)


def test_a_report_is_a_snapshot_of_computed_lights(report, act_as, story, now):
    report(now)
    with act_as("uio", "direktor"):
        row = StatusReport.objects.get()
    assert {area: light["lys"] for area, light in row.lys.items()} == {
        "tid": "groenn", "kost": "groenn", "kvalitet": "groenn", "risiko": "groenn",
        "gevinst": "groenn",
    }  # fmt: skip
    assert row.samlet == "groenn"
    assert row.fakta["kost_overskridelse_prosent"] == "0.0"
    assert row.periode == date(2026, 11, 1)


def test_a_report_is_never_changed(report, act_as, now):
    report(now)
    with act_as("bott", "prosjektleder"):
        with pytest.raises(DatabaseError) as changed, transaction.atomic():
            StatusReport.objects.update(samlet="roed")
        with pytest.raises(DatabaseError) as deleted, transaction.atomic():
            StatusReport.objects.all().delete()
        assert [e.value.__cause__.sqlstate for e in (changed, deleted)] == ["42501"] * 2
        assert [row.samlet for row in StatusReport.objects.all()] == ["groenn"]


@pytest.mark.parametrize("text", ["", "   ", "x" * 401])
def test_a_comment_has_one_to_four_hundred_characters(report, act_as, now, text):
    with pytest.raises(SamstyringRefused) as refused:
        report(now, kommentar=text)
    assert refused.value.field == "kommentar"
    with act_as("bott", "prosjektleder"):
        assert StatusReport.objects.count() == 0


def test_only_the_leader_reports(story, act_as, now):
    with act_as("uio", "direktor") as actor, pytest.raises(AccessDenied):
        submit_report(
            actor=actor, project_id=story.project, kommentar="Hei", estimate=None, now=now
        )


def test_unknown_is_never_green_and_the_last_green_is_not_carried_forward(
    report, act_as, story, now
):
    report(OCTOBER)
    later = OCTOBER + timedelta(days=60)
    with act_as("bott", "prosjektleder", at=later):
        _facts, lights, _ = read_project(story.project, now=later)
    assert lights.omraader["rapportering"].lys is Lys.GRAA
    assert lights.omraader["kost"].grunn == "gammelt_estimat"
    assert lights.omraader["tid"].tall["dager"] == 4  # a forecast in the past counts as today
    assert lights.samlet is Lys.GRAA
    assert lights.historikk == (*[Lys.GRAA] * 5, Lys.GROENN, Lys.GRAA, Lys.GRAA)


def test_a_light_change_is_an_event_with_its_cause(report, act_as, story, now):
    report(OCTOBER)
    with act_as("bott", "prosjektleder") as lead:
        move_milestone(actor=lead, milestone_id=story.milestone, prognose=MOVED, now=now)
    report(now)
    with act_as("bott", "prosjektleder"):
        event = Event.objects.get(type="governance.lys.endret.v1")
    assert event.data == {"omraade": "tid", "fra": "groenn", "til": "roed", "grunn": "glipp"}


def test_a_crossed_tolerance_comes_to_the_table_once(report, act_as, story, now):
    with act_as("bott", "prosjektleder") as lead:
        move_milestone(actor=lead, milestone_id=story.milestone, prognose=MOVED, now=now)
    report(now)
    report(now + timedelta(hours=1))
    with act_as("uib", "direktor"):
        item = AgendaItem.objects.get()
        assert (item.aarsak, item.tall["dager"], item.tall["toleranse"]) == ("toleranse", 34, 30)


def test_a_stop_criterion_met_in_two_periods_cannot_be_covered_or_deleted(
    report, act_as, story, now
):
    report(OCTOBER, over=12)
    report(now, over=14)
    with act_as("uit", "direktor") as owner:
        item = AgendaItem.objects.get(aarsak="stoppkriterium")
        assert item.tall["naa"] == "14.0"
        with pytest.raises(OverrideRefused, match="stoppkriterium"):
            override_light(
                actor=owner, project_id=story.project, lys=Lys.GUL, now=now,
                begrunnelse="Vi tror det går bra til slutt.",
            )  # fmt: skip
        with (
            pytest.raises(DatabaseError) as refused,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("DELETE FROM governance_agendaitem")
        assert refused.value.__cause__.sqlstate == "42501"
        assert AgendaItem.objects.filter(id=item.id).exists()


def test_red_two_periods_in_a_row_demands_a_choice(report, act_as, story, now):
    with act_as("bott", "prosjektleder") as lead:
        move_milestone(actor=lead, milestone_id=story.milestone, prognose=MOVED, now=OCTOBER)
    report(OCTOBER)
    report(now)
    with act_as("uit", "direktor"):
        assert set(AgendaItem.objects.values_list("aarsak", flat=True)) >= {"roed_to"}


def test_the_owner_overrides_for_one_period_and_both_lights_show(report, act_as, story, now):
    with act_as("bott", "prosjektleder") as lead:
        move_milestone(actor=lead, milestone_id=story.milestone, prognose=MOVED, now=now)
    report(now)
    with act_as("uio", "direktor") as other, pytest.raises(AccessDenied):
        override_light(
            actor=other, project_id=story.project, lys=Lys.GUL, now=now,
            begrunnelse="Flyttingen er avtalt med banken.",
        )  # fmt: skip
    with act_as("uit", "direktor") as owner:
        with pytest.raises(OverrideRefused, match="20 tegn"):
            override_light(
                actor=owner, project_id=story.project, lys=Lys.GUL, begrunnelse="Avtalt", now=now
            )
        override_light(
            actor=owner, project_id=story.project, lys=Lys.GUL, now=now,
            begrunnelse="Flyttingen er avtalt med banken.",
        )  # fmt: skip
        _f, lights, _ = read_project(story.project, now=now)
        assert (lights.samlet, lights.vist) == (Lys.ROED, Lys.GUL)
        next_month = now + timedelta(days=14)
        _f, lights, _ = read_project(story.project, now=next_month)
        assert lights.vist is Lys.ROED


def test_decisions_are_numbered_without_gaps_and_stop_stops(report, act_as, story, now):
    report(OCTOBER, over=12)
    report(now, over=14)
    with act_as("bott", "sekretariat") as sec:
        first = raise_item(
            actor=sec, body="udir_bott", tittel="Timer per årsverk", bakgrunn="", now=now
        )
        with pytest.raises(SamstyringRefused, match="allerede registrert"):
            raise_item(
                actor=sec, body="udir_bott", tittel="Timer per årsverk", bakgrunn="", now=now
            )
    with act_as("ntnu", "direktor") as director:
        say = {"actor": director, "begrunnelse": "Enige.", "now": now}
        assert decide_item(item_id=first, utfall="utsatt", **say) == "UDIR-BOTT 1/26"
        with pytest.raises(SamstyringRefused, match="allerede avgjort"):
            decide_item(item_id=first, utfall="godkjent", **say)
        stop = AgendaItem.objects.get(aarsak="stoppkriterium")
        with pytest.raises(SamstyringRefused, match="bestemte"):
            decide_item(item_id=stop.id, utfall="kanskje", **say)
        assert decide_item(item_id=stop.id, utfall="stopp", **say) == "UDIR-BOTT 2/26"
        assert Project.objects.get().status == "stoppet"
        assert Decision.objects.count() == 2
        with pytest.raises(DatabaseError, match="stoppet"), transaction.atomic():
            Project.objects.update(status="aktiv")
    with pytest.raises(SamstyringRefused, match="stoppet"):
        report(now + timedelta(hours=1))


def test_a_project_leader_does_not_decide(story, act_as, now):
    with act_as("bott", "sekretariat") as sec:
        item = raise_item(actor=sec, body="udir_bott", tittel="Sak", bakgrunn="", now=now)
    with act_as("bott", "prosjektleder") as lead, pytest.raises(AccessDenied):
        decide_item(actor=lead, item_id=item, utfall="godkjent", begrunnelse="x", now=now)


def test_the_night_raises_a_mandate_that_ends_within_sixty_days(story, act_as, now):
    with act_as("bott", "sekretariat") as sec:
        ends = mandate(utloeper=date(2027, 1, 22))
        give_mandate(actor=sec, project_id=story.project, mandate=ends, now=now)
    machine = service_actor(tenant_by_slug("bott"))
    with acting(machine, now=now):
        assert raise_due(actor=machine, now=now) == 1
        assert raise_due(actor=machine, now=now) == 0
        assert AgendaItem.objects.get().tall["utloeper"] == "2027-01-22"
