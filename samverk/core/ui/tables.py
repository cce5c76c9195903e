"""Tables as data, so that every list looks and reads the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from samverk.core.ui.registry import Text


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        label: its heading; kind: text, num (right-aligned figures) or tn (no line break).
        sort_url: address that sorts by it; sorted: "ascending", "descending" or "".
    """

    label: Text
    kind: Literal["text", "num", "tn"] = "text"
    sort_url: str = ""
    sorted: str = ""

    @property
    def css(self) -> str:
        """Class of its cells."""
        return "" if self.kind == "text" else self.kind

    @property
    def is_number(self) -> bool:
        """Figures open with a dotted underline."""
        return self.kind == "num"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: text (already written for people), code behind in grey, a note under, a status.

    ``status`` (ok, warn, stop, wait, mute) shows the text as a chip; ``url`` makes it a link.
    """

    text: Text
    code: str = ""
    note: Text = ""
    status: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; the first cell is its heading, and ``url`` opens it."""

    cells: Sequence[Cell | Text]
    url: str = ""
    css: str = ""


@dataclass(frozen=True, slots=True)
class Paging:
    """Keyset paging: where the next rows are, and the way back to the first."""

    text: Text = ""
    next_url: str = ""
    first_url: str = ""


@dataclass(frozen=True, slots=True)
class BoundRow:
    """A row with its columns beside it, as the partial needs it."""

    pairs: list[tuple[Column, Cell]]
    url: str = ""
    css: str = ""


@dataclass(slots=True)
class Table:
    """A whole table for ``{% include "ui/_table.html" %}``.

    Attributes:
        caption: what it lists, and the unit of its figures; hide_caption: a heading says it.
        dense: 30 px rows for figures; stack: rows become blocks on a phone (lists of things only).
        total: the sum row; paging: where more is; empty_*: what a table without rows says.
    """

    caption: Text
    columns: Sequence[Column]
    data: Sequence[Row]
    dense: bool = False
    stack: bool = False
    hide_caption: bool = False
    total_row: Row | None = None
    paging: Paging | None = None
    empty_title: Text = ""
    empty_text: Text = ""
    empty_url: str = ""
    empty_action: Text = ""
    empty_icon: str = "TasklistStart"
    rows: list[BoundRow] = field(init=False)
    total: BoundRow | None = field(init=False)

    def __post_init__(self) -> None:
        self.rows = [self._bind(row) for row in self.data]
        self.total = self._bind(self.total_row) if self.total_row else None

    def _bind(self, row: Row) -> BoundRow:
        cells = [c if isinstance(c, Cell) else Cell(c) for c in row.cells]
        return BoundRow(list(zip(self.columns, cells, strict=True)), row.url, row.css)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of ``ui/_steps.html``: state done, now, next or skip."""

    state: Literal["done", "now", "next", "skip"]
    title: Text
    text: Text = ""
    note: Text = ""


@dataclass(frozen=True, slots=True)
class CalcLine:
    """One line of ``ui/_calc.html``; the amount is already written for people."""

    text: Text
    amount: str
    is_sum: bool = False
