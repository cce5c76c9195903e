"""What every withholding must satisfy, whatever the year's figures are."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samverk.core.money import Ppm
from samverk.payroll.rates.tables import FOLDER, table_steps, table_withholding, trekkaar
from samverk.payroll.rules.trekktabell import Trekkaar, TrekkaarInvalid, TrekktabellMissing
from samverk.payroll.rules.withholding import (
    TABLE_STEPS,
    withhold_above_frikort,
    withhold_by_percent,
    withhold_by_table,
)

TABLES_2026 = sorted(trekkaar(2026).tables)
PERIODS = st.integers(min_value=1, max_value=7)
BASES = st.integers(min_value=0, max_value=400_000)
AMOUNTS = st.integers(min_value=-(10**9), max_value=10**9)
SHARES = st.integers(min_value=0, max_value=1_000_000).map(Ppm)


@given(st.sampled_from(TABLES_2026), PERIODS, BASES)
def test_withholding_lies_between_nothing_and_the_basis(table, period, basis):
    assert 0 <= table_withholding(2026, table, period, basis) <= basis


@given(st.sampled_from(TABLES_2026), PERIODS, BASES, st.integers(1, 500))
def test_withholding_never_falls_when_the_basis_rises(table, period, basis, more):
    low = table_withholding(2026, table, period, basis)
    assert low <= table_withholding(2026, table, period, basis + more)


@given(PERIODS, BASES, st.integers(0, 39), st.integers(1, 5))
def test_a_higher_deduction_table_never_withholds_more(period, basis, low, more):
    table, higher = f"8{low * 10:03d}", f"8{min(low + more, 40) * 10:03d}"
    assert table_withholding(2026, higher, period, basis) <= table_withholding(
        2026, table, period, basis
    )


@given(PERIODS, BASES, st.integers(1, 39), st.integers(1, 5))
def test_a_higher_addition_table_never_withholds_less(period, basis, low, more):
    table, higher = f"9{low * 10:03d}", f"9{min(low + more, 40) * 10:03d}"
    assert table_withholding(2026, higher, period, basis) >= table_withholding(
        2026, table, period, basis
    )


def test_at_80_000_a_month_every_table_step_is_felt():
    deductions = [table_withholding(2026, f"8{n * 10:03d}", 1, 80_000) for n in range(41)]
    additions = [table_withholding(2026, f"9{n * 10:03d}", 1, 80_000) for n in range(1, 41)]
    assert deductions == sorted(set(deductions), reverse=True)
    assert additions == sorted(set(additions))


@given(st.sampled_from(TABLES_2026), PERIODS, BASES)
def test_the_trace_can_be_recomputed_to_the_same_trace(table, period, basis):
    steps = table_steps(2026, table, period, basis)
    params = trekkaar(2026).params(str(steps["tabell"]), int(steps["periode"]))
    assert withhold_by_table(params, int(steps["grunnlag"]))[1] == tuple(steps.values())
    assert len(steps) == len(TABLE_STEPS)
    assert all(isinstance(value, int | str) for value in steps.values())


def test_old_years_may_pass_the_printed_table_with_an_excess():
    steps = table_steps(2024, "7700", 1, 243_843)
    assert steps["avrundet_grunnlag"] == 99_800
    assert steps["overskytende_trekk"] == 63_382
    assert steps["trekk"] == 94_398


@given(AMOUNTS, SHARES)
def test_percent_withholding_is_whole_kroner_and_never_more_than_the_basis(basis, share):
    trekk = withhold_by_percent(basis, share)
    assert 0 <= trekk * 100 <= max(basis, 0)
    assert max(basis, 0) * share - trekk * 10**8 < 10**8


@given(AMOUNTS, st.integers(0, 10**8), st.integers(0, 10**8))
def test_frikort_used_over_two_payouts_never_withholds_more_than_in_one(basis, card, more):
    half = Ppm(500_000)
    first = withhold_above_frikort(basis, card, 0, half)
    second = withhold_above_frikort(more, card, max(basis, 0), half)
    together = withhold_above_frikort(max(basis, 0) + more, card, 0, half)
    assert together - 1 <= first + second <= together


@pytest.mark.parametrize(
    ("table", "period", "message"),
    [("8005", 1, "Tabell 8005 finnes ikke i 2026"), ("8010", 8, "Trekkperiode 8 finnes ikke")],
)
def test_an_unknown_table_or_period_is_refused(table, period, message):
    with pytest.raises(TrekktabellMissing, match=message):
        table_withholding(2026, table, period, 1000)


def test_a_year_that_is_not_published_is_refused():
    with pytest.raises(TrekktabellMissing, match="Trekkrutinen for 2031 er ikke lagt inn"):
        trekkaar(2031)


def test_a_new_year_is_a_new_file_and_no_new_code(tmp_path):
    data = json.loads((FOLDER / "trekktabell" / "2026.json").read_text(encoding="utf8"))
    data["inntektsaar"] = 2027
    data["konstanter"]["personfradrag"] = 120_000
    (tmp_path / "2027.json").write_text(json.dumps(data), encoding="utf8")
    year = trekkaar(2027, tmp_path)
    trekk, trace = withhold_by_table(year.params("8010", 1), 50_968)
    assert trace[0] == 2027
    assert trekk == 14_209


@pytest.mark.parametrize("field", ["inntektsaar", "konstanter", "perioder", "tabeller"])
def test_a_year_file_without_a_part_is_refused(field):
    data = json.loads((FOLDER / "trekktabell" / "2026.json").read_text(encoding="utf8"))
    del data[field]
    with pytest.raises(TrekkaarInvalid, match=f"mangler {field}"):
        Trekkaar(data)


def test_a_year_file_without_a_constant_names_it():
    data = json.loads((FOLDER / "trekktabell" / "2026.json").read_text(encoding="utf8"))
    del data["konstanter"]["skattoere"]
    with pytest.raises(TrekkaarInvalid, match="mangler skattoere"):
        Trekkaar(data).params("8010", 1)
