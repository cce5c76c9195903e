"""Hours are corrected and deleted by the one who did them, until they are sent."""

from datetime import date, datetime

import pytest
from django.db import Error, connection, transaction

from samverk.core.periods import OSLO
from samverk.hr.models import Timeliste, Timeregistrering
from samverk.hr.services import timer as hours
from samverk.hr.services.timer import HoursRefused, HoursSent, TimelisteMissing
from samverk.hr.tests.conftest import eight


def test_sent_hours_are_neither_corrected_nor_deleted(sheet, act_as, now):
    sheet("jonas")
    with act_as("uit", "jonas") as actor:
        row = Timeregistrering.objects.get()
        before = (row.dato, row.minutter, row.aktivitet, row.status)
        with pytest.raises(HoursSent, match="snakk med lederen"):
            hours.slett_timer(actor=actor, timer_id=row.id)
        with pytest.raises(HoursSent, match="snakk med lederen"):
            _rett(actor, row, now, minutter=60)
        row.refresh_from_db()
        assert (row.dato, row.minutter, row.aktivitet, row.status) == before
        with pytest.raises(Error) as refused, transaction.atomic():
            Timeregistrering.objects.filter(id=row.id).delete()
        assert refused.value.__cause__.sqlstate == "SV001"
        assert not _acts("hr.timer.rett", "hr.timer.slett")


def _rett(actor, row, now, **changes):
    values = {"dato": row.dato, "minutter": row.minutter, "aktivitet": row.aktivitet} | changes
    hours.rett_timer(actor=actor, timer_id=row.id, now=now, **values)


def _acts(*names):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT handling, objekt_id FROM audit_spor WHERE handling = ANY (%s)", [list(names)]
        )
        return cursor.fetchall()


def test_unsent_hours_are_corrected_and_deleted(hourly, act_as, now, machine):
    contract = hourly()
    with act_as("uit", "jonas") as actor:
        made = hours.foer_timer(actor=actor, kontrakt_id=contract, timer=eight(), now=now)
        row = Timeregistrering.objects.get()
        clock, first = row.tidsrom, row.foert_at
        _rett(actor, row, now, aktivitet="Møte")
        row.refresh_from_db()
        assert (row.aktivitet, row.minutter, row.tidsrom) == ("Møte", 480, clock)
        _rett(actor, row, now, dato=date(2026, 11, 19), minutter=90)
        row.refresh_from_db()
        assert (row.dato, row.minutter, row.tidsrom) == (date(2026, 11, 19), 90, None)
        assert (row.status, row.foert_at) == ("foert", first)
        hours.slett_timer(actor=actor, timer_id=made)
        assert Timeregistrering.objects.count() == 0
    with machine():
        assert sorted(_acts("hr.timer.rett", "hr.timer.slett")) == [
            ("hr.timer.rett", made), ("hr.timer.rett", made), ("hr.timer.slett", made),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"dato": date(2026, 8, 31)}, "dato"),
        ({"dato": date(2026, 11, 24)}, "dato"),
        ({"minutter": 1441}, "timer"),
        ({"minutter": 601}, "timer"),
    ],
)
def test_a_correction_keeps_the_rules_of_hours(hourly, act_as, now, changes, field):
    contract = hourly(minutes=600)
    with act_as("uit", "jonas") as actor:
        hours.foer_timer(actor=actor, kontrakt_id=contract, timer=eight(), now=now)
        row = Timeregistrering.objects.get()
        with pytest.raises(HoursRefused) as refused:
            _rett(actor, row, now, **changes)
        assert refused.value.field == field
        row.refresh_from_db()
        assert (row.dato, row.minutter) == (eight().dato, 480)


def test_hours_are_moved_to_a_day_after_they_were_registered(hourly, act_as, now):
    contract, later = hourly(), datetime(2026, 11, 25, 18, tzinfo=OSLO)
    with act_as("uit", "jonas") as actor:
        hours.foer_timer(actor=actor, kontrakt_id=contract, timer=eight(), now=now)
    with act_as("uit", "jonas", at=later) as actor:
        row = Timeregistrering.objects.get()
        _rett(actor, row, later, dato=date(2026, 11, 24))
        row.refresh_from_db()
        assert (row.dato, row.foert_at) == (date(2026, 11, 24), later)


def test_nobody_corrects_or_deletes_the_hours_of_another(hourly, act_as, now):
    contract = hourly()
    with act_as("uit", "jonas") as actor:
        hours.foer_timer(actor=actor, kontrakt_id=contract, timer=eight(), now=now)
        row = Timeregistrering.objects.get()
    for other in ("amalie", "ingrid"):
        with act_as("uit", other) as actor:
            with pytest.raises(TimelisteMissing):
                _rett(actor, row, now, minutter=60)
            with pytest.raises(TimelisteMissing):
                hours.slett_timer(actor=actor, timer_id=row.id)
    with act_as("uit", "jonas"):
        assert Timeregistrering.objects.get().minutter == 480


@pytest.mark.parametrize("act", ["rett", "slett"])
def test_hours_sent_back_are_the_persons_own_again(sheet, act_as, now, act):
    first = sheet("jonas")
    with act_as("uit", "ingrid") as actor:
        hours.return_timer(actor=actor, timeliste_id=first, grunn="Feil dag", now=now)
    with act_as("uit", "jonas") as actor:
        row = Timeregistrering.objects.get()
        if act == "slett":
            hours.slett_timer(actor=actor, timer_id=row.id)
            assert Timeregistrering.objects.count() == 0
        else:
            _rett(actor, row, now, dato=date(2026, 11, 19))
            row.refresh_from_db()
            assert (row.dato, row.status) == (date(2026, 11, 19), "foert")
            hours.send_inn(actor=actor, kontrakt_id=row.kontrakt_id, now=now)
        assert Timeliste.objects.get(id=first).status == "returnert"
