"""Any balanced voucher posts, and the roll-ups are always the sum of the lines."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samverk.finance import api as finance
from samverk.finance.rules.codes import delprosjekt_text, koststed_text
from samverk.finance.rules.series import voucher_no
from samverk.finance.rules.vouchers import plain
from samverk.finance.tests.conftest import DRIFT, ISK, ISS, NORDLYS, new_voucher

amounts = st.integers(-10_000_000_000, 10_000_000_000).filter(bool)
codings = st.sampled_from(
    [(6550, ISS, DRIFT), (6800, ISS, NORDLYS), (7130, ISK, 0), (5000, ISS, 0)]
)
vouchers = st.lists(
    st.tuples(st.lists(st.tuples(codings, amounts), min_size=1, max_size=6), st.integers(1, 13)),
    min_size=1, max_size=5,
)  # fmt: skip


def as_voucher(rows, month, source_id):
    lines = [
        finance.NewLine(konto, oere, center, project) for (konto, center, project), oere in rows
    ]
    rest = -sum(line.beloep_oere for line in lines)
    # Two lines on suppliers that come to the rest, neither of them zero whatever the rest is.
    half = next(part for part in (rest // 2, 1, 2) if part not in {0, rest})
    lines += [finance.NewLine(2400, part) for part in (half, rest - half)]
    return finance.NewVoucher(
        periode=202600 + month, lines=tuple(lines),
        **{k: getattr(new_voucher("2400 - - 1\n2400 - - -1"), k) for k in
           ("voucher_date", "doc_date", "type", "source", "tekst")}, source_id=source_id,
    )  # fmt: skip


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(vouchers)
def test_roll_ups_are_the_sum_of_the_lines(ledger, now, made):
    with ledger() as actor, transaction.atomic():
        posted = finance.post_vouchers(
            actor=actor, series="1", now=now,
            vouchers=[as_voucher(rows, month, str(n)) for n, (rows, month) in enumerate(made)],
        )  # fmt: skip
        assert [p.nr for p in posted] == list(range(1, len(made) + 1))
        rows = finance.trial_balance(actor, year=2026)
        assert sum(row.saldo_oere for row in rows) == 0
        wanted: dict[int, int] = {}
        for lines, _month in made:
            for (konto, _center, _project), oere in lines:
                wanted[konto] = wanted.get(konto, 0) + oere
        assert {r.konto: r.saldo_oere for r in rows if r.konto != 2400} == wanted
        assert [row for row in finance.ledger_proof(actor) if row.avvik] == []
        transaction.set_rollback(True)


@given(st.text(max_size=300))
def test_texts_in_the_digest_have_no_control_characters(text):
    found = plain(text, 200)
    assert len(found) <= 200
    assert not any(ord(c) < 32 for c in found)


@given(st.integers(1, 99_999_999), st.integers(1, 999_999_999))
def test_codes_are_read_as_they_are_written(center, project):
    assert finance.parse_koststed(koststed_text(center)) == center
    assert finance.parse_delprosjekt(delprosjekt_text(project)) == project


@given(st.integers(1, 999_999))
def test_voucher_numbers_sort_as_they_were_given(number):
    assert voucher_no("4", 2026, number) < voucher_no("4", 2026, number + 1) or number == 999_999
