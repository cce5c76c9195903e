"""An ordinary pay outside the month's run for one person: from set aside to the ledger."""

from datetime import date

import pytest
from django.db import connection

from samverk.finance import api as finance
from samverk.payroll import api as payroll
from samverk.payroll.tests.people import confirm_all

PAYDAY = date(2026, 11, 17)


def ledger(serie):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.konto, sum(l.beloep_oere) FROM finance_voucherline l"
            " JOIN finance_voucher v ON v.id = l.voucher_id WHERE v.serie = %s"
            " GROUP BY l.konto ORDER BY l.konto",
            [serie],
        )
        return cursor.fetchall()


@pytest.fixture
def extra(act_as, staff, calculated, november):
    """Jonas is set aside in November's run and gets one of his own, calculated and controlled."""
    with act_as("uit", "lonn", november) as actor:
        payroll.set_aside_medlem(
            actor=actor, kjoering_id=calculated, party_id=staff.jonas.party_id,
            grunn="Kontrakten ble signert etter fristen", now=november,
        )  # fmt: skip
        run = payroll.open_loennskjoering(
            actor=actor, art="utenom", aar=2026, maaned=11, utbetalingsdato=PAYDAY,
            medlemmer=[(staff.jonas.party_id, 0)], begrunnelse="Tatt ut av hovedlønna",
            now=november,
        )  # fmt: skip
        payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=run, now=november, kilde=staff.source
        )
        payroll.control_loennskjoering(actor=actor, kjoering_id=run, now=november)
    confirm_all(act_as, "uit", run, november)
    return run


def test_one_person_is_paid_outside_the_run_and_posted(act_as, staff, extra, november):
    with act_as("uit", "lonnsleder", november) as actor:
        payroll.approve_loennskjoering(actor=actor, kjoering_id=extra, now=november)
    with act_as("uit", "okonomi", november) as actor:
        finance.install_chart(actor=actor, fra=date(2026, 1, 1), now=november)
        finance.open_year(actor=actor, year=2026, now=november)
        payroll.set_utbetalingskonto(
            actor=actor, kontonummer="12345678911", begrunnelse="Kontoen fra banken", now=november
        )
    for user in ("okonomi", "direktor"):
        with act_as("uit", user, november) as actor:
            payroll.pay_loennskjoering(actor=actor, kjoering_id=extra, now=november)
    with act_as("uit", "okonomi", november) as actor:
        assert payroll.post_loennskjoering(actor=actor, kjoering_id=extra, now=november) == 2
        run = payroll.kjoering(actor, extra)
        assert (run.art, run.tilstand, run.antall, run.utbetalingsdato) == (
            "utenom", "bokfoert", 1, PAYDAY,
        )  # fmt: skip
        # 4 210,00 − 2 % pension 84,20 − 41 % tax 1 691.
        assert run.netto_oere == 2_434_80
        assert ledger("5") == [
            (2600, -1_691_00), (2630, -84_20), (2770, -361_86), (2780, -39_91), (2810, -370_48),
            (2930, -2_434_80), (2940, -505_20), (5100, 4_210_00), (5180, 505_20), (5400, 361_86),
            (5410, 39_91), (5420, 370_48),
        ]  # fmt: skip
        assert ledger("3") == [(1960, -2_434_80), (2930, 2_434_80)]
    with act_as("uit", "jonas", november) as actor:
        [slip] = payroll.my_slips(actor)
        assert (slip.netto_oere, slip.utbetalingsdato) == (2_434_80, PAYDAY)
    with act_as("uit", "torgeir", november) as actor:
        assert payroll.my_slips(actor) == []


def test_the_months_own_run_goes_on_without_the_one(act_as, staff, calculated, extra, november):
    with act_as("uit", "lonn", november) as actor:
        payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=calculated, now=november, kilde=staff.source
        )
        assert payroll.kjoering(actor, calculated).antall == 1
