"""Acts on an advance (á konto): ask for it, and what payroll answers."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_lazy

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal
from samverk.core.money import Ppm, format_kr, format_percent
from samverk.core.outbox.api import NewEvent, publish
from samverk.hr.models import Forskudd, Kontrakt
from samverk.hr.queries.forskudd import forskuddsplan, forskuddstak
from samverk.hr.services.guard import ANSWERS, Answer, guarded
from samverk.hr.services.timer import KontraktMissing, principals

FORSKUDD_BEDT_OM = "hr.forskudd.bedt_om.v1"
FORSKUDD_BESVART = "hr.forskudd.besvart.v1"
Svar = Literal["innvilget", "utbetalt", "avslaatt", "stanset"]


class ForskuddRefused(Refusal):
    """One is open already, it is too large, or it is for oneself."""


FORSKUDD_ANSWERS = (
    Answer("hr_forskudd_en_aapen", ForskuddRefused,
           gettext_lazy("Det er alt bedt om forskudd på denne kontrakten. Vent til lønn har svart"
           " og pengene er betalt.")),
    Answer("SV030", ForskuddRefused,
           gettext_lazy("Du kan ikke be om forskudd til deg selv. Be lederen din om det.")),
    Answer("SV029", ForskuddRefused,
           gettext_lazy("Forskuddet er alt avgjort. Last siden på nytt og se hvor det står.")),
    Answer("hr_forskudd_ikke_mer", ForskuddRefused,
           gettext_lazy("Det kan ikke innvilges mer enn det er bedt om."), "beloep"),
    Answer("hr_forskudd_hvorfor_mindre", ForskuddRefused,
           gettext_lazy("Skriv hvorfor forskuddet blir mindre."), "grunn"),
    *ANSWERS,
)  # fmt: skip


def request_forskudd(
    *, actor: Actor, kontrakt_id: UUID, beloep_oere: int, grunn: str, now: datetime
) -> UUID:
    """Ask for an advance (á konto) on a signed contract; payroll hears of it and decides.

    Args:
        actor: a leader of the unit, or payroll; never for oneself or the one stood in for.
        kontrakt_id: the contract; beloep_oere: how much, in øre; grunn: why pay is late.
        now: time of the request.

    Raises:
        KontraktMissing: not visible, or not signed.
        ForskuddRefused: for oneself, no reason, one is open, or more than the pay that is left of
            the contract covers after deductions: the limit that payroll has too.
    """
    kontrakt = Kontrakt.objects.filter(
        tenant_id=actor.tenant_id, id=kontrakt_id, status="signert"
    ).first()
    if kontrakt is None:
        raise KontraktMissing("Fant ingen signert kontrakt å gi forskudd på.")
    if kontrakt.party_id in _own_persons(actor, now.date()):
        raise ForskuddRefused(
            "Du kan ikke be om forskudd til deg selv. Be lederen din om det.",
            code="eget_forskudd",
        )
    if len(grunn.strip()) < 5:
        raise ForskuddRefused("Skriv hvorfor lønna blir sen.", field="grunn")
    earlier = Forskudd.objects.filter(tenant_id=actor.tenant_id, kontrakt_id=kontrakt_id)
    if earlier.filter(status__in=["bedt_om", "innvilget"]).exists():
        raise ForskuddRefused(
            "Det er alt bedt om forskudd på denne kontrakten. Vent til lønn har svart og pengene er"
            " betalt.",
            code="forskudd_er_aapent",
        )
    _refuse_uncovered(actor, kontrakt_id, beloep_oere, now)
    with guarded(FORSKUDD_ANSWERS):
        made = Forskudd.objects.create(
            tenant_id=actor.tenant_id, kontrakt_id=kontrakt.id, party_id=kontrakt.party_id,
            enhet_id=kontrakt.enhet_id, beloep_oere=beloep_oere, grunn=grunn.strip()[:400],
            bedt_av_id=actor.bruker_id, bedt_at=now,
        )  # fmt: skip
    record_act(actor=actor, handling="hr.forskudd.be_om", objekt_type="forskudd", objekt_id=made.id)
    publish(
        actor=actor,
        event=NewEvent(
            FORSKUDD_BEDT_OM, "forskudd", made.id, data={"kontrakt_id": str(kontrakt.id)}
        ),
        now=now,
    )
    return made.id


def _refuse_uncovered(actor: Actor, kontrakt_id: UUID, beloep_oere: int, now: datetime) -> None:
    """Refuse more than payroll could grant."""
    plan = forskuddsplan(actor, now)
    keep = plan.holdes_igjen if plan else Ppm(0)
    tak = forskuddstak(actor, kontrakt_id, holdes_igjen=keep)
    if not 0 < beloep_oere <= tak.beloep_oere:
        raise ForskuddRefused(
            "Skriv et beløp over null og høyst %(sum)s. Mer dekker ikke timene som er igjen av"
            " kontrakten, når %(andel)s holdes igjen til trekk.",
            values={
                "sum": partial(format_kr, tak.beloep_oere),
                "andel": partial(format_percent, keep),
            },
            field="beloep",
        )


def _own_persons(actor: Actor, on: date) -> set[UUID]:
    persons = {actor.party_id, actor.on_behalf_of_party, *principals(actor, on)}
    return {person for person in persons if person}


def answer_forskudd(
    *, actor: Actor, forskudd_id: UUID, svar: Svar, now: datetime,
    utbetalingsdato: date | None = None, grunn: str = "", innvilget_oere: int | None = None,
) -> None:  # fmt: skip
    """Keep what payroll answered; the same answer twice is as once.

    Args:
        actor: payroll (``lonn.kjoring.klargjor`` or ``lonn.kjoring.godkjenn``) or its machine.
        forskudd_id: which one; svar: innvilget, utbetalt, avslaatt, or stanset
            when what was paid never came; now: time of the answer.
        utbetalingsdato: the day of payout of what is granted.
        grunn: why the answer is no, or less; innvilget_oere: what is granted where it is less.

    Raises:
        ForskuddRefused: the answer does not follow from where the advance stands.
    """
    found = Forskudd.objects.filter(tenant_id=actor.tenant_id, id=forskudd_id)
    if found.filter(status=svar).exists():
        return
    values: dict[str, object] = {"status": svar, "svart_at": now}
    if svar != "utbetalt":
        values["svar"] = grunn.strip()[:400]
    if utbetalingsdato is not None:
        values["utbetalingsdato"] = utbetalingsdato
    if innvilget_oere is not None:
        values["innvilget_oere"] = innvilget_oere
    with guarded(FORSKUDD_ANSWERS):
        kontrakt = found.values_list("kontrakt_id", flat=True).first()
        if kontrakt is None or not found.update(**values):
            raise ForskuddRefused("Fant ikke forskuddet.", code="finnes_ikke")
    record_act(
        actor=actor, handling="hr.forskudd.svar", objekt_type="forskudd", objekt_id=forskudd_id
    )
    publish(
        actor=actor, now=now,
        event=NewEvent(
            FORSKUDD_BESVART, "forskudd", forskudd_id,
            data={"svar": svar, "kontrakt_id": str(kontrakt)},
        ),
    )  # fmt: skip
