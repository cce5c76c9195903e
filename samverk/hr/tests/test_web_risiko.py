"""«Kan miste lønna»: an advance is offered where one may ask for it, and a no is a no."""

from datetime import date

import pytest

from samverk.core.access import api as access
from samverk.core.outbox.api import Event
from samverk.hr import api as hr
from samverk.hr.models import Forskudd
from samverk.hr.tests.conftest import IFS, ISV, unit_of
from samverk.hr.web.views import risiko

pytestmark = pytest.mark.django_db
ASK = {"beloep": "1000", "grunn": "Kontrakten kom sent"}


@pytest.fixture
def late(hourly, act_as, now):
    """Jonas' contract, with hours that are registered and not sent."""
    contract = hourly()
    with act_as("uit", "jonas") as jonas:
        hr.foer_timer(
            actor=jonas, kontrakt_id=contract, now=now,
            timer=hr.NyeTimer(date(2026, 11, 20), 480, "Seminar"),
        )  # fmt: skip
    return contract


@pytest.fixture
def leads(machine, now):
    """Return a function that lets HR, who sees everyone, approve hours in one unit."""

    def made(unit):
        with machine() as actor:
            bruker = access.Bruker.objects.get(tenant_id=actor.tenant_id, brukernavn="hr")
            access.grant_rolle(
                actor=actor, bruker_id=bruker.id, rolle="leder", omfang="enhet",
                fra=now.date(), now=now,
                details={
                    "enhet_id": unit_of("uit", unit), "kilde": "auto", "begrunnelse": "Leder",
                },
            )  # fmt: skip

    return made


def asked(act_as):
    with act_as("uit", "ingrid"):
        return list(Forskudd.objects.values_list("beloep_oere", "status"))


def reminders(act_as):
    with act_as("uit", "ingrid"):
        return Event.objects.filter(type="hr.timer.minnet.v1").count()


@pytest.mark.parametrize(("slug", "who"), [("uit", "jonas"), ("uit", "ola"), ("uio", "karin")])
def test_only_the_leader_of_the_unit_reminds(late, act_as, now, slug, who):
    with act_as(slug, who) as other, pytest.raises((hr.RemindRefused, access.AccessDenied)):
        hr.remind_timer(actor=other, kontrakt_id=late, now=now)
    assert reminders(act_as) == 0


def test_nobody_is_reminded_of_hours_that_are_sent(late, act_as, now):
    with act_as("uit", "jonas") as jonas:
        hr.send_inn(actor=jonas, kontrakt_id=late, now=now)
    with act_as("uit", "ingrid") as ingrid, pytest.raises(hr.RemindRefused, match="alt sendt"):
        hr.remind_timer(actor=ingrid, kontrakt_id=late, now=now)
    assert reminders(act_as) == 0


@pytest.mark.parametrize(("unit", "answers"), [(IFS, (False, 404, 404)), (ISV, (True, 200, 302))])
def test_an_advance_is_offered_in_the_units_one_leads(late, leads, sign_in, act_as, unit, answers):
    leads(unit)
    client, address = sign_in("uit", "hr"), f"/folk/risiko/{late}/forskudd/"
    page = client.get("/folk/risiko/").content.decode()
    assert "Jonas Lyngmo" in page
    assert (
        address in page, client.get(address).status_code, client.post(address, ASK).status_code
    ) == answers  # fmt: skip
    assert asked(act_as) == ([(100_000, "bedt_om")] if answers[0] else [])


def test_what_the_policy_stops_is_answered_and_leaves_nothing(
    late, leads, sign_in, act_as, monkeypatch
):
    leads(IFS)
    monkeypatch.setattr(risiko, "asks_in", lambda _actor: lambda _unit: True)
    answer = sign_in("uit", "hr").post(f"/folk/risiko/{late}/forskudd/", ASK)
    assert answer.status_code == 403
    assert "Du har ikke tilgang hit" in answer.content.decode()
    assert asked(act_as) == []


def test_another_university_finds_nothing(late, sign_in):
    assert sign_in("uio", "karin").get(f"/folk/risiko/{late}/forskudd/").status_code == 404
