"""Acts on a hire: order, correct, approve, return, withdraw, register as employment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from psycopg.types.range import DateRange

from samverk.core.access.api import AccessDenied, Actor, DutiesNotSeparated, record_handling
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal
from samverk.core.organisation import api as organisation
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.parties import api as parties
from samverk.core.periods import Period
from samverk.core.provenance.api import FieldProvenance, record_submission
from samverk.hr.models import Ansettelse, Kontrakt
from samverk.hr.services import arbeidsforhold as work
from samverk.hr.services.bestilling import (
    MIN_TEXT,
    ORDER_ANSWERS,
    AnsettelseRefused,
    NyAnsettelse,
    ask_first,
    check_order,
)
from samverk.hr.services.guard import StatusRefused, guarded

SAK_TYPE = "ansettelse"
# Who leads the unit, who sits in its council, and who holds its budget.
APPROVERS = ("hr.arbeidsforhold.godkjenn", "hr.rekruttering.vedta", "okonomi.bilag.bdm")


class AnsettelseMissing(Refusal):
    """No such hire, or not visible to the actor."""


def order_ansettelse(
    *,
    actor: Actor,
    order: NyAnsettelse,
    now: datetime,
    instans_id: UUID | None = None,
    provenance: Sequence[FieldProvenance] = (),
    active_seconds: int = 0,
) -> UUID:
    """Order a hire; the orderer and the candidate are now known as such in the matter.

    Args:
        actor: needs ``hr.ansettelse.bestill`` in the unit; order: the order; now: when.
        instans_id: the process instance; provenance: where the fields came from;
        active_seconds: time spent in the form.

    Raises:
        AnsettelseRefused: at the field that is missing or wrong.
        JobbOrdered: the person has the same post already, and `annen_jobb_enn` does not say so.
        DutiesNotSeparated: the candidate is the orderer.
    """
    actor.require("hr.ansettelse.bestill")
    if order.enhet_id not in organisation.unit_ids_with("hr.ansettelse.bestill"):
        raise AnsettelseRefused("Du kan ikke bestille for denne enheten.", field="enhet")
    check_order(order)
    known = parties.party(actor.tenant_id, order.party_id) if order.party_id else None
    ask_first(actor, order, order.party_id, known.epost if known else order.epost)
    party_id = order.party_id or _new_person(actor, order)
    if parties.party(actor.tenant_id, party_id) is None:
        raise AnsettelseRefused("Fant ikke personen. Søk på nytt.", field="person")
    if party_id == actor.party_id:
        raise DutiesNotSeparated(
            "Du kan ikke bestille en ansettelse av deg selv. En annen må gjøre det.",
            code="pliktdeling",
        )
    with guarded(ORDER_ANSWERS):
        made = Ansettelse.objects.create(
            tenant_id=actor.tenant_id, party_id=party_id, bestilt_av_id=actor.bruker_id,
            instans_id=instans_id, bestilt_at=now, **_columns(order),
        )  # fmt: skip
        matter: dict[str, Any] = {
            "actor": actor,
            "sak_type": SAK_TYPE,
            "sak_id": made.id,
            "now": now,
        }
        record_handling(handling="bestiller", **matter)
        record_handling(handling="mottaker", party_id=party_id, **matter)
    if provenance:
        record_submission(
            actor=actor, form_key="hr.ansettelse", form_version=1, objekt_type="ansettelse",
            objekt_id=made.id, fields=provenance, active_seconds=active_seconds, now=now,
            instans_id=instans_id,
        )  # fmt: skip
    _told(actor, made, "bestilt", now)
    return made.id


def change_ansettelse(
    *, actor: Actor, ansettelse_id: UUID, order: NyAnsettelse, now: datetime
) -> None:
    """Correct a returned order and send it again; the person stays the same.

    Raises:
        AnsettelseMissing, StatusRefused, AnsettelseRefused: as ordering.
    """
    actor.require("hr.ansettelse.bestill")
    found = _found(actor, ansettelse_id)
    check_order(order, is_new=False)
    if found.status != "returnert":
        raise StatusRefused("Bestillingen er ikke sendt tilbake til deg.")
    ask_first(actor, order, found.party_id, found.party.epost, besides=found.id)
    with guarded(ORDER_ANSWERS):
        Ansettelse.objects.filter(tenant_id=actor.tenant_id, id=found.id).update(
            status="bestilt", retur_grunn="", **_columns(order)
        )
    _told(actor, found, "bestilt", now)


def approve_ansettelse(*, actor: Actor, ansettelse_id: UUID, now: datetime) -> None:
    """Approve a hire as the one who has the budget, or as the council.

    Raises:
        AnsettelseMissing: not visible; AccessDenied: not the actor's to approve.
        DutiesNotSeparated: the approver ordered it or is the candidate.
        StatusRefused: it does not wait for approval.
    """
    found = _to_decide(actor, ansettelse_id)
    with guarded():
        record_handling(
            actor=actor, sak_type=SAK_TYPE, sak_id=found.id, handling="godkjenner", now=now
        )
        Ansettelse.objects.filter(tenant_id=actor.tenant_id, id=found.id).update(
            status="godkjent", besluttet_at=now, besluttet_av_id=actor.bruker_id
        )
    _told(actor, found, "godkjent", now)


def return_ansettelse(*, actor: Actor, ansettelse_id: UUID, grunn: str, now: datetime) -> None:
    """Send an order back to the orderer with a reason.

    Raises:
        AnsettelseRefused: no reason; else as approving.
    """
    found = _to_decide(actor, ansettelse_id)
    if len(grunn.strip()) < MIN_TEXT:
        raise AnsettelseRefused("Skriv hva som må rettes.", field="grunn")
    with guarded():
        Ansettelse.objects.filter(tenant_id=actor.tenant_id, id=found.id).update(
            status="returnert", retur_grunn=grunn.strip()[:400]
        )
    _told(actor, found, "returnert", now)


def trekk_ansettelse(*, actor: Actor, ansettelse_id: UUID, grunn: str, now: datetime) -> None:
    """Withdraw a hire that is not signed; an unsigned contract is withdrawn with it.

    Args:
        actor: the orderer, an approver or the machine step; grunn: why.

    Raises:
        AnsettelseMissing: not visible; StatusRefused: already signed or registered.
    """
    found = _found(actor, ansettelse_id)
    if found.status == "trukket":
        return
    with guarded():
        Kontrakt.objects.filter(
            tenant_id=actor.tenant_id, ansettelse_id=found.id, status="til_signering"
        ).update(status="trukket")
        Ansettelse.objects.filter(tenant_id=actor.tenant_id, id=found.id).update(
            status="trukket", retur_grunn=grunn.strip()[:400]
        )
    _told(actor, found, "trukket", now)


def link_ansettelse(
    *,
    actor: Actor,
    ansettelse_id: UUID,
    sak_id: UUID | None = None,
    instans_id: UUID | None = None,
) -> None:
    """Tell a hire which case and which process instance it belongs to (processes, machine)."""
    values = {"sak_id": sak_id, "instans_id": instans_id}
    Ansettelse.objects.filter(tenant_id=actor.tenant_id, id=ansettelse_id).update(
        **{name: value for name, value in values.items() if value is not None}
    )


def registrer_ansettelse(*, actor: Actor, ansettelse_id: UUID, now: datetime) -> UUID:
    """Make the employment of a signed hire: position, holding, coding and pay agreement.

    A person who is already employed for the period gets one more holding (XT1 beside a main
    position). Twice is as once.

    Args:
        actor: the machine step (``hr.arbeidsforhold.skriv``); ansettelse_id: the hire.

    Returns:
        The arbeidsforhold.

    Raises:
        AnsettelseMissing: not visible; StatusRefused: not signed.
    """
    actor.require("hr.arbeidsforhold.skriv")
    found = _found(actor, ansettelse_id, lock=True)
    kontrakt = Kontrakt.objects.filter(
        tenant_id=actor.tenant_id, ansettelse_id=found.id, status="signert"
    ).first()
    if kontrakt is not None and kontrakt.arbeidsforhold_id is not None:
        return kontrakt.arbeidsforhold_id
    if kontrakt is None or found.status != "signert":
        raise StatusRefused("Kontrakten er ikke signert ennå.")
    period = Period(found.gyldig.lower, found.gyldig.upper)
    with guarded():
        employment = work.current_employment(actor, found.party_id, period)
        has_main = employment is not None and work.has_main_position(actor, employment, period)
        if employment is None:
            employment = work.register_arbeidsforhold(
                actor=actor, party_id=found.party_id, gyldig=period, now=now,
                grunnlag=f"arbeidsavtale {kontrakt.nummer}",
            )  # fmt: skip
        holding = work.register_besettelse(
            actor=actor, arbeidsforhold_id=employment, now=now,
            ny=_holding(
                actor, found, period, is_extra=has_main, number=kontrakt.nummer, now=now
            ),
        )  # fmt: skip
        Kontrakt.objects.filter(tenant_id=actor.tenant_id, id=kontrakt.id).update(
            arbeidsforhold_id=employment, besettelse_id=holding
        )
        Ansettelse.objects.filter(tenant_id=actor.tenant_id, id=found.id).update(
            status="registrert"
        )
    _told(actor, found, "registrert", now)
    return employment


def _holding(
    actor: Actor,
    found: Ansettelse,
    period: Period,
    *,
    is_extra: bool,
    number: int,
    now: datetime,
) -> work.NyBesettelse:
    stilling = work.find_or_register_stilling(
        actor=actor, period=period, now=now,
        ny=work.NyStilling(found.enhet_id, found.stillingskode, found.tittel, found.yrkeskode),
    )  # fmt: skip
    monthly = found.kontrakttype == "T3"
    return work.NyBesettelse(
        stilling_id=stilling,
        gyldig=period,
        type=("TILL" if monthly else "XT1") if is_extra else "HOVED",
        prosent=found.prosent,
        mg="4",
        mug="01" if monthly else "04",  # ToA T1 and T3, kodeverk
        linjer=((found.koststed, found.delprosjekt, Decimal("100.00")),),
        aarsloenn_oere=found.aarsloenn_oere if monthly else None,
        timesats_oere=None if monthly else found.timesats_oere,
        trinn=found.trinn,
        lovhjemmel=found.lovhjemmel,
        grunnlag=f"arbeidsavtale {number}",
    )


def _columns(order: NyAnsettelse) -> dict[str, Any]:
    return {
        "enhet_id": order.enhet_id, "emne": order.emne.strip(), "minutter": order.minutter,
        "stillingskode": order.stillingskode, "tittel": order.tittel.strip(),
        "yrkeskode": order.yrkeskode, "begrunnelse": order.begrunnelse.strip(),
        "lovhjemmel": order.lovhjemmel, "gyldig": DateRange(order.gyldig.fra, order.gyldig.til),
        "koststed": order.koststed, "delprosjekt": order.delprosjekt,
        "timesats_oere": order.timesats_oere, "trinn": order.trinn, "kostnad": order.kostnad,
        "kilder": order.kilder, "annen_jobb_enn": list(order.annen_jobb_enn),
    }  # fmt: skip


def _new_person(actor: Actor, order: NyAnsettelse) -> UUID:
    return parties.register_person(
        tenant_id=actor.tenant_id, fornavn=order.fornavn.strip(),
        etternavn=order.etternavn.strip(), foedselsdato=None,
        details={"epost": order.epost.strip()},
    )  # fmt: skip


def _found(actor: Actor, ansettelse_id: UUID, *, lock: bool = False) -> Ansettelse:
    rows = Ansettelse.objects.filter(tenant_id=actor.tenant_id, id=ansettelse_id)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise AnsettelseMissing("Fant ikke ansettelsen.")
    return found


def _to_decide(actor: Actor, ansettelse_id: UUID) -> Ansettelse:
    found = _found(actor, ansettelse_id)
    allowed = {u for capability in APPROVERS for u in organisation.unit_ids_with(capability)}
    if found.enhet_id not in allowed:
        raise AccessDenied("Du kan ikke godkjenne ansettelser i denne enheten.")
    if found.status != "bestilt":
        raise StatusRefused("Bestillingen venter ikke på godkjenning lenger.")
    return found


def _told(actor: Actor, found: Ansettelse, what: str, now: datetime) -> None:
    record_act(
        actor=actor, handling=f"hr.ansettelse.{what}", objekt_type="ansettelse",
        objekt_id=found.id,
    )  # fmt: skip
    publish(
        actor=actor,
        event=NewEvent(
            f"hr.ansettelse.{what}.v1",
            "ansettelse",
            found.id,
            data={"av": str(actor.bruker_id)},
            instans_id=found.instans_id,
        ),
        now=now,
    )  # fmt: skip
