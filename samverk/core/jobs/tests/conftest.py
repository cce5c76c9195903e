"""A kind of long work for the tests, in a database that really commits."""

from datetime import timedelta

import pytest

from samverk.core.access import api as access
from samverk.core.audit.api import record_act
from samverk.core.jobs import api, registry
from samverk.core.tenancy.api import new_id, tenant_by_slug

KIND = "prove.tell"


class Place:
    """One object to work on, and a clock that goes a second for each look at it."""

    def __init__(self, now):
        self.now, self.objekt, self.seen, self.breaks = now, new_id(), [], None
        self.machine = access.service_actor(tenant_by_slug("uit"))

    def clock(self):
        self.now += timedelta(seconds=1)
        return self.now

    def person(self, name, slug="uit"):
        tenant = tenant_by_slug(slug)
        with access.acting(access.visitor(tenant), now=self.now):
            account = access.Bruker.objects.get(tenant_id=tenant.id, brukernavn=name)
            return access.actor_for(tenant, account)

    def order(self, who="lonn"):
        person = self.person(who)
        with access.acting(person, now=self.now):
            return api.order_job(actor=person, slag=KIND, objekt_id=self.objekt, now=self.now)

    def read(self, job_id, who="lonnsleder", slug="uit"):
        person = self.person(who, slug)
        with access.acting(person, now=self.now):
            return api.job(person, job_id)

    def work(self):
        return api.work_jobs(machine=self.machine, clock=self.clock)

    def run(self, actor, objekt_id, meter, now):
        """Count to four in two parts, and note what others see meanwhile."""
        meter.phase("teller")
        for done in (1, 2):
            meter(done, 4)
            found = self.read(self.job)
            self.seen.append((found.status, found.fase, found.gjort, found.av))
        record_act(actor=actor, handling="prove.tell", objekt_type="prove", objekt_id=objekt_id)
        if self.breaks:
            raise self.breaks
        meter(4, 4)


@pytest.fixture
def kinds(monkeypatch):
    monkeypatch.setattr(registry, "_kinds", {})


def _made(now):
    made = Place(now)
    api.register_job(
        api.JobKind(
            name=KIND, run=made.run, needs="lonn.kjoring.klargjor", sees="lonn.kjoring.les",
            objekt_type="prove", url_for=lambda key: f"/prove/{key}/", title="Det telles",
            done="Alt er talt.", counted="%(gjort)s av %(av)s talt",
        )
    )  # fmt: skip
    made.job = made.order()
    return made


@pytest.fixture
def ordered(db, kinds, now):
    """A job that waits."""
    return _made(now)


@pytest.fixture
def place(own_database, kinds, now):
    """A job that waits, really committed: the meter tells from transactions of its own."""
    return _made(now)
