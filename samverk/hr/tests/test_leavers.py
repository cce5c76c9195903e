"""Roles and deputyships end the night after the last day of employment."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from samverk.core.access.api import Bruker, Delegasjon, Grant
from samverk.core.audit.models import Spor
from samverk.core.grants import api as grants
from samverk.core.outbox.api import Event
from samverk.core.periods import Period
from samverk.hr.services.sluttet import end_roles_of_leavers
from samverk.hr.tests.conftest import ISV

OSLO = ZoneInfo("Europe/Oslo")
LAST = date(2026, 11, 30)
FOREVER = (date(2025, 8, 1), None)


def night(machine, day):
    at = datetime(day.year, day.month, day.day, 2, 15, tzinfo=OSLO)
    with machine(at=at) as actor:
        return end_roles_of_leavers(actor=actor, now=at)


def roles(machine, name):
    """Return (role, source, first day, day after the last, why) of all roles of one of the cast."""
    with machine() as actor:
        found = Grant.objects.filter(tenant_id=actor.tenant_id, bruker__brukernavn=name)
        return sorted(
            (g.rolle_id, g.kilde, None if g.gyldig.isempty else g.gyldig.lower,
             g.gyldig.upper, g.avslutning)
            for g in found
        )  # fmt: skip


def test_a_role_given_ends_the_night_after_the_last_day(employ, machine):
    employ("ola", unit=ISV, gyldig=Period(date(2026, 1, 1), LAST + timedelta(days=1)))
    before = roles(machine, "ola")
    assert ("bestiller", "oppsett", *FOREVER, "") in before
    assert night(machine, LAST) == 0
    assert roles(machine, "ola") == before
    given = sum(kilde != "auto" for _rolle, kilde, *_rest in before)
    assert night(machine, date(2026, 12, 1)) == given
    after = roles(machine, "ola")
    assert ("bestiller", "oppsett", FOREVER[0], date(2026, 12, 1), grants.LEFT.id) in after
    assert [r for r in after if r[1] == "auto"] == [r for r in before if r[1] == "auto"]
    with machine():
        assert Spor.objects.filter(handling="tilgang.rolle.trekk").count() == given
        assert Event.objects.filter(type=grants.events.WITHDRAWN).count() == given
    assert night(machine, date(2026, 12, 2)) == 0


@pytest.mark.parametrize(
    "periods",
    [
        [],  # never employed here: looked at each half-year like everybody
        [Period(date(2026, 1, 1))],
        [Period(date(2026, 1, 1), date(2026, 6, 1)), Period(date(2026, 6, 1))],
    ],
)
def test_whoever_is_employed_or_never_was_keeps_the_roles(employ, machine, periods):
    for period in periods:
        employ("ola", unit=ISV, gyldig=period)
    before = roles(machine, "ola")
    assert night(machine, date(2026, 12, 1)) == 0
    assert roles(machine, "ola") == before


def test_the_deputyship_of_one_who_leaves_ends_both_ways(employ, machine, act_as, now):
    employ("synnove", unit=ISV, gyldig=Period(date(2026, 1, 1), LAST + timedelta(days=1)))
    with act_as("uit", "ingrid") as ingrid:
        deputy = Bruker.objects.get(tenant_id=ingrid.tenant_id, brukernavn="synnove")
        (key,) = grants.appoint_deputy(
            actor=ingrid, til_bruker_id=deputy.id, fra=now.date(),
            til_og_med=date(2026, 12, 20), now=now,
            grant_ids=[one.grant_id for one in grants.lendable(ingrid, on=now.date())],
        )  # fmt: skip
    night(machine, date(2026, 12, 1))
    with machine() as actor:
        row = Delegasjon.objects.get(id=key)
        assert (row.gyldig.upper, row.avsluttet_av) == (date(2026, 12, 1), actor.bruker_id)
        (told,) = Event.objects.filter(type=grants.events.DEPUTY_ENDED)
        assert told.data == {"av": str(row.til_id), "til": str(row.fra_id)}  # Ingrid is told


def test_nobody_else_ends_a_deputyship_by_sql(act_as, now):
    with act_as("uit", "ingrid") as ingrid:
        other = Bruker.objects.get(tenant_id=ingrid.tenant_id, brukernavn="synnove")
        (key,) = grants.appoint_deputy(
            actor=ingrid, til_bruker_id=other.id, fra=now.date(), til_og_med=date(2026, 12, 20),
            now=now, grant_ids=[o.grant_id for o in grants.lendable(ingrid, on=now.date())],
        )  # fmt: skip
    with act_as("uit", "torgeir"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE access_delegasjon SET avsluttet_at = samverk.now() WHERE id = %s", [key]
        )
        assert cursor.rowcount == 0
    with act_as("uit", "ingrid"):
        assert Delegasjon.objects.get(id=key).avsluttet_at is None
