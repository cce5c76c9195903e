"""Hours: what may be registered, sent, approved, returned and paid."""

from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import Error, connection, transaction

from samverk.core.access import api as access
from samverk.core.grants import api as grants
from samverk.core.outbox.api import Event
from samverk.hr.models import Timeliste, Timeregistrering
from samverk.hr.services import timer as hours
from samverk.hr.services.timer import (
    HoursRefused,
    KontraktMissing,
    OwnHours,
    TimelisteMissing,
)
from samverk.hr.tests.conftest import IFS, ISV, eight, unit_of

OSLO = ZoneInfo("Europe/Oslo")


def test_hours_are_registered_and_sent_as_one_sheet(hourly, act_as, now):
    contract = hourly()
    with act_as("uit", "jonas") as actor:
        hours.foer_timer(actor=actor, kontrakt_id=contract, timer=eight(), now=now)
        hours.foer_timer(
            actor=actor,
            kontrakt_id=contract,
            timer=eight(date(2026, 11, 21)),
            now=now,
            og_send=True,
        )
        sent = Timeliste.objects.get()
        assert (sent.minutter, sent.status, sent.enhet_id) == (960, "innsendt", unit_of("uit", ISV))
        assert set(Timeregistrering.objects.values_list("status", flat=True)) == {"innsendt"}
        assert Event.objects.filter(type="hr.timeliste.innsendt.v1").count() == 1


@pytest.mark.parametrize(
    ("timer", "field", "words"),
    [
        (eight(date(2026, 8, 31)), "dato", "utenfor kontrakten"),
        (eight(date(2026, 11, 24)), "dato", "ikke kommet ennå"),
        (eight(minutter=1441), "timer", "mellom 0,1 og 24"),
        (eight(minutter=0), "timer", "mellom 0,1 og 24"),
        (eight(fra=720, til=615), "fra", "slutten etter starten"),
        (eight(fra=1400, til=1500), "fra", "samme døgn"),
    ],
)
def test_hours_that_cannot_be_are_refused_at_the_field(hourly, act_as, now, timer, field, words):
    contract = hourly()
    with act_as("uit", "jonas") as actor:
        with pytest.raises(HoursRefused, match=words) as refused:
            hours.foer_timer(actor=actor, kontrakt_id=contract, timer=timer, now=now)
        assert refused.value.field == field
        assert Timeregistrering.objects.count() == 0


def test_the_same_hour_twice_is_refused_also_on_another_contract(hourly, act_as, now):
    first, second = hourly(), hourly(unit=IFS)
    with act_as("uit", "jonas") as actor:
        hours.foer_timer(actor=actor, kontrakt_id=first, timer=eight(), now=now)
        for contract in (first, second):
            with pytest.raises(HoursRefused, match="allerede ført"):
                hours.foer_timer(
                    actor=actor, kontrakt_id=contract, timer=eight(fra=700, til=760), now=now
                )
        assert Timeregistrering.objects.count() == 1


def test_the_same_work_twice_without_a_clock_is_refused(hourly, act_as, now):
    contract = hourly()
    work = eight(fra=None, til=None, aktivitet="Retting")
    with act_as("uit", "jonas") as actor:
        hours.foer_timer(actor=actor, kontrakt_id=contract, timer=work, now=now)
        with pytest.raises(HoursRefused) as refused:
            hours.foer_timer(actor=actor, kontrakt_id=contract, timer=work, now=now)
        assert refused.value.field == "aktivitet"
        assert Timeregistrering.objects.count() == 1


def test_more_than_the_contract_holds_is_refused(hourly, act_as, now):
    contract = hourly(minutes=600)
    with act_as("uit", "jonas") as actor:
        hours.foer_timer(actor=actor, kontrakt_id=contract, timer=eight(), now=now)
        with pytest.raises(HoursRefused, match="ut over kontrakten"):
            hours.foer_timer(
                actor=actor,
                kontrakt_id=contract,
                timer=eight(date(2026, 11, 19), minutter=121),
                now=now,
            )
        hours.foer_timer(
            actor=actor,
            kontrakt_id=contract,
            timer=eight(date(2026, 11, 19), minutter=120),
            now=now,
        )
        assert sum(Timeregistrering.objects.values_list("minutter", flat=True)) == 600


def test_more_than_24_hours_in_a_day_is_refused_across_contracts(hourly, act_as, now):
    first, second = hourly(), hourly(unit=IFS)
    with act_as("uit", "jonas") as actor:
        hours.foer_timer(
            actor=actor, kontrakt_id=first, timer=eight(minutter=1000, fra=None, til=None), now=now
        )
        with pytest.raises(HoursRefused, match="24 timer"):
            hours.foer_timer(
                actor=actor,
                kontrakt_id=second,
                timer=eight(minutter=441, fra=None, til=None),
                now=now,
            )


@pytest.mark.parametrize(
    ("at", "accepted"),
    [
        (datetime(2026, 7, 31, 23, 59, tzinfo=OSLO), True),
        (datetime(2026, 8, 1, 0, 0, tzinfo=OSLO), False),
    ],
)
def test_hours_can_be_claimed_for_six_months_after_the_end(hourly, act_as, at, accepted):
    contract = hourly(fra=date(2025, 9, 1), til=date(2026, 2, 1))
    with act_as("uit", "jonas", at=at) as actor:
        claim = {
            "actor": actor,
            "kontrakt_id": contract,
            "timer": eight(date(2026, 1, 31)),
            "now": at,
        }
        if accepted:
            hours.foer_timer(**claim)
        else:
            with pytest.raises(HoursRefused, match="seks måneder"):
                hours.foer_timer(**claim)
        assert Timeregistrering.objects.count() == int(accepted)


def test_an_unsigned_contract_takes_no_hours(hourly, act_as, now):
    contract = hourly(status="til_signering")
    with act_as("uit", "jonas") as actor, pytest.raises(HoursRefused, match="signert"):
        hours.foer_timer(actor=actor, kontrakt_id=contract, timer=eight(), now=now)


def test_another_persons_contract_is_not_found(hourly, act_as, now):
    contract = hourly("jonas")
    with act_as("uit", "amalie") as actor, pytest.raises(KontraktMissing):
        hours.foer_timer(actor=actor, kontrakt_id=contract, timer=eight(), now=now)


def test_the_database_refuses_hours_outside_the_contract_by_raw_sql(hourly, machine, now):
    contract = hourly()
    with machine() as actor:
        with pytest.raises(Error) as refused, transaction.atomic():
            _raw_hours(actor, contract, now)
        assert refused.value.__cause__.sqlstate == "SV020"
        assert Timeregistrering.objects.count() == 0


def _raw_hours(actor, contract, now):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hr_timeregistrering (id, tenant_id, kontrakt_id, party_id, enhet_id, dato,"
            " minutter, aktivitet, merknad, status, foert_at)"
            " SELECT uuidv7(), tenant_id, id, party_id, enhet_id, '2026-01-01', 60, 'x', '',"
            " 'foert', %s"
            " FROM hr_kontrakt WHERE id = %s",
            [now, contract],
        )


def test_a_leader_approves_in_bulk_with_one_event_each(sheet, act_as, now):
    ids = [sheet("jonas"), sheet("amalie")]
    with act_as("uit", "ingrid") as actor:
        assert hours.approve_timer(actor=actor, timeliste_ids=ids, now=now) == 2
        assert set(Timeliste.objects.values_list("status", "godkjent_party_id")) == {
            ("godkjent", actor.party_id)
        }
        assert set(Timeregistrering.objects.values_list("status", flat=True)) == {"godkjent"}
        assert Event.objects.filter(type="hr.timeliste.godkjent.v1").count() == 2


def test_nobody_approves_their_own_hours(sheet, act_as, now):
    ids = [sheet("jonas"), sheet("ingrid")]
    with act_as("uit", "ingrid") as actor:
        with pytest.raises(OwnHours):
            hours.approve_timer(actor=actor, timeliste_ids=ids, now=now)
        assert set(Timeliste.objects.values_list("status", flat=True)) == {"innsendt"}


def test_the_database_refuses_own_approval_by_raw_sql(sheet, machine, now):
    sheet("ingrid")
    with machine():
        with pytest.raises(Error) as refused, transaction.atomic():
            Timeliste.objects.update(status="godkjent")
        assert "hr_timeliste_hvem" in str(refused.value)
        with pytest.raises(Error) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE hr_timeliste SET status = 'godkjent', godkjent_party_id = party_id"
            )
        assert "hr_timeliste_ikke_egen" in str(refused.value)


def test_a_leader_elsewhere_approves_nothing(sheet, act_as, now, machine):
    ids = [sheet("jonas")]
    with act_as("uio", "karin") as actor, pytest.raises(TimelisteMissing):
        hours.approve_timer(actor=actor, timeliste_ids=ids, now=now)
    with machine():
        assert Timeliste.objects.get().status == "innsendt"


def test_the_same_sheet_is_not_approved_twice(sheet, act_as, now):
    ids = [sheet("jonas")]
    with act_as("uit", "ingrid") as actor:
        hours.approve_timer(actor=actor, timeliste_ids=ids, now=now)
        with pytest.raises(TimelisteMissing, match="alt behandlet"):
            hours.approve_timer(actor=actor, timeliste_ids=ids, now=now)


@pytest.fixture
def deputy(act_as, now):
    """Synnøve stands in for Ingrid until 30 November."""
    with act_as("uit", "synnove") as synnove:
        pass
    with act_as("uit", "ingrid") as actor:
        grants.appoint_deputy(
            actor=actor, til_bruker_id=synnove.bruker_id, fra=now.date(),
            til_og_med=date(2026, 11, 30), now=now,
            grant_ids=[one.grant_id for one in grants.lendable(actor, on=now.date())],
        )  # fmt: skip


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        (datetime(2026, 11, 30, 23, 59, tzinfo=OSLO), True),
        (datetime(2026, 12, 1, 0, 0, tzinfo=OSLO), False),
    ],
)
def test_a_deputy_approves_until_midnight_of_the_last_day(sheet, deputy, act_as, at, allowed):
    ids = [sheet("jonas")]
    with act_as("uit", "synnove", at=at) as actor:
        if allowed:
            assert hours.approve_timer(actor=actor, timeliste_ids=ids, now=at) == 1
        else:
            with pytest.raises((access.AccessDenied, TimelisteMissing)):
                hours.approve_timer(actor=actor, timeliste_ids=ids, now=at)


def test_a_deputy_does_not_approve_the_hours_of_the_one_they_stand_in_for(
    sheet, deputy, act_as, now
):
    ids = [sheet("ingrid")]
    with act_as("uit", "synnove") as actor, pytest.raises(OwnHours):
        hours.approve_timer(actor=actor, timeliste_ids=ids, now=now)


def test_a_returned_sheet_is_corrected_and_sent_again(sheet, act_as, now):
    first = sheet("jonas")
    with act_as("uit", "ingrid") as actor:
        hours.return_timer(actor=actor, timeliste_id=first, grunn="Feil dag", now=now)
    with act_as("uit", "jonas") as actor:
        contract = Timeliste.objects.get().kontrakt_id
        again = hours.send_inn(actor=actor, kontrakt_id=contract, now=now)
        rows = Timeliste.objects.order_by("innsendt_at", "id").values_list("id", "status")
        assert dict(rows) == {first: "returnert", again: "innsendt"}


def test_a_return_needs_a_reason(sheet, act_as, now):
    first = sheet("jonas")
    with act_as("uit", "ingrid") as actor:
        with pytest.raises(HoursRefused) as refused:
            hours.return_timer(actor=actor, timeliste_id=first, grunn=" ", now=now)
        assert refused.value.field == "grunn"
        assert Timeliste.objects.get().status == "innsendt"


def test_hours_are_paid_once_by_one_run(sheet, act_as, machine, now):
    ids, run = [sheet("jonas")], uuid4()
    with act_as("uit", "ingrid") as actor:
        hours.approve_timer(actor=actor, timeliste_ids=ids, now=now)
    with machine() as actor:
        pay = {"actor": actor, "timeliste_ids": ids, "now": now}
        assert hours.mark_timer_paid(kjoering_id=run, **pay) == 1
        assert hours.mark_timer_paid(kjoering_id=run, **pay) == 0
        with pytest.raises(TimelisteMissing):
            hours.mark_timer_paid(kjoering_id=uuid4(), **pay)
        assert Timeliste.objects.get().kjoering_id == run


def test_unapproved_hours_are_not_paid(sheet, machine, now):
    ids = [sheet("jonas")]
    with machine() as actor:
        with pytest.raises(TimelisteMissing):
            hours.mark_timer_paid(actor=actor, kjoering_id=uuid4(), timeliste_ids=ids, now=now)
        assert Timeliste.objects.get().status == "innsendt"


def test_a_paid_sheet_never_goes_back(sheet, act_as, machine, now):
    ids = [sheet("jonas")]
    with act_as("uit", "ingrid") as actor:
        hours.approve_timer(actor=actor, timeliste_ids=ids, now=now)
    with machine() as actor:
        hours.mark_timer_paid(actor=actor, kjoering_id=uuid4(), timeliste_ids=ids, now=now)
        with pytest.raises(Error) as refused, transaction.atomic():
            Timeliste.objects.update(status="innsendt")
        assert refused.value.__cause__.sqlstate == "SV011"
