"""Pay a run: two other people release the bank file; then everyone concerned is told, once."""

import pytest
from django.db import connection, transaction

from samverk.core.access import api as access
from samverk.core.access.api import AccessDenied, DutiesNotSeparated
from samverk.core.outbox.api import Event, deliver_due
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.ui import api as ui
from samverk.finance import api as finance
from samverk.payroll import api as payroll


def batch_of(actor, run):
    return finance.payment_batch_for_source(actor, "payroll.loennskjoering", str(run))


def test_two_releases_make_it_paid_and_tell_each_employment(act_as, staff, approved, november):
    with act_as("uit", "okonomi", november) as actor:
        first = payroll.pay_loennskjoering(actor=actor, kjoering_id=approved, now=november)
        assert (first.frigitt, first.er_betalt) == (1, False)
        batch = batch_of(actor, approved)
        assert (batch.antall, batch.sum_oere) == (2, 41_354_80)
        assert payroll.kjoering(actor, approved).tilstand == "godkjent"
    with act_as("uit", "direktor", november) as actor:
        second = payroll.pay_loennskjoering(actor=actor, kjoering_id=approved, now=november)
        assert (second.frigitt, second.er_betalt) == (2, True)
        run = payroll.kjoering(actor, approved)
        assert run.tilstand == "betalt"
    with act_as("uit", "lonn", november):
        told = Event.objects.filter(type="payroll.loenn.utbetalt.v1")
        assert {event.subject_id for event in told} == {
            staff.torgeir.arbeidsforhold_id, staff.jonas.arbeidsforhold_id,
        }  # fmt: skip
        assert told[0].data["utbetalt"] == "2026-11-12"
        assert set(told[0].data) == {"arbeidsforhold", "kjoering", "utbetalt"}


def test_the_file_holds_each_person_once_with_the_right_amount(act_as, paid, november):
    with act_as("uit", "okonomi", november) as actor:
        content = finance.payment_file(
            actor=actor, batch_id=batch_of(actor, paid).id, now=november
        ).decode()
    assert content.count("<CdtTrfTxInf>") == 2
    assert "<CtrlSum>41354.80</CtrlSum>" in content
    assert '<InstdAmt Ccy="NOK">37229.00</InstdAmt>' in content
    assert '<InstdAmt Ccy="NOK">4125.80</InstdAmt>' in content


def test_the_one_who_approved_cannot_pay(act_as, approved, november):
    with act_as("uit", "lonnsleder", november) as actor:
        with pytest.raises(AccessDenied):
            payroll.pay_loennskjoering(actor=actor, kjoering_id=approved, now=november)
        from dataclasses import replace

        also = replace(
            actor,
            kapabiliteter=actor.kapabiliteter | {"lonn.kjoring.utbetal", "okonomi.betaling.frigi"},
        )
        with pytest.raises(DutiesNotSeparated), transaction.atomic():
            payroll.pay_loennskjoering(actor=also, kjoering_id=approved, now=november)
        assert payroll.kjoering(actor, approved).tilstand == "godkjent"


def test_the_same_person_cannot_release_twice(act_as, approved, november):
    with act_as("uit", "okonomi", november) as actor:
        payroll.pay_loennskjoering(actor=actor, kjoering_id=approved, now=november)
        with pytest.raises(finance.TwoPersonsNeeded), transaction.atomic():
            payroll.pay_loennskjoering(actor=actor, kjoering_id=approved, now=november)
        assert payroll.kjoering(actor, approved).tilstand == "godkjent"


def test_a_run_that_is_not_approved_is_not_paid(act_as, calculated, november):
    with act_as("uit", "okonomi", november) as actor:
        with pytest.raises(payroll.LoennskjoeringRefused, match="godkjennes"):
            payroll.pay_loennskjoering(actor=actor, kjoering_id=calculated, now=november)
        assert batch_of(actor, calculated) is None


def test_a_paid_run_is_not_paid_again(act_as, paid, november):
    with act_as("uit", "okonomi", november) as actor:
        with pytest.raises(payroll.LoennskjoeringRefused, match="alt betalt"):
            payroll.pay_loennskjoering(actor=actor, kjoering_id=paid, now=november)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM finance_paymentbatch")
            assert cursor.fetchone() == (1,)


def test_everyone_paid_and_everyone_who_prepared_is_told(act_as, staff, approved, november):
    service = access.service_actor(tenant_by_slug("uit"))

    def told(name):
        deliver_due(actor=service, now=november)
        with act_as("uit", name, november) as actor:
            return [(n.text, n.url) for n in ui.my_notices(actor).rows]

    assert told("torgeir") == []
    run_url = f"/lonn/kjoringer/{approved}/"
    assert [url for _text, url in told("lonnsleder")] == [run_url]
    assert "venter på at du godkjenner: 2 personer" in told("lonnsleder")[0][0]
    assert [t.rpartition(" er ")[2] for t, _url in told("lonn")] == ["godkjent"]
    for name in ("okonomi", "direktor"):
        with act_as("uit", name, november) as actor:
            payroll.pay_loennskjoering(actor=actor, kjoering_id=approved, now=november)
    with act_as("uit", "torgeir", november) as actor:
        (slip,) = payroll.my_slips(actor)
    ((text, url),) = told("torgeir")
    assert text.startswith("Lønnsslippen er klar. Penger på konto 12.\u00a0november")
    assert url == f"/lonn/slipper/{slip.id}/"
    (text, url), *_rest = told("okonomi")
    assert "er frigitt av to" in text
    assert url.startswith("/regnskap/betalinger/")
    assert not any("frigitt" in text for text, _url in told("direktor"))
