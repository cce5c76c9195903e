"""Rows of the official withholding routine: the committed sample and the full standards pack."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]
SAMPLE = Path(__file__).parent / "data" / "withholding_sample.csv"

Row = tuple[str, int, int, int]


def standards_file(name: str) -> Path:
    """A file of the standards pack, or a skip that says how to get it."""
    pack = Path(os.environ.get("SAMVERK_STANDARDS", REPOSITORY / ".." / "shared" / "data"))
    for folder in (pack, REPOSITORY / "var" / "standards"):
        if (folder / name).is_file():
            return folder / name
    pytest.skip(f"standards pack has no {name}: run `samverk standards import`")


def read_rows(path: Path, year: int) -> Iterator[Row]:
    """(table, period, basis, withholding) of a year."""
    with path.open(encoding="utf8", newline="") as file:
        for row in csv.DictReader(file):
            if row.get("year", str(year)) == str(year):
                yield (
                    row["table"], int(row["period"]),
                    int(row["basis_nok"]), int(row["withholding_nok"]),
                )  # fmt: skip
