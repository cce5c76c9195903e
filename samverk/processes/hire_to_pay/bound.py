"""What hires that are under way will still cost a budget: all that is not posted yet, only once."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.money import divide_half_up
from samverk.core.organisation import api as organisation
from samverk.hr import api as hr
from samverk.payroll import api as payroll


def minutes_left(minutter: int, fra: date, til_og_med: date, year: int, *, posted: int = 0) -> int:
    """Return the minutes of a hire that a year's budget must still carry.

    Work is spread evenly over the days of the hire. What falls after the year is left out; what
    fell before it and is not posted will be posted now, and stays in.

    Args:
        minutter: the whole hire; fra, til_og_med: its period; year: the budget's, the current one.
        posted: minutes whose pay stands in the ledger already, in any year.
    """
    days = (til_og_med - fra).days + 1
    days_after = min((til_og_med - date(year, 12, 31)).days, days)
    later = divide_half_up(minutter * max(days_after, 0), days)
    return max(minutter - later - posted, 0)


def bound_hires(
    machine: Actor, *, koststed: str, delprosjekt: str, on: date, besides: UUID | None = None
) -> list[payroll.Timeavtale]:
    """Return the hires of a budget, each with the part that will still cost it this year.

    A hire counts from the day it is ordered, so that the sum does not change when it is approved,
    and until its hours are posted; each is priced with the zone of its own unit.

    Args:
        machine: reads all of the tenant; koststed, delprosjekt: whose budget; on: the day.
        besides: an order to leave out.
    """
    hires = hr.bundne_ansettelser(
        machine, koststed=koststed, delprosjekt=delprosjekt, on=on, besides=besides
    )
    posted = payroll.posted_kjoeringer(machine, {run for h in hires for run, _ in h.betalt})
    zones = {u.id: u.aga_sone for u in organisation.enheter(machine.tenant_id, on=on)}
    return [
        payroll.Timeavtale(
            zone, h.avtalt_minutter, h.timesats_oere, h.fra, h.til_og_med,
            minutes_left(
                h.minutter, h.fra, h.til_og_med, on.year,
                posted=sum(minutes for run, minutes in h.betalt if run in posted),
            ),
        )
        for h in hires if (zone := zones.get(h.enhet_id))
    ]  # fmt: skip
