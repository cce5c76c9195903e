"""Jobs: the queue rings, the rows are worked off, and a night does the night's work."""

from uuid import uuid4

import pytest
from django.db import connection

from samverk.core.outbox import api as outbox
from samverk.core.outbox import registry
from samverk.site import tasks

pytestmark = pytest.mark.django_db


def test_a_published_event_rings_the_queue_once(act_as, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), act_as("uit", "ola") as actor:
        for _ in range(3):
            outbox.publish(
                actor=actor, event=outbox.NewEvent("test.ting.skjedd.v1", "ting", uuid4()), now=now
            )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args ->> 'tenant' FROM procrastinate_jobs WHERE task_name = 'samverk.tick'"
            " AND status = 'todo'"
        )
        assert cursor.fetchall() == [("uit",)]


def test_a_tick_works_off_what_waits(act_as, now, monkeypatch):
    heard = []
    monkeypatch.setattr(registry, "_listeners", {})
    outbox.subscribe("test.tick", ("test.*",), lambda actor, event, at: heard.append(event.type))
    with act_as("uit", "ola") as actor:
        outbox.publish(
            actor=actor, event=outbox.NewEvent("test.ting.skjedd.v1", "ting", uuid4()), now=now
        )
    assert tasks.work_off("uit", now=now) == 1
    assert heard == ["test.ting.skjedd.v1"]
    assert tasks.work_off("uit", now=now) == 0


def test_a_night_runs_for_every_tenant():
    tasks.night(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('audit_spor_202711') IS NOT NULL")
        assert cursor.fetchone() == (True,)
