"""What an order of a hire says, and what it must say before it is one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.errors import Refusal, Text
from samverk.core.periods import Period
from samverk.hr.codes import stillingskoder
from samverk.hr.queries.arbeid import samme_arbeid
from samverk.hr.services.guard import ANSWERS, Answer

MIN_TEXT = 3


class AnsettelseRefused(Refusal):
    """The order lacks something, or says something that cannot be; at the field it belongs to."""


class JobbOrdered(AnsettelseRefused):
    """The person has the same post on some of the days, and nobody said that this is another."""


HAS_IT = Text(
    "Personen har alt arbeid i samme stilling i denne tida. Kryss av hvis dette er en annen jobb."
)
ORDER_ANSWERS = (Answer("SV028", JobbOrdered, HAS_IT.id, "annen_jobb"), *ANSWERS)


@dataclass(frozen=True, slots=True)
class NyAnsettelse:
    """What is ordered.

    Attributes:
        enhet_id: the unit; party_id: the person when known, else fornavn, etternavn and epost.
        stillingskode, tittel, yrkeskode: the position; emne: the need in plain words.
        begrunnelse: why; lovhjemmel: ground for temporary employment.
        minutter: hours of the contract, in minutes; gyldig: the period, closed.
        koststed, delprosjekt: who pays; timesats_oere: hourly rate in øre; trinn: pay step.
        kostnad: snapshot of the cost the orderer saw; kilder: field → {kilde, fra}.
        annen_jobb_enn: the person's orders and contracts that the orderer says this is not.
    """

    enhet_id: UUID
    emne: str
    stillingskode: str
    tittel: str
    gyldig: Period
    minutter: int
    timesats_oere: int
    koststed: str
    party_id: UUID | None = None
    fornavn: str = ""
    etternavn: str = ""
    epost: str = ""
    yrkeskode: str = ""
    begrunnelse: str = ""
    lovhjemmel: str = ""
    delprosjekt: str = ""
    trinn: str = ""
    kostnad: dict[str, Any] = field(default_factory=dict)
    kilder: dict[str, Any] = field(default_factory=dict)
    annen_jobb_enn: tuple[UUID, ...] = ()


def check_order(order: NyAnsettelse, *, is_new: bool = True) -> None:
    """Refuse an order that lacks something, at the field.

    Args:
        order: the order; is_new: also asks who the person is.
    """
    wrong = [
        (len(order.emne.strip()) < MIN_TEXT, "emne", Text("Skriv hva personen skal gjøre.")),
        (order.stillingskode not in stillingskoder(), "stillingskode",
         Text("Stillingskoden finnes ikke. Velg en fra lista.")),
        (not order.tittel.strip(), "tittel", Text("Skriv hva stillingen heter.")),
        (order.gyldig.til is None, "til", Text("Velg siste dag.")),
        (order.minutter <= 0, "timer", Text("Skriv timer som tall, for eksempel 12.")),
        (order.timesats_oere <= 0, "timesats", Text("Skriv timesatsen i kroner.")),
        (not _digits(order.koststed, 8), "koststed", Text("Et koststed har åtte siffer.")),
        (bool(order.delprosjekt) and not _digits(order.delprosjekt, 9), "delprosjekt",
         Text("Et delprosjekt har ni siffer.")),
        (is_new and order.party_id is None and "@" not in order.epost, "epost",
         Text("Skriv e-postadressen kontrakten skal sendes til.")),
        (is_new and order.party_id is None and not (order.fornavn and order.etternavn), "fornavn",
         Text("Skriv fornavn og etternavn, eller velg en person.")),
    ]  # fmt: skip
    for is_wrong, name, text in wrong:
        if is_wrong:
            raise AnsettelseRefused(text, field=name)


def ask_first(
    actor: Actor,
    order: NyAnsettelse,
    party_id: UUID | None,
    epost: str,
    besides: UUID | None = None,
) -> None:
    """Refuse an order of what the person has already, unless it says that it is another job.

    Two at once are both let through here; the database lets the second wait and then refuses it.
    """
    found = samme_arbeid(
        actor, party_id=party_id, epost=epost, stillingskode=order.stillingskode,
        tittel=order.tittel, gyldig=order.gyldig,
    )  # fmt: skip
    if set(found) - {besides, *order.annen_jobb_enn}:
        raise JobbOrdered(HAS_IT, field="annen_jobb")


def _digits(text: str, count: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) == count
