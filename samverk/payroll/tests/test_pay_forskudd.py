"""An advance from question to repayment: one run, two persons, own account, never below zero."""

from datetime import datetime, timedelta

import pytest
from django.db import Error, connection, transaction

from samverk.core.access import api as access
from samverk.core.tenancy.api import tenant_by_slug
from samverk.finance import api as finance
from samverk.hr.models import Forskudd
from samverk.payroll import api as payroll
from samverk.payroll.models import Artefakt, Loennskjoering
from samverk.payroll.tests.advance import ASKED, OSLO, approve, ask, calculate, deliver, pay
from samverk.payroll.tests.test_calculate_loennskjoering import lines

NOVEMBER = datetime(2026, 11, 4, 12, 30, tzinfo=OSLO)


def post(act_as, run_id, now=ASKED):
    with act_as("uit", "okonomi", now) as actor:
        payroll.post_loennskjoering(actor=actor, kjoering_id=run_id, now=now)


def status(act_as):
    with act_as("uit", "lonn", ASKED):
        return list(Forskudd.objects.values_list("status", "utbetalingsdato", "svar"))


def ledger(act_as):
    with act_as("uit", "okonomi", ASKED), connection.cursor() as cursor:
        cursor.execute("SELECT konto, sum(beloep_oere) FROM finance_voucherline GROUP BY 1")
        return dict(cursor.fetchall())


def test_the_event_twice_is_one_run_opened_in_the_askers_name(act_as, asked):
    _staff, forskudd, run = asked
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=ASKED) as machine:
        again = payroll.open_forskudd(machine=machine, forskudd_id=forskudd, now=ASKED)
        assert again == run.id
        assert Loennskjoering.objects.count() == 1
    with act_as("uit", "ingrid", ASKED) as ingrid:
        asker = ingrid.bruker_id
    assert (run.tilstand, run.forskudd_id, run.opprettet_av) == ("aapen", forskudd, asker)
    assert run.begrunnelse == "Kontrakten kom sent"


def test_from_question_to_the_month_that_takes_it_back(act_as, asked, books):
    staff, _forskudd, run = asked
    person = staff.jonas.party_id
    calculate(act_as, staff, run.id)
    with act_as("uit", "lonn", ASKED):
        assert lines(person, run.id) == [("2500", 2_000_00)]
    approve(act_as, run.id)
    assert status(act_as) == [("innvilget", run.utbetalingsdato, "")]
    pay(act_as, run.id)
    assert status(act_as) == [("utbetalt", run.utbetalingsdato, "")]
    with act_as("uit", "okonomi", ASKED) as actor:
        batch = finance.payment_batch_for_source(actor, "payroll.loennskjoering", str(run.id))
        file = finance.payment_file(actor=actor, batch_id=batch.id, now=ASKED).decode()
    assert '<InstdAmt Ccy="NOK">2000.00</InstdAmt>' in file
    assert "Forskudd p" in file
    post(act_as, run.id)
    # A claim on the person and money out of the bank; no cost, no tax, no employer's tax.
    assert {k: v for k, v in ledger(act_as).items() if v} == {1540: 2_000_00, 1960: -2_000_00}
    with act_as("uit", "lonn", ASKED) as actor:
        assert payroll.report_loennskjoering(actor=actor, kjoering_id=run.id, now=ASKED) == 0
        assert Artefakt.objects.filter(kjoering_id=run.id, type="amelding").count() == 0
        assert payroll.kjoering(actor, run.id).tilstand == "meldt"
        assert payroll.forskudd_left(actor, person) == 2_000_00
        main = payroll.open_loennskjoering(
            actor=actor, art="ordinaer", aar=2026, maaned=11, now=NOVEMBER
        )
    calculate(act_as, staff, main, NOVEMBER)
    with act_as("uit", "lonn", NOVEMBER) as actor:
        own = lines(person, main)
        # 20 hours at 210,50 less 2 % pension and the advance.
        assert [one for one in own if one[0] < "9000"] == [
            ("1010", 4_210_00), ("2000", 0), ("2100", -84_20), ("2510", -2_000_00),
        ]  # fmt: skip
        assert payroll.kjoering(actor, main).netto_oere == 2_125_80
    approve(act_as, main, NOVEMBER)
    pay(act_as, main, NOVEMBER)
    post(act_as, main, NOVEMBER)
    assert ledger(act_as)[1540] == 0
    with act_as("uit", "lonn", NOVEMBER) as actor:
        assert payroll.forskudd_left(actor, person) == 0


def test_what_the_pay_does_not_cover_is_carried_forward(act_as, jonas, books):
    ask(act_as, jonas, 500_000)
    (run,) = deliver()
    calculate(act_as, jonas, run.id)
    approve(act_as, run.id)
    pay(act_as, run.id)
    with act_as("uit", "lonn", NOVEMBER) as actor:
        main = payroll.open_loennskjoering(
            actor=actor, art="ordinaer", aar=2026, maaned=11, now=NOVEMBER
        )
    calculate(act_as, jonas, main, NOVEMBER)
    with act_as("uit", "lonn", NOVEMBER) as actor:
        # 4 210,00 − 84,20: all of it goes, and 874,20 waits.
        assert ("2510", -4_125_80) in lines(jonas.jonas.party_id, main)
        assert payroll.kjoering(actor, main).netto_oere == 0
        payroll.explain_kontrollfunn(
            actor=actor, kjoering_id=main, kontroll="netto_null", forklaring="Forskudd trukket",
            now=NOVEMBER,
        )  # fmt: skip
    approve(act_as, main, NOVEMBER)
    with act_as("uit", "lonn", NOVEMBER) as actor:
        assert payroll.forskudd_left(actor, jonas.jonas.party_id) == 874_20


def test_refused_with_a_reason_before_money_moves(act_as, asked, books):
    staff, _forskudd, run = asked
    calculate(act_as, staff, run.id)
    approve(act_as, run.id)
    with act_as("uit", "lonn", ASKED) as actor:
        with pytest.raises(payroll.LoennskjoeringRefused, match="Skriv hvorfor"):
            payroll.cancel_forskudd(actor=actor, kjoering_id=run.id, grunn=" ", now=ASKED)
        payroll.cancel_forskudd(
            actor=actor, kjoering_id=run.id, grunn="Lønna rekker likevel", now=ASKED
        )
        with pytest.raises(payroll.LoennskjoeringRefused, match="alt avslått"):
            payroll.cancel_forskudd(actor=actor, kjoering_id=run.id, grunn="En gang til", now=ASKED)
        assert payroll.kjoering(actor, run.id).tilstand == "avlyst"
        assert payroll.forskudd_left(actor, staff.jonas.party_id) == 0
        with pytest.raises(Error) as refused, transaction.atomic():
            Loennskjoering.objects.filter(id=run.id).update(tilstand="godkjent", avlyst_at=None)
        assert refused.value.__cause__.sqlstate == "SV001"
    assert status(act_as) == [("avslaatt", run.utbetalingsdato, "Lønna rekker likevel")]
    refused = pytest.raises(payroll.LoennskjoeringRefused, match="må godkjennes")
    with act_as("uit", "okonomi", ASKED) as actor, refused:
        payroll.pay_loennskjoering(actor=actor, kjoering_id=run.id, now=ASKED)
    assert status(act_as) == [("avslaatt", run.utbetalingsdato, "Lønna rekker likevel")]
    # The way is open for a new one, with a run of its own on the same day.
    ask(act_as, staff, 100_000)
    assert sorted(run.tilstand for run in deliver()) == ["aapen", "avlyst"]


def test_a_released_payment_is_no_longer_refused(act_as, asked, books):
    staff, _forskudd, run = asked
    calculate(act_as, staff, run.id)
    approve(act_as, run.id)
    with act_as("uit", "okonomi", ASKED) as actor:
        payroll.pay_loennskjoering(actor=actor, kjoering_id=run.id, now=ASKED)
    with act_as("uit", "lonn", ASKED) as actor:
        with pytest.raises(payroll.LoennskjoeringRefused, match="frigitt"):
            payroll.cancel_forskudd(actor=actor, kjoering_id=run.id, grunn="For sent", now=ASKED)
        assert payroll.kjoering(actor, run.id).tilstand == "godkjent"
    assert status(act_as)[0][0] == "innvilget"


def test_the_one_who_asked_does_not_approve(act_as, jonas):
    ask(act_as, jonas, who="lonnsleder")
    (run,) = deliver()
    calculate(act_as, jonas, run.id)
    with act_as("uit", "lonnsleder", ASKED) as actor:
        with pytest.raises(payroll.LoennskjoeringNotTwoPersons), transaction.atomic():
            payroll.approve_loennskjoering(actor=actor, kjoering_id=run.id, now=ASKED)
        assert payroll.kjoering(actor, run.id).tilstand == "kontrollert"
    assert status(act_as)[0][0] == "bedt_om"


def test_nobody_takes_a_step_in_their_own_advance(act_as, asked):
    from dataclasses import replace

    staff, _forskudd, run = asked
    with act_as("uit", "lonn", ASKED) as actor:
        own = replace(actor, on_behalf_of_party=staff.jonas.party_id)
        for act in (payroll.calculate_loennskjoering, payroll.cancel_forskudd):
            more = {} if act is payroll.calculate_loennskjoering else {"grunn": "Mitt eget"}
            with pytest.raises(payroll.LoennskjoeringRefused, match="ditt eget"):
                act(actor=own, kjoering_id=run.id, now=ASKED, **more)
        assert payroll.kjoering(actor, run.id).tilstand == "aapen"


def test_a_correction_from_today_ends_an_earlier_choice_for_a_day_to_come(act_as, books):
    with act_as("uit", "okonomi", ASKED) as actor:
        later = ASKED.date() + timedelta(days=30)
        for minutes, account, day in ((1, "12345678903", later), (2, "86011117947", ASKED.date())):
            payroll.set_utbetalingskonto(
                actor=actor, kontonummer=account, begrunnelse="Ny konto fra banken",
                gjelder_fra=day, now=ASKED + timedelta(minutes=minutes),
            )  # fmt: skip
        found = [payroll.utbetalingskonto(actor.tenant_id, on=d) for d in (ASKED.date(), later)]
        assert [one.kontonummer for one in found] == ["86011117947", "86011117947"]
        assert payroll.utbetalingskontoer(actor)[0].kontonummer == "86011117947"


def test_an_account_counts_from_its_day(act_as, books):
    with act_as("uit", "okonomi", ASKED) as actor:
        later = ASKED.date() + timedelta(days=30)
        payroll.set_utbetalingskonto(
            actor=actor, kontonummer="12345678903", begrunnelse="Ny konto fra banken",
            gjelder_fra=later, now=ASKED,
        )  # fmt: skip
        before = payroll.utbetalingskonto(actor.tenant_id, on=later - timedelta(days=1))
        after = payroll.utbetalingskonto(actor.tenant_id, on=later)
        assert (before.kontonummer, after.kontonummer) == ("12345678911", "12345678903")
        with pytest.raises(payroll.LoennskjoeringRefused) as refused:
            payroll.set_utbetalingskonto(
                actor=actor, kontonummer="12345678903", begrunnelse="Tilbake i tid",
                gjelder_fra=ASKED.date() - timedelta(days=1), now=ASKED,
            )  # fmt: skip
        assert refused.value.field == "gjelder_fra"
        assert len(payroll.utbetalingskontoer(actor)) == 2
