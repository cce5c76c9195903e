"""Where everything stands in the drawing: as the author placed it, or folded to a page's width.

The folded form keeps the author's order and routes. Columns and rows are squeezed by a monotone
map, so that straight lines stay straight; the picture is then cut between columns into bands laid
under each other, and an arrow that crosses a cut gets the same letter on both sides.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from samverk.core.workflow.rules.bpmn import GATEWAYS, Definition, Kind, Node, Shape
from samverk.core.workflow.rules.lettering import text_width

Point = tuple[float, float]
LABEL_SIZE = 11
MARGIN = 30.0
TASK_WIDTH, TASK_HEIGHT, ROUND = 112.0, 56.0, 30.0
COLUMN_GAP, ROW_GAP, LANE_GAP, TOP = 26.0, 46.0, 22.0, 40.0
EVENT_TEXT_WIDTH = 78.0


@dataclass(frozen=True)
class Route:
    """An arrow or a part of one; `is_tail` marks the part that ends in the target."""

    flow: str
    points: tuple[Point, ...]
    is_tail: bool = True


@dataclass(frozen=True)
class Layout:
    """Everything placed; `marks` are the letters at cuts."""

    left: float
    top: float
    width: float
    height: float
    shapes: dict[str, Shape]
    routes: tuple[Route, ...]
    marks: tuple[tuple[float, float, str], ...] = ()


def as_drawn(definition: Definition) -> Layout:
    """The author's own placing."""
    shapes, edges = definition.shapes, definition.edges
    xs = [e for s in shapes.values() for e in (s.x, s.x + s.width)]
    ys = [e for s in shapes.values() for e in (s.y, s.y + s.height)]
    xs += [x for points in edges.values() for x, _ in points]
    ys += [y for points in edges.values() for _, y in points]
    left, top = min(xs) - 20, min(ys) - TOP
    routes = tuple(
        Route(flow, points) for flow, points in edges.items() if flow in definition.flows
    )
    return Layout(
        left, top, max(xs) + 20 - left, max(ys) + TOP - top, dict(shapes), routes
    )  # fmt: skip


class _Scale:
    """A monotone piecewise linear map from drawn to placed positions."""

    def __init__(self, anchors: Iterable[Point]) -> None:
        self.drawn: list[float] = []
        self.placed: list[float] = []
        for drawn, placed in sorted(anchors):
            if not self.drawn or drawn > self.drawn[-1]:
                self.drawn.append(drawn)
                self.placed.append(max(placed, self.placed[-1] if self.placed else placed))

    def __call__(self, value: float) -> float:
        if value <= self.drawn[0]:
            return self.placed[0] - min(self.drawn[0] - value, LANE_GAP)
        if value >= self.drawn[-1]:
            return self.placed[-1] + min(value - self.drawn[-1], LANE_GAP)
        at = bisect_right(self.drawn, value)
        low, high = self.drawn[at - 1], self.drawn[at]
        share = (value - low) / (high - low)
        return self.placed[at - 1] + share * (self.placed[at] - self.placed[at - 1])


@dataclass
class _Column:
    """Shapes whose centres stand under each other, or beside each other in a row."""

    centre: float
    reach: float
    size: float
    nodes: list[str]


def _columns(definition: Definition, *, is_row: bool, within: Sequence[str]) -> list[_Column]:
    def measure(node: str) -> tuple[float, float]:
        shape = definition.shapes[node]
        if is_row:
            return shape.y + shape.height / 2, shape.height / 2
        return shape.x + shape.width / 2, shape.width / 2

    found: list[_Column] = []
    for node in sorted(within, key=lambda n: measure(n)[0]):
        centre, reach = measure(node)
        size = _height(definition.nodes[node]) if is_row else _width(definition.nodes[node])
        if found and centre - found[-1].centre < 25:
            last = found[-1]
            last.reach, last.size = max(last.reach, reach), max(last.size, size)
            last.nodes.append(node)
        else:
            found.append(_Column(centre, reach, size, [node]))
    return found


def _width(node: Node) -> float:
    if node.kind == Kind.CATCH:
        return EVENT_TEXT_WIDTH
    return ROUND + 10 if node.kind in (*GATEWAYS, Kind.START, Kind.END) else TASK_WIDTH


def _height(node: Node) -> float:
    return ROUND + 10 if _width(node) != TASK_WIDTH else TASK_HEIGHT


class _Folding:
    """Builds the folded layout step by step."""

    def __init__(self, definition: Definition, width: float, language: str) -> None:
        self.definition = definition
        self.width = width
        self.language = language
        standing = [n.id for n in definition.nodes.values() if n.kind != Kind.TIMER]
        self.columns = _columns(definition, is_row=False, within=standing)
        self.gaps = [self.gap(a, b) for a, b in pairwise(self.columns)]
        self.bands = self.cut()
        self.cuts = [
            (self.columns[a[-1]].centre + self.columns[b[0]].centre) / 2
            for a, b in pairwise(self.bands)
        ]
        self.shapes: dict[str, Shape] = {}
        self.routes: list[Route] = []
        self.marks: list[tuple[float, float, str]] = []
        self.scales: list[tuple[_Scale, _Scale]] = []
        self.right = 0.0

    def gap(self, one: _Column, other: _Column) -> float:
        """Room between two columns, more where an arrow's label must stand there."""
        labels = [
            text_width(flow.named(self.language), LABEL_SIZE) + 14
            for flow in self.definition.flows.values()
            if flow.source in one.nodes and flow.target in other.nodes and flow.name
        ]
        return max([COLUMN_GAP, *labels])

    def cut(self) -> list[list[int]]:
        """Columns shared out on as few and as even bands as the width allows."""
        room = self.width - 2 * MARGIN
        total = sum(c.size for c in self.columns) + sum(self.gaps)
        target = min(room, total / max(1, -(-total // room)) + TASK_WIDTH / 2)
        bands: list[list[int]] = [[]]
        used = 0.0
        for index, column in enumerate(self.columns):
            more = column.size + (self.gaps[index - 1] if bands[-1] else 0)
            if bands[-1] and used + more > target:
                bands.append([])
                used, more = 0.0, column.size
            bands[-1].append(index)
            used += more
        if len(bands) > 1 and len(bands[-1]) == 1 and self.columns[-1].size < TASK_WIDTH:
            end = bands.pop()  # nobody looks for the end alone on a line of its own
            bands[-1] += end
        return bands

    def fold(self) -> Layout:
        top = 0.0
        for number, band in enumerate(self.bands):
            top = self.place(number, band, top) + ROW_GAP
        self.place_timers()
        for flow, points in self.definition.edges.items():
            if flow in self.definition.flows:
                self.route(flow, list(points))
        return Layout(
            0, 0, self.right + MARGIN, top, self.shapes, tuple(self.routes), tuple(self.marks)
        )  # fmt: skip

    def place(self, number: int, band: list[int], top: float) -> float:
        """Place one band under `top`; returns its lower edge."""
        across: list[Point] = []
        x = MARGIN
        for index in band:
            column = self.columns[index]
            across += [
                (column.centre - column.reach, x),
                (column.centre + column.reach, x + column.size),
            ]
            self.right = max(self.right, x + column.size)
            x += column.size + (self.gaps[index] if index < len(self.gaps) else 0)
        nodes = [n for index in band for n in self.columns[index].nodes]
        rows = _columns(self.definition, is_row=True, within=nodes)
        taken = [(r.centre - r.reach, r.centre + r.reach, r.size) for r in rows]
        timed = {r.centre - r.reach for r in rows if any(map(self.definition.timers.get, r.nodes))}
        lanes = {
            (y, y, 0.0) for y in self.crossing_heights(number)
            if not any(low - 1 <= y <= high + 1 for low, high, _ in taken)
        }  # fmt: skip
        down: list[Point] = []
        y, above = top + TOP, 0.0
        for low, high, size in sorted([*taken, *lanes]):
            if down:  # captions need room under a row, and over one that has timers
                y += (ROW_GAP if size or above else LANE_GAP) + (20 if low in timed else 0)
            down += [(low, y), (high, y + size)]
            y, above = y + size, size
        scales = _Scale(across), _Scale(down)
        self.scales.append(scales)
        for node in nodes:
            self.shapes[node] = self.shape(node, *scales)
        return y

    def crossing_heights(self, number: int) -> set[float]:
        """Heights at which an arrow runs sideways inside a band."""
        low = self.cuts[number - 1] if number else float("-inf")
        high = self.cuts[number] if number < len(self.cuts) else float("inf")
        return {
            a[1]
            for flow, points in self.definition.edges.items() if flow in self.definition.flows
            for a, b in pairwise(points)
            if a[1] == b[1] and min(a[0], b[0]) < high and max(a[0], b[0]) > low
        }  # fmt: skip

    def shape(self, node: str, across: _Scale, down: _Scale) -> Shape:
        drawn = self.definition.shapes[node]
        x, y = across(drawn.x + drawn.width / 2), down(drawn.y + drawn.height / 2)
        element = self.definition.nodes[node]
        is_task = _width(element) == TASK_WIDTH
        width, height = (TASK_WIDTH, TASK_HEIGHT) if is_task else (ROUND, ROUND)
        if element.kind in GATEWAYS:
            width = height = ROUND + 10
        return Shape(x - width / 2, y - height / 2, width, height)

    def place_timers(self) -> None:
        """Timers sit on the lower edge of their host, the first to the right."""
        for host, timers in self.definition.timers.items():
            for number, timer in enumerate(timers):
                box = self.shapes[host]
                x = box.x + (box.width - 34 if number == 0 else 12)
                self.shapes[timer.id] = Shape(x, box.y + box.height - 11, 22, 22)

    def band_of(self, x: float) -> int:
        return bisect_right(self.cuts, x)

    def route(self, flow: str, points: list[Point]) -> None:
        """Map an arrow into the bands, cut where it leaves one."""
        arrow = self.definition.flows[flow]
        parts: list[list[Point]] = [[]]
        letters: list[int] = []
        for a, b in pairwise(points):
            if not parts[-1]:
                parts[-1].append(self.placed(a, self.band_of(a[0])))
            here, there = self.band_of(a[0]), self.band_of(b[0])
            step = 1 if there > here else -1
            for band in range(here, there, step):
                letters.append(len(parts))
                room = self.label_room(flow, parts)
                parts[-1].append((self.edge(band, step, room), self.scales[band][1](a[1])))
                entry = (self.edge(band + step, -step), self.scales[band + step][1](b[1]))
                parts.append([entry])
            parts[-1].append(self.placed(b, there))
        self.fit(parts[0], self.shapes[arrow.source], is_start=True)
        self.fit(parts[-1], self.shapes[arrow.target], is_start=False)
        for number, part in enumerate(parts):
            self.routes.append(Route(flow, tuple(part), number == len(parts) - 1))
            if number:
                letter = chr(ord("A") + len(self.marks) // 2)
                self.marks += [(*parts[number - 1][-1], letter), (*part[0], letter)]

    def placed(self, point: Point, band: int) -> Point:
        across, down = self.scales[band]
        return across(point[0]), down(point[1])

    def label_room(self, flow: str, parts: list[list[Point]]) -> float:
        """What an arrow's label takes beside a shape at the cut; it stands on the first part."""
        name = self.definition.flows[flow].named(self.language)
        return text_width(name, LABEL_SIZE) + 14 if name and len(parts) == 1 else 0.0

    def edge(self, band: int, side: int, room: float = 0.0) -> float:
        """The right or left margin of a band, where the letters stand."""
        if side < 0:
            return MARGIN - 16
        last = self.columns[self.bands[band][-1]]
        x = self.scales[band][0](last.centre + last.reach) + max(16.0, room)
        self.right = max(self.right, x - 16)
        return x

    def fit(self, part: list[Point], box: Shape, *, is_start: bool) -> None:
        """Let the end of a line touch the shape as it is now drawn, and keep the line straight."""
        at, beside = (0, 1) if is_start else (-1, -2)
        x, y = box.x + box.width / 2, box.y + box.height / 2
        (x1, y1), (x2, y2) = part[at], part[beside]
        if abs(x1 - x2) < 0.5 or (abs(y1 - y2) >= 0.5 and abs(x1 - x2) < abs(y1 - y2)):
            part[at] = (x, box.y if y2 < y else box.y + box.height)
            part[beside] = (x, y2)
        else:
            part[at] = (box.x if x2 < x else box.x + box.width, y)
            part[beside] = (x2, y)


def folded(definition: Definition, width: float = 900, language: str = "nb") -> Layout:
    """The drawing folded into bands no wider than `width`."""
    return _Folding(definition, width, language).fold()
