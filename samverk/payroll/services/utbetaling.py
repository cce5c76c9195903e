"""Acts: pay a run. The bank file is finance's; who is paid what is payroll's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.access import api as access
from samverk.core.access.api import Actor, record_handling
from samverk.core.audit.api import record_act
from samverk.core.errors import Text
from samverk.core.identifiers import parse_kontonummer
from samverk.core.outbox.api import NewEvent, publish_all
from samverk.core.parties import api as parties
from samverk.core.periods import OSLO, month_text
from samverk.core.tenancy.api import TenantFacts, tenants
from samverk.finance import api as finance
from samverk.hr import api as hr
from samverk.payroll.events import LOENN_UTBETALT, LOENNSKJOERING_BETALT
from samverk.payroll.models import Artefakt, Loennskjoering, Utbetalingskonto
from samverk.payroll.queries.betaling import Betalingsfil, betalingsfil
from samverk.payroll.queries.konto import receiving_accounts, utbetalingskonto
from samverk.payroll.services.betalingsfil import (
    SOURCE,
    file_day,
    forget_dead_release,
    money_day,
    newest_file,
    next_file_key,
)
from samverk.payroll.services.forskudd import stop_forskudd, tell_hr
from samverk.payroll.services.kjoering import OBJEKT, SAK_TYPE, run_to_act_on
from samverk.payroll.services.refusals import (
    LoennskjoeringRefused,
    UtbetalingskontoMissing,
    database_says_why,
)

RELEASES_NEEDED = 2
SHORTEST_REASON = 5
HOUR_TYPES = ("1010", "1220", "1300")


@dataclass(frozen=True, slots=True)
class Betaling:
    """Where a payment stands: the batch (None where nobody gets money), releases, done or not."""

    batch_id: UUID | None
    frigitt: int
    er_betalt: bool


def set_utbetalingskonto(
    *, actor: Actor, kontonummer: str, begrunnelse: str, now: datetime,
    gjelder_fra: date | None = None,
) -> None:  # fmt: skip
    """Choose the account that pay is charged to, from a pay day on.

    Args:
        actor: needs ``okonomi.kontoplan.skriv``; kontonummer: eleven digits.
        begrunnelse: why, kept; now: time of the act.
        gjelder_fra: the first pay day it counts for, today or later; today when left out.

    Raises:
        IdentifierInvalid: the check digit does not fit.
        LoennskjoeringRefused: no reason, or a day that has passed.
    """
    actor.require("okonomi.kontoplan.skriv")
    today = now.astimezone(OSLO).date()
    fra = gjelder_fra or today
    if fra < today:
        raise LoennskjoeringRefused("Velg i dag eller en senere dag.", field="gjelder_fra")
    if len(begrunnelse.strip()) < SHORTEST_REASON:
        raise LoennskjoeringRefused("Skriv hvorfor kontoen velges.", field="begrunnelse")
    made = Utbetalingskonto.objects.create(
        tenant_id=actor.tenant_id,
        kontonummer=parse_kontonummer(kontonummer, field="kontonummer"),
        begrunnelse=begrunnelse.strip()[:200], registrert_av=actor.bruker_id, registrert_at=now,
        gjelder_fra=fra,
    )  # fmt: skip
    record_act(
        actor=actor, handling="lonn.utbetalingskonto.sett", objekt_type="payroll.utbetalingskonto",
        objekt_id=made.id,
    )  # fmt: skip


def pay_loennskjoering(*, actor: Actor, kjoering_id: UUID, now: datetime) -> Betaling:
    """Release the payment of an approved run, as one of two persons; the second makes it paid.

    The first call makes the bank file (pain.001); Samverk proposes it, two people release it. When
    a file was stopped or rejected by the bank, the next call makes a new one, for the pay day or
    the first banking day after it. A run that was paid already stays as it is meanwhile: what
    followed from its payment, the hours and what people were told, followed once.

    Args:
        actor: the first needs ``lonn.kjoring.utbetal``, the second ``okonomi.betaling.frigi``;
            neither may have calculated or approved the run.
        kjoering_id: the run; now: time of the act.

    Raises:
        DutiesNotSeparated, TwoPersonsNeeded: the actor has another duty in the run.
        LoennskjoeringRefused: the run is not approved, or is paid already; an advance whose file
            was stopped after two released it is not paid anew.
        UtbetalingskontoMissing: no account is chosen to charge.
    """
    actor.require("okonomi.betaling.frigi")
    tenant = _tenant(actor)
    with access.acting(access.service_actor(tenant), now=now) as machine:
        run = run_to_act_on(actor, kjoering_id)
        forget_dead_release(machine, run)
        file = betalingsfil(machine, run.id)
    _refuse_unpayable(run, file)
    if file is None or not file.releasers:
        actor.require("lonn.kjoring.utbetal")
    record_handling(
        actor=actor, sak_type=SAK_TYPE, sak_id=kjoering_id, handling="utbetaler", now=now
    )
    batch_id = _batch(tenant, run, now)
    released = RELEASES_NEEDED
    if batch_id is not None:
        released = finance.release_payment_batch(actor=actor, batch_id=batch_id, now=now)
    record_act(
        actor=actor, handling="lonn.kjoring.betal", objekt_type=OBJEKT, objekt_id=kjoering_id
    )
    is_paid = released >= RELEASES_NEEDED
    with access.acting(access.service_actor(tenant), now=now) as machine:
        _keep_release(machine, run, payer=actor.bruker_id, is_paid=is_paid, now=now)
    return Betaling(batch_id, released, is_paid)


def _refuse_unpayable(run: Loennskjoering, file: Betalingsfil | None) -> None:
    if run.tilstand == "godkjent":
        return
    if run.betalt_at is None:
        why = Text("Kjøringen må godkjennes før den kan betales.")
    elif file is None or file.er_frigitt:
        why = Text("Kjøringen er alt betalt.")
    elif run.forskudd_id is not None:
        why = Text("Forskuddet ble ikke betalt. Det kan bes om et nytt.")
    else:
        return
    raise LoennskjoeringRefused(why, code="feil_tilstand")


def _keep_release(
    machine: Actor, run: Loennskjoering, *, payer: UUID, is_paid: bool, now: datetime
) -> None:
    """Keep a release on the run: who was first, and what follows when it is paid."""
    if run.tilstand != "godkjent":  # paid before, by a file that was stopped
        if is_paid:
            _mark_sent(run)
    elif is_paid:
        mark_paid(machine=machine, run=run, betalt_av=run.betalt_av or payer, now=now)
    else:
        Loennskjoering.objects.filter(tenant_id=run.tenant_id, id=run.id).update(
            betalt_av=run.betalt_av or payer
        )


def _mark_sent(run: Loennskjoering) -> None:
    Artefakt.objects.filter(
        tenant_id=run.tenant_id, kjoering_id=run.id, type="pain001", status="laget"
    ).update(status="sendt")


def _tenant(actor: Actor) -> TenantFacts:
    return next(one for one in tenants() if one.id == actor.tenant_id)


def _batch(tenant: TenantFacts, run: Loennskjoering, now: datetime) -> UUID | None:
    """The bank file of the run, made by the tenant's service user: one, until it is stopped."""
    with access.acting(access.service_actor(tenant), now=now) as machine:
        known, file = newest_file(machine, run), betalingsfil(machine, run.id)
        if known is not None and file is not None and not file.er_stanset:
            return known.id
        payments = _payments(machine, run)
        if not payments:
            return None
        key, day = next_file_key(run), file_day(run, now)
        batch_id = finance.create_payment_batch(
            actor=machine, art="lonn", debtor=_debtor(tenant, day), forfall=day,
            payments=payments, source=(SOURCE, f"{run.id}:{key}" if key else str(run.id)), now=now,
        )  # fmt: skip
        facts = finance.payment_batch(machine, batch_id)
        assert facts is not None
        Artefakt.objects.create(
            tenant_id=run.tenant_id, kjoering_id=run.id, type="pain001", noekkel=key,
            sha256=facts.fil_sha256, referanse_id=batch_id, laget_at=now,
            laget_av=machine.bruker_id,
        )  # fmt: skip
        return batch_id


def _debtor(tenant: TenantFacts, dag: date) -> finance.Debtor:
    konto = utbetalingskonto(tenant.id, on=dag)
    if konto is None:
        raise UtbetalingskontoMissing(
            "Det er ikke valgt hvilken konto lønna skal trekkes fra. Økonomi velger den"
            " under Lønnskjøringer, Kontoer.",
            code="konto_mangler",
        )
    return finance.Debtor(navn=tenant.navn, orgnr=tenant.orgnr, kontonummer=konto.kontonummer)


def _payments(machine: Actor, run: Loennskjoering) -> list[finance.NewPayment]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT party_id, netto_oere FROM payroll_resultat"
            " WHERE tenant_id = %s AND kjoering_id = %s AND netto_oere > 0 ORDER BY party_id",
            [run.tenant_id, run.id],
        )
        owed = {party: int(oere) for party, oere in cursor.fetchall()}
    known = receiving_accounts(
        run.tenant_id, on=run.utbetalingsdato, known_at=run.kontrollert_at, party_ids=owed
    )
    missing = [party for party in owed if party not in known]
    if missing:
        raise LoennskjoeringRefused(
            "%(antall)s i kjøringen mangler kontonummer.",
            values={"antall": len(missing)},
            code="konto_mangler",
        )
    idents = {party: known[party].id for party in owed}
    numbers = parties.reveal_identifiers(
        tenant_id=run.tenant_id, ident_ids=idents.values(), formaal="utbetaling"
    )
    names = parties.parties(run.tenant_id, owed)
    text = payment_text(run)
    return [
        finance.NewPayment(
            party_id=party, navn=names[party].navn, kontonummer=numbers[idents[party]],
            beloep_oere=oere, melding=text,
        )
        for party, oere in owed.items()
    ]  # fmt: skip


def payment_text(run: Loennskjoering) -> str:
    """What the bank statement and the voucher call the money."""
    what = "Forskudd på lønn" if run.art == "forskudd" else "Lønn"
    return f"{what} {month_text(run.utbetalingsdato)}"


def mark_paid(*, machine: Actor, run: Loennskjoering, betalt_av: UUID, now: datetime) -> None:
    """Make a run paid: hours are settled in HR, and everyone's arbeidsforhold is told of.

    Args:
        machine: the tenant's service user; run: the run; betalt_av: who released it first.
        now: time of the act.
    """
    with database_says_why():
        Loennskjoering.objects.filter(tenant_id=run.tenant_id, id=run.id).update(
            tilstand="betalt", betalt_at=now, betalt_av=betalt_av
        )
    _mark_sent(run)
    day = money_day(machine, run)
    sheets = _paid_sheets(run)
    if sheets:
        hr.mark_timer_paid(actor=machine, kjoering_id=run.id, timeliste_ids=sheets, now=now)
    events = [NewEvent(LOENNSKJOERING_BETALT, OBJEKT, run.id)]
    if run.art != "forskudd":
        events += [
            _paid_event(run, day, arbeidsforhold) for arbeidsforhold in _paid_employments(run)
        ]
    publish_all(actor=machine, events=events, now=now)
    tell_hr(run, svar="utbetalt", now=now, dag=day)


def _paid_event(run: Loennskjoering, day: date, arbeidsforhold: UUID) -> NewEvent:
    data: dict[str, Any] = {
        "arbeidsforhold": str(arbeidsforhold), "kjoering": str(run.id),
        "utbetalt": day.isoformat(),
    }  # fmt: skip
    return NewEvent(LOENN_UTBETALT, "hr.arbeidsforhold", arbeidsforhold, data=data)


def _paid_sheets(run: Loennskjoering) -> list[UUID]:
    """The hour sheets the run paid; items from elsewhere are not HR's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT kilde FROM payroll_loennslinje WHERE tenant_id = %s"
            " AND kjoering_id = %s AND loennsart = ANY (%s) AND kilde <> ''",
            [run.tenant_id, run.id, list(HOUR_TYPES)],
        )
        return [UUID(kilde) for (kilde,) in cursor.fetchall() if len(kilde) == 36]


def _paid_employments(run: Loennskjoering) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT arbeidsforhold_id FROM payroll_loennslinje WHERE tenant_id = %s"
            " AND kjoering_id = %s AND loennsart < '2000' AND beloep_oere > 0"
            " AND arbeidsforhold_id IS NOT NULL",
            [run.tenant_id, run.id],
        )
        return [row[0] for row in cursor.fetchall()]


def payment_changed(
    *, machine: Actor, kjoering_id: UUID, batch_id: UUID, what: str, now: datetime
) -> None:
    """Follow what finance tells of a bank file: released elsewhere, executed, stopped or refused.

    Args:
        machine: the tenant's service user; kjoering_id: the run of the file; batch_id: the file.
        what: frigitt, betalt, stanset or avvist; now: when it was told. Twice is as once.
    """
    run = (
        Loennskjoering.objects.select_for_update()
        .filter(tenant_id=machine.tenant_id, id=kjoering_id)
        .first()
    )
    if run is None:
        return
    if what != "frigitt":
        Artefakt.objects.filter(
            tenant_id=machine.tenant_id, kjoering_id=kjoering_id, type="pain001",
            referanse_id=batch_id,
        ).update(status="mottatt" if what == "betalt" else what)  # fmt: skip
    file = newest_file(machine, run)
    if file is None or file.id != batch_id:
        return  # an earlier file, which the run no longer hangs on
    now_stands = betalingsfil(machine, run.id)
    if now_stands is not None and now_stands.er_stanset:
        forget_dead_release(machine, run)
        stop_forskudd(machine=machine, run=run, grunn=file.steps[-1].merknad, now=now)
    elif what == "frigitt" and run.betalt_av is not None:
        _keep_release(machine, run, payer=run.betalt_av, is_paid=True, now=now)
