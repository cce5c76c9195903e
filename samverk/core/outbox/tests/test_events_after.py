"""The feed of events: in order, page by page, and never past one that is yet to be committed."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal

from django.db import connection

from samverk.core.access import api as access
from samverk.core.outbox.api import NewEvent, events_after, publish
from samverk.core.tenancy.api import new_id, tenant_by_slug

TYPE = "prove.ting.skjedd.v1"


def read(actor, nr=0, now=None, limit=100):
    with access.acting(actor, now=now):
        return [(e.nr, e.subject_id) for e in events_after(actor, nr=nr, limit=limit)]


def settled(actor, wanted, now):
    """Read until other transactions of the server no longer hold back.

    The life that other tests need is one transaction a tenant on the same server.
    """
    found = []
    for _ in range(3000):
        found = read(actor, now=now)
        if len(found) >= wanted:
            break
        time.sleep(0.1)
    return found


def say(actor, subject, now):
    with access.acting(actor, now=now):
        publish(actor=actor, event=NewEvent(TYPE, "ting", subject), now=now)


def test_what_commits_late_is_not_passed(own_database, now):
    actor = access.service_actor(tenant_by_slug("uit"))
    long, short = new_id(), new_id()
    published, may_commit = Signal(), Signal()

    def long_act():
        try:
            with access.acting(actor, now=now):
                publish(actor=actor, event=NewEvent(TYPE, "ting", long), now=now)
                published.set()
                assert may_commit.wait(60)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(long_act)
        assert published.wait(60)
        say(actor, short, now)
        early = read(actor, now=now)
        may_commit.set()
        running.result()
    assert early == []
    found = settled(actor, 2, now)
    assert [subject for _, subject in found] == [long, short]
    (first, _), (last, _) = found
    assert read(actor, nr=first, now=now) == [(last, short)]
    assert read(actor, now=now, limit=1) == [(first, long)]
    with access.acting(access.service_actor(tenant_by_slug("uio")), now=now) as other:
        assert events_after(other, nr=0, limit=100) == []


def test_who_began_first_and_numbers_last_does_not_hide_the_lower_number(own_database, now):
    """The act that commits first is the elder of the two, and has the higher number."""
    actor = access.service_actor(tenant_by_slug("uit"))
    elder, younger = new_id(), new_id()
    begun, published, may_commit = Signal(), Signal(), Signal()

    def younger_act():
        try:
            assert begun.wait(60)
            with access.acting(actor, now=now):
                publish(actor=actor, event=NewEvent(TYPE, "ting", younger), now=now)
                published.set()
                assert may_commit.wait(60)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(younger_act)
        with access.acting(actor, now=now), connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")
            begun.set()
            assert published.wait(60)
            publish(actor=actor, event=NewEvent(TYPE, "ting", elder), now=now)
        early = read(actor, now=now)
        may_commit.set()
        running.result()
    assert early == []
    assert [subject for _, subject in settled(actor, 2, now)] == [younger, elder]
