"""Skatteetaten's own rows, to the krone, and a second implementation beside the first."""

import gzip
import json

import pytest

from samverk.payroll.rates.tables import FOLDER, trekkaar
from samverk.payroll.rules.withholding import withhold_by_table
from samverk.payroll.tests.official_vectors import SAMPLE, read_rows, standards_file

YEARS = (2023, 2024, 2025, 2026)


def mismatches(rows, year):
    book = trekkaar(year)
    return [
        (table, period, basis, expected)
        for table, period, basis, expected in rows
        if withhold_by_table(book.params(table, period), basis)[0] != expected
    ]


@pytest.mark.parametrize("year", YEARS)
def test_the_committed_sample_is_exact(year):
    rows = list(read_rows(SAMPLE, year))
    assert len(rows) > 200
    assert mismatches(rows, year) == []


@pytest.mark.standards
@pytest.mark.parametrize("year", YEARS)
def test_every_official_row_is_exact(year):
    rows = list(read_rows(standards_file(f"payroll/withholding/vectors_{year}.csv"), year))
    assert len(rows) > 29_000
    assert {period for _, period, _, _ in rows} == set(range(1, 8))
    assert mismatches(rows, year) == []


@pytest.mark.standards
def test_the_second_official_source_of_2023_is_within_the_accepted_two_kroner():
    path = standards_file("payroll/withholding/second_source_2023.txt.gz")
    with gzip.open(path, "rt", encoding="ascii") as file:
        lines = [line.strip() for line in file if line.strip()]
    book = trekkaar(2023)
    differences: dict[int, int] = {}
    for line in lines:
        table = line[1:5] + ("P" if line[6] == "1" else "")
        found, _ = withhold_by_table(book.params(table, int(line[5])), int(line[7:13]))
        differences[found - int(line[13:19])] = differences.get(found - int(line[13:19]), 0) + 1
    assert len(lines) == 86_941
    assert max(map(abs, differences)) <= 2
    assert differences[0] == 76_161


def percent(text: str) -> tuple[int, int]:
    """«40.48» → 4048 of 10 000."""
    whole, _, part = text.partition(".")
    return int(whole + part.ljust(2, "0")), 10_000


def half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def share(amount: int, text: str) -> int:
    return half_up(amount * percent(text)[0], percent(text)[1])


def exact_withholding(data, table_name, period, basis):
    """The routine in whole numbers throughout, with one division in the last step.

    Written from the published description, not from the product's code: only the data is shared.
    """
    constants = data["konstanter"]
    _, kind, levy, twelve, deduction = next(t for t in data["tabeller"] if t[0] == table_name)
    row = next(p for p in data["perioder"] if p[0] == period)
    step = row[2]
    ordinary = kind == "VANLIG"
    factor = percent(row[4] if ordinary else row[6])[0]
    divisor_text = row[5] if ordinary else (row[6] if twelve else row[7])
    rounded = basis // step * step + step // 2
    income = half_up(rounded * factor, 100)
    suffix = "" if kind == "SJO" else "_anvendt"
    minste = min(
        share(income, constants[f"minstefradrag_pst{suffix}"]),
        constants[f"minstefradrag_max{suffix}"],
        income,
    )
    standard = 0
    if kind in ("STANDARDFRADRAG", "SJO", "FINNMARK"):
        standard = min(share(income, "10.0"), constants["standardfradrag_max"])
    seaman = min(share(income, "30.0"), constants["sjomannsfradrag_max"]) if kind == "SJO" else 0
    finnmark = "_finnmark" if kind == "FINNMARK" else ""
    taxable = income - minste - deduction - standard - seaman
    taxable -= constants[f"personfradrag{finnmark}"]
    total = 0
    if taxable > 0:
        total += share(taxable, constants["skattoere"])
        total += share(taxable, constants[f"fellesskatt{finnmark}"])
    steps = [list(one) for one in data["trinnskatt"]]
    if finnmark:
        steps[2][1] = constants["trinn3_finnmark"]
    tops = [one[0] for one in steps[1:]] + [income]
    bracket = sum(
        (min(top, income) - start) * percent(rate)[0]
        for (start, rate), top in zip(steps, tops, strict=True)
        if income >= start
    )
    total += half_up(bracket, 10_000)
    total += exact_levy(constants, levy, income)
    numerator, _, denominator = divisor_text.partition("/")
    factors = [float(part) for part in numerator.split("*")]
    divisor = factors[0] * (factors[1] if len(factors) > 1 else 1.0)
    divisor = divisor / float(denominator) if denominator else divisor
    result = total / divisor
    return min(int(result) if kind == "SJO" else int(result + 0.5), basis)


def exact_levy(constants, levy, income):
    free = constants["trygdeavgift_fri"]
    if levy == "INGEN" or income < free:
        return 0
    rate = constants[f"trygdeavgift_{levy.lower()}"]
    limit = half_up(free * 2500, 2500 - percent(rate)[0])
    return share(income, rate) if income > limit else share(income - free, "25.0")


@pytest.mark.parametrize("year", [2025, 2026])
def test_whole_numbers_give_the_same_as_doubles_on_the_sample(year):
    data = json.loads((FOLDER / "trekktabell" / f"{year}.json").read_text(encoding="utf8"))
    assert [
        row
        for row in read_rows(SAMPLE, year)
        if exact_withholding(data, row[0], row[1], row[2]) != row[3]
    ] == []


@pytest.mark.standards
@pytest.mark.parametrize("year", [2025, 2026])
def test_whole_numbers_give_the_same_as_doubles_on_a_third_of_the_rows(year):
    data = json.loads((FOLDER / "trekktabell" / f"{year}.json").read_text(encoding="utf8"))
    rows = list(read_rows(standards_file(f"payroll/withholding/vectors_{year}.csv"), year))[::3]
    assert [r for r in rows if exact_withholding(data, r[0], r[1], r[2]) != r[3]] == []


@pytest.mark.parametrize(("table", "limit"), [("8000", 143_175), ("7700", 125_188)])
def test_the_levy_limit_equals_the_official_value(table, limit):
    assert trekkaar(2026).params(table, 1).trygdeavgift_grense == limit
