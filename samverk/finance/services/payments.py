"""Acts: make a payment batch, release it as two persons, fetch the file, record the answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import Error, IntegrityError, connection, transaction

from samverk.core.access.api import AccessDenied, Actor, duties_refusal
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal, Text
from samverk.core.identifiers import parse_kontonummer, parse_orgnr
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.parties.api import decrypt, encrypt
from samverk.core.tenancy.api import insert_rows, new_id
from samverk.finance.events import (
    PAYMENTS_PAID,
    PAYMENTS_REJECTED,
    PAYMENTS_RELEASED,
    PAYMENTS_STOPPED,
)
from samverk.finance.models import Payment, PaymentBatch, PaymentStep
from samverk.finance.rules.payments import NewPayment, PaymentInvalid, check_payment
from samverk.finance.services.refusals import TwoPersonsNeeded, detail, sqlstate
from samverk.finance.wire.pain001 import CreditTransfer, PaymentFile, bank_text, write_pain001


class PaymentBatchRefused(Refusal):
    """A payment batch cannot be made, released or changed as asked."""


@dataclass(frozen=True, slots=True)
class Debtor:
    """Who pays: name, organisation number and the account that is charged."""

    navn: str
    orgnr: str
    kontonummer: str


PAYMENT_COLUMNS = tuple(field.attname for field in Payment._meta.concrete_fields)


def create_payment_batch(
    *,
    actor: Actor,
    art: str,
    debtor: Debtor,
    forfall: date,
    payments: Iterable[NewPayment],
    source: tuple[str, str],
    now: datetime,
) -> UUID:
    """Make a batch of payments and the digest of its file; nothing is sent before two release it.

    Args:
        actor: who proposes (needs ``okonomi.betaling.foresla``).
        art: lonn, leverandor or reise; debtor: who pays; forfall: day the bank executes it.
        payments: at least one; source: (kind, id) the batch is made from, used once.
        now: time of the act (CreDtTm of the file).

    Raises:
        PaymentInvalid, IdentifierInvalid: one payment is wrong; the message names its number.
        PaymentBatchRefused: no payments, or the source has a batch already.
    """
    actor.require("okonomi.betaling.foresla")
    found = list(payments)
    if not found:
        raise PaymentBatchRefused("Det er ingen betalinger i filen.")
    if forfall < now.date():
        raise PaymentBatchRefused("Betalingsdagen er passert. Velg en ny.", field="forfall")
    numbers = [_checked(payment, nr) for nr, payment in enumerate(found, 1)]
    batch = PaymentBatch(
        id=new_id(), tenant_id=actor.tenant_id, art=art, debtor_navn=bank_text(debtor.navn, 70),
        debtor_orgnr=parse_orgnr(debtor.orgnr, field="orgnr"),
        debtor_konto=parse_kontonummer(debtor.kontonummer, field="kontonummer"), forfall=forfall,
        antall=len(found), sum_oere=sum(p.beloep_oere for p in found), source=source[0],
        source_id=source[1], opprettet_av=actor.bruker_id, opprettet_at=now,
    )  # fmt: skip
    batch.msg_id = batch.id.hex
    rows = [_row(batch, nr, payment, numbers[nr - 1]) for nr, payment in enumerate(found, 1)]
    batch.fil_sha256 = hashlib.sha256(_render(batch, rows, numbers)).digest()
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
            insert_rows(
                "finance_payment", PAYMENT_COLUMNS,
                ([getattr(row, column) for column in PAYMENT_COLUMNS] for row in rows),
            )  # fmt: skip
    except IntegrityError as error:
        if "paymentbatch_source_en" not in str(error):
            raise
        raise PaymentBatchRefused("Det er alt laget en betalingsfil for dette.") from error
    record_act(
        actor=actor, handling="finance.paymentbatch.create", objekt_type="finance_paymentbatch",
        objekt_id=batch.id,
    )  # fmt: skip
    return batch.id


def _checked(payment: NewPayment, nr: int) -> str:
    try:
        return check_payment(payment, nr)
    except PaymentInvalid:
        raise
    except Refusal as error:
        raise PaymentInvalid(
            "Betaling %(nr)s: %(feil)s", values={"nr": nr, "feil": error}, field=error.field
        ) from error


def _row(batch: PaymentBatch, nr: int, payment: NewPayment, konto: str) -> Payment:
    return Payment(
        id=new_id(), tenant_id=batch.tenant_id, batch_id=batch.id, nr=nr,
        end_to_end_id=f"{batch.id.hex[:26]}-{nr:06d}", party_id=payment.party_id,
        navn=bank_text(payment.navn, 70), konto_kryptert=encrypt(batch.tenant_id, konto),
        siste_fire=konto[-4:], konto_endret_av=payment.konto_endret_av,
        beloep_oere=payment.beloep_oere, kid=payment.kid, melding=bank_text(payment.melding, 140),
    )  # fmt: skip


def _render(batch: PaymentBatch, rows: Iterable[Payment], numbers: Iterable[str]) -> bytes:
    return write_pain001(
        PaymentFile(
            msg_id=batch.msg_id, created_at=batch.opprettet_at, debtor_navn=batch.debtor_navn,
            debtor_orgnr=batch.debtor_orgnr, debtor_konto=batch.debtor_konto, forfall=batch.forfall,
            is_loenn=batch.art == "lonn",
            transfers=tuple(
                CreditTransfer(r.end_to_end_id, r.beloep_oere, r.navn, konto, r.kid, r.melding)
                for r, konto in zip(rows, numbers, strict=True)
            ),
        )
    )  # fmt: skip


def release_payment_batch(*, actor: Actor, batch_id: UUID, now: datetime) -> int:
    """Release a batch as one of two persons; return how many have released it now.

    Args:
        actor: needs ``okonomi.betaling.frigi``; not the maker, not the other releaser, not one who
            changed an account number in the batch, and not the only one who gets the money.
        batch_id: the batch; now: time of the act.

    Raises:
        TwoPersonsNeeded: the person may not release this batch, and why.
        DutiesNotSeparated: the person has another duty in what the batch pays.
        PaymentBatchRefused: unknown, stopped or already released.
    """
    actor.require("okonomi.betaling.frigi")
    _step(actor=actor, batch_id=batch_id, steg="frigitt", merknad="", now=now)
    count = PaymentStep.objects.filter(
        tenant_id=actor.tenant_id, batch_id=batch_id, steg="frigitt"
    ).count()
    if count == 2:
        _tell(actor, PAYMENTS_RELEASED, batch_id, now)
    return count


def stop_payment_batch(*, actor: Actor, batch_id: UUID, merknad: str, now: datetime) -> None:
    """Stop a batch that has not been fetched; what should be paid goes into a new one.

    Raises:
        PaymentBatchRefused: unknown, already fetched or finished, or no reason.
    """
    if not actor.can("okonomi.betaling.frigi"):
        actor.require("okonomi.betaling.foresla")
    if len(merknad.strip()) < 3:
        raise PaymentBatchRefused("Skriv hvorfor betalingen stanses.", field="merknad")
    _step(actor=actor, batch_id=batch_id, steg="stanset", merknad=merknad, now=now)
    _tell(actor, PAYMENTS_STOPPED, batch_id, now)


def confirm_paid(*, actor: Actor, batch_id: UUID, merknad: str, now: datetime) -> None:
    """Record that the bank has executed the batch (camt), with the bank's reference.

    Raises:
        PaymentBatchRefused: not released by two, or already finished.
    """
    actor.require("okonomi.betaling.frigi")
    _step(actor=actor, batch_id=batch_id, steg="betalt", merknad=merknad, now=now)
    _tell(actor, PAYMENTS_PAID, batch_id, now)


def reject_payment_batch(*, actor: Actor, batch_id: UUID, merknad: str, now: datetime) -> None:
    """Record that the bank refused the file (pain.002 RJCT), with its reason.

    Raises:
        PaymentBatchRefused: not released by two, already finished, or no reason.
    """
    actor.require("okonomi.betaling.frigi")
    if len(merknad.strip()) < 3:
        raise PaymentBatchRefused("Skriv hvorfor banken avviste betalingen.", field="merknad")
    _step(actor=actor, batch_id=batch_id, steg="avvist", merknad=merknad, now=now)
    _tell(actor, PAYMENTS_REJECTED, batch_id, now)


def payment_file(*, actor: Actor, batch_id: UUID, now: datetime) -> bytes:
    """Return the pain.001.001.03 file of a released batch, byte for byte as it was approved.

    Raises:
        PaymentBatchRefused: not released by two, stopped or rejected (another file may pay the same
            money), or the rows do not give the approved digest.
    """
    actor.require("okonomi.betaling.frigi")
    batch = PaymentBatch.objects.filter(tenant_id=actor.tenant_id, id=batch_id).first()
    if batch is None:
        raise PaymentBatchRefused("Betalingsfilen finnes ikke hos dere.")
    steps = list(PaymentStep.objects.filter(tenant_id=actor.tenant_id, batch_id=batch_id))
    if any(step.steg in {"avvist", "stanset"} for step in steps):
        raise PaymentBatchRefused(STATE["ferdig"])
    if not any(step.steg == "hentet" for step in steps):
        _step(actor=actor, batch_id=batch_id, steg="hentet", merknad="", now=now)
    rows = Payment.objects.filter(tenant_id=actor.tenant_id, batch_id=batch_id)
    content = _render(
        batch, rows.defer("konto_kryptert").order_by("nr"), _accounts(actor, batch_id)
    )
    if hashlib.sha256(content).digest() != bytes(batch.fil_sha256):
        raise PaymentBatchRefused("Filen er ikke lik den som ble frigitt. Stans betalingen.")
    return content


def _accounts(actor: Actor, batch_id: UUID) -> list[str]:
    """The accounts in clear; the database writes the read of each, with its purpose."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT konto FROM samverk.payment_accounts(%s) ORDER BY nr", [batch_id])
        return [decrypt(actor.tenant_id, bytes(row[0])) for row in cursor.fetchall()]


WHY = {
    "samme": Text("Du har alt frigitt denne. En annen må frigi den som nummer to."),
    "oppretter": Text("Du laget betalingen, så to andre må frigi den."),
    "konto": Text("Du har endret et kontonummer i denne filen. To andre må frigi den."),
    "mottaker": Text("Du får selv penger i denne filen. To andre må frigi den."),
    "mottaker_for": Text(
        "Den du er stedfortreder for, får penger i denne filen. To andre må frigi den."
    ),
    "maskin": Text("Bare mennesker kan frigi betalinger."),
}
STATE = {
    "ferdig": Text("Betalingen er ferdig, avvist eller stanset."),
    "ikke_frigitt": Text("To personer må frigi betalingen først."),
    "hentet": Text("Filen er hentet til banken og kan ikke stanses her."),
    "frigitt": Text("Betalingen er alt frigitt av to."),
}


def _step(*, actor: Actor, batch_id: UUID, steg: str, merknad: str, now: datetime) -> None:
    if not PaymentBatch.objects.filter(tenant_id=actor.tenant_id, id=batch_id).exists():
        raise PaymentBatchRefused("Betalingsfilen finnes ikke hos dere.")
    try:
        with transaction.atomic():
            PaymentStep.objects.create(
                tenant_id=actor.tenant_id, batch_id=batch_id, steg=steg,
                bruker_id=actor.bruker_id, merknad=merknad.strip()[:200], skjedde_at=now,
            )  # fmt: skip
    except Error as error:
        code, why = sqlstate(error), detail(error)
        if code == "SV003":
            raise TwoPersonsNeeded(WHY[why], code=why) from error
        if (duties := duties_refusal(error)) is not None:
            raise duties from error
        if code == "SV210":
            raise PaymentBatchRefused(STATE[why], code=why) from error
        if code == "42501":
            raise AccessDenied("Du har ikke tilgang til å gjøre dette.") from error
        raise
    record_act(
        actor=actor, handling=f"finance.paymentbatch.{steg}", objekt_type="finance_paymentbatch",
        objekt_id=batch_id,
    )  # fmt: skip


def _tell(actor: Actor, kind: str, batch_id: UUID, now: datetime) -> None:
    batch = PaymentBatch.objects.get(tenant_id=actor.tenant_id, id=batch_id)
    publish(
        actor=actor, now=now,
        event=NewEvent(
            kind, "finance_paymentbatch", batch_id,
            {"source": batch.source, "source_id": batch.source_id},
        ),
    )  # fmt: skip
