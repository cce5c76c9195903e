"""A changed account is listed for ten days, and only when the person has confirmed it."""

import re
from datetime import timedelta

import pytest

from samverk.core.parties import api as parties
from samverk.finance import api as finance
from samverk.hr import api as hr
from samverk.payroll import api as payroll

pytestmark = pytest.mark.django_db
NEW = "86011117947"


@pytest.fixture
def paid_before(act_as, staff, november):
    """A run of October with everybody in it, and one of November."""
    with act_as("uit", "lonn", november) as actor:
        runs = [
            payroll.open_loennskjoering(
                actor=actor, art="ordinaer", aar=2026, maaned=month, now=november
            )
            for month in (10, 11)
        ]
        for run in runs:
            payroll.calculate_loennskjoering(
                actor=actor, kjoering_id=run, now=november, kilde=staff.source
            )
    return runs[1]


def asked(act_as, at):
    with act_as("uit", "torgeir", at) as person:
        return hr.request_kontoendring(actor=person, kontonummer=NEW, now=at)


def confirmed(act_as, at):
    endring = asked(act_as, at)
    with act_as("uit", "torgeir", at) as person:
        hr.confirm_kontoendring(actor=person, endring_id=endring, merke=hr.mark_of(endring), now=at)


def listed(act_as, staff, run, now):
    """Who the control names, and the last digits of the account Torgeir is paid to."""
    with act_as("uit", "lonn", now) as actor:
        payroll.control_loennskjoering(actor=actor, kjoering_id=run, now=now)
        found = {f.kontroll: f.antall for f in payroll.findings(actor, run)}
        [account] = [
            i.siste_fire
            for i in parties.identifiers(actor.tenant_id, staff.torgeir.party_id, on=now.date())
            if i.type == "kontonummer"
        ]
        return found.get("konto_ny", 0), account


def test_a_confirmed_change_is_listed_for_ten_days(act_as, staff, paid_before, november):
    confirmed(act_as, november - timedelta(days=2))
    assert listed(act_as, staff, paid_before, november) == (1, "7947")
    assert listed(act_as, staff, paid_before, november + timedelta(days=7)) == (1, "7947")
    assert listed(act_as, staff, paid_before, november + timedelta(days=9)) == (0, "7947")


def test_a_change_that_waits_is_neither_listed_nor_paid(act_as, staff, paid_before, november):
    asked(act_as, november - timedelta(days=2))
    assert listed(act_as, staff, paid_before, november) == (0, "8911")


def test_a_first_account_is_no_change(act_as, staff, paid_before, november):
    assert listed(act_as, staff, paid_before, november) == (0, "8911")


def test_an_account_changed_after_the_control_waits_for_the_next_run(
    act_as, staff, approved, november
):
    confirmed(act_as, november + timedelta(hours=1))
    later = november + timedelta(hours=2)
    for who in ("okonomi", "direktor"):
        with act_as("uit", who, later) as actor:
            payroll.pay_loennskjoering(actor=actor, kjoering_id=approved, now=later)
    with act_as("uit", "okonomi", later) as actor:
        batch = finance.payment_batch_for_source(actor, "payroll.loennskjoering", str(approved))
        content = finance.payment_file(actor=actor, batch_id=batch.id, now=later).decode()
        today = later.date() + timedelta(days=1)
        now_known = parties.identifier_facts(actor.tenant_id, ["kontonummer"], on=today)
    paid_to = re.findall(r"<CdtrAcct>.*?(\d{11}).*?</CdtrAcct>", content, re.DOTALL)
    assert sorted(paid_to) == ["12345678903", "12345678911"]
    assert now_known[staff.torgeir.party_id].siste_fire == "7947"


def test_the_slip_says_the_account_that_the_file_says(sign_in, act_as, staff, approved, november):
    confirmed(act_as, november + timedelta(hours=1))
    later = november + timedelta(hours=2)
    for who in ("okonomi", "direktor"):
        with act_as("uit", who, later) as actor:
            payroll.pay_loennskjoering(actor=actor, kjoering_id=approved, now=later)
    with act_as("uit", "torgeir", later) as actor:
        [slip] = payroll.my_slips(actor)
    for who in ("torgeir", "lonn"):
        page = sign_in("uit", who).get(f"/lonn/slipper/{slip.id}/").content.decode()
        assert "til konto •••• ••8911" in page


def test_a_control_again_takes_the_change_along(act_as, staff, calculated, november):
    later = november + timedelta(hours=2)
    confirmed(act_as, november + timedelta(hours=1))
    with act_as("uit", "lonn", later) as actor:
        payroll.control_loennskjoering(actor=actor, kjoering_id=calculated, now=later)
        run = payroll.kjoering(actor, calculated)
        seen = parties.identifier_facts(
            actor.tenant_id, ["kontonummer"], on=run.utbetalingsdato, known_at=run.kontrollert_at
        )
    assert run.kontrollert_at == later
    assert seen[staff.torgeir.party_id].siste_fire == "7947"
