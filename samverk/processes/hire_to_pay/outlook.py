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
from samverk.hr import api as hr
from samverk.payroll import api as payroll

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
    venter_oere: int  # cost of orders on the same place that nobody has decided; taken off already
    budsjett_navn: str
    payday: PayDay
    godkjenner: BrukerFacts | None
    stedfortreder: BrukerFacts | None
    svarfrist: date


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
        besides: the order itself, once it is sent: it does not wait beside itself.
    """
    on = now.astimezone(OSLO).date()
    unit = organisation.enhet(actor.tenant_id, enhet_id, on=on)
    cost, missing = _cost(actor, unit, so_far, language)
    left, name = _left(actor, unit, so_far.delprosjekt, on)
    waiting = _waiting(actor, unit, so_far.delprosjekt, besides) if left is not None else 0
    decides = holders(actor, rolle="bdm", enhet_id=enhet_id, on=on)
    decides = [b for b in decides if b.id != actor.bruker_id]
    first = decides[0] if decides else None
    standing_in = (
        deputies(actor, fra_id=first.id, capability="okonomi.bilag.bdm", on=on) if first else []
    )
    return Outlook(
        overslag=cost,
        mangler=missing,
        igjen_oere=(left - waiting - (cost.sum_oere if cost else 0) if left is not None else None),
        venter_oere=waiting,
        budsjett_navn=name,
        payday=next_payday(actor, now),
        godkjenner=first,
        stedfortreder=standing_in[0] if standing_in else None,
        svarfrist=WorkingCalendar().add(on, APPROVAL_WORKING_DAYS),
    )


def _cost(
    actor: Actor, unit: organisation.EnhetFacts | None, order: SoFar, language: str
) -> tuple[payroll.Overslag | None, str]:
    """Return the cost, or the sentence that says what is not known."""
    if unit is None or not unit.aga_sone or not order.minutter or not order.timesats_oere:
        return None, ""
    if order.fra is None or order.til_og_med is None or order.til_og_med < order.fra:
        return None, ""
    try:
        cost = payroll.hire_cost(
            actor, aga_sone=unit.aga_sone, minutter=order.minutter,
            timesats_oere=order.timesats_oere, fra=order.fra, til_og_med=order.til_og_med,
            language=language,
        )  # fmt: skip
    except Refusal as refusal:
        return None, ui.sentence(refusal)
    return cost, ""


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
    actor: Actor, unit: organisation.EnhetFacts | None, delprosjekt: str, on: date
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
    return found.igjen_oere, project.navn if project else unit.navn


def _waiting(
    actor: Actor, unit: organisation.EnhetFacts | None, delprosjekt: str, besides: UUID | None
) -> int:
    """Return what the undecided orders on the same place will cost, or two leaders would share it.

    As with the budget: one sum, whoever ordered, also what the reader may not open.
    """
    if unit is None or not unit.koststed or not unit.aga_sone:
        return 0
    with acting(service_actor(tenant_by_slug(actor.tenant))) as machine:
        others = hr.undecided_ansettelser(
            machine, koststed=unit.koststed, delprosjekt=delprosjekt, besides=besides
        )
    costs = (
        _cost(actor, unit, SoFar(o.minutter, o.timesats_oere, o.gyldig.fra, o.gyldig.til_og_med,
                                 delprosjekt), "nb")[0]
        for o in others
    )  # fmt: skip
    return sum(cost.sum_oere for cost in costs if cost)
