import pytest

from samverk.payroll.rates.vector_check import Mismatch, VectorFileInvalid, check_vectors
from samverk.payroll.rules.trekktabell import TrekktabellMissing


def row(**changes):
    facts = {"table": "8010", "period": "1", "basis_nok": "50968", "withholding_nok": "14323"}
    return facts | changes


def test_right_rows_have_no_mismatches():
    assert check_vectors([row(), row(table="8240", basis_nok="125710", withholding_nok="47556")],
                         2026) == (2, 0, ())  # fmt: skip


def test_wrong_rows_are_counted_and_the_first_ten_shown():
    found = check_vectors([row(), *(row(withholding_nok="1") for _ in range(12))], 2026)
    assert (found.rows, found.mismatches, len(found.first)) == (13, 12, 10)
    assert found.first[0] == Mismatch(2, "8010", 1, 50_968, 1, 14_323)


def test_an_empty_file_has_no_rows():
    assert check_vectors([], 2026) == (0, 0, ())


@pytest.mark.parametrize(
    "bad", [{"basis_nok": "50968,50"}, {"period": ""}, {"withholding_nok": None}]
)
def test_a_row_that_cannot_be_read_is_named(bad):
    with pytest.raises(VectorFileInvalid, match="Rad 2 kan ikke leses"):
        check_vectors([row(), row(**bad)], 2026)


def test_a_file_with_other_columns_is_refused():
    with pytest.raises(VectorFileInvalid, match="table, period, basis_nok, withholding_nok"):
        check_vectors([{"tabell": "8010"}], 2026)


def test_an_unknown_table_is_refused():
    with pytest.raises(TrekktabellMissing, match="Tabell 7100"):
        check_vectors([row(table="7100")], 2026)
