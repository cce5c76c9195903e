"""Each half-year somebody says that a role is still needed; without an answer it ends."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from samverk.core.access import api as access
from samverk.core.access.api import Grant
from samverk.core.audit.models import Spor
from samverk.core.grants import api
from samverk.core.grants.models import Resertifisering
from samverk.core.grants.queries.waiting import DUE_ON
from samverk.core.grants.rules import ends_on
from samverk.core.outbox.api import Event
from samverk.core.tenancy.api import tenant_by_slug

pytestmark = pytest.mark.django_db
OSLO = ZoneInfo("Europe/Oslo")
GIVEN = datetime(2026, 5, 20, 9, 0, tzinfo=OSLO)


def at(year, month, day, hour=2):
    return datetime(year, month, day, hour, 15, tzinfo=OSLO)


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (date(2026, 5, 20), date(2026, 11, 20)), (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)), (date(2026, 7, 1), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2027, 6, 30)),
    ],
)  # fmt: skip
def test_half_a_year(last, due):
    sist = datetime(last.year, last.month, last.day, 23, 59, tzinfo=OSLO)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {DUE_ON} FROM (SELECT %s::timestamptz AS sist) s", [sist])
        assert cursor.fetchone() == (due,)


def test_thirty_days_notice():
    assert ends_on(date(2026, 11, 23)) == date(2026, 12, 23)


@pytest.fixture
def given(act_as, account, unit):
    """Return the attester's grant of 20 May 2026, for Torgeir at ISV."""
    with act_as("uit", "tilgang", GIVEN) as admin:
        ny = api.NyRolle(
            account(admin, "torgeir"), "attestant", "enhet", unit(admin), GIVEN.date(),
            "Attesterer for instituttet",
        )  # fmt: skip
        forslag = api.propose_rolle(actor=admin, ny=ny, now=GIVEN)
    with act_as("uit", "marte", GIVEN) as marte:
        api.answer_forslag(actor=marte, forslag_id=forslag, er_ja=True, now=GIVEN)
        return Grant.objects.get(kilde="manuell").id


def night(when):
    actor = access.service_actor(tenant_by_slug("uit"))
    with access.acting(actor, now=when):
        return api.recertify_nightly(actor=actor, now=when)


def test_due_on_the_day_and_not_the_day_before(act_as, given):
    with act_as("uit", "ingrid", at(2026, 11, 19)) as ingrid:
        assert api.due_roller(ingrid, on=date(2026, 11, 19)) == []
        (due,) = api.due_roller(ingrid, on=date(2026, 11, 20))
        assert (due.id, due.navn, due.rollenavn[0], due.sist, due.forfalt, due.slutter) == (
            given, "Torgeir Nesvik", "Attestant", date(2026, 5, 20), date(2026, 11, 20),
            date(2026, 12, 20),
        )  # fmt: skip
    for slug, who in (("uit", "ola"), ("uit", "torgeir"), ("uio", "karin"), ("uit", "tilgang")):
        with act_as(slug, who) as other:
            assert api.due_roller(other, on=date(2026, 11, 23)) == []


def test_told_once_and_ended_thirty_days_later(act_as, given):
    assert night(at(2026, 11, 19)) == 0
    assert night(at(2026, 11, 20)) == 1
    assert night(at(2026, 11, 21)) == 0
    with act_as("uit", "ingrid") as ingrid:
        assert Event.objects.filter(type=api.events.RECERTIFICATION_DUE).count() == 1
        (due,) = api.due_roller(ingrid, on=date(2026, 11, 23))
        assert due.slutter == date(2026, 12, 20)
    assert night(at(2026, 12, 19)) == 0
    with act_as("uit", "torgeir", at(2026, 12, 20, 0)) as torgeir:
        assert torgeir.can("okonomi.bilag.attester")  # until the night has done its work
    assert night(at(2026, 12, 20)) == 1
    with act_as("uit", "torgeir", at(2026, 12, 20, 3)) as torgeir:
        assert not torgeir.can("okonomi.bilag.attester")
        row = Grant.objects.get(id=given)
        assert (row.gyldig.upper, row.avslutning) == (date(2026, 12, 20), api.UNCONFIRMED.id)
        assert Spor.objects.filter(objekt_id=given, handling="tilgang.rolle.trekk").count() == 1
    assert night(at(2026, 12, 21)) == 0


def test_confirmed_it_holds_another_half_year(act_as, given):
    night(at(2026, 11, 20))
    when = at(2026, 11, 23, 9)
    with act_as("uit", "ingrid", when) as ingrid:
        assert api.confirm_roller(actor=ingrid, grant_ids=[given], now=when) == 1
        assert api.due_roller(ingrid, on=date(2026, 11, 23)) == []
        row = Resertifisering.objects.get(art="bekreftet")
        assert (row.grant_id, row.bruker_id, row.skjedde_at) == (given, ingrid.bruker_id, when)
        assert Spor.objects.filter(objekt_id=given, handling="tilgang.rolle.bekreft").count() == 1
    assert night(at(2026, 12, 20)) == 0
    assert night(at(2027, 5, 22)) == 0
    assert night(at(2027, 5, 23)) == 1  # told again, from the day it was confirmed


def test_nobody_vouches_for_oneself_or_for_another_unit(act_as, account, unit, now, given):
    with act_as("uit", "tilgang") as admin:
        ny = api.NyRolle(
            account(admin, "ingrid"), "attestant", "enhet", unit(admin), now.date(),
            "Attesterer for instituttet",
        )  # fmt: skip
        forslag = api.propose_rolle(actor=admin, ny=ny, now=now)
    with act_as("uit", "marte") as marte:
        api.answer_forslag(actor=marte, forslag_id=forslag, er_ja=True, now=now)
        own = Grant.objects.get(kilde="manuell", bruker_id=account(marte, "ingrid")).id
    with act_as("uit", "ingrid") as ingrid:
        with pytest.raises(api.GrantRefused, match="din egen rolle"):
            api.confirm_roller(actor=ingrid, grant_ids=[given, own], now=now)
        with pytest.raises(api.GrantMissing):
            api.confirm_roller(actor=ingrid, grant_ids=[], now=now)
    with act_as("uio", "karin") as karin, pytest.raises(api.GrantMissing):
        api.confirm_roller(actor=karin, grant_ids=[given], now=now)
    for who in ("ola", "tilgang"):
        with act_as("uit", who) as other, pytest.raises(access.AccessDenied):
            api.confirm_roller(actor=other, grant_ids=[given], now=now)
    with act_as("uit", "ingrid"):
        assert Resertifisering.objects.count() == 0


def test_raw_sql_confirms_nothing_for_others(act_as, refused, given):
    sql = (
        "INSERT INTO grants_resertifisering (id, tenant_id, grant_id, art, bruker_id, skjedde_at)"
        " VALUES (uuidv7(), %s, %s, %s, %s, now())"
    )
    for who, art, match in (
        ("torgeir", "bekreftet", "ingen bekrefter sin egen"),
        ("lonn", "bekreftet", "ingen_tilgang"),
        ("ingrid", "varslet", "row-level security"),
        ("ingrid", "annet", "row-level security|resertifisering_art"),
    ):
        with act_as("uit", who) as actor:
            refused(match, sql, [actor.tenant_id, given, art, actor.bruker_id])
    with act_as("uit", "ingrid"):
        refused("permission denied", "UPDATE grants_resertifisering SET art = 'bekreftet'", [])
        assert Resertifisering.objects.count() == 0
