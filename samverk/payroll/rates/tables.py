"""Reads the payroll data that is larger than a figure: withholding years and wage types."""

import csv
import json
from datetime import date
from functools import lru_cache
from pathlib import Path

from samverk.payroll.rules.trekktabell import Trekkaar, TrekktabellMissing
from samverk.payroll.rules.wage_types import WageType, in_force, parse_wage_type
from samverk.payroll.rules.withholding import TABLE_STEPS, withhold_by_table

FOLDER = Path(__file__).parent


@lru_cache(maxsize=32)
def trekkaar(aar: int, folder: Path = FOLDER / "trekktabell") -> Trekkaar:
    """The withholding routine of an income year; raises TrekktabellMissing when there is none."""
    path = folder / f"{aar}.json"
    if not path.is_file():
        raise TrekktabellMissing(
            "Trekkrutinen for %(aar)s er ikke lagt inn. Skatteetaten publiserer den i"
            " november eller desember året før.",
            values={"aar": aar},
            field="inntektsaar",
        )
    return Trekkaar(json.loads(path.read_text(encoding="utf8")))


@lru_cache(maxsize=1)
def all_wage_types() -> tuple[WageType, ...]:
    """Every row of `loennsarter.csv`."""
    with (FOLDER / "loennsarter.csv").open(encoding="utf8", newline="") as file:
        return tuple(parse_wage_type(row) for row in csv.DictReader(file))


def wage_types(on: date) -> dict[str, WageType]:
    """The wage types in force on the day, by code."""
    return in_force(all_wage_types(), on)


def table_withholding(aar: int, tabell: str, periode: int, grunnlag: int) -> int:
    """Whole kroner by table for a basis in whole kroner (periode 1 = month … 7 = day)."""
    return withhold_by_table(trekkaar(aar).params(tabell, periode), grunnlag)[0]


def table_steps(aar: int, tabell: str, periode: int, grunnlag: int) -> dict[str, int | str]:
    """Every step of the routine by name (`withholding.TABLE_STEPS`), amounts in whole kroner."""
    _, trace = withhold_by_table(trekkaar(aar).params(tabell, periode), grunnlag)
    return dict(zip(TABLE_STEPS, trace, strict=True))
