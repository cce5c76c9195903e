"""Decision tables: cells that are read, never executed; one rule hits or the table is refused.

Hit policy is UNIQUE only; `decision_check` proves it before a table is published. Numbers are
Decimal; a float is refused.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from samverk.core.errors import Refusal

TYPES = ("kode", "tall", "dato", "ja_nei")
_REFERENCE = re.compile(r"@[a-z_]+(?:\.[a-z0-9_]+)+")
_COMPARISON = re.compile(r"(<=|>=|<|>)\s*(\S+)")
_RANGE = re.compile(r"([\[(])\s*(\S+?)\s*\.\.\s*(\S+?)\s*([\])])")
_CODES = re.compile(r'"[^"]*"(?:\s*,\s*"[^"]*")*')

Value = bool | str | Decimal | date
Resolve = Callable[[str, date], Value | str | int | None]
"""(`anskaffelse.eos`, day) -> the figure in force that day, or None when there is none."""


class DecisionTableInvalid(Refusal):
    """The table cannot be read; the message names rule and cell."""


class DecisionInputInvalid(Refusal):
    """The facts given are missing, of the wrong kind or outside the column's domain."""


class DecisionUndecided(Refusal):
    """No rule, or more than one, answers these facts; a checked table never gets here."""


@dataclass(frozen=True)
class Column:
    """One input; codes have their values, numbers may have a smallest and a largest value."""

    navn: str
    type: str
    verdier: tuple[str, ...] = ()
    min: Decimal | None = None
    max: Decimal | None = None

    def is_inside(self, value: Any) -> bool:
        """Between the smallest and the largest value, where the column has them."""
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)


@dataclass(frozen=True)
class Output:
    """One output with all its possible values."""

    navn: str
    verdier: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """A condition: a set of values, or an interval whose ends may be references."""

    values: frozenset[Value] | None = None
    low: str = ""
    high: str = ""
    has_low: bool = True
    has_high: bool = True

    @property
    def ends(self) -> tuple[str, ...]:
        """The operands as written."""
        return tuple(end for end in (self.low, self.high) if end)


@dataclass(frozen=True)
class Rule:
    """One row."""

    id: str
    cells: tuple[Cell, ...]
    texts: tuple[str, ...]
    ut: tuple[str, ...]


@dataclass(frozen=True)
class DecisionTable:
    """A published or proposed table; `ellers` answers when no rule does."""

    noekkel: str
    versjon: int
    gyldig_fra: date
    gyldig_til: date | None
    inn: tuple[Column, ...]
    ut: tuple[Output, ...]
    regler: tuple[Rule, ...]
    ellers: tuple[str, ...] | None
    tester: tuple[Mapping[str, Any], ...]

    @property
    def outputs(self) -> dict[str, tuple[str, ...]]:
        """Names and values the flow may choose by."""
        return {o.navn: o.verdier for o in self.ut}

    @property
    def references(self) -> frozenset[str]:
        """Every `@name` in the table, without the sign."""
        ends = (e for r in self.regler for c in r.cells for e in c.ends)
        return frozenset(end[1:] for end in ends if end.startswith("@"))


@dataclass(frozen=True)
class Decision:
    """The answer, and why: rule id and every input and reference as text, for the trace."""

    outputs: Mapping[str, str]
    rule_id: str
    inputs: Mapping[str, str]
    references: Mapping[str, str]


def _parse_cell(text: str, column: Column) -> Cell:
    if text == "-":
        return Cell()
    if column.type == "ja_nei" and text in ("ja", "nei"):
        return Cell(values=frozenset({text == "ja"}))
    if column.type == "kode" and _CODES.fullmatch(text):
        codes = re.findall(r'"([^"]*)"', text)
        unknown = [c for c in codes if c not in column.verdier]
        if unknown:
            raise DecisionTableInvalid(
                "«%(unknown)s» er ikke en verdi for %(navn)s",
                values={"unknown": unknown[0], "navn": column.navn},
            )
        return Cell(values=frozenset(codes))
    if column.type in ("tall", "dato"):
        return _parse_interval(text, column)
    raise DecisionTableInvalid(
        "cellen «%(text)s» forstås ikke for %(navn)s", values={"text": text, "navn": column.navn}
    )


def _parse_interval(text: str, column: Column) -> Cell:
    if form := _COMPARISON.fullmatch(text):
        sign, end = form.groups()
        cell = Cell(low=end, has_low=sign == ">=") if ">" in sign else Cell(
            high=end, has_high=sign == "<="
        )  # fmt: skip
    elif form := _RANGE.fullmatch(text):
        left, low, high, right = form.groups()
        cell = Cell(low=low, high=high, has_low=left == "[", has_high=right == "]")
    else:
        raise DecisionTableInvalid(
            "cellen «%(text)s» forstås ikke for %(navn)s",
            values={"text": text, "navn": column.navn},
        )
    for end in cell.ends:
        if not _REFERENCE.fullmatch(end):
            _read(end, column)
    return cell


def _read(value: object, column: Column) -> Value:
    """A figure or date in the column's own type; floats are refused."""
    try:
        if column.type == "tall" and isinstance(value, str | int | Decimal):
            number = Decimal(value)
            if number.is_finite() and not isinstance(value, bool):
                return number
        if column.type == "dato":
            return value if isinstance(value, date) else date.fromisoformat(str(value))
    except (InvalidOperation, ValueError):
        pass
    raise DecisionTableInvalid(
        "«%(value)s» er ikke %(type)s (%(navn)s)",
        values={"value": value, "type": column.type, "navn": column.navn},
    )


def read_table(data: Mapping[str, Any]) -> DecisionTable:
    """A table from its parsed file. Raises `DecisionTableInvalid` naming the rule that is wrong."""
    try:
        if data["treff"] != "UNIQUE":
            raise DecisionTableInvalid(
                "treff «%(data)s» støttes ikke, bare UNIQUE", values={"data": data["treff"]}
            )
        columns = tuple(_read_column(c) for c in data["inn"])
        outputs = tuple(Output(o["navn"], tuple(o["verdier"])) for o in data["ut"])
        rules = tuple(_read_rule(r, columns, outputs) for r in data["regler"])
        otherwise = data.get("ellers")
        tests = tuple({**t, "inn": t["inn"], "ut": t["ut"]} for t in data.get("tester", ()))
        ends = data.get("gyldig_til")
        table = DecisionTable(
            data["noekkel"], int(data["versjon"]), date.fromisoformat(str(data["gyldig_fra"])),
            date.fromisoformat(str(ends)) if ends else None, columns, outputs, rules,
            _read_outputs("ellers", otherwise, outputs) if otherwise else None,
            tests,
        )  # fmt: skip
    except KeyError as problem:
        raise DecisionTableInvalid(
            "tabellen mangler %(problem)s", values={"problem": problem}
        ) from problem
    if len({r.id for r in rules}) != len(rules):
        raise DecisionTableInvalid("to regler har samme id")
    return table


def _read_column(data: Mapping[str, Any]) -> Column:
    kind = data["type"]
    if kind not in TYPES or (kind == "kode" and not data.get("verdier")):
        raise DecisionTableInvalid(
            "%(data)s: typen må være en av %(typer)s",
            values={"data": data["navn"], "typer": ", ".join(TYPES)},
        )
    ends = [Decimal(data[e]) if e in data else None for e in ("min", "max")]
    return Column(data["navn"], kind, tuple(data.get("verdier", ())), *ends)


def _read_rule(
    data: Mapping[str, Any], columns: tuple[Column, ...], outputs: tuple[Output, ...]
) -> Rule:
    name, texts = str(data["id"]), tuple(str(t).strip() for t in data["inn"])
    if len(texts) != len(columns):
        raise DecisionTableInvalid(
            "regel %(name)s: %(antall)s celler, ventet %(antall2)s",
            values={"name": name, "antall": len(texts), "antall2": len(columns)},
        )
    try:
        cells = tuple(_parse_cell(t, c) for t, c in zip(texts, columns, strict=True))
    except DecisionTableInvalid as problem:
        raise DecisionTableInvalid(
            "regel %(name)s: %(problem)s", values={"name": name, "problem": problem}
        ) from problem
    return Rule(name, cells, texts, _read_outputs(f"regel {name}", data["ut"], outputs))


def _read_outputs(where: str, given: Iterable[str], outputs: tuple[Output, ...]) -> tuple[str, ...]:
    values = tuple(given)
    if len(values) != len(outputs):
        raise DecisionTableInvalid(
            "%(where)s: %(antall)s utverdier, ventet %(antall2)s",
            values={"where": where, "antall": len(values), "antall2": len(outputs)},
        )
    for value, output in zip(values, outputs, strict=True):
        if value not in output.verdier:
            raise DecisionTableInvalid(
                "%(where)s: «%(value)s» er ikke en verdi for %(navn)s",
                values={"where": where, "value": value, "navn": output.navn},
            )
    return values


def _operand(text: str, column: Column, on: date, resolve: Resolve) -> Value:
    if not text.startswith("@"):
        return _read(text, column)
    found = resolve(text[1:], on)
    if found is None:
        raise DecisionTableInvalid(
            "%(text)s har ingen verdi %(on)s", values={"text": text, "on": on.isoformat()}
        )
    return _read(found, column)


def bounds_of(cell: Cell, column: Column, on: date, resolve: Resolve) -> tuple[Any, Any]:
    """The ends of an interval on a day, references resolved."""
    low = _operand(cell.low, column, on, resolve) if cell.low else None
    high = _operand(cell.high, column, on, resolve) if cell.high else None
    return low, high


def is_hit(cell: Cell, bounds: tuple[Any, Any], value: Value) -> bool:
    """Does the cell accept the value?"""
    if cell.values is not None:
        return value in cell.values
    low, high = bounds
    return (low is None or (value >= low if cell.has_low else value > low)) and (
        high is None or (value <= high if cell.has_high else value < high)
    )


def spell(value: Value) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return "ja" if value else "nei"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _read_input(column: Column, inputs: Mapping[str, object]) -> Value:
    value = inputs.get(column.navn)
    if value is None:
        raise DecisionInputInvalid("%(navn)s mangler.", values={"navn": column.navn})
    if column.type == "ja_nei" and isinstance(value, bool):
        return value
    if column.type == "kode" and value in column.verdier:
        return str(value)
    if column.type in ("tall", "dato"):
        try:
            read = _read(value, column)
        except DecisionTableInvalid as problem:
            raise DecisionInputInvalid("%(problem)s.", values={"problem": problem}) from problem
        if column.is_inside(read):
            return read
    raise DecisionInputInvalid(
        "«%(value)s» er ikke en mulig verdi for %(navn)s.",
        values={"value": value, "navn": column.navn},
    )


def evaluate_table(
    table: DecisionTable, inputs: Mapping[str, object], *, on: date, resolve: Resolve
) -> Decision:
    """Answer one set of facts on a day.

    Raises `DecisionInputInvalid` for facts that are missing, of the wrong kind (floats too) or out
    of the column's domain, and `DecisionUndecided` when not exactly one rule answers.
    """
    unknown = sorted(inputs.keys() - {c.navn for c in table.inn})
    if unknown:
        raise DecisionInputInvalid(
            "%(unknown)s er ikke en kolonne i %(noekkel)s.",
            values={"unknown": unknown[0], "noekkel": table.noekkel},
        )
    values = [_read_input(column, inputs) for column in table.inn]
    hit = [
        rule
        for rule in table.regler
        if all(
            is_hit(cell, bounds_of(cell, column, on, resolve), value)
            for cell, column, value in zip(rule.cells, table.inn, values, strict=True)
        )
    ]
    if len(hit) > 1 or (not hit and table.ellers is None):
        raise DecisionUndecided(
            "%(antall)s regler i %(noekkel)s svarer. Én skal svare.",
            values={"antall": len(hit), "noekkel": table.noekkel},
        )
    answers = hit[0].ut if hit else table.ellers or ()
    return Decision(
        outputs=dict(zip(table.outputs, answers, strict=True)),
        rule_id=hit[0].id if hit else "ellers",
        inputs={c.navn: spell(v) for c, v in zip(table.inn, values, strict=True)},
        references={name: str(resolve(name, on)) for name in sorted(table.references)},
    )
