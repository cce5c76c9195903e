"""What the order page knows before anyone has sent anything: cost, budget, pay day, who decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from samverk.core.access.api import (
    Actor,
    BrukerFacts,
    acting,
    deputies,
    holders,
    service_actor,
)
from samverk.core.clock import OSLO
from samverk.core.errors import Refusal
from samverk.core.organisation import api as organisation
from samverk.core.periods import WorkingCalendar
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.ui import api as ui
from samverk.finance import api as finance
from samverk.payroll import api as payroll
from samverk.processes.hire_to_pay.bound import bound_hires, minutes_left

APPROVAL_WORKING_DAYS = 3
NEAR_DAYS = 10


@dataclass(frozen=True, slots=True)
class PayDay:
    """The next pay day that a contract signed now can reach."""

    frist: datetime
    utbetaling: date
    dager: int
    is_near: bool
    days: tuple[str, ...]  # «on» for a day, «off» for a day off; for the strip of days


@dataclass(frozen=True, slots=True)
class SoFar:
    """The parts of an order that decide its cost, as far as they are filled in."""

    minutter: int | None
    timesats_oere: int | None
    fra: date | None
    til_og_med: date | None
    delprosjekt: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """Cost, what is left of the budget after it, the pay day and who decides."""

    overslag: payroll.Overslag | None
    mangler: str
    igjen_oere: int | None
    bundet_oere: int  # cost of other hires on the same budget, not posted yet; taken off already
    senere_oere: int  # of this cost, what falls after the budget year; not taken off
    budsjett_aar: int
    budsjett_navn: str
    payday: PayDay
    godkjenner: BrukerFacts | None
    stedfortreder: BrukerFacts | None
    svarfrist: date

    @property
    def mangler_oere(self) -> int:
        """What the budget lacks for this; said as «mangler», so without a minus."""
        return max(-(self.igjen_oere or 0), 0)


def outlook(
    actor: Actor,
    *,
    enhet_id: UUID,
    now: datetime,
    so_far: SoFar,
    language: str,
    besides: UUID | None = None,
) -> Outlook:
    """Return what follows from the order so far; missing parts are left open, never guessed.

    Args:
        actor: the orderer; enhet_id: the unit; now: the time.
        so_far: what has been filled in; language: nb, nn or en.
        besides: the order itself, once it is sent: it is not bound beside itself.
    """
    on = now.astimezone(OSLO).date()
    unit = organisation.enhet(actor.tenant_id, enhet_id, on=on)
    agreed = _agreed(unit, so_far)
    cost, missing = _cost(actor, agreed, language)
    left, name = _left(actor, unit, so_far.delprosjekt, on, language)
    others = _bound(actor, unit, so_far.delprosjekt, on, besides) if left is not None else []
    this_year, bound = _of_year(actor, agreed if cost else None, others, on.year)
    decides = holders(actor, rolle="bdm", enhet_id=enhet_id, on=on)
    decides = [b for b in decides if b.id != actor.bruker_id]
    first = decides[0] if decides else None
    standing_in = (
        deputies(actor, fra_id=first.id, capability="okonomi.bilag.bdm", on=on) if first else []
    )
    return Outlook(
        overslag=cost,
        mangler=missing,
        igjen_oere=left - bound - this_year if left is not None else None,
        bundet_oere=bound,
        senere_oere=cost.sum_oere - this_year if cost else 0,
        budsjett_aar=on.year,
        budsjett_navn=name,
        payday=next_payday(actor, now),
        godkjenner=first,
        stedfortreder=standing_in[0] if standing_in else None,
        svarfrist=WorkingCalendar().add(on, APPROVAL_WORKING_DAYS),
    )


def _agreed(unit: organisation.EnhetFacts | None, order: SoFar) -> payroll.Timeavtale | None:
    """Return the order as payroll prices it, or None while a part of it is missing."""
    if unit is None or not unit.aga_sone or not order.minutter or not order.timesats_oere:
        return None
    if order.fra is None or order.til_og_med is None or order.til_og_med < order.fra:
        return None
    return payroll.Timeavtale(
        unit.aga_sone, order.minutter, order.timesats_oere, order.fra, order.til_og_med,
        order.minutter,
    )  # fmt: skip


def _cost(
    actor: Actor, agreed: payroll.Timeavtale | None, language: str
) -> tuple[payroll.Overslag | None, str]:
    """Return the cost, or the sentence that says what is not known."""
    if agreed is None:
        return None, ""
    try:
        cost = payroll.hire_cost(
            actor, aga_sone=agreed.aga_sone, minutter=agreed.minutter,
            timesats_oere=agreed.timesats_oere, fra=agreed.fra, til_og_med=agreed.til_og_med,
            language=language,
        )  # fmt: skip
    except Refusal as refusal:
        return None, ui.sentence(refusal)
    return cost, ""


def _of_year(
    actor: Actor, agreed: payroll.Timeavtale | None, others: list[payroll.Timeavtale], year: int
) -> tuple[int, int]:
    """Return what falls on a year's budget of an order's own cost, and of other hires.

    They are priced together, so that the figures are read once for both.
    """
    own = []
    if agreed is not None:
        part = minutes_left(agreed.minutter, agreed.fra, agreed.til_og_med, year)
        own = [agreed._replace(av_minutter=part)]
    if not own and not others:
        return 0, 0
    costs = [cost or 0 for cost in payroll.cost_of_hires(actor, own + others)]
    return sum(costs[: len(own)]), sum(costs[len(own) :])


def next_payday(actor: Actor, now: datetime) -> PayDay:
    """Return the main pay day that can still be reached, and the days left to its cut-off."""
    on = now.astimezone(OSLO).date()
    found = payroll.next_payout(actor=actor, dag=payroll.counting_day(now), only_main=True)
    days = (found.siste_dag - on).days
    calendar = WorkingCalendar()
    strip = tuple(
        "on" if calendar.is_working_day(on + timedelta(days=n)) else "off" for n in range(days)
    )
    closes = payroll.closes_at(found.siste_dag)
    return PayDay(closes, found.utbetalingsdato, days, days <= NEAR_DAYS, strip)


def _left(
    actor: Actor,
    unit: organisation.EnhetFacts | None,
    delprosjekt: str,
    on: date,
    language: str,
) -> tuple[int | None, str]:
    """Return what is left of the project's budget, or of the cost centre's, and whose it is."""
    if unit is None or not unit.koststed:
        return None, ""
    code = ui.whole(delprosjekt) or 0
    # The orderer may not read the ledger, but must know whether there is money: one sum, no lines.
    with acting(service_actor(tenant_by_slug(actor.tenant))) as machine:
        found = finance.budget_left(
            machine, fy=on.year, koststed=int(unit.koststed), delprosjekt=code
        )
    if found is None:
        return None, ""
    project = finance.delprosjekt(actor, code) if code else None
    name = ui.words.written(project.navn, "nb") if project else unit.name(language)
    return found.igjen_oere, name


def _bound(
    actor: Actor,
    unit: organisation.EnhetFacts | None,
    delprosjekt: str,
    on: date,
    besides: UUID | None,
) -> list[payroll.Timeavtale]:
    """Return others' hires on the same budget, or two leaders would share it.

    As with the budget: whoever ordered, also what the reader may not open; only their sum is shown.
    """
    if unit is None or not unit.koststed:
        return []
    with acting(service_actor(tenant_by_slug(actor.tenant))) as machine:
        return bound_hires(
            machine, koststed=unit.koststed, delprosjekt=delprosjekt, on=on, besides=besides
        )
