"""The law-sheet collector: what a sheet may say, and that a wrong sheet never passes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

import pytest

from samverk.core.errors import Refusal
from samverk.core.money import Ppm, share_of
from tools import law_sheets
from tools.law_sheets import SheetError, check_case


class Rounding(StrEnum):
    NEAREST = "naermeste"


@dataclass(frozen=True)
class Share:
    key: str
    weight: int


class Answer(NamedTuple):
    oere: int
    shares: tuple[int, ...]


def levy(grunnlag: int, sats: Ppm) -> int:
    return share_of(grunnlag, sats)


def mixed(
    day: date, factor: Decimal, name: str | None, how: Rounding, shares: tuple[Share, ...]
) -> Answer:
    if name == "nei":
        raise Refusal("Navnet er brukt.")
    total = int(factor) + day.day + len(how)
    return Answer(total, tuple(share.weight for share in shares))


GIVEN = {
    "day": date(2026, 1, 5),
    "factor": "2.5",
    "name": None,
    "how": "naermeste",
    "shares": [{"key": "a", "weight": 40}, {"key": "b", "weight": 60}],
}


def test_kroner_and_percent_are_read_as_people_write_them():
    check_case(levy, {"gitt": {"grunnlag": "50 000 kr", "sats": "14,1 %"}, "saa": "7 050 kr"})
    check_case(levy, {"gitt": {"grunnlag": 25, "sats": "14,1 %"}, "saa": 4})


def test_values_become_what_the_rule_asks_for():
    check_case(mixed, {"gitt": GIVEN, "saa": {"oere": 16, "shares": [40, 60]}})


def test_a_refusal_is_expected_by_its_text():
    check_case(mixed, {"gitt": GIVEN | {"name": "nei"}, "avvises": "er brukt"})


@pytest.mark.parametrize(
    "case",
    [
        {"gitt": {"grunnlag": 25, "sats": "14,1 %"}, "saa": 3},
        {"gitt": {"grunnlag": 25, "sats": "14,1 %"}, "saa": True},
        {"gitt": {"grunnlag": 25, "sats": "14,1 %"}, "saa": None},
    ],
)
def test_a_wrong_answer_fails(case):
    with pytest.raises(AssertionError, match="arket sier"):
        check_case(levy, case)


def test_a_refusal_with_another_text_fails():
    with pytest.raises(AssertionError, match="avviste med"):
        check_case(mixed, {"gitt": GIVEN | {"name": "nei"}, "avvises": "er ledig"})


def test_a_rule_that_should_refuse_but_answers_fails():
    with pytest.raises(pytest.fail.Exception):
        check_case(mixed, {"gitt": GIVEN, "avvises": "er brukt"})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"grunnlag": 0.25, "sats": "14,1 %"}, "flyttall"),
        ({"grunnlag": 25, "sats": "14,12345 %"}, "milliondel"),
        ({"grunnlag": 25, "prosent": "14,1 %"}, "har ikke prosent"),
    ],
)
def test_a_sheet_that_breaks_the_form_is_an_error(given, message):
    with pytest.raises(SheetError, match=message):
        check_case(levy, {"gitt": given, "saa": 4})


def test_a_text_without_quotes_is_an_error():
    with pytest.raises(SheetError, match="hermetegn"):
        check_case(mixed, {"gitt": GIVEN | {"name": 100}, "saa": 1})


@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        ({"regel": "x.y", "tilfeller": [1]}, "feltene"),
        ({"regel": "x.y", "lov": "z", "tilfeller": []}, "ingen tilfeller"),
    ],
)
def test_a_sheet_without_law_or_cases_is_an_error(sheet, message):
    with pytest.raises(SheetError, match=message):
        law_sheets.find_rule(sheet)
