"""A figure opens all that was counted, what drew it the wrong way first; a slot's step its name."""

from datetime import date, timedelta

import pytest
from psycopg.types.json import Jsonb

from samverk.core import clock
from samverk.core.access.api import acting, service_actor
from samverk.core.tenancy.api import new_id, tenant_by_slug
from samverk.governance.queries.cases import MAX_CASES, cases_behind
from samverk.governance.tests.conftest import World, at

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
def behind(now):
    def listed(key):
        with acting(service_actor(tenant_by_slug("uit")), now=now):
            return cases_behind(key, NOVEMBER, DECEMBER)

    return listed


def at_the_unit(world):
    """A sheet is read where it is approved."""
    world.connection.execute("UPDATE hr_timeliste SET enhet_id = %s", [world.unit()])


def test_all_sheets_that_were_counted_open_with_the_late_ones_first(world, measured, behind):
    november, december = world.run(11, 2, 12), world.run(12, 2, 11)
    contract = world.hire(at(8, 1), date(2026, 8, 15), enhet_id=world.unit())
    for day in range(1, 7):
        world.sheet(contract, at(10, day), at(10, 20), november)
    late = world.sheet(contract, at(10, 9), at(11, 5), december)
    world.sheet(contract, at(10, 10), None)  # not approved: beside the figure, and not behind it
    assert measured("timeloenn_i_tide").is_undertrykt  # one of seven was late
    at_the_unit(world)
    found = behind("timeloenn_i_tide")
    assert [(c.dato, c.tall) for c in found] == [
        (date(2026, 10, 9), 0), *((date(2026, 10, day), 1) for day in range(1, 7)),
    ]  # fmt: skip
    assert found[0].id == late


def test_sheets_all_paid_on_time_open_too(world, measured, behind):
    november = world.run(11, 2, 12)
    contract = world.hire(at(8, 1), date(2026, 8, 15), enhet_id=world.unit())
    for day in range(1, 7):
        world.sheet(contract, at(10, day), at(10, 20), november)
    at_the_unit(world)
    assert measured("timeloenn_i_tide").n == len(behind("timeloenn_i_tide")) == 6


def test_records_archived_by_themselves_open_after_those_made_by_hand(world, behind):
    mappe = world.row(
        "archive_mappe", type="saksmappe", mappe_id="2026/1", dokumentmedium="E",
        klasse_id=new_id(), saksaar=2026, sakssekvensnummer=1, saksdato=date(2026, 1, 2),
        saksstatus="B",
    )  # fmt: skip
    for number in range(MAX_CASES + 5):
        world.row(
            "archive_registrering", mappe_id=mappe, type="journalpost", is_automatic=number != 3,
            journalstatus="J", journalposttype="I",
            opprettet_at=at(11, 3) + timedelta(hours=number), journalpostnummer=number + 1,
            ekstern_id=str(number), journalaar=2026,
            journalsekvensnummer=number + 1, journaldato=date(2026, 11, 3),
        )  # fmt: skip
    found = behind("autoarkiv")
    assert [c.tall for c in found] == [0, *([1] * MAX_CASES)]  # one more than the page shows
    assert found[1].dato == date(2026, 11, 5)  # the newest of the others


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("nb", "HR ved UiO kontrollerer"),
        ("nn", "HR ved UiO kontrollerer"),
        ("en", "HR at UiO checks"),
    ],
)
@pytest.mark.parametrize("told_by", ["lokal_kontroll_uio", "hire_to_pay"])
def test_a_step_in_a_slot_is_named(without_rules, measured, sign_in, now, language, name, told_by):
    world = World(without_rules, "uio")

    def definition(key):
        return without_rules.execute(
            "SELECT id FROM workflow_definition WHERE noekkel = %s LIMIT 1", [key]
        ).fetchone()[0]

    slots = {"lokal": str(definition(told_by))} if told_by != "hire_to_pay" else {}
    case = world.row(
        "workflow_instance", definition_id=definition("hire_to_pay"), status="aapen",
        objekt_type="ansettelse", fragments=Jsonb(slots),
    )  # fmt: skip
    for number in range(5):
        world.row(
            "workflow_step", instance_id=case, nr=number, node="k_hr", scope="lokal",
            kind="userTask", status="ferdig", entered_at=at(11, 5), left_at=at(11, 6),
        )  # fmt: skip
    [step] = measured("ventetid_ledd", slug="uio").detaljer["ledd"]
    assert (step["prosess"], step["ledd"]) == (told_by, "k_hr")
    client = sign_in("uit", "direktor")
    client.cookies["samverk_sprak"] = language
    with clock.fixed(now):
        page = client.get("/samstyring/gevinst/ventetid_ledd/").content.decode()
    assert name in page
    assert "k_hr" not in page
