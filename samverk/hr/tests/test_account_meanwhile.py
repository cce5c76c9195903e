"""A change of account when something else happens at the same time, or nothing ever does."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.db import Error, transaction

from samverk.core.outbox import api as outbox
from samverk.core.outbox.api import Event
from samverk.core.parties import api as parties
from samverk.hr import api as hr
from samverk.hr import handlers
from samverk.hr.models import Kontoendring, Signatur
from samverk.hr.services import kontoendring as konto
from samverk.hr.services import kontrakt as signing
from samverk.hr.tests.conftest import DEMO
from samverk.hr.tests.test_change_account import NEW, OLD, account, ask, confirm, deliver, status

pytestmark = pytest.mark.django_db


def test_two_confirmations_at_once_are_one(paid, act_as, now, monkeypatch):
    endring, later = ask(act_as, now), now + timedelta(hours=1)

    def meanwhile(*_marks):
        monkeypatch.setattr(konto.hmac, "compare_digest", lambda *_: True)
        confirm(act_as, endring, later)
        return True

    monkeypatch.setattr(konto.hmac, "compare_digest", meanwhile)
    refused = pytest.raises(hr.KontoendringRefused, match="alt brukt")
    with act_as("uit", "jonas", later) as jonas, refused:
        hr.confirm_kontoendring(actor=jonas, endring_id=endring, merke="", now=later)
    deliver(later)
    changed = [m.to for m in mail.outbox if m.subject == "Kontoen lønna går til, er endret"]
    assert changed == [["jonas@uit.no"]]
    with act_as("uit", "jonas", later):
        assert Event.objects.filter(type="hr.kontonummer.registrert.v1").count() == 1
        assert Event.objects.filter(type="hr.kontoendring.bekreftet.v1").count() == 1


def test_two_wishes_at_once_are_one(paid, act_as, now, monkeypatch):
    ask(act_as, now)
    none = Kontoendring.objects.none()
    monkeypatch.setattr(konto, "_waiting", lambda *_: none)  # it came after this one looked
    with pytest.raises(hr.KontoendringRefused, match="alt bedt om en ny konto") as refused:
        ask(act_as, now, "15032080208")
    assert refused.value.field == "kontonummer"
    assert status(act_as, now) == ["venter"]


def test_an_account_that_was_registered_meanwhile_is_said(paid, sent, act_as, now, monkeypatch):
    _, kontrakt = sent()
    monkeypatch.setattr(signing, "_account", typed_as_the_first)
    with act_as("uit", "jonas") as jonas:
        with pytest.raises(hr.KontoendringRefused, match="alt registrert eller endret"):
            hr.sign_kontrakt(
                actor=jonas, kontrakt_id=kontrakt, now=now,
                signering=hr.Signering(DEMO, "Tromsø", NEW),
            )  # fmt: skip
        assert not Signatur.objects.exists()
    assert account(act_as, now) == [OLD[-4:]]


def typed_as_the_first(actor, party_id, typed, now):
    """As for one who has no account yet, when another signature has just given one."""
    made = parties.give_identifier(
        tenant_id=actor.tenant_id, party_id=party_id, kind="kontonummer", value=typed,
        kilde="tastet", now=now,
    )  # fmt: skip
    return made, True


def test_an_address_that_refuses_repeats_no_mail_to_the_other(
    paid, act_as, machine, now, monkeypatch
):
    endring = ask(act_as, now)
    deliver(now)
    with machine() as actor:
        parties.Party.objects.filter(tenant_id=actor.tenant_id, id=paid.party_id).update(
            epost="ny@eksempel.no"
        )
    confirm(act_as, endring, now + timedelta(hours=1))
    mail.outbox.clear()

    def sent(subject, text, sender, to):
        if to == ["ny@eksempel.no"]:
            raise SMTPRecipientsRefused({to[0]: (550, b"no such user")})
        return mail.send_mail(subject, text, sender, to)

    monkeypatch.setattr(handlers, "send_mail", sent)
    for hours in range(1, 12):
        deliver(now + timedelta(hours=hours))
    assert [m.to for m in mail.outbox] == [["jonas@uit.no"]]
    with act_as("uit", "tilgang", now) as support:
        [dead] = outbox.dead_deliveries(support)
    assert (dead.sink, dead.feil) == (
        "hr.kontoendring.ny_adresse",
        "SMTPRecipientsRefused (samverk.hr.tests.test_account_meanwhile.sent)",
    )


def test_what_was_never_confirmed_is_gone_after_a_month(paid, act_as, machine, now):
    days = timedelta(days=1)
    old = ask(act_as, now)  # runs out after two days
    confirmed = ask(act_as, now + 3 * days)  # stops nothing that can still be used, and stops it
    confirm(act_as, confirmed, now + 3 * days + timedelta(hours=1))
    waits = ask(act_as, now + 33 * days, OLD)
    assert status(act_as, now) == ["stoppet", "bekreftet", "venter"]

    def night(at):
        with machine(at=at) as actor:
            gone = hr.forget_unconfirmed(actor=actor, now=at)
        with act_as("uit", "jonas"):
            return gone, list(
                Kontoendring.objects.order_by("opprettet_at").values_list("id", flat=True)
            )

    assert night(now + 33 * days) == (0, [old, confirmed, waits])
    assert night(now + 34 * days) == (1, [confirmed, waits])
    assert night(now + 65 * days) == (0, [confirmed, waits])
    assert night(now + 66 * days) == (1, [confirmed])
    assert night(now + 999 * days) == (0, [confirmed])


@pytest.mark.parametrize("who", ["jonas", "hr", "maskin"])
def test_the_database_lets_nobody_delete_a_wish_before_that(paid, act_as, machine, now, who):
    ask(act_as, now)
    soon = now + timedelta(days=31)
    with machine(at=soon) if who == "maskin" else act_as("uit", who, soon):
        if who == "maskin":
            with pytest.raises(Error) as refused, transaction.atomic():
                Kontoendring.objects.all().delete()
            assert refused.value.__cause__.sqlstate == "SV001"
        else:
            Kontoendring.objects.all().delete()
    assert status(act_as, now) == ["venter"]
