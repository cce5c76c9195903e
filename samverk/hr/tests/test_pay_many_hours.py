"""Hours are paid many at once: told of sheet by sheet, and no index is written for it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from samverk.core.audit.models import Spor
from samverk.hr import api as hr
from samverk.hr.models import Timeliste, Timeregistrering
from samverk.hr.services.timer import TimelisteMissing
from samverk.hr.tests.conftest import DAY


@pytest.fixture
def approved(sheet, act_as, now):
    """Three approved sheets of Jonas, each with a day."""
    ids = [sheet("jonas", dato=DAY - timedelta(days=back)) for back in range(3)]
    with act_as("uit", "ingrid") as actor:
        hr.approve_timer(actor=actor, timeliste_ids=ids, now=now)
    return ids


def states():
    return (
        sorted(Timeliste.objects.values_list("status", flat=True)),
        sorted(Timeregistrering.objects.values_list("status", flat=True)),
    )


def test_paid_at_once_and_told_of_sheet_by_sheet(approved, machine, now):
    run = uuid4()
    with machine() as actor:
        before = Spor.objects.filter(objekt_type="hr_timeliste", handling="update").count()
        assert hr.mark_timer_paid(
            actor=actor, kjoering_id=run, timeliste_ids=approved, now=now
        ) == len(approved)
        assert states() == (["utbetalt"] * 3, ["utbetalt"] * 3)
        lines = Spor.objects.filter(objekt_type="hr_timeliste", handling="update")
        assert lines.count() == before + 3
        paid = [line for line in lines if "kjoering_id" in line.felter]
        assert sorted(line.objekt_id for line in paid) == sorted(approved)
        assert {tuple(line.felter) for line in paid} == {("kjoering_id", "status", "utbetalt_at")}
        # Twice is as once.
        again = hr.mark_timer_paid(actor=actor, kjoering_id=run, timeliste_ids=approved, now=now)
        assert again == 0
        assert lines.count() == before + 3


def test_no_index_is_written_when_a_day_is_paid(approved, machine, now):
    count = "SELECT pg_stat_get_xact_tuples_{}updated('hr_timeregistrering'::regclass)"
    with machine() as actor, connection.cursor() as cursor:
        found = []
        for kind in ("", "hot_"):
            cursor.execute(count.format(kind))
            found.append(-cursor.fetchone()[0])
        hr.mark_timer_paid(actor=actor, kjoering_id=uuid4(), timeliste_ids=approved, now=now)
        for place, kind in enumerate(("", "hot_")):
            cursor.execute(count.format(kind))
            found[place] += cursor.fetchone()[0]
        assert found == [3, 3]


def test_one_that_is_not_approved_leaves_all_unpaid(approved, sheet, machine, now):
    waiting = sheet("jonas", dato=DAY - timedelta(days=9))
    with machine() as actor:
        before = states()
        with pytest.raises(TimelisteMissing, match="ikke godkjent"):
            hr.mark_timer_paid(
                actor=actor, kjoering_id=uuid4(), timeliste_ids=[*approved, waiting], now=now
            )
        assert states() == before


def test_paid_by_another_run_is_refused(approved, machine, now):
    first = uuid4()
    with machine() as actor:
        hr.mark_timer_paid(actor=actor, kjoering_id=first, timeliste_ids=approved, now=now)
        with pytest.raises(TimelisteMissing, match="alt betalt"):
            hr.mark_timer_paid(actor=actor, kjoering_id=uuid4(), timeliste_ids=approved, now=now)
        assert set(Timeliste.objects.values_list("kjoering_id", flat=True)) == {first}


def test_paid_hours_still_hold_their_place(approved, machine, now):
    """The keys ask whether the hours stand; paid hours do, returned ones do not."""
    with machine() as actor:
        hr.mark_timer_paid(actor=actor, kjoering_id=uuid4(), timeliste_ids=approved, now=now)
        row = Timeregistrering.objects.values().first()
        assert row["teller"] is True
        same = {k: v for k, v in row.items() if k not in {"id", "teller"}} | {"status": "foert"}
        with pytest.raises(IntegrityError, match="hr_timer_"), transaction.atomic():
            Timeregistrering.objects.create(**same)
        assert Timeregistrering.objects.count() == len(approved)
