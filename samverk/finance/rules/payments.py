"""A payment before it is in a batch, and what a bank file cannot hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from samverk.core.errors import Refusal
from samverk.core.identifiers import parse_kontonummer

_KID = re.compile(r"\d{1,24}[\d-]")


class PaymentInvalid(Refusal):
    """A payment cannot be sent as it is; the message says which and why."""


@dataclass(frozen=True, slots=True)
class NewPayment:
    """One credit transfer.

    Attributes:
        party_id, navn: who gets it; kontonummer: 11 digits; beloep_oere: above zero.
        konto_endret_av: the account (bruker) that last changed the number, if a person did.
        kid: payment reference; melding: free text. One of the two, or neither.
    """

    party_id: UUID
    navn: str
    kontonummer: str
    beloep_oere: int
    konto_endret_av: UUID | None = None
    kid: str = ""
    melding: str = ""


def check_payment(payment: NewPayment, number: int) -> str:
    """Return the account number's eleven digits, or refuse the payment.

    Raises:
        PaymentInvalid: amount, reference or text is wrong.
        IdentifierInvalid: the account number's check digit does not fit.
    """
    if payment.beloep_oere <= 0:
        raise PaymentInvalid(
            "Betaling %(number)s: beløpet må være over null.",
            values={"number": number},
            field="beloep",
        )
    if payment.kid and payment.melding:
        raise PaymentInvalid(
            "Betaling %(number)s: bruk enten KID eller melding.",
            values={"number": number},
            field="kid",
        )
    if payment.kid and not _KID.fullmatch(payment.kid):
        raise PaymentInvalid(
            "Betaling %(number)s: KID har 2–25 siffer.", values={"number": number}, field="kid"
        )
    if not payment.navn.strip():
        raise PaymentInvalid(
            "Betaling %(number)s: navnet på mottakeren mangler.",
            values={"number": number},
            field="navn",
        )
    return parse_kontonummer(payment.kontonummer, field="kontonummer")
