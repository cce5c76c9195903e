"""Runs rules/cases/*.yaml: a payroll officer can read them, pytest can run them.

    regel: samverk.payroll.rules.arbeidsgiveravgift.arbeidsgiveravgift
    lov: folketrygdloven § 23-2
    tilfeller:
      - naar: Vanlig lønn i sone 1
        gitt: {grunnlag: 50 000 kr, sats: 14,1 %}
        saa: 7 050 kr

Values are turned into what the rule's annotations ask for: «50 000 kr» is øre, «14,1 %» is whole
millionths, dates and quoted decimals are themselves. A float in a sheet is an error. `saa` may be
one value, a list, or a mapping of the fields to compare; `avvises` instead of `saa` means that the
rule refuses with a message that contains the text.
"""

import inspect
import types
import typing
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from importlib import import_module

import pytest
import yaml

from samverk.core.errors import Refusal
from samverk.core.money import parse_amount


class SheetError(Exception):
    """The sheet itself is wrong, not the rule."""


def pytest_collect_file(file_path, parent):
    if file_path.suffix == ".yaml" and file_path.parts[-3:-1] == ("rules", "cases"):
        return LawFile.from_parent(parent, path=file_path)
    return None


class LawFile(pytest.File):
    def collect(self):
        sheet = yaml.safe_load(self.path.read_text(encoding="utf8"))
        for part in sheet if isinstance(sheet, list) else [sheet]:
            rule = find_rule(part)
            for case in part["tilfeller"]:
                name = f"{part['lov']}: {case['naar']}"
                yield LawCase.from_parent(self, name=name, rule=rule, case=case)


class LawCase(pytest.Item):
    def __init__(self, *, rule, case, **kwargs):
        super().__init__(**kwargs)
        self.rule, self.case = rule, case

    def runtest(self):
        check_case(self.rule, self.case)

    def repr_failure(self, excinfo):
        return f"{self.name}\n  gitt {self.case['gitt']}\n  {excinfo.value}"

    def reportinfo(self):
        return self.path, None, self.name


def find_rule(sheet):
    if not isinstance(sheet, Mapping) or set(sheet) != {"regel", "lov", "tilfeller"}:
        raise SheetError("et lovark har feltene regel, lov og tilfeller")
    if not sheet["tilfeller"]:
        raise SheetError(f"{sheet['regel']} har ingen tilfeller")
    module, _, function = sheet["regel"].rpartition(".")
    return getattr(import_module(module), function)


def check_case(rule, case):
    refuse_floats(case)
    hints = typing.get_type_hints(rule)
    names = inspect.signature(rule).parameters
    unknown = set(case["gitt"]) - set(names)
    if unknown:
        raise SheetError(f"regelen har ikke {', '.join(sorted(unknown))}")
    given = {name: convert(value, hints.get(name)) for name, value in case["gitt"].items()}
    if "avvises" in case:
        with pytest.raises(Refusal) as refused:
            rule(**given)
        assert case["avvises"] in refused.value.message, (
            f"regelen avviste med «{refused.value.message}»"
        )
        return
    found = rule(**given)
    assert matches(found, case["saa"]), f"regelen ga {found}, arket sier {case['saa']}"


def refuse_floats(value):
    if isinstance(value, float):
        raise SheetError(f"{value} er et flyttall: skriv det i hermetegn")
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            refuse_floats(part)


def convert(value, wanted):
    """A value from the sheet as the type the rule asks for."""
    wanted = _plain(wanted)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, list):
        kinds = _element_types(wanted, value)
        return tuple(convert(part, kind) for part, kind in zip(value, kinds, strict=True))
    if isinstance(value, Mapping):
        return _object(value, wanted)
    return _scalar(value, wanted)


def _scalar(value, wanted):
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return wanted(value)
    if wanted is str and not isinstance(value, str):
        raise SheetError(f"{value} må stå i hermetegn")
    if wanted is date and isinstance(value, str):
        return date.fromisoformat(value)
    if wanted is int:
        return quantity(value)
    return value if wanted in (str, date) else Decimal(value)


def quantity(value):
    """«50 000 kr» → øre, «14,1 %» → millionths, whole numbers as they are."""
    if isinstance(value, int):
        return value
    text = value.strip()
    if text.endswith("%"):
        millionths = Decimal(text[:-1].strip().replace(",", ".")) * 10_000
        if millionths != int(millionths):
            raise SheetError(f"{value} er finere enn en milliondel")
        return int(millionths)
    if text.endswith("kr"):
        return parse_amount(text)
    return int(text)


def matches(found, expected):
    """The rule's answer says what the sheet says."""
    if isinstance(expected, Mapping):
        return all(matches(_part(found, name), value) for name, value in expected.items())
    if isinstance(expected, list):
        return (
            isinstance(found, Sequence)
            and len(found) == len(expected)
            and all(matches(one, other) for one, other in zip(found, expected, strict=True))
        )
    return _same(found, expected)


def _same(found, expected):
    if isinstance(found, bool) or isinstance(expected, bool) or found is None or expected is None:
        return found is expected
    if isinstance(found, Enum):
        return found.value == expected
    if isinstance(found, int):
        return found == quantity(expected)
    return found == (Decimal(expected) if isinstance(found, Decimal) else expected)


def _part(found, name):
    return found[name] if isinstance(found, Mapping) else getattr(found, name)


def _plain(wanted):
    """Optional[X] → X, NewType → its base."""
    if typing.get_origin(wanted) in (typing.Union, types.UnionType):
        kinds = [kind for kind in typing.get_args(wanted) if kind is not type(None)]
        wanted = kinds[0] if len(kinds) == 1 else None
    while hasattr(wanted, "__supertype__"):
        wanted = wanted.__supertype__
    return wanted


def _element_types(wanted, value):
    kinds = typing.get_args(wanted)
    if not kinds:
        return [None] * len(value)
    if len(kinds) == len(value) and Ellipsis not in kinds and typing.get_origin(wanted) is tuple:
        return list(kinds)
    return [kinds[0]] * len(value)


def _object(value, wanted):
    """A mapping as the dataclass or named tuple the rule asks for."""
    if not isinstance(wanted, type) or issubclass(wanted, dict):
        return dict(value)
    hints = typing.get_type_hints(wanted)
    return wanted(**{name: convert(part, hints.get(name)) for name, part in value.items()})
