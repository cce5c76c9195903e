"""Long work: seen while it goes on, done wholly or not at all, taken up after a dead worker."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.utils import Error

from samverk.core.access import api as access
from samverk.core.access.api import AccessDenied
from samverk.core.audit.api import has_act
from samverk.core.errors import Refusal, Text
from samverk.core.jobs import api
from samverk.core.jobs.models import Job
from samverk.core.languages import LANGUAGES, Trilingual
from samverk.core.money import format_kr
from samverk.core.rates.api import Certainty, Rate, RateBook, RateMissing
from samverk.core.tenancy.api import new_id


def _did(place):
    with access.acting(place.machine, now=place.now):
        return has_act(tenant_id=place.machine.tenant_id, handling="prove.tell")


def _told(place):
    with access.acting(place.machine, now=place.now), connection.cursor() as cursor:
        cursor.execute(
            "SELECT type, data ->> 'slag', data ->> 'objekt' FROM outbox_event"
            " WHERE subject_id = %s",
            [place.job],
        )
        return cursor.fetchall()


def test_others_see_how_far_it_has_come_before_it_is_over(place):
    assert place.read(place.job).status == "venter"
    assert place.work() == 1
    assert place.seen == [("arbeider", "teller", 1, 4), ("arbeider", "teller", 2, 4)]
    found = place.read(place.job)
    assert (found.status, found.gjort, found.av, found.is_open) == ("ferdig", 4, 4, False)
    assert _told(place) == [("jobs.job.ferdig.v1", "prove.tell", str(place.objekt))]
    with access.acting(place.machine, now=place.now), connection.cursor() as cursor:
        cursor.execute("SELECT bruker_id FROM audit_spor WHERE handling = 'prove.tell'")
        assert cursor.fetchall() == [(place.person("lonn").bruker_id,)]  # as the one who ordered
    assert place.work() == 0
    for change in ({"gjort": 1}, {"status": "arbeider", "ferdig_at": None}):
        with (
            access.acting(place.machine, now=place.now),
            pytest.raises(Error, match="avsluttet"),
            transaction.atomic(),
        ):
            Job.objects.filter(id=place.job).update(**change)


def test_a_refusal_and_a_fault_end_it_with_a_sentence_and_nothing_written(place):
    place.breaks = Refusal("%(n)s mangler konto.", values={"n": 3})
    place.work()
    found = place.read(place.job)
    assert (found.status, str(found.feil)) == ("feilet", "3 mangler konto.")
    assert [told[0] for told in _told(place)] == ["jobs.job.feilet.v1"]
    place.breaks, place.job = RuntimeError("uventet"), place.order()
    for tried in (1, 2):  # a fault may pass; a refusal does not
        assert place.work() == 1
        assert place.read(place.job).status == "arbeider", tried
    place.work()
    found = place.read(place.job)
    assert found.status == "feilet"
    assert str(found.feil).startswith("Arbeidet stoppet 3 ganger på grunn av en feil hos oss.")
    assert not _did(place)
    assert place.work() == 0


def test_a_figure_that_is_missing_is_said_in_the_language_of_the_reader(place):
    name = Trilingual("Trekktabell", "Trekktabell", "Deduction table")
    rate = Rate(
        "prove.tabell", date(2027, 1, 1), Decimal(1), "kr", name, "lov", "kilde",
        Certainty.UBEKREFTET,
    )  # fmt: skip
    with pytest.raises(RateMissing) as missing:
        RateBook([rate]).rate("prove.tabell", date(2026, 12, 12))
    place.breaks = missing.value
    place.work()
    feil = place.read(place.job).feil
    assert feil.values == {"text": name, "dag": date(2026, 12, 12)}
    assert feil.read(language="en") == (
        "Satsen «Deduction table» har ingen verdi 12\u00a0December 2026."
        " Legg den inn med kilde i Satser."
    )


def test_a_value_that_is_a_function_of_the_language_is_kept_in_three(place):
    place.breaks = Refusal("Det er %(sum)s igjen.", values={"sum": partial(format_kr, 123_450)})
    place.work()
    feil = place.read(place.job).feil
    for language in LANGUAGES:
        said = format_kr(123_450, language=language)
        assert feil.read(language=language) == f"Det er {said} igjen."


def test_it_is_not_begun_for_one_who_has_lost_the_right_nor_after_three_dead_workers(place):
    with access.acting(place.machine, now=place.now):
        Job.objects.filter(id=place.job).update(status="arbeider", forsoek=3)
    place.work()
    assert place.read(place.job).status == "feilet"
    place.job = place.order()
    with access.acting(place.machine, now=place.now):
        lonn = access.Bruker.objects.filter(tenant_id=place.machine.tenant_id, brukernavn="lonn")
        assert lonn.update(aktiv=False) == 1
    place.work()
    found = place.read(place.job)
    assert str(found.feil).startswith("Den som bestilte arbeidet, har ikke tilgang lenger.")
    assert place.seen == []


HALF_WAY = """
import os, sys, time, django
django.setup()
from uuid import UUID
from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.audit.api import record_act
from samverk.core.jobs import api
from samverk.core.tenancy.api import tenant_by_slug

def run(actor, objekt_id, meter, now):
    record_act(actor=actor, handling="prove.tell", objekt_type="prove", objekt_id=objekt_id)
    meter.phase("teller")
    meter(3, 4)
    print("halvveis", flush=True)
    time.sleep(60)

api.register_job(api.JobKind(
    name="prove.tell", run=run, needs="lonn.kjoring.klargjor", sees="lonn.kjoring.les",
    objekt_type="prove", url_for=str, title="", done=""))
api.work_jobs(machine=access.service_actor(tenant_by_slug("uit")), clock=clock.now)
"""


def test_the_death_of_the_worker_loses_nothing(place, own_database):
    worker = subprocess.Popen(
        [sys.executable, "-c", HALF_WAY], env=os.environ | {"SAMVERK_DB": own_database},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with worker:
        assert worker.stdout.readline() == "halvveis\n"
        found = place.read(place.job)
        assert (found.status, found.gjort, found.av) == ("arbeider", 3, 4)
        assert place.work() == 0  # the living worker holds it
        worker.send_signal(signal.SIGKILL)
    assert not _did(place)
    assert api.has_waiting(machine=place.machine, now=place.now)
    assert place.work() == 1
    assert place.read(place.job).status == "ferdig"
    assert _did(place)


def test_an_object_is_worked_on_by_one_at_a_time(ordered):
    with pytest.raises(api.JobRefused) as refused:
        ordered.order()
    assert str(refused.value) == "Dette arbeides det alt med. Vent til det er ferdig."
    with access.acting(ordered.machine, now=ordered.now):
        assert Job.objects.count() == 1


def test_who_may_not_do_it_may_not_order_it(ordered):
    ordered.objekt = new_id()
    with pytest.raises(AccessDenied):
        ordered.order(who="lonnsleder")
    with access.acting(ordered.machine, now=ordered.now):
        assert Job.objects.count() == 1


def test_only_those_who_see_the_object_see_the_job(ordered):
    assert ordered.read(ordered.job, "lonnsleder").objekt_id == ordered.objekt
    assert ordered.read(ordered.job, "jonas") is None
    assert ordered.read(ordered.job, "lonn", "uio") is None


def test_the_database_lets_only_the_machine_tell_and_only_of_the_same_thing(ordered):
    with access.acting(ordered.person("lonn"), now=ordered.now):
        assert Job.objects.filter(id=ordered.job).update(gjort=0) == 0
    with (
        access.acting(ordered.machine, now=ordered.now),
        pytest.raises(Error, match="hva arbeidet gjelder"),
        transaction.atomic(),
    ):
        Job.objects.filter(id=ordered.job).update(objekt_id=new_id())


def test_what_remains_follows_the_pace_and_the_time_that_has_passed(now):
    facts = api.JobFacts(
        new_id(), "prove.tell", new_id(), new_id(), now, "arbeider", "teller", now, 1_000, 5_000,
        now + timedelta(seconds=10), None, Text(""),
    )  # fmt: skip
    assert facts.seconds_left(now + timedelta(seconds=10)) == 40
    assert facts.seconds_left(now + timedelta(seconds=25)) == 25
    assert facts.seconds_left(now + timedelta(minutes=5)) == 1
    assert replace(facts, gjort=0).seconds_left(now) is None
