"""Who holds what, on which day, in the units one steers: in one query, page by page."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samverk.core.access.api import Grant
from samverk.core.grants import api

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


def names(page):
    return [(row.navn, row.rollenavn[0]) for row in page.rows]


def test_a_leader_sees_the_roles_of_own_units_and_the_administrator_all(act_as):
    with act_as("uit", "ingrid") as ingrid:
        assert names(api.held(ingrid, api.HeldFilter(DAY))) == [
            ("Ingrid Solbakken", "Leder"), ("Ingrid Solbakken", "Budsjettdisponerende myndighet"),
            ("Ola Fjeldvær", "Bestiller"),
        ]  # fmt: skip
    with act_as("uit", "tilgang") as admin:
        every = names(api.held(admin, api.HeldFilter(DAY)))
        assert ("Marte Heimdal", "Leder") in every
        assert all(role != "Ansatt" for _, role in every)
        one = names(api.held(admin, api.HeldFilter(DAY, rolle="ansatt")))
        assert len(one) == 16
        assert {role for _, role in one} == {"Ansatt"}
    with act_as("uit", "ola") as ola:
        assert api.held(ola, api.HeldFilter(DAY)).rows == ()
    with act_as("uit", "lonn") as lonn:
        assert api.held(lonn, api.HeldFilter(DAY)).rows == ()


def test_pages_by_name_hold_everyone_once_in_one_query_each(act_as):
    with act_as("uit", "tilgang") as admin:
        whole = names(api.held(admin, api.HeldFilter(DAY), limit=200))
        found, after = [], ""
        for _ in range(20):
            with CaptureQueriesContext(connection) as queries:
                page = api.held(admin, api.HeldFilter(DAY), after=after, limit=4)
            assert len(queries) == 1
            found += names(page)
            if not (after := page.after):
                break
        assert found == whole
        assert api.held(admin, api.HeldFilter(DAY), after="tull").rows


def test_who_had_what_on_a_day(act_as, now, account):
    with act_as("uit", "tilgang") as admin:
        grant = Grant.objects.get(bruker_id=account(admin, "ola"), rolle_id="bestiller")
        api.withdraw_rolle(
            actor=admin, grant_id=grant.id, siste_dag=DAY, grunn="Bestiller ikke lenger", now=now
        )
        for on, count in (
            (date(2025, 7, 31), 0), (date(2025, 8, 1), 1), (DAY, 1), (DAY + timedelta(days=1), 0),
        ):  # fmt: skip
            assert len(api.held(admin, api.HeldFilter(on, rolle="bestiller")).rows) == count, on
        (row,) = [r for r in api.held_by(admin, grant.bruker_id, on=DAY) if r.rolle == "bestiller"]
        assert (row.til, row.avslutning) == (date(2026, 11, 24), "Bestiller ikke lenger")


def test_a_deputy_stands_on_the_list_with_whom_they_stand_in_for(act_as, now, account):
    with act_as("uit", "ingrid") as ingrid:
        api.appoint_deputy(
            actor=ingrid, til_bruker_id=account(ingrid, "synnove"), fra=DAY, til_og_med=DAY,
            grant_ids=[o.grant_id for o in api.lendable(ingrid, on=DAY)], now=now,
        )  # fmt: skip
    with act_as("uit", "tilgang") as admin:
        (row,) = [r for r in api.held(admin, api.HeldFilter(DAY)).rows if r.is_lent]
        assert (row.navn, row.gitt_av, row.kilde) == (
            "Synnøve Bakkejord", "Ingrid Solbakken", "delegasjon",
        )  # fmt: skip
        found = api.held(admin, api.HeldFilter(DAY + timedelta(days=1))).rows
        assert not any(r.is_lent for r in found)


def test_filters_by_name_unit_and_role_and_counts_by_role(act_as, unit):
    with act_as("uit", "tilgang") as admin:
        assert {n for n, _ in names(api.held(admin, api.HeldFilter(DAY, tekst="solbak")))} == {
            "Ingrid Solbakken"
        }
        near = api.held(admin, api.HeldFilter(DAY, enhet_id=unit(admin)))
        assert {n for n, _ in names(near)} == {"Ingrid Solbakken", "Ola Fjeldvær"}
        count = {one.kode: one.antall for one in api.roller(admin, on=DAY)}
        assert (count["leder"], count["bdm"], count["ansatt"], count["attestant"]) == (2, 2, 16, 0)
        assert "maskin" not in count
    with act_as("uit", "ingrid") as ingrid:
        count = {one.kode: one.antall for one in api.roller(ingrid, on=DAY)}
        assert (count["leder"], count["bestiller"], count["ansatt"]) == (1, 1, 0)


def test_nobody_of_another_tenant(act_as, account):
    with act_as("uit", "ingrid") as ingrid:
        other = ingrid.bruker_id
    with act_as("uio", "tilgang") as stranger:
        assert api.held_by(stranger, other, on=DAY) == []
        assert api.account(stranger, other) is None
        assert api.find_accounts(stranger, "Solbakken") == []
    with act_as("uit", "ola") as ola:
        assert [name for _, name, _ in api.find_accounts(ola, "solbakken")] == ["Ingrid Solbakken"]
        assert api.find_accounts(ola, "fjeldv") == []  # oneself is not offered
