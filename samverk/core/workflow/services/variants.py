"""What a tenant fills in: slots and parameters, each with owner, reason and expiry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import Error, IntegrityError, transaction

from samverk.core.access.api import Actor, bruker
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.periods import add_months
from samverk.core.tenancy.api import new_id
from samverk.core.workflow import events
from samverk.core.workflow.models import ProcessDefinition, Variant
from samverk.core.workflow.queries import library
from samverk.core.workflow.services.definitions import DRAFT, PUBLISH, check_parameter

MONTHS_MAX = 24
REASON_MIN = 10


class VariantRefused(Refusal):
    """The variant is not declared, lacks owner, reason or expiry, or goes too far."""


@dataclass(frozen=True, slots=True)
class NewVariant:
    """A proposal: exactly one of slot (with fragment) and parameter (with value)."""

    definisjon: str
    eier_id: UUID
    begrunnelse: str
    gyldig_fra: date
    utloeper_on: date
    spor: str = ""
    fragment_id: UUID | None = None
    parameter: str = ""
    verdi: str = ""


def propose_variant(*, actor: Actor, variant: NewVariant, now: datetime) -> UUID:
    """Propose local content for a declared slot, or a value for a declared parameter.

    Args:
        actor: needs `prosess.definisjon.utkast` in the tenant.

    Raises:
        DefinitionMissing: unknown process. ParameterInvalid: outside the national min and max.
        VariantRefused: not declared; no owner, reason or expiry; more than 24 months; from a day
            when the process was not in use.
    """
    actor.require(DRAFT)
    _check_terms(actor, variant)
    try:
        facts = library.definition_in_force(actor, key=variant.definisjon, on=variant.gyldig_fra)
    except library.DefinitionMissing as missing:
        if not library.definitions(actor, key=variant.definisjon):
            raise
        raise VariantRefused(
            "Prosessen er ikke i bruk den dagen. Velg en annen dag.", field="gyldig_fra"
        ) from missing
    if variant.spor:
        _check_slot(actor, variant, facts.id)
    else:
        limits = library.read_version(facts.id).parametre.get(variant.parameter)
        if limits is None:
            raise VariantRefused(
                "«%(parameter)s» er ikke en parameter i prosessen.",
                values={"parameter": variant.parameter},
                field="parameter",
            )
        check_parameter(variant.parameter, limits, variant.verdi)
    row = Variant(
        id=new_id(), tenant_id=actor.tenant_id, definisjon=variant.definisjon, spor=variant.spor,
        parameter=variant.parameter, fragment_id=variant.fragment_id, verdi=variant.verdi,
        eier_id=variant.eier_id, begrunnelse=variant.begrunnelse.strip(),
        gyldig_fra=variant.gyldig_fra, utloeper_on=variant.utloeper_on,
        foreslaatt_av_id=actor.bruker_id, foreslaatt_at=now,
    )  # fmt: skip
    row.save(force_insert=True)
    record_act(
        actor=actor, handling="flyt.variant.foreslaa", objekt_type="variant", objekt_id=row.id
    )
    return row.id


def _check_terms(actor: Actor, variant: NewVariant) -> None:
    if bool(variant.spor) == bool(variant.parameter):
        raise VariantRefused("Velg enten et spor eller en parameter.", field="spor")
    if bruker(actor, variant.eier_id) is None:
        raise VariantRefused("Avviket må ha en eier ved institusjonen.", field="eier_id")
    if len(variant.begrunnelse.strip()) < REASON_MIN:
        raise VariantRefused("Skriv hvorfor, med minst ti tegn.", field="begrunnelse")
    if variant.utloeper_on <= variant.gyldig_fra:
        raise VariantRefused("Utløpsdatoen må være etter startdatoen.", field="utloeper_on")
    if variant.utloeper_on > add_months(variant.gyldig_fra, MONTHS_MAX):
        raise VariantRefused("Et avvik kan vare høyst 24 måneder.", field="utloeper_on")


def _check_slot(actor: Actor, variant: NewVariant, definition_id: UUID) -> None:
    declared = {n.spor for n in library.read_definition(definition_id).nodes.values() if n.spor}
    if variant.spor not in declared:
        raise VariantRefused(
            "«%(spor)s» er ikke et spor i prosessen.", values={"spor": variant.spor}, field="spor"
        )
    published = ProcessDefinition.objects.filter(is_fragment=True, publisert_at__isnull=False)
    if not variant.fragment_id or not published.filter(id=variant.fragment_id).exists():
        raise VariantRefused("Innholdet må være et publisert spor.", field="fragment_id")


def _proposal(actor: Actor, variant_id: UUID) -> Variant:
    """A proposal that somebody else has made, locked.

    Raises:
        VariantRefused: unknown, answered already, or one's own.
    """
    mine = Variant.objects.filter(tenant_id=actor.tenant_id)
    row = mine.select_for_update().filter(id=variant_id, status="foreslaatt").first()
    if row is None:
        raise VariantRefused("Forslaget finnes ikke, eller er allerede behandlet.")
    if row.foreslaatt_av_id == actor.bruker_id:
        raise VariantRefused("Forslaget må godkjennes av en annen.")
    return row


def approve_variant(*, actor: Actor, variant_id: UUID, vedtaksref: str, now: datetime) -> None:
    """Approve a proposal; it replaces the one in force for the same slot or parameter.

    Args:
        actor: needs `prosess.definisjon.publiser`, and is another than the proposer.
        vedtaksref: the process owner's decision.

    Raises:
        VariantRefused: unknown, not a proposal, one's own, or no decision.
    """
    actor.require(PUBLISH)
    mine = Variant.objects.filter(tenant_id=actor.tenant_id)
    row = _proposal(actor, variant_id)
    if not vedtaksref.strip():
        raise VariantRefused("Skriv hvilket vedtak godkjenningen bygger på.", field="vedtaksref")
    same = mine.filter(
        definisjon=row.definisjon, spor=row.spor, parameter=row.parameter,
        status__in=library.IN_FORCE,
    )  # fmt: skip
    try:
        with transaction.atomic():
            same.update(status="avsluttet")
            mine.filter(id=row.id).update(
                status="godkjent", godkjent_av_id=actor.bruker_id, godkjent_at=now,
                vedtaksref=vedtaksref.strip(),
            )  # fmt: skip
    except IntegrityError as error:
        raise VariantRefused("Forslaget mangler eier, begrunnelse eller utløp.") from error
    except Error as error:
        raise _own_in_another_name(error) from error
    record_act(
        actor=actor, handling="flyt.variant.godkjenn", objekt_type="variant", objekt_id=row.id
    )
    _tell(actor, row, "ja", now)


def _tell(actor: Actor, row: Variant, svar: str, now: datetime) -> None:
    data = {"svar": svar, "foreslaatt_av": str(row.foreslaatt_av_id)}
    publish(
        actor=actor, now=now,
        event=NewEvent(
            type=events.VARIANT_ANSWERED, subject_type="variant", subject_id=row.id, data=data
        ),
    )  # fmt: skip


def _own_in_another_name(error: Error) -> Exception:
    """One person may have several accounts; the database compares people."""
    if getattr(error.__cause__, "sqlstate", "") != "SV003":
        return error
    return VariantRefused("Forslaget må godkjennes av en annen.")


def refuse_variant(*, actor: Actor, variant_id: UUID, grunn: str, now: datetime) -> None:
    """Say no to a proposal; what was in force stays.

    Args:
        actor: needs `prosess.definisjon.publiser`, and is another than the proposer.
        grunn: why, shown to the proposer; at least ten characters.

    Raises:
        VariantRefused: unknown, answered already, one's own, or no reason.
    """
    actor.require(PUBLISH)
    row = _proposal(actor, variant_id)
    if len(grunn.strip()) < REASON_MIN:
        raise VariantRefused("Skriv hvorfor, med minst ti tegn.", field="grunn")
    try:
        with transaction.atomic():
            Variant.objects.filter(tenant_id=actor.tenant_id, id=row.id).update(
                status="avslaatt", avslaatt_av_id=actor.bruker_id, avslaatt_at=now,
                avslaatt_grunn=grunn.strip(),
            )  # fmt: skip
    except Error as error:
        raise _own_in_another_name(error) from error
    record_act(actor=actor, handling="flyt.variant.avslaa", objekt_type="variant", objekt_id=row.id)
    _tell(actor, row, "nei", now)


def end_variant(*, actor: Actor, variant_id: UUID) -> None:
    """Take a variant out of use; new cases follow the national process again.

    Raises:
        VariantRefused: unknown, or not in force.
    """
    actor.require(PUBLISH)
    ended = Variant.objects.filter(
        tenant_id=actor.tenant_id, id=variant_id, status__in=library.IN_FORCE
    ).update(status="avsluttet")
    if not ended:
        raise VariantRefused("Avviket finnes ikke, eller er ikke i bruk.")
    record_act(
        actor=actor, handling="flyt.variant.avslutt", objekt_type="variant", objekt_id=variant_id
    )


def expire_variants(*, actor: Actor, on: date) -> int:
    """Mark variants that have run out; they stay in force, for a control must not vanish silently.

    Returns how many turned `utloept`.
    """
    return Variant.objects.filter(
        tenant_id=actor.tenant_id, status="godkjent", utloeper_on__lt=on
    ).update(status="utloept")
