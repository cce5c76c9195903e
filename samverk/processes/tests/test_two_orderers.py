"""Two who order the same person at once: one waits for the other at the database."""

from threading import Thread

import pytest
from django.db import connections

from samverk.core.parties import api as parties
from samverk.hr import api as hr
from samverk.hr.models import Ansettelse
from samverk.processes.tests.test_another_job import ISV, an_order, machine, unit_of

pytestmark = pytest.mark.usefixtures("own_database")


def test_the_second_is_asked_about_the_first(now, someone_waits):
    unit = unit_of(ISV, now)
    with machine(now) as actor:
        jonas = parties.search_persons(actor.tenant_id, "Jonas Lyngmo")[0].id
    told = {}

    def second():
        try:
            with machine(now) as other:
                hr.order_ansettelse(actor=other, order=an_order(unit, jonas), now=now)
        except hr.JobbOrdered as refused:
            told["field"] = refused.field
        finally:
            connections.close_all()

    thread = Thread(target=second)
    with machine(now) as actor:
        hr.order_ansettelse(actor=actor, order=an_order(unit, jonas), now=now)
        thread.start()
        assert someone_waits(), "the second did not wait for the first"
    thread.join(timeout=20)
    assert told == {"field": "annen_jobb"}
    with machine(now):
        assert Ansettelse.objects.count() == 1
