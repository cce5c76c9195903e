"""The publish check of a decision table: exactly one rule answers, whatever the facts.

References are resolved for the dates given, every column is cut at its break points, and the
product of the elementary cells is walked: an overlap or a gap is found with an example.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise, product
from math import prod
from typing import Any

from samverk.core.workflow.rules.decisions import (
    Column,
    DecisionInputInvalid,
    DecisionTable,
    DecisionTableInvalid,
    DecisionUndecided,
    Resolve,
    Value,
    bounds_of,
    evaluate_table,
    is_hit,
    spell,
)  # fmt: skip

CELLS_MAX = 200_000


def _samples(column: Column, breaks: set[Any]) -> list[Value]:
    """One value from every elementary cell: each break point, and one between neighbours."""
    if column.type == "kode":
        return list(column.verdier)
    if column.type == "ja_nei":
        return [True, False]
    is_date = column.type == "dato"
    unit: Any = timedelta(days=1) if is_date else Decimal(1)
    points = sorted(breaks | {e for e in (column.min, column.max) if e is not None})
    if not points:
        return [date(2000, 1, 1) if is_date else Decimal(0)]
    found: list[Any] = [points[0] - unit, *points, points[-1] + unit]
    for low, high in pairwise(points):
        between = low + unit if is_date else (low + high) / 2
        if low < between < high:
            found.append(between)
    return sorted(v for v in found if column.is_inside(v))


def check_table(
    table: DecisionTable, *, resolve: Resolve, dates: Iterable[date] = ()
) -> tuple[str, ...]:
    """What is wrong with the table, in Norwegian; empty when it may be published.

    The cells are checked on `gyldig_fra` and on each of `dates` (the days a referenced figure
    changes), then the table's own tests are run.
    """
    faults: list[str] = []
    for on in sorted({table.gyldig_fra, *dates}):
        try:
            faults.extend(_check_cells(table, on, resolve))
        except DecisionTableInvalid as problem:
            faults.append(f"{table.noekkel}: {problem}.")
    if not table.tester:
        faults.append(f"{table.noekkel}: tabellen har ingen tester.")
    for number, test in enumerate(table.tester, 1):
        faults.extend(_run_test(table, number, test, resolve))
    return tuple(dict.fromkeys(faults))


def _check_cells(table: DecisionTable, on: date, resolve: Resolve) -> Iterator[str]:
    columns = []
    for index, column in enumerate(table.inn):
        bounds = [bounds_of(r.cells[index], column, on, resolve) for r in table.regler]
        samples = _samples(column, {end for pair in bounds for end in pair if end is not None})
        masks = [
            sum(
                1 << n
                for n, rule in enumerate(table.regler)
                if is_hit(rule.cells[index], bounds[n], value)
            )
            for value in samples
        ]
        columns.append(list(zip(samples, masks, strict=True)))
    size = prod(len(c) for c in columns)
    if size > CELLS_MAX:
        yield f"{table.noekkel}: {size} celler er flere enn {CELLS_MAX}. Del tabellen."
        return
    yield from _walk_cells(table, columns)


def _walk_cells(table: DecisionTable, columns: list[list[tuple[Value, int]]]) -> Iterator[str]:
    every = (1 << len(table.regler)) - 1
    used = 0
    reported: set[int] = set()
    for combination in product(*columns):
        hit = every
        for _, mask in combination:
            hit &= mask
        used |= hit
        is_gap = hit == 0 and table.ellers is None
        if (is_gap or hit & (hit - 1)) and hit not in reported:
            reported.add(hit)
            pairs = zip(table.inn, combination, strict=True)
            when = ", ".join(f"{c.navn} = {spell(v)}" for c, (v, _) in pairs)
            rules = " og ".join(r.id for n, r in enumerate(table.regler) if hit >> n & 1)
            who = f"Regel {rules} treffer samtidig" if hit else "Ingen regel treffer"
            yield f"{table.noekkel}: {who} når {when}."
    for number, rule in enumerate(table.regler):
        if not used >> number & 1:
            yield f"{table.noekkel}: Regel {rule.id} kan aldri treffe."


def _run_test(
    table: DecisionTable, number: int, test: Mapping[str, Any], resolve: Resolve
) -> Iterator[str]:
    on = date.fromisoformat(str(test.get("dato", table.gyldig_fra)))
    parameters = test.get("parametre", {})

    def resolve_test(name: str, day: date) -> Value | str | int | None:
        space, _, rest = name.partition(".")
        if space == "parameter" and rest in parameters:
            given: str = parameters[rest]
            return given
        return resolve(name, day)

    try:
        got = dict(evaluate_table(table, test["inn"], on=on, resolve=resolve_test).outputs)
    except (DecisionInputInvalid, DecisionUndecided, DecisionTableInvalid) as problem:
        yield f"{table.noekkel}: test {number} kan ikke kjøres: {problem}"
        return
    if got != test["ut"]:
        yield f"{table.noekkel}: test {number} ventet {test['ut']}, fikk {got}."
