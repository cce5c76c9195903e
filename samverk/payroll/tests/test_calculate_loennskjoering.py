"""Calculate a run: exact øre, only what changed, nobody twice, nothing half."""

from datetime import date

import pytest
from django.db import connection, transaction

from samverk.core.access.api import AccessDenied
from samverk.payroll import api as payroll
from samverk.payroll.tests.people import FRIKORT, hours, party_of


def lines(party_id, run):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT loennsart, beloep_oere FROM payroll_loennslinje WHERE kjoering_id = %s"
            " AND party_id = %s ORDER BY nr",
            [run, party_id],
        )
        return cursor.fetchall()


def counts(run):
    with connection.cursor() as cursor:
        found = []
        for table in ("payroll_inndata", "payroll_loennslinje", "payroll_resultat"):
            cursor.execute(f"SELECT count(*) FROM {table} WHERE kjoering_id = %s", [run])
            found.append(cursor.fetchone()[0])
        return tuple(found)


def test_every_line_of_a_salary_and_of_hours_is_exact(act_as, staff, calculated, november):
    with act_as("uit", "lonn", november) as actor:
        assert lines(staff.torgeir.party_id, calculated) == [
            ("1000", 53_000_00), ("2000", -14_711_00), ("2100", -1_060_00), ("9200", 4_664_00),
            ("9100", 4_555_46), ("9000", 7_579_00), ("9110", 598_74),
        ]  # fmt: skip
        # 20 hours at 210,50: 4 210,00; no tax at this basis, 2 % pension.
        assert lines(staff.jonas.party_id, calculated) == [
            ("1010", 4_210_00), ("2000", 0), ("2100", -84_20), ("9200", 370_48), ("9100", 361_86),
            ("9000", 505_20), ("9110", 39_91),
        ]  # fmt: skip
        run = payroll.kjoering(actor, calculated)
    assert (run.antall, run.brutto_oere, run.skattetrekk_oere, run.netto_oere) == (
        2, 57_210_00, 14_711_00, 41_354_80,
    )  # fmt: skip
    assert run.utbetalingsdato == date(2026, 11, 12)


def test_the_same_facts_calculated_again_change_nothing(act_as, staff, calculated, november):
    with act_as("uit", "lonn", november) as actor:
        again = payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=calculated, now=november, kilde=staff.source
        )
    assert (again.antall, again.beregnet) == (2, 0)


def test_only_the_person_whose_facts_changed_is_worked_out_again(
    act_as, staff, calculated, november
):
    claims = (*staff.jonas.claims, hours("t2", 500, 21_050, date(2026, 10, 1), date(2026, 11, 1)))
    staff.change(staff.jonas, claims=claims)
    with act_as("uit", "lonn", november) as actor:
        again = payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=calculated, now=november, kilde=staff.source
        )
        assert (again.antall, again.beregnet) == (2, 1)
        own = lines(staff.jonas.party_id, calculated)
        assert [line for line in own if line[0] == "1010"] == [
            ("1010", 4_210_00), ("1010", 1_052_50),
        ]  # fmt: skip
        assert payroll.kjoering(actor, calculated).tilstand == "beregnet"


def test_a_person_who_has_left_leaves_the_run(act_as, staff, calculated, november):
    staff.work.remove(staff.jonas)
    with act_as("uit", "lonn", november) as actor:
        payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=calculated, now=november, kilde=staff.source
        )
        assert payroll.kjoering(actor, calculated).antall == 1
        assert lines(staff.jonas.party_id, calculated) == []


def test_one_person_set_aside_is_not_paid_and_the_rest_goes_on(act_as, staff, calculated, november):
    with act_as("uit", "lonn", november) as actor:
        payroll.set_aside_medlem(
            actor=actor,
            kjoering_id=calculated,
            party_id=staff.jonas.party_id,
            grunn="Kontrakten ble signert etter fristen",
            now=november,
        )
        payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=calculated, now=november, kilde=staff.source
        )
        run = payroll.kjoering(actor, calculated)
        assert (run.antall, run.netto_oere) == (1, 37_229_00)
        assert lines(staff.jonas.party_id, calculated) == []


def test_the_one_set_aside_is_paid_off_cycle_by_percent(act_as, staff, calculated, november):
    with act_as("uit", "lonn", november) as actor:
        payroll.set_aside_medlem(
            actor=actor,
            kjoering_id=calculated,
            party_id=staff.jonas.party_id,
            grunn="Kontrakten ble signert etter fristen",
            now=november,
        )
        extra = payroll.open_loennskjoering(
            actor=actor,
            art="utenom",
            aar=2026,
            maaned=11,
            utbetalingsdato=date(2026, 11, 17),
            medlemmer=[(staff.jonas.party_id, 0)],
            begrunnelse="Tatt ut av hovedlønna",
            now=november,
        )
        payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=extra, now=november, kilde=staff.source
        )
        # 41 % of 4 210,00 − 84,20 = 4 125,80, whole kroner downwards.
        assert ("2000", -1_691_00) in lines(staff.jonas.party_id, extra)


def test_an_advance_is_paid_out_and_taken_back_by_the_next_run(act_as, staff, books, november):
    with act_as("uit", "lonn", november) as actor:
        advance = payroll.open_loennskjoering(
            actor=actor,
            art="forskudd",
            aar=2026,
            maaned=11,
            utbetalingsdato=date(2026, 11, 5),
            medlemmer=[(staff.jonas.party_id, 2_000_00)],
            begrunnelse="Første lønn ble sen",
            now=november,
        )
        payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=advance, now=november, kilde=staff.source
        )
        assert lines(staff.jonas.party_id, advance) == [("2500", 2_000_00)]
        payroll.control_loennskjoering(actor=actor, kjoering_id=advance, now=november)
    with act_as("uit", "lonnsleder", november) as actor:
        payroll.approve_loennskjoering(actor=actor, kjoering_id=advance, now=november)
    for user in ("okonomi", "direktor"):
        with act_as("uit", user, november) as actor:
            payroll.pay_loennskjoering(actor=actor, kjoering_id=advance, now=november)
    with act_as("uit", "lonn", november) as actor:
        run = payroll.open_loennskjoering(
            actor=actor, art="ordinaer", aar=2026, maaned=11, now=november
        )
        payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=run, now=november, kilde=staff.source
        )
        own = lines(staff.jonas.party_id, run)
        assert ("2510", -2_000_00) in own
        assert sum(oere for code, oere in own if code < "9000") == 2_125_80


def test_a_frikort_withholds_nothing_until_it_is_used_up(act_as, staff, november):
    with act_as("uit", "lonn", november) as actor:
        amalie = staff.hire(
            party_of(actor, "Amalie Rødsand"),
            card=FRIKORT,
            account="12345678946",
            claims=(hours("t9", 10_000, 21_050, date(2026, 10, 1), date(2026, 11, 1)),),
        )
        run = payroll.open_loennskjoering(
            actor=actor, art="ordinaer", aar=2026, maaned=11, now=november
        )
        payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=run, now=november, kilde=staff.source
        )
        assert ("2000", 0) in lines(amalie.party_id, run)


def test_a_second_ordinary_run_of_the_month_is_refused(act_as, staff, calculated, november):
    with (
        act_as("uit", "lonn", november) as actor,
        pytest.raises(payroll.LoennskjoeringRefused, match="alt en ordinær"),
    ):
        payroll.open_loennskjoering(actor=actor, art="ordinaer", aar=2026, maaned=11, now=november)


def test_the_same_person_in_two_extra_runs_of_one_day_is_refused(act_as, staff, november):
    with act_as("uit", "lonn", november) as actor:
        facts = {
            "art": "utenom", "aar": 2026, "maaned": 11, "utbetalingsdato": date(2026, 11, 17),
            "medlemmer": [(staff.jonas.party_id, 0)], "now": november,
        }  # fmt: skip
        payroll.open_loennskjoering(actor=actor, **facts)
        with pytest.raises(payroll.MedlemPaidTwice), transaction.atomic():
            payroll.open_loennskjoering(actor=actor, **facts)
        assert len(payroll.kjoeringer(actor)) == 1


def test_a_stop_in_the_middle_leaves_nothing_half(act_as, staff, november, monkeypatch):
    with act_as("uit", "lonn", november) as actor:
        run = payroll.open_loennskjoering(
            actor=actor, art="ordinaer", aar=2026, maaned=11, now=november
        )

        def stop(_tenant, _run):
            raise KeyboardInterrupt

        monkeypatch.setattr("samverk.payroll.services.beregning.run_sums", stop)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            payroll.calculate_loennskjoering(
                actor=actor, kjoering_id=run, now=november, kilde=staff.source
            )
        assert counts(run) == (0, 0, 0)
        assert payroll.kjoering(actor, run).tilstand == "aapen"


def test_without_the_right_nothing_is_calculated(act_as, staff, calculated, november):
    before = counts(calculated)
    with act_as("uit", "ingrid", november) as actor, pytest.raises(AccessDenied):
        payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=calculated, now=november, kilde=staff.source
        )
    with act_as("uit", "lonn", november):
        assert counts(calculated) == before or before == (0, 0, 0)


def test_another_university_does_not_see_the_run(act_as, calculated, november):
    with act_as("uio", "lonn", november) as actor:
        assert payroll.kjoering(actor, calculated) is None
        with pytest.raises(payroll.LoennskjoeringMissing):
            payroll.calculate_loennskjoering(actor=actor, kjoering_id=calculated, now=november)
