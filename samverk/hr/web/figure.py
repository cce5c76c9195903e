"""The timeline as a figure: lanes of bars on an axis of years, ready for an SVG template.

A bar carries its text only where the text fits; the whole story is also in its title and in the
table below the figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from samverk.core import money
from samverk.core.periods import add_months, day_text, month_name
from samverk.core.ui import api as ui
from samverk.hr import api as hr

LEFT, RIGHT = 150, 930
TOP, LANE, BAR = 34, 48, 26
LETTER = 6.7  # width of a letter at 12.5 px, a little on the safe side
YEARS_BACK = 3
PILL = 60  # width of the label of the chosen day
MAIN = "HOVED"


@dataclass(frozen=True, slots=True)
class Bar:
    """One period: where it lies, its look, the text in it and the sentence behind it."""

    x: float
    y: float
    width: float
    height: float
    css: str
    text: str
    title: str

    @property
    def text_x(self) -> float:
        """Where the text begins."""
        return round(self.x + 8, 1)

    @property
    def text_y(self) -> float:
        """The base line of the text."""
        return self.y + 17.5


@dataclass(slots=True)
class Lane:
    """One row of the figure."""

    label: str
    y: float
    bars: list[Bar] = field(default_factory=list)
    beside: tuple[float, str] | None = None  # the last bar's text, when it stands after the bar

    @property
    def text_y(self) -> float:
        """The base line of its name."""
        return self.y + 18

    @property
    def line_y(self) -> float:
        """The rule below it."""
        return self.y + LANE - 10


@dataclass(slots=True)
class Figure:
    """The whole figure."""

    window: tuple[date, date]
    on: date
    lanes: list[Lane] = field(default_factory=list)

    def x(self, day: date) -> float:
        """Where a day lies on the axis, kept inside the figure."""
        first, last = self.window
        share = (min(max(day, first), last) - first).days / max(1, (last - first).days)
        return round(LEFT + share * (RIGHT - LEFT), 1)

    @property
    def height(self) -> int:
        """Height of the drawing."""
        return TOP + LANE * max(1, len(self.lanes))

    @property
    def foot(self) -> int:
        """Where the lines end."""
        return self.height - 8

    @property
    def years(self) -> list[tuple[float, float, int]]:
        """Each new year: its line, where its number stands, and the number."""
        first, last = self.window
        marks = [(self.x(date(y, 1, 1)), y) for y in range(first.year, last.year + 1)]
        return [(x, self._beside(round(x + 5, 1)), year) for x, year in marks]

    def _beside(self, x: float) -> float:
        """A number that the label of the chosen day would cover moves to its right."""
        return self.pill + PILL + 5 if self.pill - 32 < x < self.pill + PILL else x

    @property
    def mark(self) -> float:
        """Where the chosen day lies."""
        return self.x(self.on)

    @property
    def pill_label(self) -> str:
        """The chosen day, short."""
        month = month_name(self.on.month, language=ui.language())[:3]
        mark = "" if ui.language() == "en" else "."
        return f"{self.on.day}{mark} {month}{mark}"

    @property
    def pill(self) -> float:
        """Where the label of the chosen day begins."""
        return round(min(max(self.mark - PILL / 2, 0), 940 - PILL), 1)

    @property
    def pill_text(self) -> float:
        """The middle of that label."""
        return round(self.pill + PILL / 2, 1)

    def lane(self, label: str) -> Lane:
        """Begin the next row."""
        made = Lane(label, TOP + LANE * len(self.lanes))
        self.lanes.append(made)
        return made

    def bar(
        self, lane: Lane, span: tuple[date, date | None], css: str, text: str, short: str = ""
    ) -> None:
        """Draw a period, when any of it is inside the figure, with the text that has room."""
        fra, til = span
        if fra > self.window[1] or (til is not None and til <= self.window[0]):
            return
        x = self.x(fra)
        width = round(max(2.0, self.x(til or self.window[1]) - x - 1), 1)
        fits = next((t for t in (text, short) if t and len(t) * LETTER + 14 <= width), "")
        title = f"{text}, {period_text(fra, til)}"
        lane.bars.append(Bar(x, lane.y, width, BAR, css, fits, title))
        after = round(x + width + 8, 1)
        room = not fits and after + len(text) * LETTER < RIGHT
        lane.beside = (after, text) if room else None


def period_text(fra: date, til: date | None) -> str:
    """«1. mai 2026 til og med 31. juli 2026», «fra 1. mai 2026»; `til` is the day after."""
    language = ui.language()
    if til is None:
        return _("fra %(dag)s") % {"dag": day_text(fra, language=language)}
    return _("%(fra)s til og med %(til)s") % {
        "fra": day_text(fra, language=language),
        "til": day_text(til - timedelta(days=1), language=language),
    }


def percent_text(value: Decimal) -> str:
    """«80 %»."""
    return money.format_percent(money.ppm(value / 100), language=ui.language())


def hours_number(minutes: int) -> str:
    """«12,5» from minutes."""
    hours = f"{Decimal(minutes) / 60:.1f}".removesuffix(".0")
    return hours if ui.language() == "en" else hours.replace(".", ",")


def hours_text(minutes: int) -> str:
    """«12,5 timer» from minutes."""
    return _("%(timer)s timer") % {"timer": hours_number(minutes)}


def pay_text(verdier: Mapping[str, Any]) -> str:
    """«768 400 kr», or «221,50 kr i timen»."""
    language = ui.language()
    if verdier["slag"] == "time":
        rate = money.format_kr(verdier["timesats_oere"], language=language)
        return _("%(sats)s i timen") % {"sats": rate}
    return money.format_kr(verdier["aarsloenn_oere"], language=language)


def position_text(verdier: Mapping[str, Any]) -> str:
    """«Førsteamanuensis 80 %»; without percent for hourly work."""
    title = hr.stillingstittel(verdier["stillingskode"], verdier["tittel"], ui.language())
    percent = verdier["prosent"]
    return f"{title} {percent_text(percent)}" if percent else title


def window_of(person: hr.PersonTidslinje, today: date) -> tuple[date, date]:
    """Whole years from three years back (or later, when there is nothing) to what is agreed."""
    begun = [v.fra for v in person.versjoner if v.slag != "arbeidsforhold"]
    begun += [k.fra for k in person.kontrakter]
    ends = [v.til for v in person.versjoner if v.til]
    first = max(min(begun, default=today).year, today.year - YEARS_BACK)
    last = min(max([d.year for d in ends] + [today.year + 1]), today.year + YEARS_BACK)
    return date(min(first, today.year - 1), 1, 1), date(last, 12, 31)


def figure(person: hr.PersonTidslinje, *, on: date, today: date) -> Figure:
    """Draw what was known about a person's work."""
    made = Figure(window_of(person, today), on)
    positions = person.slik("stilling")
    main = [v for v in positions if v.verdier["type"] == MAIN]
    other = [v for v in positions if v.verdier["type"] != MAIN]
    _versions(made, _("Stilling"), main, "b1", today)
    if other:
        _versions(made, _("Bistilling"), other, "b3", today)
    pay = made.lane(_("Lønn"))
    for version in person.slik("loenn"):
        made.bar(pay, (version.fra, version.til), "b5", pay_text(version.verdier))
    if person.timer:
        _hours(made, person.timer)
    employed = made.lane(_("Ansatt"))
    for version in person.slik("arbeidsforhold"):
        since = day_text(version.fra, language=ui.language())
        made.bar(employed, (version.fra, version.til), "b4", _("siden %(dag)s") % {"dag": since})
    return made


def _versions(made: Figure, label: str, found: Iterable[hr.Versjon], css: str, today: date) -> None:
    lane = made.lane(label)
    for version in found:
        look = "b2" if version.fra > today else css
        percent = version.verdier["prosent"]
        made.bar(
            lane, (version.fra, version.til), look, position_text(version.verdier),
            percent_text(percent) if percent else "",
        )  # fmt: skip


def _hours(made: Figure, months: Sequence[hr.TimerMaaned]) -> None:
    """A column per month; what is not approved stands on top, dashed."""
    lane = made.lane(_("Timer"))
    most = max(m.godkjent + m.aapne for m in months)
    for month in months:
        if not made.window[0] <= month.maaned <= made.window[1]:
            continue
        x = made.x(month.maaned)
        width = round(max(2.0, made.x(add_months(month.maaned, 1)) - x - 2), 1)
        floor = lane.y + BAR
        for minutes, css in ((month.godkjent, "b3"), (month.aapne, "b2")):
            height = round(minutes / most * BAR, 1)
            if height:
                floor -= height
                title = f"{day_text(month.maaned, language=ui.language())}: {hours_text(minutes)}"
                lane.bars.append(Bar(x, floor, width, height, css, "", title))
