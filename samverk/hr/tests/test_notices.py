"""What HR tells about hours: approved, returned, and late, once before each cut-off."""

from datetime import date, timedelta

import pytest

from samverk.core.access import api as access
from samverk.core.outbox.api import Event, deliver_due
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.ui import api as ui
from samverk.hr import api as hr
from samverk.hr.models import Timeliste
from samverk.hr.services import timer_frist
from samverk.hr.services.timer_frist import HOURS_DUE
from samverk.hr.tests.conftest import DAY


def told(act_as, name, at):
    with act_as("uit", name, at) as actor:
        return [(n.text, n.url) for n in ui.my_notices(actor).rows]


@pytest.fixture
def deliver(now):
    def done(at=now):
        deliver_due(actor=access.service_actor(tenant_by_slug("uit")), now=at)

    return done


def test_approved_and_returned_hours_are_told_to_who_worked(sheet, act_as, deliver, now):
    first, second = sheet("jonas"), sheet("jonas", dato=DAY - timedelta(days=1))
    with act_as("uit", "ingrid") as actor:
        hr.approve_timer(actor=actor, timeliste_ids=[first], now=now)
        later = now + timedelta(minutes=1)
        hr.return_timer(actor=actor, timeliste_id=second, grunn="Feil dag", now=later)
    deliver(now + timedelta(minutes=2))
    texts = told(act_as, "jonas", now + timedelta(minutes=2))
    assert [(t.split(":")[0], url) for t, url in texts] == [
        ("Timene dine er sendt tilbake til deg", "/folk/timer/"),
        ("Timene dine er godkjent", "/folk/timer/"),
    ]
    assert told(act_as, "ingrid", now + timedelta(minutes=2)) == []


def test_unsent_hours_are_told_of_once_before_the_cut_off(
    sheet,
    act_as,
    machine,
    deliver,
    now,
    monkeypatch,
):
    monkeypatch.setattr(
        timer_frist, "cutoff", lambda actor, on: (date(2026, 11, 25), date(2026, 12, 11))
    )
    late, returned = now, sheet("jonas")
    with act_as("uit", "ingrid") as actor:
        hr.return_timer(actor=actor, timeliste_id=returned, grunn="Feil dag", now=now)
    with machine() as actor:
        assert hr.tell_of_cutoff(actor=actor, now=late) == 1
        assert hr.tell_of_cutoff(actor=actor, now=late + timedelta(days=1)) == 0
        (event,) = Event.objects.filter(type=HOURS_DUE)
        assert event.data == {"frist": "2026-11-25"}
    deliver()
    assert any(
        text.startswith("Send timene innen 25.\u00a0november 2026")
        for text, _url in told(act_as, "jonas", now)
    )


def test_a_leaders_reminder_reaches_the_person_alone(sheet, act_as, deliver, now):
    returned = sheet("jonas")
    with act_as("uit", "ingrid") as actor:
        hr.return_timer(actor=actor, timeliste_id=returned, grunn="Feil dag", now=now)
        contract = Timeliste.objects.get(id=returned).kontrakt_id
        hr.remind_timer(actor=actor, kontrakt_id=contract, now=now)
    deliver()
    said = "Lederen minner om timene som ikke er sendt: "
    assert [url for text, url in told(act_as, "jonas", now) if text.startswith(said)] == [
        "/folk/timer/"
    ]
    assert not any(text.startswith(said) for text, _url in told(act_as, "ingrid", now))


def test_a_cut_off_far_ahead_tells_nobody(sheet, act_as, machine, now, monkeypatch):
    monkeypatch.setattr(
        timer_frist, "cutoff", lambda actor, on: (date(2026, 11, 27), date(2026, 12, 11))
    )
    returned = sheet("jonas")
    with act_as("uit", "ingrid") as actor:
        hr.return_timer(actor=actor, timeliste_id=returned, grunn="Feil dag", now=now)
    with machine() as actor:
        assert hr.tell_of_cutoff(actor=actor, now=now) == 0
        assert not Event.objects.filter(type=HOURS_DUE).exists()
