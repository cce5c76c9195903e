"""Posting: a voucher enters whole, gets the next number, and moves the balances."""

from __future__ import annotations

import pytest
from django.db import connection

from samverk.core.access.api import AccessDenied
from samverk.core.errors import Text
from samverk.finance import api as finance
from samverk.finance.tests.conftest import DRIFT, EQUIPMENT, ISK, ISS, NORDLYS, new_voucher

pytestmark = pytest.mark.django_db


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def balances(actor) -> dict[int, int]:
    return {row.konto: row.saldo_oere for row in finance.trial_balance(actor, year=2026)}


def assert_nothing_written():
    assert [count(f"finance_{t}") for t in ("voucher", "voucherline", "bal_account", "series")] == [
        0,
        0,
        0,
        0,
    ]


def test_a_voucher_gets_a_number_and_moves_the_balances(ledger, post):
    with ledger() as actor:
        posted = post(actor, EQUIPMENT)
        assert [(p.ref, p.nr) for p in posted] == [(0, 1)]
        assert balances(actor) == {2400: -4812500, 6550: 4812500}
        shown = finance.voucher(actor, posted[0].voucher_id)
        assert shown.bilagsnr == "4-26-000001"
        assert [(ln.konto, ln.koststed, ln.delprosjekt, ln.beloep_oere) for ln in shown.lines] == [
            (6550, "12401000", "100001000", 4812500),
            (2400, "", "", -4812500),
        ]
        assert shown.hel
        assert len(shown.digest) == 64


def test_numbers_follow_each_other_in_the_order_given(ledger, post):
    with ledger() as actor:
        first = post(actor, EQUIPMENT, EQUIPMENT, EQUIPMENT)
        assert [p.nr for p in first] == [1, 2, 3]


def test_each_series_has_its_own_numbers(ledger, post, now):
    with ledger() as actor:
        post(actor, EQUIPMENT)
        posted = finance.post_vouchers(
            actor=actor,
            vouchers=[new_voucher(EQUIPMENT, "lonn")],
            series=finance.series.LOENN,
            now=now,
        )
        assert posted[0].nr == 1


@pytest.mark.parametrize(
    ("text", "details", "problem", "message"),
    [
        (f"6550 {ISS} {DRIFT} 100,00\n2400 - - -99,99", {}, finance.VoucherUnbalanced,
         "Bilaget går ikke i null: det er 0,01\u00a0kr for mye i debet."),
        (f"6550 {ISS} {DRIFT} 100,00", {}, finance.VoucherIncomplete,
         "Et bilag har minst to linjer."),
        (EQUIPMENT, {"periode": 202501}, finance.PeriodClosed,
         "Januar 2025 er ikke åpen. Bokfør i en åpen periode."),
        ("1930 - - 1,00\n2400 - - -1,00", {}, finance.KonteringInvalid,
         "Konto 1930 finnes ikke, er sperret, eller gjelder ikke i perioden."),
        (f"6551 {ISS} - 1,00\n2400 - - -1,00", {}, finance.KonteringInvalid,
         "Konto 6551 finnes ikke, er sperret, eller gjelder ikke i perioden."),
        ("6550 - - 1,00\n2400 - - -1,00", {}, finance.KonteringInvalid,
         "Konto 6550 krever koststed."),
        ("6550 12499000 - 1,00\n2400 - - -1,00", {}, finance.KonteringInvalid,
         "Koststed 12499000 finnes ikke i november 2026."),
        (f"6550 {ISS} 300000001 1,00\n2400 - - -1,00", {}, finance.KonteringInvalid,
         "Delprosjekt 300000001 finnes ikke."),
        (EQUIPMENT, {"type": "tull"}, finance.VoucherIncomplete, "Bilagsarten «tull» finnes ikke."),
    ],
)  # fmt: skip
def test_a_wrong_voucher_is_refused_with_a_sentence_and_nothing_is_written(
    ledger, post, text, details, problem, message
):
    with ledger() as actor:
        with pytest.raises(problem) as refused:
            post(actor, text, **details)
        assert str(refused.value) == message
        assert_nothing_written()


def test_a_closed_period_keeps_its_name_in_three_languages_when_it_is_stored(ledger, post):
    with ledger() as actor, pytest.raises(finance.PeriodClosed) as refused:
        post(actor, EQUIPMENT, periode=202501)
    kept = Text.restored(refused.value.text.stored())
    for language, name in (("nb", "Januar 2025"), ("nn", "Januar 2025"), ("en", "January 2025")):
        said = kept.read(language=language)
        assert said == f"{name} er ikke åpen. Bokfør i en åpen periode."


def test_one_wrong_voucher_stops_the_whole_bunch(ledger, post):
    with ledger() as actor:
        with pytest.raises(finance.KonteringInvalid):
            post(actor, EQUIPMENT, "6550 - - 1,00\n2400 - - -1,00")
        assert_nothing_written()


def test_a_closed_sub_project_takes_no_postings(ledger, post):
    with ledger() as actor:
        found = finance.delprosjekt(actor, NORDLYS)
        finance.close_delprosjekt(actor=actor, delprosjekt_id=found.id, lukket=True)
        with pytest.raises(finance.KonteringInvalid) as refused:
            post(actor, f"6550 {ISS} {NORDLYS} 1,00\n2400 - - -1,00")
        assert str(refused.value) == "Delprosjekt 200001001 er lukket for bokføring."
        assert_nothing_written()


def test_the_same_source_is_posted_once(ledger, post, now):
    with ledger() as actor:
        post(actor, EQUIPMENT)
        with pytest.raises(finance.VoucherDuplicate):
            post(actor, EQUIPMENT)
        assert (count("finance_voucher"), count("finance_voucherline")) == (1, 2)
        assert balances(actor) == {2400: -4812500, 6550: 4812500}
        # the number of the refused voucher was given back
        posted = finance.post_vouchers(
            actor=actor, vouchers=[new_voucher(EQUIPMENT, "ny")], series="4", now=now
        )
        assert posted[0].nr == 2


def test_a_leader_cannot_post(ledger, post):
    with ledger("ingrid") as actor:
        with pytest.raises(AccessDenied):
            post(actor, EQUIPMENT)
        assert_nothing_written()


def test_a_leader_sees_only_lines_of_the_own_unit(ledger, post):
    with ledger() as actor:
        posted = post(
            actor, f"6550 {ISS} {DRIFT} 10,00\n6550 {ISK} - 5,00\n2400 - - -15,00",
            f"6800 {ISK} - 7,00\n2400 - - -7,00",
        )  # fmt: skip
    with ledger("ingrid") as actor:
        assert balances(actor) == {6550: 1000}
        shown = finance.voucher(actor, posted[0].voucher_id)
        assert [(line.konto, line.beloep_oere) for line in shown.lines] == [(6550, 1000)]
        assert not shown.hel
        assert finance.voucher(actor, posted[1].voucher_id) is None
        assert len(finance.account_lines(actor, konto=6550, periods=(202601, 202613))) == 1


def test_another_tenant_sees_nothing(ledger, post, act_as):
    with ledger() as actor:
        posted = post(actor, EQUIPMENT)
    with act_as("uio", "okonomi") as actor:
        assert finance.voucher(actor, posted[0].voucher_id) is None
        assert finance.trial_balance(actor, year=2026) == []
        assert (
            count("finance_voucherline"),
            count("finance_bal_dimset"),
            count("finance_dimset"),
        ) == (0, 0, 0)


def test_the_coding_string_is_interned_once(ledger, post):
    with ledger() as actor:
        post(actor, EQUIPMENT, EQUIPMENT, f"6550 {ISS} {NORDLYS} 1,00\n2400 - - -1,00")
        assert count("finance_dimset") == 3


def test_trial_balance_by_cost_centre_sub_project_and_month(ledger, post):
    with ledger() as actor:
        post(
            actor, EQUIPMENT, f"6550 {ISS} {NORDLYS} 20,00\n2400 - - -20,00",
            f"6550 {ISK} - 5,00\n2400 - - -5,00",
        )  # fmt: skip
        one = finance.trial_balance(actor, year=2026, koststeder=[ISS])
        assert [(r.konto, r.saldo_oere) for r in one] == [(6550, 4814500)]
        assert one[0].maaneder[10] == 4814500
        assert [
            (r.konto, r.saldo_oere)
            for r in finance.trial_balance(actor, year=2026, delprosjekt=NORDLYS)
        ] == [(6550, 2000)]
        assert finance.trial_balance(actor, year=2026, through=202610) == []
        assert (
            one[0].navn == "Datamaskiner og annet IKT-utstyr (PCer, mobiltelefoner, nettbrett m.m.)"
        )


def test_lines_come_newest_first_one_page_at_a_time(ledger, post):
    with ledger() as actor:
        post(actor, *[f"6550 {ISS} {DRIFT} {n},00\n2400 - - -{n},00" for n in range(1, 8)])
        first = finance.account_lines(actor, konto=6550, periods=(202611, 202611), limit=4)
        assert [line.beloep_oere for line in first] == [700, 600, 500, 400]
        key = (first[-1].periode, first[-1].voucher_id, first[-1].lno)
        rest = finance.account_lines(
            actor, konto=6550, periods=(202611, 202611), limit=4, after=key
        )
        assert [line.beloep_oere for line in rest] == [300, 200, 100]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4-26-000002", ["4-26-000002"]), ("4-26-2", ["4-26-000002"]), ("4-26-999999999999", []),
        ("feltarbeid", ["4-26-000002", "4-26-000001"]), ("100%", []), ("x", []),
    ],
)  # fmt: skip
def test_vouchers_are_found_by_number_and_by_words(ledger, post, text, found):
    with ledger() as actor:
        post(actor, EQUIPMENT, EQUIPMENT)
        assert [row[1] for row in finance.find_vouchers(actor, text)] == found


def test_what_is_left_of_a_budget_is_budget_less_costs(ledger, post, now):
    with ledger() as actor:
        for oere in (10_000_000, 6_000_000):
            finance.set_budget(
                actor=actor, fy=2026, koststed=ISS, delprosjekt=DRIFT, beloep_oere=oere, now=now
            )
        post(actor, EQUIPMENT)
        left = finance.budget_left(actor, fy=2026, koststed=ISS, delprosjekt=DRIFT)
        assert (left.budsjett_oere, left.brukt_oere, left.igjen_oere) == (
            6_000_000,
            4_812_500,
            1_187_500,
        )
        assert finance.budget_left(actor, fy=2026, koststed=ISS) is None


def test_a_role_means_another_account_from_a_day(ledger):
    from datetime import date

    with ledger() as actor:
        assert finance.account_for_role(actor, "loenn_fast", on=date(2026, 6, 1)) == 5000
        finance.add_account(
            actor=actor, kode=5005, like=5000, navn=("Fast lønn", "Fast løn", "Permanent pay"),
            fra=date(2026, 1, 1),
        )  # fmt: skip
        finance.map_role(actor=actor, rolle="loenn_fast", konto=5005, fra=date(2026, 7, 1))
        assert finance.account_for_role(actor, "loenn_fast", on=date(2026, 6, 30)) == 5000
        assert finance.account_for_role(actor, "loenn_fast", on=date(2026, 7, 1)) == 5005
        with pytest.raises(finance.AccountRoleMissing):
            finance.account_for_role(actor, "tull", on=date(2026, 7, 1))
        with pytest.raises(finance.AccountRefused, match="1930"):
            finance.map_role(actor=actor, rolle="loenn_fast", konto=1930, fra=date(2026, 8, 1))
