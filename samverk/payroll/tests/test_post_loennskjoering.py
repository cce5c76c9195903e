"""Post a run: balanced vouchers per unit, the money out of the bank, every figure traceable."""

import pytest
from django.db import connection, transaction

from samverk.core.organisation import api as organisation
from samverk.finance import api as finance
from samverk.payroll import api as payroll


def test_the_voucher_balances_and_falls_on_the_right_accounts(act_as, staff, paid, november):
    with act_as("uit", "okonomi", november) as actor:
        assert payroll.post_loennskjoering(actor=actor, kjoering_id=paid, now=november) == 2
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT l.konto, sum(l.beloep_oere) FROM finance_voucherline l"
                " JOIN finance_voucher v ON v.id = l.voucher_id WHERE v.serie = '5'"
                " GROUP BY l.konto ORDER BY l.konto"
            )
            assert cursor.fetchall() == [
                (2600, -14_711_00), (2630, -1_144_20), (2770, -4_917_32), (2780, -638_65),
                (2810, -5_034_48), (2930, -41_354_80), (2940, -8_084_20), (5000, 53_000_00),
                (5100, 4_210_00), (5180, 8_084_20), (5400, 4_917_32), (5410, 638_65),
                (5420, 5_034_48),
            ]  # fmt: skip
            cursor.execute(
                "SELECT l.konto, l.beloep_oere FROM finance_voucherline l"
                " JOIN finance_voucher v ON v.id = l.voucher_id WHERE v.serie = '3' ORDER BY 1"
            )
            assert cursor.fetchall() == [(1960, -41_354_80), (2930, 41_354_80)]
        assert payroll.kjoering(actor, paid).tilstand == "bokfoert"


def test_a_run_is_known_as_posted_from_then_on_and_no_other(act_as, staff, paid, november):
    with act_as("uit", "okonomi", november) as actor:
        assert payroll.posted_kjoeringer(actor, [paid, staff.unit.id]) == frozenset()
        payroll.post_loennskjoering(actor=actor, kjoering_id=paid, now=november)
        assert payroll.posted_kjoeringer(actor, [paid, staff.unit.id]) == {paid}


def test_every_ledger_line_points_back_at_the_run_and_unit(act_as, staff, paid, november):
    with act_as("uit", "okonomi", november) as actor:
        payroll.post_loennskjoering(actor=actor, kjoering_id=paid, now=november)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT l.ref_type, a.noekkel FROM finance_voucherline l"
                " JOIN finance_voucher v ON v.id = l.voucher_id"
                " JOIN payroll_artefakt a ON a.id = l.ref_id WHERE v.serie = '5'"
            )
            assert cursor.fetchall() == [("payroll.bilag", str(staff.unit.id))]


@pytest.fixture
def two_units(act_as, staff, november):
    """Jonas works in another unit than Torgeir."""
    with act_as("uit", "lonn", november) as actor:
        units = organisation.enheter(actor.tenant_id, on=november.date())
        other = next(one for one in units if one.navn == "Institutt for samfunnsvitenskap")
    staff.change(staff.jonas, enhet_id=other.id)
    return {staff.unit.id, other.id}


def test_each_unit_gets_one_voucher_that_balances_by_itself(act_as, two_units, paid, november):
    with act_as("uit", "okonomi", november) as actor:
        payroll.post_loennskjoering(actor=actor, kjoering_id=paid, now=november)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT a.noekkel, count(DISTINCT v.id), sum(l.beloep_oere),"
                " max(l.beloep_oere) FILTER (WHERE l.konto IN (5000, 5100))"
                " FROM finance_voucherline l JOIN finance_voucher v ON v.id = l.voucher_id"
                " JOIN payroll_artefakt a ON a.id = l.ref_id"
                " WHERE v.serie = '5' GROUP BY a.noekkel ORDER BY 4"
            )
            found = cursor.fetchall()
    assert {key for key, *_ in found} == {str(unit) for unit in two_units}
    assert [row[1:] for row in found] == [(1, 0, 4_210_00), (1, 0, 53_000_00)]


def test_a_run_that_is_not_paid_is_not_posted(act_as, approved, november):
    with act_as("uit", "okonomi", november) as actor:
        with pytest.raises(payroll.LoennskjoeringRefused, match="betales"):
            payroll.post_loennskjoering(actor=actor, kjoering_id=approved, now=november)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM finance_voucher")
            assert cursor.fetchone() == (0,)


def test_a_run_is_posted_once(act_as, paid, november):
    with act_as("uit", "okonomi", november) as actor:
        payroll.post_loennskjoering(actor=actor, kjoering_id=paid, now=november)
        with pytest.raises(payroll.LoennskjoeringRefused, match="alt bokført"):
            payroll.post_loennskjoering(actor=actor, kjoering_id=paid, now=november)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM finance_voucher")
            assert cursor.fetchone() == (2,)


def test_a_closed_period_stops_the_posting_and_leaves_nothing(act_as, paid, november):
    with act_as("uit", "okonomi", november) as actor:
        change = finance.close_period(
            actor=actor, periode=202611, begrunnelse="Månedsslutt", now=november
        )
    with act_as("uit", "direktor", november) as actor:
        finance.confirm_period_change(actor=actor, change_id=change, now=november)
    with act_as("uit", "okonomi", november) as actor:
        with pytest.raises(finance.PeriodClosed), transaction.atomic():
            payroll.post_loennskjoering(actor=actor, kjoering_id=paid, now=november)
        assert payroll.kjoering(actor, paid).tilstand == "betalt"
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM finance_voucher")
            assert cursor.fetchone() == (0,)
