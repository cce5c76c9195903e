"""Acts on an advance (á konto): it becomes a run of its own, or is refused before money moves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.confirmations.api import book_for
from samverk.core.money import Ppm, format_kr, format_percent
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.periods import ONE_DAY
from samverk.core.tenancy.api import tenants
from samverk.hr import api as hr
from samverk.payroll.engine.store import remove_results
from samverk.payroll.events import LOENNSKJOERING_AVLYST
from samverk.payroll.models import Loennskjoering, LoennskjoeringMedlem
from samverk.payroll.queries.grunnlag import PAID
from samverk.payroll.services.betalingsfil import forget_dead_release
from samverk.payroll.services.kjoering import (
    OBJEKT,
    OPEN_STATES,
    add_medlemmer,
    counting_day,
    cut_off,
    next_number,
    next_payout,
    refresh_sums,
    run_to_act_on,
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
    paid = next_payout(actor=machine, dag=counting_day(now)).utbetalingsdato
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


def forskuddsplan(*, actor: Actor, now: datetime) -> hr.Forskuddsplan:
    """When an advance asked for now is paid and taken back, and what is kept of it.

    The first main pay after the payout takes it back; it may be the one already under way.
    """
    dag = counting_day(now)
    paid = next_payout(actor=actor, dag=dag).utbetalingsdato
    back = next_payout(actor=actor, dag=dag, only_main=True).utbetalingsdato
    if back <= paid:
        back = next_payout(actor=actor, dag=back + ONE_DAY, only_main=True).utbetalingsdato
    keep = book_for(actor.tenant_id).rate("utbetaling.forskudd_holdes_igjen", paid).share
    return hr.Forskuddsplan(paid, back, keep)


@dataclass(frozen=True, slots=True)
class Forskuddstak:
    """The most an advance may be.

    Attributes:
        bedt_oere: what was asked for; satt_oere: what the run pays, as it stands.
        dekket_oere: what the pay that is left of the contract covers, in whole kroner, when the
            share `holdes_igjen` is kept for tax and deductions, and the contract's earlier advances
            are taken.
    """

    bedt_oere: int
    satt_oere: int
    dekket_oere: int
    holdes_igjen: Ppm


def forskuddstak(actor: Actor, kjoering_id: UUID) -> Forskuddstak | None:
    """How much an advance may be, by what was asked for and by the pay it is taken back from.

    The pay it is taken back from is never below zero, so an advance is never more than what is left
    of that pay after deductions.
    """
    run = Loennskjoering.objects.filter(tenant_id=actor.tenant_id, id=kjoering_id).first()
    if run is None or run.forskudd_id is None:
        return None
    facts = hr.forskudd(actor, run.forskudd_id)
    if facts is None:
        return None
    keep = book_for(actor.tenant_id).rate(
        "utbetaling.forskudd_holdes_igjen", run.utbetalingsdato
    ).share  # fmt: skip
    covered = hr.forskuddstak(actor, facts.kontrakt_id, holdes_igjen=keep).beloep_oere
    return Forskuddstak(facts.beloep_oere, oppdrag(run), covered, keep)


def oppdrag(run: Loennskjoering) -> int:
    """What the run of an advance pays, in øre, as it stands."""
    found = LoennskjoeringMedlem.objects.filter(tenant_id=run.tenant_id, kjoering_id=run.id)
    return found.values_list("oppdrag_oere", flat=True).get()


def refuse_uncovered(actor: Actor, kjoering_id: UUID) -> None:
    """Refuse an advance that the pay it is taken back from would not cover, as it stands.

    Args:
        actor: who acts; kjoering_id: the run.

    Raises:
        LoennskjoeringRefused: it is more than that pay after deductions.
    """
    tak = forskuddstak(actor, kjoering_id)
    if tak is not None:
        _refuse_above(tak, tak.satt_oere)


def _refuse_above(tak: Forskuddstak, beloep_oere: int) -> None:
    if beloep_oere <= tak.dekket_oere:
        return
    raise LoennskjoeringRefused(
        "Lønna som er igjen av kontrakten, dekker %(sum)s når %(andel)s holdes igjen til trekk."
        " Innvilg ikke mer enn det.",
        values={
            "sum": partial(format_kr, tak.dekket_oere),
            "andel": partial(format_percent, tak.holdes_igjen),
        },
        field="beloep",
    )


def grant_forskudd(
    *, actor: Actor, kjoering_id: UUID, beloep_oere: int, grunn: str, now: datetime
) -> None:
    """Set what an advance is granted with: what was asked for, or less with a reason.

    The run goes back to open; it is calculated and controlled again with the sum.

    Args:
        actor: needs ``lonn.kjoring.klargjor``; never for oneself.
        kjoering_id: the run; beloep_oere: the sum; now: time of the act.
        grunn: why it is less, shown to the one who asked and to the person.

    Raises:
        LoennskjoeringRefused: one's own, approved already, more than was asked for or than the pay
            covers, or less without a reason.
    """
    actor.require("lonn.kjoring.klargjor")
    run = run_to_act_on(actor, kjoering_id)
    tak = forskuddstak(actor, kjoering_id)
    if tak is None:
        raise LoennskjoeringRefused("Bare et forskudd kan innvilges.", code="ikke_forskudd")
    if run.tilstand not in OPEN_STATES:
        raise LoennskjoeringRefused("Forskuddet er alt avgjort.", code="feil_tilstand")
    if not 0 < beloep_oere <= tak.bedt_oere:
        raise LoennskjoeringRefused(
            "Skriv et beløp over null, og ikke mer enn det er bedt om: %(sum)s.",
            values={"sum": partial(format_kr, tak.bedt_oere)}, field="beloep",
        )  # fmt: skip
    _refuse_above(tak, beloep_oere)
    is_less = beloep_oere < tak.bedt_oere
    if is_less and len(grunn.strip()) < REASON:
        raise LoennskjoeringRefused("Skriv hvorfor forskuddet blir mindre.", field="grunn")
    with database_says_why():
        remove_results(tenant_id=actor.tenant_id, kjoering_id=run.id)
        refresh_sums(run, back_to="aapen")
        Loennskjoering.objects.filter(tenant_id=actor.tenant_id, id=run.id).update(
            nedsatt_grunn=grunn.strip()[:400] if is_less else ""
        )
        LoennskjoeringMedlem.objects.filter(
            tenant_id=actor.tenant_id, kjoering_id=run.id
        ).update(oppdrag_oere=beloep_oere)  # fmt: skip
    record_act(actor=actor, handling="lonn.forskudd.innvilg", objekt_type=OBJEKT, objekt_id=run.id)


def cancel_forskudd(*, actor: Actor, kjoering_id: UUID, grunn: str, now: datetime) -> None:
    """Say no to an advance, as long as nobody has released its payment; a stopped one is released
    by nobody.

    Args:
        actor: needs ``lonn.kjoring.klargjor``; never for oneself.
        kjoering_id: the run; grunn: shown to the one who asked and to the person; now: when.

    Raises:
        LoennskjoeringRefused: no reason, not an advance, one's own, or the payment is released.
    """
    actor.require("lonn.kjoring.klargjor")
    run = run_to_act_on(actor, kjoering_id)
    if run.art != "forskudd":
        raise LoennskjoeringRefused("Bare et forskudd kan avslås.", code="ikke_forskudd")
    with _machine(run, now) as machine:
        forget_dead_release(machine, run)
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


def stop_forskudd(*, machine: Actor, run: Loennskjoering, grunn: str, now: datetime) -> None:
    """A released advance whose file was stopped or rejected is not paid, and HR is told so.

    What is in the ledger already stays there until an accountant reverses it; nothing is taken back
    of money that never came. Runs of another kind, and runs not paid, are left as they are.

    Args:
        machine: the tenant's service user; run: the run, with its row locked.
        grunn: what finance or the bank says; now: when it was told. Twice is as once.
    """
    if run.forskudd_id is None or run.tilstand not in PAID:
        return
    facts = hr.forskudd(machine, run.forskudd_id)
    if facts is None or facts.status == "stanset":
        return
    if run.tilstand == "betalt":
        with database_says_why():
            Loennskjoering.objects.filter(tenant_id=run.tenant_id, id=run.id).update(
                tilstand="avlyst", avlyst_at=now, avlyst_av=machine.bruker_id,
                avlyst_grunn=grunn[:400],
            )  # fmt: skip
        publish(actor=machine, now=now, event=NewEvent(LOENNSKJOERING_AVLYST, OBJEKT, run.id))
    record_act(
        actor=machine, handling="lonn.forskudd.stanset", objekt_type=OBJEKT, objekt_id=run.id
    )
    tell_hr(run, svar="stanset", now=now, grunn=grunn)


@contextmanager
def _machine(run: Loennskjoering, now: datetime) -> Iterator[Actor]:
    """Act as the service user of the run's tenant."""
    tenant = next(one for one in tenants() if one.id == run.tenant_id)
    with access.acting(access.service_actor(tenant), now=now) as machine:
        yield machine


def tell_hr(
    run: Loennskjoering, *, svar: hr.Svar, now: datetime, grunn: str = "", dag: date | None = None
) -> None:
    """Let HR keep what became of the advance; runs without one have nothing to tell.

    Args:
        run, svar, now, grunn: what was answered to which, when and why; dag: the day the money is
            in the account, when it is another than that of the run.
    """
    if run.forskudd_id is None:
        return
    with _machine(run, now) as machine:
        less = None
        if svar == "innvilget":
            facts = hr.forskudd(machine, run.forskudd_id)
            paid, grunn = oppdrag(run), run.nedsatt_grunn
            less = paid if facts is not None and paid != facts.beloep_oere else None
        day = (dag or run.utbetalingsdato) if svar in {"innvilget", "utbetalt"} else None
        hr.answer_forskudd(
            actor=machine, forskudd_id=run.forskudd_id, svar=svar, now=now, grunn=grunn,
            utbetalingsdato=day,
            innvilget_oere=less,
        )  # fmt: skip
