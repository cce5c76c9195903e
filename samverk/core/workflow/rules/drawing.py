"""«Hvor er saken» as SVG, drawn on the server from the diagram part of the definition.

Presentation attributes only: an inline `<style>` is stopped by a strict content security policy and
lost in archiving. Colours are the page's custom properties with fixed fall-backs, or the fixed ones
alone for an archived copy. State shows by symbol, weight and colour, never by colour alone.
"""

from collections.abc import Iterable
from html import escape
from itertools import pairwise

from samverk.core.workflow.rules import graph
from samverk.core.workflow.rules.bpmn import Kind, Node, Shape
from samverk.core.workflow.rules.layout import LABEL_SIZE, Layout, Route, as_drawn, folded
from samverk.core.workflow.rules.lettering import text_width, wrap
from samverk.core.workflow.rules.progress import Progress, Visit
from samverk.core.workflow.rules.steplist import list_steps

_COLOURS = {
    "ok": "#11643a", "ok-bg": "#e3f3e9", "act": "#1b55ad", "act-bg": "#eaf1fb",
    "stop": "#a3172a", "stop-bg": "#fde9e9", "sheet": "#ffffff", "control": "#737c85",
    "ink": "#14181c", "ink-2": "#525b65",
}  # fmt: skip
_STYLE = {  # state: outline, fill, weight
    "done": ("ok", "ok-bg", 2), "now": ("act", "act-bg", 3), "cancelled": ("stop", "stop-bg", 2),
    "next": ("control", "sheet", 1.5), "irrelevant": ("control", "sheet", 1.5),
}  # fmt: skip
_TEXTS = {
    "title": ("Hvor er saken: {0}", "Kvar er saka: {0}", "Where is the case: {0}"),
    "here": ("Du er her", "Du er her", "You are here"),
    "round": ("{0}. gang", "{0}. gong", "Round {0}"),
    "irrelevant": ("Ikke aktuelt", "Ikkje aktuelt", "Not relevant"),
    "below": (
        "Stegene står også som liste.", "Stega står òg som liste.", "The steps are also a list.",
    ),
}  # fmt: skip
_NAME_SIZE, _LINE = 12.5, 15.0
_TICK = "M{x0} {y}l3 3.2 6-6.4"
_CROSS = "M{x0} {y0}l8 8m0-8l-8 8"


def draw_case(
    progress: Progress,
    *,
    prefix: str,
    language: str = "nb",
    is_compact: bool = True,
    has_fixed_colours: bool = False,
    width: float = 900,
) -> str:
    """The drawing as one `<svg>` element.

    `prefix` makes ids unique when two drawings share a page. `is_compact` folds a long flow into
    rows no wider than `width`; otherwise the author's own placing is kept. `has_fixed_colours`
    leaves custom properties out, for archiving and for renderers that do not know them.
    """
    definition = progress.definition
    layout = folded(definition, width, language) if is_compact else as_drawn(definition)
    return _Pen(progress, layout, prefix, language, has_fixed_colours=has_fixed_colours).draw()


class _Pen:
    def __init__(
        self,
        progress: Progress,
        layout: Layout,
        prefix: str,
        language: str,
        *,
        has_fixed_colours: bool,
    ) -> None:
        self.progress = progress
        self.layout = layout
        self.prefix = escape(prefix, quote=True)
        self.language = language
        self.is_fixed = has_fixed_colours
        self.gone = progress.irrelevant()
        self.taken = progress.taken_flows()

    def say(self, key: str, *values: object) -> str:
        column = {"nn": 1, "en": 2}.get(self.language, 0)
        return _TEXTS[key][column].format(*values)

    def colour(self, name: str) -> str:
        return _COLOURS[name] if self.is_fixed else f"var(--{name},{_COLOURS[name]})"

    def draw(self) -> str:
        box, p = self.layout, self.prefix
        steps = list_steps(self.progress, language=self.language)
        name = self.progress.definition.named(self.language)
        title = self.say("title", name) if self.progress.visits else name
        described = f"{steps.summary} {self.say('below')}"
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{p}-t"'
            f' aria-describedby="{p}-d"'
            f' viewBox="{box.left:g} {box.top:g} {box.width:g} {box.height:g}"'
            ' font-family="Inter Variable, Inter, sans-serif">',
            f'<title id="{p}-t">{escape(title)}</title><desc id="{p}-d">{escape(described)}</desc>',
            "<defs>", self.arrowhead("a", "ok"), self.arrowhead("b", "control"), "</defs>",
        ]  # fmt: skip
        parts += [self.route(route) for route in box.routes]
        nodes = self.progress.definition.nodes
        parts += [self.node(node, box.shapes[node.id]) for node in nodes.values()]
        parts += [self.mark(x, y, letter) for x, y, letter in box.marks]
        return "".join([*parts, "</svg>"])

    def arrowhead(self, name: str, colour: str) -> str:
        return (
            f'<marker id="{self.prefix}-{name}" markerWidth="9" markerHeight="9" refX="8"'
            ' refY="4.5" orient="auto" markerUnits="userSpaceOnUse">'
            f'<path d="M0 0L9 4.5L0 9z" fill="{self.colour(colour)}"/></marker>'
        )

    def letters(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = LABEL_SIZE,
        colour: str = "ink-2",
        anchor: str = "middle",
        weight: int = 400,
    ) -> str:
        heavy = f' font-weight="{weight}"' if weight != 400 else ""
        return (
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" text-anchor="{anchor}"{heavy}'
            f' fill="{self.colour(colour)}">{escape(text)}</text>'
        )

    def route(self, route: Route) -> str:
        is_taken = route.flow in self.taken
        name, colour, weight = ("a", "ok", 3.0) if is_taken else ("b", "control", 1.5)
        corners = " ".join(f"{x:g},{y:g}" for x, y in route.points)
        head = f' marker-end="url(#{self.prefix}-{name})"' if route.is_tail else ""
        line = (
            f'<polyline points="{corners}" fill="none" stroke="{self.colour(colour)}"'
            f' stroke-width="{weight:g}"{head}/>'
        )
        return line + self.flow_label(route)

    def flow_label(self, route: Route) -> str:
        """Over the longest level part of the arrow; in the middle of it when it leads back."""
        text = self.progress.definition.flows[route.flow].named(self.language)
        level = [(a, b) for a, b in pairwise(route.points) if abs(a[1] - b[1]) < 0.5]
        is_first = next(r for r in self.layout.routes if r.flow == route.flow) is route
        if not text or not level or not is_first:
            return ""
        (x1, y), (x2, _) = max(level, key=lambda part: abs(part[0][0] - part[1][0]))
        if x2 < x1 or len(text) * 3 > abs(x2 - x1):
            return self.letters((x1 + x2) / 2, y - 6, text)
        return self.letters(x1 + 6, y - 6, text, anchor="start")

    def mark(self, x: float, y: float, letter: str) -> str:
        circle = (
            f'<circle cx="{x:g}" cy="{y:g}" r="9" fill="{self.colour("sheet")}"'
            f' stroke="{self.colour("control")}" stroke-width="1.5"/>'
        )
        return circle + self.letters(x, y + 4, letter, weight=600, colour="ink")

    def state(self, node: Node) -> tuple[str, Visit | None]:
        visit = self.progress.latest(node.id)
        if visit is None:
            return ("irrelevant" if node.id in self.gone else "next"), None
        return ("now" if visit.is_open else "cancelled" if visit.is_cancelled else "done"), visit

    def node(self, node: Node, box: Shape) -> str:
        state, visit = self.state(node)
        drawn = [f'<g id="{self.prefix}-{escape(node.id)}">', self.outline(node, box, state)]
        if graph.is_task(node) and node.kind != Kind.CATCH:
            drawn.append(self.task_text(node, box))
            if visit is not None:
                drawn.append(self.badge(box, state))
        drawn += self.captions(node, box, state, visit)
        return "".join([*drawn, "</g>"])

    def outline(self, node: Node, box: Shape, state: str) -> str:
        line, fill, weight = _STYLE[state]
        paint = f'fill="{self.colour(fill)}" stroke="{self.colour(line)}" stroke-width="{weight}"'
        pen = f'fill="none" stroke="{self.colour(line)}"'
        x, y = box.x + box.width / 2, box.y + box.height / 2
        r = min(box.width, box.height) / 2
        if node.kind in (Kind.CHOICE, Kind.PARALLEL):
            corners = f"{x:g},{y - r:g} {x + r:g},{y:g} {x:g},{y + r:g} {x - r:g},{y:g}"
            sign = f"M{x - 6:g} {y - 6:g}l12 12m0-12l-12 12"
            if node.kind == Kind.PARALLEL:
                sign = f"M{x:g} {y - 8:g}v16M{x - 8:g} {y:g}h16"
            return f'<polygon points="{corners}" {paint}/><path d="{sign}" {pen} stroke-width="2"/>'
        if graph.is_task(node) and node.kind != Kind.CATCH:
            return self.task_outline(node, box, state, paint)
        heavy = 4 if node.kind == Kind.END else weight
        paint = f'fill="{self.colour(fill)}" stroke="{self.colour(line)}" stroke-width="{heavy}"'
        return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" {paint}/>' + self.event_sign(
            node, x, y, r, pen
        )

    def task_outline(self, node: Node, box: Shape, state: str, paint: str) -> str:
        dashes = ' stroke-dasharray="5 4"' if state == "irrelevant" else ""
        size = f'width="{box.width:g}" height="{box.height:g}"'
        drawn = f'<rect x="{box.x:g}" y="{box.y:g}" {size} rx="8" {paint}{dashes}/>'
        pen = f'fill="none" stroke="{self.colour("ink-2")}" stroke-width="1"'
        x, y = box.x + 6, box.y + 4
        if node.kind == Kind.SERVICE:  # a cog: done by the system
            drawn += f'<circle cx="{x + 4:g}" cy="{y + 4:g}" r="3" {pen}/>'
            drawn += f'<path d="M{x + 4:g} {y - 1:g}v10M{x - 1:g} {y + 4:g}h10" {pen}/>'
        elif node.kind == Kind.RULE:  # a table: decided by rules
            drawn += (
                f'<path d="M{x:g} {y:g}h11v8h-11zM{x:g} {y + 3:g}h11M{x + 4:g} {y:g}v8" {pen}/>'
            )
        elif node.kind == Kind.CALL:  # double edge: local content
            inner = f'width="{box.width - 8:g}" height="{box.height - 8:g}" rx="5"'
            drawn += f'<rect x="{box.x + 4:g}" y="{box.y + 4:g}" {inner} {pen}/>'
        return drawn

    def event_sign(self, node: Node, x: float, y: float, r: float, pen: str) -> str:
        if node.kind == Kind.TIMER:
            dashes = "" if node.is_interrupting else ' stroke-dasharray="3 2"'
            inner = f'<circle cx="{x:g}" cy="{y:g}" r="{r - 3.5:g}" {pen}{dashes}/>'
            return f'{inner}<path d="M{x:g} {y - 5:g}v5h4" {pen} stroke-width="1.5"/>'
        if node.kind == Kind.CATCH:
            inner = f'<circle cx="{x:g}" cy="{y:g}" r="{r - 3.5:g}" {pen}/>'
            return f'{inner}<path d="M{x - 6:g} {y - 4:g}h12v8h-12zl6 5l6-5" {pen}/>'
        return ""

    def task_text(self, node: Node, box: Shape) -> str:
        name = node.named(self.language)
        longest = max(text_width(word, 1) for word in [*name.split(), "x"])
        size = max(10.5, min(_NAME_SIZE, (box.width - 12) / longest))
        lines = wrap(name, box.width - 12, size, 3)
        y = box.y + box.height / 2 + 4.5 - (len(lines) - 1) * _LINE / 2
        x = box.x + box.width / 2
        return "".join(
            self.letters(x, y + i * _LINE, line, size=size, colour="ink", weight=600)
            for i, line in enumerate(lines)
        )

    def badge(self, box: Shape, state: str) -> str:
        """Tick, dot or cross on the upper right corner."""
        x, y = box.x + box.width - 4, box.y + 4
        white = f'stroke="{self.colour("sheet")}" stroke-width="2"'
        drawn = f'<circle cx="{x:g}" cy="{y:g}" r="9" fill="{self.colour(_STYLE[state][0])}"/>'
        if state == "now":
            return drawn + f'<circle cx="{x:g}" cy="{y:g}" r="3.5" fill="{self.colour("sheet")}"/>'
        sign = _TICK if state == "done" else _CROSS
        path = sign.format(x0=f"{x - 4:g}", y=f"{y:g}", y0=f"{y - 4:g}")
        return f'{drawn}<path d="{path}" fill="none" {white}/>'

    def captions(self, node: Node, box: Shape, state: str, visit: Visit | None) -> list[str]:
        """Who, where and which round; over the box when a timer sits on its lower edge."""
        if not graph.is_task(node):
            return []
        lines: list[tuple[str, str, int]] = []
        if node.kind == Kind.CATCH:
            wrapped = wrap(node.named(self.language), 90, LABEL_SIZE, 2)
            lines += [(line, "ink", 400) for line in wrapped]
        if visit is not None and self.who(visit):
            who = wrap(self.who(visit), box.width + 16, LABEL_SIZE, 1)[0]
            lines.append(
                (who, "act" if state == "now" else "ink-2", 600 if state == "now" else 400)
            )
        if visit is not None and visit.pass_no > 1:
            lines.append((self.say("round", visit.pass_no), "ink-2", 400))
        if state == "now":
            lines.append((self.say("here"), "act", 650))
        if state == "irrelevant":
            lines.append((self.say("irrelevant"), "ink-2", 400))
        is_above = bool(self.progress.definition.timers[node.id])
        y = box.y - 8 - 14 * (len(lines) - 1) if is_above else box.y + box.height + 15
        x = box.x + box.width / 2
        return [
            self.letters(x, y + 14 * i, text, colour=colour, weight=weight)
            for i, (text, colour, weight) in enumerate(lines)
        ]

    def who(self, visit: Visit) -> str:
        """The person, or for an open slot the one its inner step waits for."""
        if visit.who or not visit.is_open:
            return visit.who
        inner: Iterable[Visit] = (v for v in self.progress.open_visits if v.scope == visit.node)
        return next((v.who for v in inner), "")
