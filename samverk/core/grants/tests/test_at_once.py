"""Two at the same moment: one deputyship, one proposal, one answer."""

from datetime import date
from threading import Barrier, Thread

from django.db import connections

from samverk.core.access import api as access
from samverk.core.access.api import Delegasjon, Grant
from samverk.core.errors import Refusal
from samverk.core.grants import api
from samverk.core.grants.models import Tilgangsforslag
from samverk.core.organisation import api as organisation
from samverk.core.tenancy.api import tenant_by_slug

DAY = date(2026, 11, 23)


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
