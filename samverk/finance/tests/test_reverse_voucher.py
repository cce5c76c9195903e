"""A correction is a new voucher that takes the old one back; both stay."""

from __future__ import annotations

from datetime import date

import pytest

from samverk.finance import api as finance
from samverk.finance.tests.conftest import EQUIPMENT, new_voucher

pytestmark = pytest.mark.django_db


def reverse(actor, voucher_id, now, **details):
    values = {"periode": 202612, "voucher_date": date(2026, 12, 1), "begrunnelse": "Feil koststed"}
    return finance.reverse_voucher(
        actor=actor, voucher_id=voucher_id, now=now, **(values | details)
    )


def test_a_reversal_is_the_mirror_in_an_open_period(ledger, post, now):
    with ledger() as actor:
        first = post(actor, EQUIPMENT)[0]
        back = reverse(actor, first.voucher_id, now)
        assert back.nr == 2
        assert {r.konto: r.saldo_oere for r in finance.trial_balance(actor, year=2026)} == {
            2400: 0, 6550: 0,
        }  # fmt: skip
        old, new = (finance.voucher(actor, key) for key in (first.voucher_id, back.voucher_id))
        assert (old.reversed_by, old.begrunnelse) == (new.id, "Feil koststed")
        assert (new.reverses, new.type, new.periode) == (old.id, "tilbake", 202612)
        assert [line.beloep_oere for line in new.lines] == [-4812500, 4812500]


def test_a_voucher_is_taken_back_once(ledger, post, now):
    with ledger() as actor:
        first = post(actor, EQUIPMENT)[0]
        reverse(actor, first.voucher_id, now)
        with pytest.raises(finance.VoucherDuplicate):
            reverse(actor, first.voucher_id, now)
        assert len(finance.account_lines(actor, konto=6550, periods=(202601, 202613))) == 2


def test_a_reason_is_needed(ledger, post, now):
    with ledger() as actor:
        first = post(actor, EQUIPMENT)[0]
        with pytest.raises(finance.ReversalRefused, match="hvorfor"):
            reverse(actor, first.voucher_id, now, begrunnelse=" ")
        assert finance.voucher(actor, first.voucher_id).reversed_by is None


def test_a_mirror_that_is_not_a_mirror_is_refused(ledger, post, now):
    with ledger() as actor:
        first = post(actor, EQUIPMENT)[0]
        false = new_voucher(
            EQUIPMENT.replace("48 125", "48 124"), "falsk", reverses=first.voucher_id
        )
        with pytest.raises(finance.ReversalRefused, match="nøyaktig motsatt"):
            finance.post_vouchers(actor=actor, vouchers=[false], series="4", now=now)
        assert finance.voucher(actor, first.voucher_id).reversed_by is None
