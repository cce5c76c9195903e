"""What part of the books a page shows: year, period, unit, sub-project, unit of money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest

from samverk.core.access.api import Actor
from samverk.core.organisation import api as organisation
from samverk.core.ui import api as ui
from samverk.finance import api as finance


@dataclass(frozen=True, slots=True)
class Center:
    """A unit that has a cost centre of its own."""

    id: UUID
    navn: str
    koststed: int
    overordnet_id: UUID | None


@dataclass(frozen=True, slots=True)
class Choice:
    """The choice as the address holds it.

    Attributes:
        year, periode: fiscal year and last period counted; enhet: one unit and all below it.
        koststeder: the cost centres that follows from it, None for the whole tenant.
        delprosjekt: nine digits, 0 for all; i_kroner: whole kroner instead of thousands.
        years, steder: what can be chosen.
    """

    year: int
    periode: int
    enhet: Center | None = None
    koststeder: tuple[int, ...] | None = None
    delprosjekt: int = 0
    i_kroner: bool = False
    years: tuple[int, ...] = ()
    steder: tuple[Center, ...] = ()

    def query(self, **changes: object) -> str:
        """Return the query string of this choice with some changes; empty values fall out."""
        values: dict[str, object] = {
            "aar": self.year, "periode": self.periode, "enhet": self.enhet.id if self.enhet else "",
            "delprosjekt": self.delprosjekt or "", "vis": "kroner" if self.i_kroner else "",
        }  # fmt: skip
        return urlencode({k: v for k, v in (values | changes).items() if v not in ("", None)})


def centers(actor: Actor, *, on: date) -> list[Center]:
    """Return the units with a cost centre that the actor may see, in the order of the tree."""
    units = {u.id: u for u in organisation.enheter(actor.tenant_id, on=on)}
    visible = None if finance.sees_whole_ledger(actor) else finance.my_koststeder(actor)
    found = []
    for unit in units.values():
        parent = units.get(unit.overordnet_id) if unit.overordnet_id else None
        inherited = parent is not None and parent.koststed == unit.koststed
        code = int(unit.koststed or 0)
        if code and not inherited and (visible is None or code in visible):
            found.append(Center(unit.id, unit.name(ui.language()), code, unit.overordnet_id))
    return found


def read_choice(request: HttpRequest, actor: Actor, *, today: date) -> Choice:
    """Read the choice from the address; what is unknown or malformed falls back to all."""
    years = finance.fiscal_years(actor) or [today.year]
    year = _number(request.GET.get("aar"), default=today.year)
    if year not in years:
        year = today.year if today.year in years else years[0]
    periode = _number(request.GET.get("periode"), default=0)
    if not year * 100 + 1 <= periode <= year * 100 + 13:
        periode = finance.period_of(today) if year == today.year else year * 100 + 13
    steder = tuple(centers(actor, on=today))
    enhet = next((c for c in steder if str(c.id) == request.GET.get("enhet", "")), None)
    below = set(organisation.unit_ids_under(actor.tenant_id, enhet.id, on=today) if enhet else ())
    return Choice(
        year, periode, enhet,
        tuple(sorted(c.koststed for c in steder if c.id in below)) if enhet else None,
        _number(request.GET.get("delprosjekt"), default=0),
        request.GET.get("vis") == "kroner", tuple(years), steder,
    )  # fmt: skip


def _number(text: str | None, *, default: int) -> int:
    found = ui.whole(text)
    return found if found is not None and found < 10**9 else default


def spark(values: Sequence[int]) -> tuple[str, str, str]:
    """Return the points of a small line (88 × 20) and its last point, rising to the right."""
    if not values:
        return "", "", ""
    low, high = min(values), max(values)
    step = 79.2 / max(len(values) - 1, 1)
    points = [
        (
            round(4 + step * i, 1),
            round(17.5 - 15 * (v - low) / (high - low), 1) if high > low else 10,
        )
        for i, v in enumerate(values)
    ]
    return " ".join(f"{x},{y}" for x, y in points), str(points[-1][0]), str(points[-1][1])
