"""The waterfall: causes as bars between two sums, with the table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SHARE_SHOWN = 2
"""The axis begins where the smaller sum is half way off the page, so that changes can be seen."""
STEP = 100_000


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its words, amount in øre, and the bar in hundredths of the width."""

    text: str
    oere: int
    kind: str  # base | pos | neg
    x: str
    width: str
    end: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Rows from one sum to another; `begins_oere` is where the axis begins."""

    bars: tuple[Bar, ...]
    begins_oere: int


@dataclass(frozen=True, slots=True)
class Change:
    """A cause of a difference."""

    text: str
    oere: int
    note: str = ""
    url: str = ""


def waterfall(
    first: tuple[str, int], last: tuple[str, int], changes: Sequence[Change]
) -> Waterfall:
    """Bars from the first sum through every change to the last."""
    levels = [first[1]]
    for change in changes:
        levels.append(levels[-1] + change.oere)
    low, high = min([*levels, last[1]]), max([*levels, last[1]])
    begins = max((low - (high - low) // SHARE_SHOWN) // STEP * STEP, 0)
    span = max(high - begins, 1)

    def bar(text: str, kind: str, fra: int, til: int, oere: int, note: str, url: str) -> Bar:
        left, right = min(fra, til), max(fra, til)
        return Bar(
            text, oere, kind, _share(left - begins, span), _share(right - left, span),
            _share(til - begins, span), note, url,
        )  # fmt: skip

    rows = [bar(first[0], "base", begins, first[1], first[1], "", "")]
    for change, fra in zip(changes, levels, strict=False):
        kind = "pos" if change.oere > 0 else "neg"
        rows.append(
            bar(change.text, kind, fra, fra + change.oere, change.oere, change.note, change.url)
        )
    rows.append(bar(last[0], "base", begins, last[1], last[1], "", ""))
    return Waterfall(tuple(rows), begins)


def _share(part: int, whole: int) -> str:
    """Hundredths of the width with two decimals, always with a point."""
    hundredths = max(min(part * 10_000 // whole, 10_000), 0)
    return f"{hundredths // 100}.{hundredths % 100:02d}"
