"""The door of confirmations: the tenant's rate book, and the acts that change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.confirmations.models import Sats, SatsBekreftelse
from samverk.core.errors import Refusal
from samverk.core.languages import Trilingual
from samverk.core.rates.api import Certainty, Rate, RateBook, national_book

__all__ = [
    "ConfirmationFacts", "SatsRefused", "book_for", "confirm_sats", "confirmations_of",
    "is_confirmed", "propose_sats",
]  # fmt: skip


class SatsRefused(Refusal):
    """The figure cannot be proposed or confirmed like this."""


@dataclass(frozen=True, slots=True)
class ConfirmationFacts:
    """Who vouched for a figure, and when."""

    noekkel: str
    fra: date
    navn: str
    at: datetime
    begrunnelse: str


def _value_text(rate: Rate) -> str:
    return rate.word or format(rate.value.normalize(), "f")


def _name(national: RateBook, own: Sats) -> Trilingual:
    """What a tenant's figure is called; the national book may have dropped its key since."""
    history = national.history(own.noekkel)
    return history[-1].text if history else Trilingual(own.tekst, own.tekst, own.tekst)


def book_for(tenant_id: UUID) -> RateBook:
    """Return the national figures with the tenant's own laid over, confirmations counted.

    Args:
        tenant_id: the actor's tenant (row-level security hides all others).
    """
    national = national_book()
    own = [
        Rate(
            key=s.noekkel, from_date=s.fra, value=Decimal(s.verdi), unit=s.enhet,
            text=_name(national, s),
            legal_ref=s.hjemmel, source=s.kilde, certainty=Certainty.UBEKREFTET, origin="egen",
        )
        for s in Sats.objects.filter(tenant_id=tenant_id).order_by("registrert_at", "id")
    ]  # fmt: skip
    book = national.with_rates(own)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT noekkel, fra, verdi FROM confirmations_satsbekreftelse WHERE tenant_id = %s"
            " GROUP BY noekkel, fra, verdi HAVING samverk.sats_bekreftet(noekkel, fra, verdi)",
            [tenant_id],
        )
        confirmed = {(key, day): value for key, day, value in cursor.fetchall()}
    refs = [
        row.ref
        for key in {key for key, _ in confirmed}
        for row in book.history(key)
        if confirmed.get((key, row.from_date)) == _value_text(row)
    ]
    return book.with_confirmed(refs) if refs else book


def is_confirmed(tenant_id: UUID, key: str, on: date) -> bool:
    """Tell whether the figure in force on a day is seen in a source or confirmed by two people."""
    return book_for(tenant_id).rate(key, on).is_confirmed


def propose_sats(
    *, actor: Actor, key: str, fra: date, verdi: str, hjemmel: str, kilde: str, now: datetime
) -> UUID:
    """Propose a tenant's own figure for a key that the national book knows.

    It counts at once for calculations, but blocks approval until two others confirm it.

    Raises:
        SatsRefused: unknown key, not a number, or no source.
    """
    actor.require("lonn.sats.bekreft")
    history = national_book().history(key)
    if not history:
        raise SatsRefused("Satsen finnes ikke. Velg en sats fra listen.", field="noekkel")
    try:
        number = Decimal(verdi.replace(",", ".").replace(" ", ""))
    except InvalidOperation:
        raise SatsRefused("Skriv verdien som et tall, for eksempel 0,141.", field="verdi") from None
    if not kilde.strip():
        raise SatsRefused("Skriv hvor tallet er hentet fra.", field="kilde")
    assert actor.party_id is not None
    made = Sats.objects.create(
        tenant_id=actor.tenant_id, noekkel=key, fra=fra, verdi=format(number.normalize(), "f"),
        enhet=history[-1].unit, tekst=str(history[-1].text), hjemmel=hjemmel, kilde=kilde,
        foreslaatt_av_id=actor.party_id, registrert_at=now,
    )  # fmt: skip
    record_act(actor=actor, handling="rates.sats.foresla", objekt_type="sats", objekt_id=made.id)
    return made.id


def confirm_sats(*, actor: Actor, key: str, fra: date, begrunnelse: str, now: datetime) -> bool:
    """Vouch for the figure of a key and day; return True when it is now confirmed by two.

    Raises:
        SatsRefused: no such figure, no reason, or the same person twice.
    """
    actor.require("lonn.sats.bekreft")
    row = next((r for r in book_for(actor.tenant_id).history(key) if r.from_date == fra), None)
    if row is None or not row.is_known:
        raise SatsRefused("Satsen har ingen verdi å bekrefte. Foreslå en verdi først.")
    if len(begrunnelse.strip()) < 10:
        raise SatsRefused("Skriv hvor du har sett tallet, med minst ti tegn.", field="begrunnelse")
    assert actor.party_id is not None
    try:
        with transaction.atomic():
            made = SatsBekreftelse.objects.create(
                tenant_id=actor.tenant_id, noekkel=key, fra=fra, verdi=_value_text(row),
                party_id=actor.party_id, begrunnelse=begrunnelse.strip(), registrert_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise SatsRefused(
            "Du har alt bekreftet denne satsen. En annen må gjøre det også."
        ) from error
    record_act(actor=actor, handling="rates.sats.bekreft", objekt_type="sats", objekt_id=made.id)
    return is_confirmed(actor.tenant_id, key, fra)


def confirmations_of(actor: Actor, key: str) -> list[ConfirmationFacts]:
    """Return who has vouched for the figures of a key, oldest first."""
    found = SatsBekreftelse.objects.filter(tenant_id=actor.tenant_id, noekkel=key)
    return [
        ConfirmationFacts(b.noekkel, b.fra, b.party.navn, b.registrert_at, b.begrunnelse)
        for b in found.select_related("party").order_by("registrert_at")
    ]
