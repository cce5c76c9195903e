"""A series as an accessible drawing: presentation attributes and classes only, a table behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from samverk.core.ui.api import words

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 200, 44, 88, 14, 28


@dataclass(frozen=True, slots=True)
class Line:
    """One polyline with its label at the end."""

    label: str
    points: str
    dots: list[tuple[int, int]]
    label_y: int
    dash: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws."""

    width: int
    height: int
    left: int
    right: int
    lines: list[Line]
    grid: list[tuple[int, str]]
    months: list[tuple[int, str]]
    target_y: int | None


DASHES = ("", "7 4", "2 3", "10 3 2 3")


def draw(
    series: Sequence[tuple[str, Sequence[Decimal | None]]],
    months: Sequence[str],
    *,
    target: Decimal | None = None,
) -> Chart | None:
    """Draw one line per university; a missing month breaks nothing, it has no dot.

    Args:
        series: label and one value per month (None = not measured or hidden).
        months: short labels, as many as values; target: a level to draw, or None.

    Returns:
        The drawing, or None when nothing was measured.
    """
    known = [v for _, values in series for v in values if v is not None]
    if not known:
        return None
    top = max([*known, *([target] if target is not None else [])])
    low = min([*known, *([target] if target is not None else []), Decimal(0)])
    span = (top - low) or Decimal(1)

    def y(value: Decimal) -> int:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - float((value - low) / span)))

    def x(index: int) -> int:
        steps = max(len(months) - 1, 1)
        return round(LEFT + (WIDTH - LEFT - RIGHT) * index / steps)

    lines: list[Line] = []
    taken: list[int] = []
    for number, (label, values) in enumerate(series):
        dots = [(x(i), y(v)) for i, v in enumerate(values) if v is not None]
        if dots:
            at = _free(dots[-1][1] + 4, taken)
            taken.append(at)
            points = " ".join(f"{a},{b}" for a, b in dots)
            lines.append(Line(label, points, dots, at, DASHES[number % len(DASHES)]))
    grid = [(y(v), _short(v)) for v in (low, low + span / 2, top)]
    return Chart(
        WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, lines, grid,
        [(x(i), m) for i, m in enumerate(months)],
        y(target) if target is not None else None,
    )  # fmt: skip


def _free(y: int, taken: list[int]) -> int:
    """Move a label down until it stands clear of those already placed."""
    while any(abs(y - other) < 14 for other in taken):
        y += 14
    return y


def _short(value: Decimal) -> str:
    return words.decimal(f"{value.quantize(Decimal('0.1')):f}".removesuffix(".0"))
