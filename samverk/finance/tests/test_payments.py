"""Payments: valid for the bank, released by two who did not make or change it, never altered."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from lxml import etree

from samverk.core.access import api as access
from samverk.core.access.api import AccessDenied
from samverk.finance import api as finance
from samverk.finance.wire.pain001 import CreditTransfer, PaymentFile, bank_text, write_pain001

STANDARDS = Path(os.environ.get("SAMVERK_STANDARDS", "var/standards"))
XSD = STANDARDS / "finance/iso20022/xsd/pain.001.001.03.xsd"
NS = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"}
DEBTOR = finance.Debtor("UiT Norges arktiske universitet", "970422528", "76940500903")
KONTO = "86011117947"


def account_of(actor, bruker):
    return access.Bruker.objects.get(tenant_id=actor.tenant_id, brukernavn=bruker)


def make(actor, now, *, art="lonn", source="kjoring-1", konto=KONTO, changed_by=None, **details):
    jonas = account_of(actor, "jonas")
    changer = account_of(actor, changed_by).id if changed_by else None
    values = {
        "party_id": jonas.party_id, "navn": "Jonas Lyngmo", "kontonummer": konto,
        "beloep_oere": 671_600, "konto_endret_av": changer,
    } | details  # fmt: skip
    return finance.create_payment_batch(
        actor=actor, art=art, debtor=DEBTOR, forfall=date(2026, 12, 11),
        payments=[finance.NewPayment(**values)], source=("payroll.kjoring", source), now=now,
    )  # fmt: skip


def release(act_as, bruker, batch, now):
    with act_as("uit", bruker) as actor:
        return finance.release_payment_batch(actor=actor, batch_id=batch, now=now)


def state(act_as, batch):
    with act_as("uit", "lonn") as actor:
        return finance.payment_batch(actor, batch).state


@pytest.mark.standards
@pytest.mark.skipif(not XSD.exists(), reason="the standards pack is not here")
@pytest.mark.parametrize("art", ["lonn", "leverandor"])
def test_the_file_is_valid_and_its_sums_hold(art):
    transfers = (
        CreditTransfer("E1", 100, "Åse Ærlig", KONTO, kid="0012345678901"),
        CreditTransfer("E2", 671_650, "Polarlys Data AS", KONTO, melding="Faktura 90187 & mer"),
        CreditTransfer("E3", 1, "Uten tekst", KONTO),
    )
    from conftest import NOW

    content = write_pain001(
        PaymentFile(
            "M1",
            NOW,
            "UiT",
            "970422528",
            "76940500903",
            date(2026, 12, 11),
            art == "lonn",
            transfers,
        )
    )
    root = etree.fromstring(content)
    etree.XMLSchema(etree.parse(XSD)).assertValid(root)
    assert root.xpath("//p:NbOfTxs/text()", namespaces=NS) == ["3", "3"]
    assert root.xpath("//p:CtrlSum/text()", namespaces=NS) == ["6717.51", "6717.51"]
    assert root.xpath("//p:Ref/text()", namespaces=NS) == ["0012345678901"]
    assert root.xpath("//p:CtgyPurp/p:Cd/text()", namespaces=NS) == (
        ["SALA"] if art == "lonn" else []
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Áilu Šáhpi", "Ailu Sahpi"), ("Björn & «Sønner»", "Bjørn + 'Sønner'"),
        ("linje\n skift\t", "linje skift"), ("😀 Ola", "Ola"), ("a" * 90, "a" * 70),
    ],
)  # fmt: skip
def test_letters_a_bank_does_not_know_are_replaced(text, expected):
    assert bank_text(text, 70) == expected


@pytest.mark.django_db
def test_two_release_and_the_file_is_the_one_they_saw(act_as, now):
    with act_as("uit", "lonn") as actor:
        batch = make(actor, now)
        facts = finance.payment_batch(actor, batch)
        assert (facts.antall, facts.sum_oere, facts.state) == (1, 671_600, "venter")
    assert release(act_as, "okonomi", batch, now) == 1
    too_early = pytest.raises(finance.PaymentBatchRefused, match="To personer må frigi")
    with act_as("uit", "okonomi") as actor, too_early:
        finance.payment_file(actor=actor, batch_id=batch, now=now)
    assert release(act_as, "direktor", batch, now) == 2
    with act_as("uit", "okonomi") as actor:
        content = finance.payment_file(actor=actor, batch_id=batch, now=now)
        assert hashlib.sha256(content).hexdigest() == facts.fil_sha256
        assert f"<Id>{KONTO}</Id>".encode() in content
        assert finance.payment_batch(actor, batch).state == "hentet"
        finance.confirm_paid(actor=actor, batch_id=batch, merknad="camt 1", now=now)
    assert state(act_as, batch) == "betalt"


def reads(act_as):
    """What stands in the read log about Jonas's account, as Jonas sees it."""
    from samverk.core.audit.api import who_has_seen

    with act_as("uit", "jonas") as jonas:
        names = access.brukere(jonas, {line.bruker_id for line in who_has_seen(jonas)})
        return [
            (names[line.bruker_id].brukernavn, line.objekt_type, line.formaal)
            for line in who_has_seen(jonas)
        ]


@pytest.mark.django_db
def test_who_fetches_the_file_has_read_each_account_for_the_payment(act_as, now):
    with act_as("uit", "lonn") as actor:
        batch = make(actor, now)
    release(act_as, "okonomi", batch, now)
    release(act_as, "direktor", batch, now)
    assert reads(act_as) == []
    with act_as("uit", "okonomi") as actor:
        finance.payment_file(actor=actor, batch_id=batch, now=now)
    assert reads(act_as) == [("okonomi", "kontonummer", "utbetaling")]


@pytest.mark.django_db
def test_a_file_the_bank_rejected_is_not_fetched_again(act_as, now):
    """Another file may pay the same money: the bank must not get both."""
    with act_as("uit", "lonn") as actor:
        batch = make(actor, now)
    release(act_as, "okonomi", batch, now)
    release(act_as, "direktor", batch, now)
    with act_as("uit", "okonomi") as actor:
        finance.payment_file(actor=actor, batch_id=batch, now=now)
        finance.reject_payment_batch(actor=actor, batch_id=batch, merknad="Feil konto", now=now)
    before = reads(act_as)
    with act_as("uit", "okonomi") as actor, pytest.raises(finance.PaymentBatchRefused) as refused:
        finance.payment_file(actor=actor, batch_id=batch, now=now)
    assert str(refused.value) == "Betalingen er ferdig, avvist eller stanset."
    assert reads(act_as) == before


@pytest.mark.django_db
def test_no_accounts_come_out_in_raw_sql_without_a_trace(act_as, now):
    ask = "SELECT count(konto) FROM samverk.payment_accounts(%s)"
    with act_as("uit", "lonn") as actor:
        batch = make(actor, now)
        with connection.cursor() as cursor:
            cursor.execute(ask, [batch])
            assert cursor.fetchone() == (1,)
    assert reads(act_as) == [("lonn", "kontonummer", "utbetaling")]
    with act_as("uit", "hr"), connection.cursor() as cursor:
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            cursor.execute(ask, [batch])
        assert refused.value.__cause__.sqlstate == "SV403"
    assert len(reads(act_as)) == 1


@pytest.mark.django_db
def test_the_same_person_does_not_release_twice(act_as, now):
    with act_as("uit", "lonn") as actor:
        batch = make(actor, now)
    release(act_as, "okonomi", batch, now)
    with pytest.raises(finance.TwoPersonsNeeded, match="nummer to"):
        release(act_as, "okonomi", batch, now)
    assert state(act_as, batch) == "halvt"


@pytest.mark.django_db
def test_one_who_changed_an_account_number_in_it_does_not_release_it(act_as, now):
    with act_as("uit", "lonn") as actor:
        batch = make(actor, now, changed_by="okonomi")
    with pytest.raises(finance.TwoPersonsNeeded, match="endret et kontonummer"):
        release(act_as, "okonomi", batch, now)
    assert state(act_as, batch) == "venter"


@pytest.mark.django_db
def test_the_maker_does_not_release(act_as, now):
    with act_as("uit", "lonn") as actor:
        batch = make(actor, now)
        with pytest.raises(AccessDenied):
            finance.release_payment_batch(actor=actor, batch_id=batch, now=now)
        with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(
                "INSERT INTO finance_paymentstep"
                " (id, tenant_id, batch_id, steg, bruker_id, merknad, skjedde_at)"
                " VALUES (uuidv7(), samverk.tenant(), %s, 'frigitt', uuidv7(), '', now())",
                [batch],
            )
    assert state(act_as, batch) == "venter"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("details", "message"),
    [
        ({"beloep_oere": 0}, "Betaling 1: beløpet må være over null."),
        ({"kid": "123", "melding": "x"}, "Betaling 1: bruk enten KID eller melding."),
        ({"kid": "1"}, "Betaling 1: KID har 2–25 siffer."),
        ({"navn": " "}, "Betaling 1: navnet på mottakeren mangler."),
    ],
)
def test_a_wrong_payment_is_named_and_nothing_is_written(act_as, now, details, message):
    with act_as("uit", "lonn") as actor:
        with pytest.raises(finance.PaymentInvalid) as refused:
            make(actor, now, **details)
        assert str(refused.value) == message
        assert finance.payment_batches(actor) == []


@pytest.mark.django_db
def test_an_account_number_with_a_wrong_check_digit_is_refused(act_as, now):
    with act_as("uit", "lonn") as actor:
        with pytest.raises(finance.PaymentInvalid, match="Betaling 1:"):
            make(actor, now, konto="86011117940")
        assert finance.payment_batches(actor) == []


@pytest.mark.django_db
def test_one_source_gives_one_batch(act_as, now):
    with act_as("uit", "lonn") as actor:
        make(actor, now)
        with pytest.raises(finance.PaymentBatchRefused, match="alt laget"):
            make(actor, now)
        assert len(finance.payment_batches(actor)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE finance_payment SET beloep_oere = 1", "DELETE FROM finance_payment",
        "UPDATE finance_paymentbatch SET sum_oere = 1", "DELETE FROM finance_paymentstep",
        "SELECT konto_kryptert FROM finance_payment",
    ],
)  # fmt: skip
def test_a_batch_is_not_altered_by_raw_sql(act_as, now, statement):
    with act_as("uit", "lonn") as actor, connection.cursor() as cursor:
        batch = make(actor, now)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute(statement)
        assert finance.payment_batch(actor, batch).sum_oere == 671_600


@pytest.mark.django_db
def test_payments_are_not_added_to_a_batch_later(act_as, now):
    with act_as("uit", "lonn") as actor, connection.cursor() as cursor:
        batch = make(actor, now)
        with pytest.raises(DatabaseError, match="ikke hel"), transaction.atomic():
            cursor.execute(
                "INSERT INTO finance_payment (id, tenant_id, batch_id, nr, end_to_end_id, party_id,"
                " navn, konto_kryptert, siste_fire, beloep_oere, kid, melding)"
                " SELECT uuidv7(), tenant_id, batch_id, 2, 'E2', party_id, navn, '', '0000', 1,"
                " '', ''"
                " FROM finance_payment"
            )
        assert finance.payment_batch(actor, batch).antall == 1


@pytest.mark.django_db
def test_a_stopped_batch_is_not_released(act_as, now):
    with act_as("uit", "lonn") as actor:
        batch = make(actor, now)
        finance.stop_payment_batch(actor=actor, batch_id=batch, merknad="Feil dag", now=now)
    with pytest.raises(finance.PaymentBatchRefused, match="stanset"):
        release(act_as, "okonomi", batch, now)
    assert state(act_as, batch) == "stanset"


@pytest.mark.django_db
def test_the_page_releases_and_hands_out_the_file(act_as, sign_in, now):
    with act_as("uit", "lonn") as actor:
        batch = make(actor, now)
    path = f"/regnskap/betalinger/{batch}/"
    for bruker in ("okonomi", "direktor"):
        assert sign_in("uit", bruker).post(path, {"handling": "frigi"}).status_code == 302
    client = sign_in("uit", "okonomi")
    again = client.post(path, {"handling": "frigi"})
    assert again.status_code == 422
    answer = client.post(f"{path}fil/")
    assert answer["Content-Type"] == "application/xml"
    assert answer.content.startswith(b"<?xml")
    assert sign_in("uio", "okonomi").get(path).status_code == 404
    assert sign_in("uit", "jonas").get(path).status_code == 403
