"""Checks the withholding routine against a file of official rows
(`table,period,basis_nok,withholding_nok`)."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from samverk.core.errors import Refusal
from samverk.payroll.rates.tables import trekkaar
from samverk.payroll.rules.withholding import withhold_by_table

COLUMNS = ("table", "period", "basis_nok", "withholding_nok")
SHOWN = 10


class VectorFileInvalid(Refusal):
    """A row that is not a table, a period and two whole amounts."""


class Mismatch(NamedTuple):
    """One row where the routine and the file differ, in whole kroner."""

    row: int
    table: str
    period: int
    basis_nok: int
    expected_nok: int
    found_nok: int


class VectorCheck(NamedTuple):
    """How many rows were read, how many differ, and the first ten that do."""

    rows: int
    mismatches: int
    first: tuple[Mismatch, ...]


def check_vectors(rows: Iterable[Mapping[str, str]], aar: int) -> VectorCheck:
    """Run every row through the year's routine.

    Raises VectorFileInvalid with the row number for a row that cannot be read, TrekktabellMissing
    for a year, table or period that does not exist.
    """
    year = trekkaar(aar)
    count = wrong = 0
    first: list[Mismatch] = []
    for count, row in enumerate(rows, start=1):
        table, period, basis, expected = _read(row, count)
        found, _ = withhold_by_table(year.params(table, period), basis)
        if found != expected:
            wrong += 1
            if len(first) < SHOWN:
                first.append(Mismatch(count, table, period, basis, expected, found))
    return VectorCheck(count, wrong, tuple(first))


def _read(row: Mapping[str, str], number: int) -> tuple[str, int, int, int]:
    try:
        return (
            row["table"], int(row["period"]), int(row["basis_nok"]), int(row["withholding_nok"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError):
        raise VectorFileInvalid(
            "Rad %(number)s kan ikke leses. Filen skal ha kolonnene %(kolonner)s, med hele tall.",
            values={"number": number, "kolonner": ", ".join(COLUMNS)},
            field="fil",
        ) from None
