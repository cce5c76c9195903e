"""Acts on an advance (á konto): it becomes a run of its own, or is refused before money moves."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.confirmations.api import book_for
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.periods import ONE_DAY, OSLO
from samverk.core.tenancy.api import tenants
from samverk.hr import api as hr
from samverk.payroll.events import LOENNSKJOERING_AVLYST
from samverk.payroll.models import Loennskjoering
from samverk.payroll.services.kjoering import (
    OBJEKT,
    OPEN_STATES,
    add_medlemmer,
    cut_off,
    locked_kjoering,
    next_number,
    next_payout,
    refuse_own,
)
from samverk.payroll.services.refusals import LoennskjoeringRefused, database_says_why

REASON = 5


def open_forskudd(*, machine: Actor, forskudd_id: UUID, now: datetime) -> UUID | None:
    """Open the run of an advance that has been asked for; asked twice there is still one run.

    The one who asked stands as the run's opener, so that they cannot approve it.

    Args:
        machine: the tenant's service user; forskudd_id: HR's advance; now: when it was told.

    Returns:
        The run, or None when the advance is gone or answered without one.
    """
    known = Loennskjoering.objects.filter(tenant_id=machine.tenant_id, forskudd_id=forskudd_id)
    found = known.values_list("id", flat=True).first()
    if found is not None:
        return found
    facts = hr.forskudd(machine, forskudd_id)
    if facts is None or facts.status != "bedt_om":
        return None
    paid = next_payout(actor=machine, dag=now.astimezone(OSLO).date()).utbetalingsdato
    # The month that is read for the person's work: that of the payout, while the contract lasts.
    month = min(paid, facts.siste_dag or paid)
    made = Loennskjoering.objects.create(
        tenant_id=machine.tenant_id, art="forskudd", aar=month.year, maaned=month.month,
        loepenr=next_number(machine, "forskudd", month.year, month.month), utbetalingsdato=paid,
        frist_at=cut_off(book_for(machine.tenant_id), "forskudd", paid), begrunnelse=facts.grunn,
        forskudd_id=forskudd_id, opprettet_at=now, opprettet_av=facts.bedt_av,
    )  # fmt: skip
    add_medlemmer(kjoering=made, medlemmer=[(facts.party_id, facts.beloep_oere)])
    record_act(actor=machine, handling="lonn.forskudd.aapne", objekt_type=OBJEKT, objekt_id=made.id)
    return made.id


def forskuddsplan(*, actor: Actor, dag: date) -> hr.Forskuddsplan:
    """When an advance asked for on a day is paid and taken back, and what is kept of it.

    The first main pay after the payout takes it back; it may be the one already under way.
    """
    paid = next_payout(actor=actor, dag=dag).utbetalingsdato
    back = next_payout(actor=actor, dag=dag, only_main=True).utbetalingsdato
    if back <= paid:
        back = next_payout(actor=actor, dag=back + ONE_DAY, only_main=True).utbetalingsdato
    keep = book_for(actor.tenant_id).rate("utbetaling.forskudd_holdes_igjen", paid).share
    return hr.Forskuddsplan(paid, back, keep)


def cancel_forskudd(*, actor: Actor, kjoering_id: UUID, grunn: str, now: datetime) -> None:
    """Say no to an advance, as long as nobody has released its payment.

    Args:
        actor: needs ``lonn.kjoring.klargjor``; never for oneself.
        kjoering_id: the run; grunn: shown to the one who asked and to the person; now: when.

    Raises:
        LoennskjoeringRefused: no reason, not an advance, one's own, or the payment is released.
    """
    actor.require("lonn.kjoring.klargjor")
    run = locked_kjoering(actor, kjoering_id)
    refuse_own(actor, run)
    if run.art != "forskudd":
        raise LoennskjoeringRefused("Bare et forskudd kan avslås.", code="ikke_forskudd")
    if run.tilstand == "avlyst":
        raise LoennskjoeringRefused("Forskuddet er alt avslått.", code="feil_tilstand")
    if run.tilstand not in (*OPEN_STATES, "godkjent") or run.betalt_av is not None:
        raise LoennskjoeringRefused(
            "Betalingen er frigitt. Forskuddet kan ikke avslås lenger.", code="feil_tilstand"
        )
    if len(grunn.strip()) < REASON:
        raise LoennskjoeringRefused("Skriv hvorfor forskuddet avslås.", field="grunn")
    with database_says_why():
        Loennskjoering.objects.filter(tenant_id=actor.tenant_id, id=run.id).update(
            tilstand="avlyst", avlyst_at=now, avlyst_av=actor.bruker_id,
            avlyst_grunn=grunn.strip()[:400],
        )  # fmt: skip
    record_act(actor=actor, handling="lonn.forskudd.avslaa", objekt_type=OBJEKT, objekt_id=run.id)
    publish(actor=actor, now=now, event=NewEvent(LOENNSKJOERING_AVLYST, OBJEKT, run.id))
    tell_hr(run, svar="avslaatt", now=now, grunn=grunn)


def tell_hr(run: Loennskjoering, *, svar: hr.Svar, now: datetime, grunn: str = "") -> None:
    """Let HR keep what became of the advance; runs without one have nothing to tell."""
    if run.forskudd_id is None:
        return
    tenant = next(one for one in tenants() if one.id == run.tenant_id)
    with access.acting(access.service_actor(tenant), now=now) as machine:
        hr.answer_forskudd(
            actor=machine, forskudd_id=run.forskudd_id, svar=svar, now=now, grunn=grunn,
            utbetalingsdato=None if svar == "avslaatt" else run.utbetalingsdato,
        )  # fmt: skip
