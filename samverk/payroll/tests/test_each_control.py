"""Each named control of a pay run finds what it is for, and nobody else.

`konto_mangler`, `konto_ny`, `netto_endret` and `netto_null` are tested beside what they guard.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from samverk.core.parties import api as parties
from samverk.payroll import api as payroll
from samverk.payroll.controls import KONTROLLER
from samverk.payroll.tests.people import date as day
from samverk.payroll.tests.people import hours, party_of

DECEMBER = datetime(2026, 11, 25, 12, 30, tzinfo=ZoneInfo("Europe/Oslo"))
NAMES = (
    "betalt_foer", "foerste_loenn", "gamle_timer", "ident_mangler", "netto_hoey",
    "sum_stemmer_ikke",
)  # fmt: skip


@pytest.fixture
def run(act_as, staff):
    """Return a function: the month's run, calculated and controlled, at a time."""

    def made(month, now):
        with act_as("uit", "lonn", now) as actor:
            found = payroll.open_loennskjoering(
                actor=actor, art="ordinaer", aar=2026, maaned=month, now=now
            )
            payroll.calculate_loennskjoering(
                actor=actor, kjoering_id=found, now=now, kilde=staff.source
            )
            payroll.control_loennskjoering(actor=actor, kjoering_id=found, now=now)
        return found

    return made


@pytest.fixture
def found(act_as):
    """Return a function: control → people, for the controls of this file that found somebody."""

    def of(kjoering):
        with act_as("uit", "lonn", DECEMBER) as actor:
            each = {name: payroll.findings_of(actor, kjoering, name) for name in NAMES}
        return {name: {one.party_id for one in rows} for name, rows in each.items() if rows}

    return of


def test_an_ordinary_month_has_nothing_to_find(calculated, found):
    assert found(calculated) == {}


def test_hours_older_than_three_months_are_found(run, staff, found, november):
    staff.change(
        staff.jonas, claims=(hours("t1", 2000, 21_050, day(2026, 7, 1), day(2026, 7, 31)),)
    )
    assert found(run(11, november)) == {"gamle_timer": {staff.jonas.party_id}}


def test_net_pay_above_150_000_is_found(run, staff, act_as, found, november):
    with act_as("uit", "lonn", november) as actor:
        rector = staff.hire(
            party_of(actor, "Ingrid Solbakken"), annual=6_000_000, foedselsdato=day(1970, 1, 1)
        )
    assert found(run(11, november)) == {"netto_hoey": {rector.party_id}}


def test_someone_without_a_number_to_report_is_found(run, staff, act_as, found, november):
    with act_as("uit", "lonn", november) as actor:
        unknown = parties.register_person(
            tenant_id=actor.tenant_id,
            fornavn="Uten",
            etternavn="Nummer",
            foedselsdato=day(1990, 1, 1),
        )
        staff.hire(unknown, annual=500_000, foedselsdato=day(1990, 1, 1))
    assert found(run(11, november)) == {"ident_mangler": {unknown}}


def test_the_first_pay_of_a_person_is_found_but_not_that_of_a_whole_installation(
    run, staff, act_as, found, november
):
    assert found(run(11, november)) == {}
    with act_as("uit", "lonn", november) as actor:
        new = staff.hire(
            party_of(actor, "Ingrid Solbakken"), annual=600_000, foedselsdato=day(1970, 1, 1)
        )
    staff.change(staff.jonas, claims=())
    assert found(run(12, DECEMBER)) == {"foerste_loenn": {new.party_id}}


def test_a_claim_an_approved_run_has_paid_is_found_in_the_next(run, staff, approved, found):
    assert found(run(12, DECEMBER)) == {"betalt_foer": {staff.jonas.party_id}}


def test_a_claim_of_a_run_that_was_never_approved_is_not_paid_before(run, calculated, found):
    assert found(run(12, DECEMBER)) == {}


def test_lines_that_do_not_add_up_to_the_net_pay_are_found(staff, act_as, calculated, november):
    """Nobody but the calculation writes results, so a kind of line is left out of the question."""
    with act_as("uit", "lonn", november) as actor, connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(DISTINCT loennsart) FROM payroll_loennslinje WHERE kjoering_id = %s"
            " AND loennsart IN ('1000', '2000', '2100')",
            [calculated],
        )
        [kinds] = cursor.fetchone()
        [control] = [one for one in KONTROLLER if one.navn == "sum_stemmer_ikke"]
        cursor.execute(
            control.sql,
            {"tenant": actor.tenant_id, "kjoering": calculated, "kontante": kinds},
        )
        assert [row[0] for row in cursor.fetchall()] == [staff.jonas.party_id]
        assert control.alvor == "stopp"
