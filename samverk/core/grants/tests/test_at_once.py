"""Two at the same moment: one deputyship, one proposal, one answer, and one end of a role."""

from datetime import date, datetime
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connections

from samverk.core.access import api as access
from samverk.core.access.api import Delegasjon, Grant
from samverk.core.errors import Refusal
from samverk.core.grants import api
from samverk.core.grants.models import Resertifisering, Tilgangsforslag
from samverk.core.organisation import api as organisation
from samverk.core.tenancy.api import tenant_by_slug

DAY = date(2026, 11, 23)
OSLO = ZoneInfo("Europe/Oslo")
GIVEN = datetime(2026, 5, 20, 9, 0, tzinfo=OSLO)
TOLD = datetime(2026, 11, 20, 2, 15, tzinfo=OSLO)
LAST = datetime(2026, 12, 20, 2, 15, tzinfo=OSLO)


def actors(now, *names):
    tenant = tenant_by_slug("uit")
    with access.acting(access.visitor(tenant), now=now):
        found = {b.brukernavn: b for b in access.Bruker.objects.filter(tenant_id=tenant.id)}
        return {name: access.actor_for(tenant, found[name]) for name in names}


def both(now, *acts):
    """Do two acts at once, each (actor, function of the actor), and return what came of them."""
    barrier, answers = Barrier(len(acts)), []

    def run(actor, act):
        try:
            with access.acting(actor, now=now):
                barrier.wait(30)
                act(actor)
            answers.append("gjort")
        except Refusal as refused:
            answers.append(str(refused))
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=one) for one in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(answers)


def test_two_forms_sent_at_once_make_one_deputyship(own_database, now):
    cast = actors(now, "ingrid", "synnove")
    ingrid, synnove = cast["ingrid"], cast["synnove"].bruker_id

    def appoint(actor):
        api.appoint_deputy(
            actor=actor, til_bruker_id=synnove, fra=DAY, til_og_med=DAY, now=now,
            grant_ids=[one.grant_id for one in api.lendable(actor, on=DAY)],
        )  # fmt: skip

    assert both(now, (ingrid, appoint), (ingrid, appoint)) == [
        "Personen er allerede stedfortreder for deg i en del av denne tiden.", "gjort",
    ]  # fmt: skip
    with access.acting(ingrid, now=now):
        assert Delegasjon.objects.count() == 1


def test_one_proposal_and_one_answer(own_database, now):
    cast = actors(now, "tilgang", "hrleder", "marte", "ingrid", "torgeir")
    admin = cast["tilgang"]
    with access.acting(admin, now=now):
        units = organisation.enheter(admin.tenant_id, on=DAY)
        unit = next(u.id for u in units if u.navn == "Institutt for samfunnsvitenskap")
    ny = api.NyRolle(
        cast["torgeir"].bruker_id, "attestant", "enhet", unit, DAY, "Attesterer for instituttet"
    )

    def propose(actor):
        api.propose_rolle(actor=actor, ny=ny, now=now)

    assert both(now, (admin, propose), (admin, propose)) == [
        "Den samme rollen er alt foreslått for personen her.", "gjort",
    ]  # fmt: skip
    with access.acting(admin, now=now):
        forslag = Tilgangsforslag.objects.get().id

    def yes(actor):
        api.answer_forslag(actor=actor, forslag_id=forslag, er_ja=True, now=now)

    def no(actor):
        api.answer_forslag(
            actor=actor, forslag_id=forslag, er_ja=False, svar="Trengs ikke lenger", now=now
        )

    done = both(now, (cast["marte"], yes), (cast["ingrid"], no))
    assert done == ["Dette er alt avgjort eller avsluttet. Last siden på nytt.", "gjort"]
    with access.acting(admin, now=now):
        row = Tilgangsforslag.objects.get()
        given = Grant.objects.filter(kilde="manuell").count()
        assert (row.status, given) in {("bekreftet", 1), ("avslaatt", 0)}


@pytest.fixture
def last_night(own_database):
    """Return the machine, the leader and the grant whose 30 days are over this night."""
    cast = actors(GIVEN, "tilgang", "marte", "ingrid", "torgeir")
    with access.acting(cast["tilgang"], now=GIVEN) as admin:
        units = organisation.enheter(admin.tenant_id, on=DAY)
        unit = next(u.id for u in units if u.navn == "Institutt for samfunnsvitenskap")
        ny = api.NyRolle(
            cast["torgeir"].bruker_id, "attestant", "enhet", unit, GIVEN.date(),
            "Attesterer for instituttet",
        )  # fmt: skip
        forslag = api.propose_rolle(actor=admin, ny=ny, now=GIVEN)
    with access.acting(cast["marte"], now=GIVEN) as marte:
        api.answer_forslag(actor=marte, forslag_id=forslag, er_ja=True, now=GIVEN)
        given = Grant.objects.get(kilde="manuell").id
    machine = access.service_actor(tenant_by_slug("uit"))
    with access.acting(machine, now=TOLD):
        assert api.recertify_nightly(actor=machine, now=TOLD) == 1
    return machine, cast["ingrid"], given


def after(first, second, someone_waits):
    """Do `first`, begin `second` while it is not committed, and return what came of that one.

    Each is (actor, function of the actor).
    """
    came = []

    def run():
        try:
            with access.acting(second[0], now=LAST):
                came.append(second[1](second[0]))
        except Refusal as refused:
            came.append(str(refused))
        finally:
            connections.close_all()

    thread = Thread(target=run)
    with access.acting(first[0], now=LAST):
        first[1](first[0])
        thread.start()
        assert someone_waits(), "the second did not wait for the first"
    thread.join(timeout=20)
    return came


def test_a_role_confirmed_while_the_night_works_does_not_end(last_night, someone_waits):
    machine, leader, given = last_night
    came = after(
        (leader, lambda actor: api.confirm_roller(actor=actor, grant_ids=[given], now=LAST)),
        (machine, lambda actor: api.recertify_nightly(actor=actor, now=LAST)),
        someone_waits,
    )
    assert came == [0]
    with access.acting(machine, now=LAST):
        row = Grant.objects.get(id=given)
        assert (row.gyldig.upper, row.avsluttet_at, row.avslutning) == (None, None, "")


def test_a_role_that_has_just_ended_is_not_confirmed(last_night, someone_waits):
    machine, leader, given = last_night
    came = after(
        (machine, lambda actor: api.recertify_nightly(actor=actor, now=LAST)),
        (leader, lambda actor: api.confirm_roller(actor=actor, grant_ids=[given], now=LAST)),
        someone_waits,
    )
    assert came == ["Dette er alt avgjort eller avsluttet. Last siden på nytt."]
    with access.acting(machine, now=LAST):
        assert Grant.objects.get(id=given).gyldig.upper == LAST.date()
        assert not Resertifisering.objects.filter(grant_id=given, art="bekreftet").exists()
