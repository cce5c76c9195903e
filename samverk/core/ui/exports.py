"""Files a spreadsheet in Norway opens: semicolon, decimal comma, UTF-8; columns by data class.

An export is declared once, with the field that each column comes from. What its class forbids is
refused when the module is loaded; what the reader may not have is left out of the file; and a file
with data about persons is written in the read log with the number of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from samverk.core.access.api import (
    EMPLOYMENT,
    IDENTIFIER,
    PARTAKERS,
    AccessDenied,
    Actor,
    Guard,
    check_use,
    class_of,
    may_use,
)
from samverk.core.audit.api import record_read
from samverk.core.ui.registry import Text

# A cell that begins so is a formula to a spreadsheet, whoever wrote the name.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column of a file.

    Attributes:
        label: its heading; source: the field it comes from, ``finance.BalAccount.debet_oere``.
        value: the cell of a row; kind: text, code (as it is) or oere (summed at the foot).
        guard: capability of the reader; everything from class 2 must name one.
    """

    label: Text
    source: str
    value: Callable[[Any], Any]
    kind: Literal["text", "code", "oere"] = "text"
    guard: Guard = ""


_exports: dict[str, Export] = {}


class Export:
    """A file people can download.

    Args:
        name: stable name, as the read log has it; columns: in order.

    Raises:
        FieldRefused: a column may not leave the platform, or names no capability.
    """

    def __init__(self, name: str, columns: Sequence[ExportColumn]) -> None:
        self.name, self.columns = name, tuple(columns)
        for column in self.columns:
            check_use(column.source, "" if column.guard == PARTAKERS else column.guard)
        _exports[name] = self

    def columns_for(self, actor: Actor) -> list[ExportColumn]:
        """Return the columns a reader may have; identifiers only when a purpose is stated."""
        return [
            column
            for column in self.columns
            if may_use(actor, column.guard)
            and (class_of(column.source) < IDENTIFIER or actor.purpose)
        ]

    def lines(self, actor: Actor, rows: Sequence[Any], *, foot: str = "") -> Iterator[str]:
        """Return the file line by line.

        Args:
            actor: the reader; rows: what the columns are cells of.
            foot: the name of a last line with the sums, or "" for none.

        Raises:
            AccessDenied: no column is the reader's to have.
        """
        columns = self.columns_for(actor)
        if not columns:
            raise AccessDenied("Du har ikke tilgang til å hente denne filen.", code="ingen_tilgang")
        highest = max(columns, key=lambda column: class_of(column.source))
        if class_of(highest.source) >= EMPLOYMENT:
            used = next(one for one in _guards(highest) if actor.can(one))
            record_read(
                actor=actor, kapabilitet=used, objekt_type=self.name, objekt_id=None,
                gjelder_party_id=None, dataklasse=class_of(highest.source), antall=len(rows),
            )  # fmt: skip
        return _lines(columns, rows, foot)


def _guards(column: ExportColumn) -> tuple[str, ...]:
    return (column.guard,) if isinstance(column.guard, str) else column.guard


def exports() -> dict[str, Export]:
    """Return every export there is, by name."""
    return dict(_exports)


def _lines(columns: Sequence[ExportColumn], rows: Sequence[Any], foot: str) -> Iterator[str]:
    yield BOM + ";".join(text_cell(str(column.label)) for column in columns) + "\r\n"
    sums = [0] * len(columns)
    for row in rows:
        cells = [column.value(row) for column in columns]
        for at, column in enumerate(columns):
            sums[at] += cells[at] if column.kind == "oere" else 0
        yield ";".join(map(_cell, columns, cells)) + "\r\n"
    if foot:
        name = next((column for column in columns if column.kind == "text"), None)
        last = [
            amount_cell(total) if column.kind == "oere" else text_cell(foot) * (column is name)
            for column, total in zip(columns, sums, strict=True)
        ]
        yield ";".join(last) + "\r\n"


def _cell(column: ExportColumn, value: Any) -> str:
    if column.kind == "oere":
        return amount_cell(value)
    return str(value) if column.kind == "code" else text_cell(str(value))


def text_cell(text: str) -> str:
    """Quote a text, and keep a spreadsheet from running it."""
    safe = f"'{text}" if text.startswith(FORMULA) else text
    return '"' + safe.replace('"', '""') + '"'


def amount_cell(oere: int) -> str:
    """Write an amount in kroner with decimal comma and no thousands separator: -1234,50."""
    sign = "-" if oere < 0 else ""
    return f"{sign}{abs(oere) // 100},{abs(oere) % 100:02}"
