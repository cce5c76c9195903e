"""Each formula on a small world laid out by hand, with the answer counted by hand.

The rows are those of HR, payroll, archive and the process engine; only what a formula reads is
given, the rest is neutral.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from psycopg.types.json import Jsonb

from samverk.core.access.api import acting, service_actor
from samverk.core.organisation import api as organisation
from samverk.core.tenancy.api import new_id, tenant_by_slug
from samverk.governance.queries.cases import cases_behind, expiring_deviations
from samverk.governance.tests.conftest import World, at


def test_days_from_decision_to_first_pay_count_from_the_later_of_decision_and_start(
    world, measured
):
    world.run(10, 1, 12)
    november = world.run(11, 2, 12)
    days = []
    for decided, start in [
        (at(10, 13), date(2026, 10, 1)),  # 30 days from the decision
        (at(10, 1), date(2026, 10, 23)),  # 20 days from the start
        (at(10, 28), date(2026, 10, 28)),  # 15
        (at(11, 2), date(2026, 11, 2)),  # 10
        (at(11, 7), date(2026, 11, 2)),  # 5
    ]:
        contract = world.hire(decided, start)
        world.sheet(contract, at(11, 1), at(11, 1), november)
        days.append(contract)
    found = measured("vedtak_til_loenn")
    assert (found.verdi, found.n) == (Decimal("15.00"), 5)
    # One of five was late by A (1 October was before October's cut-off) and by B: one is not told.
    assert found.detaljer == {"p90": 26.0}


def test_a_second_payment_of_the_same_hire_is_not_a_first_payment(world, measured):
    october, november = world.run(10, 1, 12), world.run(11, 2, 12)
    for _ in range(5):
        contract = world.hire(at(9, 10), date(2026, 9, 12))
        world.sheet(contract, at(9, 20), at(9, 20), october)
        world.sheet(contract, at(10, 20), at(10, 20), november)
    assert measured("vedtak_til_loenn", 10).verdi == Decimal("30.00")
    assert measured("vedtak_til_loenn", 11).n == 0


def test_hourly_pay_is_on_time_when_paid_in_the_first_run_with_cutoff_after_submission(
    world, measured
):
    october, november = world.run(10, 1, 12), world.run(11, 2, 12)
    contract = world.hire(at(8, 1), date(2026, 8, 15))
    for _ in range(15):
        world.sheet(contract, at(9, 25), at(9, 28), october)
    for _ in range(5):  # approved too late: paid a month late
        world.sheet(contract, at(9, 25), at(10, 5), november)
    world.sheet(contract, at(9, 25), None)  # never approved: beside the figure, not in it
    world.sheet(contract, at(10, 2), at(10, 3), november)  # belongs to November's run
    found = measured("timeloenn_i_tide", 10)
    assert (found.verdi, found.n) == (Decimal("75.00"), 20)
    assert found.detaljer == {"i_tide": 15, "ikke_godkjent_ved_fristen": 6}


def test_a_run_that_is_not_paid_yet_tells_nothing(world, measured):
    world.run(11, 2, 12, paid=False)
    contract = world.hire(at(8, 1), date(2026, 8, 15))
    for _ in range(6):
        world.sheet(contract, at(10, 25), at(10, 26))
    assert measured("timeloenn_i_tide").n == 0


def test_archived_by_itself_is_the_share_made_without_a_human_writing(world, measured):
    for number in range(21):
        world.row(
            "archive_registrering", type="journalpost", is_automatic=number < 15,
            journalstatus="U" if number == 20 else "J", journalposttype="I",
            opprettet_at=at(11, 3), journalpostnummer=number + 1, ekstern_id=str(number),
            journalaar=2026, journalsekvensnummer=number + 1, journaldato=date(2026, 11, 3),
        )  # fmt: skip
    found = measured("autoarkiv")
    assert (found.verdi, found.n) == (Decimal("75.00"), 20)


@pytest.fixture
def steps(without_rules):
    """Return a function: at a university, so many finished steps, each of so many hours."""

    def given(slug, **hours):
        world = World(without_rules, slug)
        definition = world.row("workflow_definition", noekkel="hire_to_pay")
        case = world.row(
            "workflow_instance", definition_id=definition, status="aapen", objekt_type="ansettelse"
        )
        done = [(node, h) for node, each in hours.items() for h in each]
        for number, (node, h) in enumerate(done):
            world.row(
                "workflow_step", instance_id=case, nr=number, node=node, kind="userTask",
                status="ferdig", entered_at=at(11, 5), left_at=at(11, 5) + timedelta(hours=h),
            )  # fmt: skip

    return given


def told(measurement):
    return {s["ledd"]: (s["n"], s["median"]) for s in measurement.detaljer["ledd"]}


def test_waiting_time_is_told_per_step_but_not_for_steps_with_fewer_than_five(steps, measured):
    steps("uit", bdm=[1, 2, 3, 4, 100], signer=[50] * 3, kontroll=[60] * 2)
    found = measured("ventetid_ledd")
    assert (found.verdi, found.n) == (Decimal("50.00"), 10)
    assert told(found) == {"bdm": (5, 3.0)}


def test_a_small_step_is_not_told_by_what_the_others_leave(steps, measured):
    steps("uit", bdm=[1] * 9, register=[2] * 6, signer=[50])
    found = measured("ventetid_ledd")
    assert (found.n, told(found)) == (16, {"bdm": (9, 1.0)})  # 16 - 9 = 7 in two steps


def test_a_small_step_is_not_told_by_the_total_less_the_other_universities(steps, measured):
    steps("uit", bdm=[1] * 9, register=[2] * 6, signer=[50])
    steps("uio", bdm=[1] * 9, register=[2] * 6, signer=[4] * 5)
    assert told(measured("ventetid_ledd", slug="uio")).keys() == {"bdm", "register", "signer"}
    total = measured("ventetid_ledd", slug=None)
    assert (total.n, told(total)) == (36, {"bdm": (18, 1.0)})


def test_a_step_whose_hidden_parts_are_fewer_than_five_together_is_not_in_the_total(
    steps, measured
):
    steps("uit", bdm=[1] * 9, signer=[3] * 1, levering=[3] * 2, kontroll=[3] * 4)
    steps("uio", bdm=[1] * 9, signer=[3] * 2, levering=[3] * 1, kontroll=[3] * 4)
    steps("uib", bdm=[1] * 9, signer=[3] * 9, levering=[3] * 9, kontroll=[3] * 9)
    total = measured("ventetid_ledd", slug=None)
    # 12 less UiB's 9 is three persons' work; 17 less 9 is eight, at two universities.
    assert told(total) == {"bdm": (27, 1.0), "kontroll": (17, 3.0)}


def test_one_withheld_step_takes_another_with_it_so_that_the_total_does_not_tell_it(
    steps, measured
):
    steps("uit", bdm=[1] * 9, signer=[3] * 1, kontroll=[3] * 4)
    steps("uio", bdm=[1] * 9, signer=[3] * 2, kontroll=[3] * 4)
    steps("uib", bdm=[1] * 9, signer=[3] * 9, kontroll=[3] * 9)
    total = measured("ventetid_ledd", slug=None)
    assert (total.n, told(total)) == (56, {"bdm": (27, 1.0)})


def test_the_first_payments_open_as_they_were_counted(world, measured):
    november = world.run(11, 2, 30)
    for day in (2, 3, 4, 5, 6):
        contract = world.hire(at(11, day), date(2026, 11, 2))
        world.sheet(contract, at(11, 1), at(11, 1), november)
    assert measured("vedtak_til_loenn").n == 5
    uit = service_actor(tenant_by_slug("uit"))
    with acting(uit, now=at(12, 1)):
        found = cases_behind("vedtak_til_loenn", date(2026, 11, 1), date(2026, 12, 1))
        later = cases_behind("vedtak_til_loenn", date(2026, 12, 1), date(2027, 1, 1))
    assert [(c.dato, c.tall) for c in found] == [
        (date(2026, 11, 30), days) for days in (28, 27, 26, 25, 24)
    ]
    assert later == []


def first_payments():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ansettelse, dag, dager FROM samverk.foerste_utbetalinger(%s, %s)",
            [date(2026, 11, 1), date(2026, 12, 1)],
        )
        return cursor.fetchall()


def test_the_first_payments_open_for_who_may_read_both_the_figures_and_the_hires(
    world, act_as, now
):
    with act_as("uit", "ingrid") as ingrid:
        [own, *_] = organisation.unit_ids_with("hr.arbeidsforhold.les")
    november = world.run(11, 2, 12)
    hires = {}
    for unit in (own, new_id()):
        contract = world.hire(at(11, 2), date(2026, 11, 2), unit)
        world.sheet(contract, at(11, 1), at(11, 1), november)
        hires[unit] = world.hired
    for reader in ("ingrid", "direktor", "ola"):  # the hires only, the figures only, neither
        with act_as("uit", reader):
            assert first_payments() == []
    world.row(
        "access_grant", bruker_id=ingrid.bruker_id, rolle_id="prosessansvarlig", omfang="selv",
        enhet_id=None, gyldig="[2026-01-01,)", kilde="oppsett",
    )  # fmt: skip
    with act_as("uit", "ingrid"):
        assert first_payments() == [(hires[own], date(2026, 11, 12), 10)]


def test_pay_by_the_month_is_first_paid_in_the_first_run_after_the_decision(world, measured):
    october, november = world.run(10, 1, 12), world.run(11, 2, 12)
    for decided, paid in (
        (at(10, 2), (october, november)),  # paid before the period: not November's
        (at(10, 15), (october, november)),  # October's pay was for something before the decision
    ):
        person, work = new_id(), new_id()
        world.hire(decided, date(2026, 10, 1), type="T2", party_id=person, arbeidsforhold_id=work)
        for nr, run in enumerate(paid):
            world.row(
                "payroll_loennslinje", kjoering_id=run, party_id=person, arbeidsforhold_id=work,
                nr=nr,
            )  # fmt: skip
    with acting(service_actor(tenant_by_slug("uit")), now=at(12, 1)):
        assert first_payments() == [(world.hired, date(2026, 11, 12), 28)]


def test_repeated_fields_count_in_the_month_the_case_ended(world, measured):
    definition = world.row("workflow_definition", noekkel="hire_to_pay")
    for number in range(5):
        case = world.row(
            "workflow_instance", definition_id=definition, status="fullfoert",
            objekt_type="ansettelse", started_at=at(10, 1), ended_at=at(11, 12),
        )  # fmt: skip
        world.row(
            "provenance_innsending", instans_id=case, innsendt_at=at(10, 2), n_felt=1, n_tastet=1,
            n_arvet=0, n_hentet=0, n_beregnet=0, n_gjentatt=1 if number == 0 else 0,
            felter=Jsonb([{}]), aktoer_art="menneske",
        )  # fmt: skip
    found = measured("gjentatte_felt")
    assert (found.verdi, found.n) == (Decimal("20.00"), 5)
    assert measured("gjentatte_felt", 10).n == 0
    uit = service_actor(tenant_by_slug("uit"))
    with acting(uit, now=at(12, 1)):
        behind = cases_behind("gjentatte_felt", date(2026, 11, 1), date(2026, 12, 1))
        submitted = cases_behind("gjentatte_felt", date(2026, 10, 1), date(2026, 11, 1))
    # All five that were counted, the one that was asked twice first.
    assert [(c.dato, c.tall) for c in behind] == [
        (date(2026, 11, 12), number) for number in (1, 0, 0, 0, 0)
    ]
    assert submitted == []


def test_deviations_that_expire_within_ninety_days_are_listed_for_all_four(without_rules, now):
    for slug, ends in (("uio", date(2026, 11, 30)), ("uit", date(2027, 3, 1))):
        World(without_rules, slug).row(
            "workflow_variant", definisjon="hire_to_pay", spor="lokal_kontroll",
            status="godkjent", gyldig_fra=date(2026, 1, 1), utloeper_on=ends,
            begrunnelse="Egen kontroll ut året, til felles rutine er prøvd.",
            fragment_id=new_id(), godkjent_av_id=new_id(), godkjent_at=at(1, 1), vedtaksref="V",
        )  # fmt: skip
    bott = service_actor(tenant_by_slug("bott"))
    with acting(bott, now=now):
        found = expiring_deviations(bott, today=date(2026, 11, 23))
    assert [(d.hva, d.utloeper) for d in found] == [("lokal_kontroll", date(2026, 11, 30))]
