"""The bank file of a run: the newest counts, and one that was stopped or rejected pays nobody."""

from __future__ import annotations

from datetime import date, datetime

from samverk.core.access.api import Actor
from samverk.core.periods import OSLO, WorkingCalendar
from samverk.finance import api as finance
from samverk.payroll.models import Artefakt, Loennskjoering
from samverk.payroll.queries.betaling import betalingsfil

SOURCE = "payroll.loennskjoering"


def newest_file(machine: Actor, run: Loennskjoering) -> finance.PaymentBatchFacts | None:
    """Return the newest file of a run and where it stands, or None.

    Args:
        machine: the tenant's service user; run: the run.
    """
    files = Artefakt.objects.filter(
        tenant_id=run.tenant_id, kjoering_id=run.id, type="pain001"
    ).order_by("laget_at", "id")
    batch_id = files.values_list("referanse_id", flat=True).last()
    return finance.payment_batch(machine, batch_id) if batch_id else None


def next_file_key(run: Loennskjoering) -> str:
    """What tells the next file of a run from the ones before: nothing for the first, then 2, 3 …"""
    made = Artefakt.objects.filter(
        tenant_id=run.tenant_id, kjoering_id=run.id, type="pain001"
    ).count()
    return str(made + 1) if made else ""


def file_day(run: Loennskjoering, now: datetime) -> date:
    """The day a file made now is executed: the pay day, or the first banking day when it passed."""
    today = now.astimezone(OSLO).date()
    if run.utbetalingsdato >= today:
        return run.utbetalingsdato
    return WorkingCalendar().on_or_after(today)


def money_day(machine: Actor, run: Loennskjoering) -> date:
    """The day the money of a run is in the account, by the file that counts."""
    file = betalingsfil(machine, run.id)
    return file.forfall if file is not None else run.utbetalingsdato


def forget_dead_release(machine: Actor, run: Loennskjoering) -> None:
    """A release of a file that was stopped counts for nothing: the run is as it was before it.

    It can then be released anew, with a new file, or be refused if it is an advance.

    Args:
        machine: the tenant's service user; run: the run, with its row locked.
    """
    if run.tilstand != "godkjent" or run.betalt_av is None:
        return
    file = betalingsfil(machine, run.id)
    if file is not None and file.er_stanset:
        Loennskjoering.objects.filter(tenant_id=run.tenant_id, id=run.id).update(betalt_av=None)
        run.betalt_av = None
