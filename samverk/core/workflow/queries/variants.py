"""What tenants have filled in: the actor's own with everything, the universities' side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.workflow.models import Variant
from samverk.core.workflow.queries import library
from samverk.core.workflow.rules import variation


@dataclass(frozen=True, slots=True)
class VariantFacts:
    """What one tenant has put in a slot or parameter, and until when."""

    id: UUID
    definisjon: str
    spor: str
    parameter: str
    fragment_id: UUID | None
    verdi: str
    eier_id: UUID
    begrunnelse: str
    gyldig_fra: date
    utloeper_on: date
    status: str
    vedtaksref: str
    foreslaatt_av: UUID
    foreslaatt_at: datetime
    avgjort_av: UUID | None
    avgjort_at: datetime | None
    avslaatt_grunn: str

    @property
    def point(self) -> tuple[str, str]:
        """What it fills: (spor or parameter, its key)."""
        return ("spor", self.spor) if self.spor else ("parameter", self.parameter)


def _facts(v: Variant) -> VariantFacts:
    return VariantFacts(
        v.id, v.definisjon, v.spor, v.parameter, v.fragment_id, v.verdi, v.eier_id, v.begrunnelse,
        v.gyldig_fra, v.utloeper_on, v.status, v.vedtaksref, v.foreslaatt_av_id, v.foreslaatt_at,
        v.godkjent_av_id or v.avslaatt_av_id, v.godkjent_at or v.avslaatt_at, v.avslaatt_grunn,
    )  # fmt: skip


def variants(actor: Actor, *, definition: str) -> list[VariantFacts]:
    """Return the tenant's variants of a process, those in force first."""
    found = Variant.objects.filter(tenant_id=actor.tenant_id, definisjon=definition)
    return [_facts(v) for v in found.order_by("-status", "spor", "parameter", "-gyldig_fra")]


def variant(actor: Actor, variant_id: UUID) -> VariantFacts | None:
    """Return one of the tenant's variants, or None."""
    found = Variant.objects.filter(tenant_id=actor.tenant_id, id=variant_id).first()
    return _facts(found) if found else None


def proposals(actor: Actor) -> list[VariantFacts]:
    """Return the tenant's proposals that wait for an answer, oldest first."""
    found = Variant.objects.filter(tenant_id=actor.tenant_id, status="foreslaatt")
    return [_facts(v) for v in found.order_by("foreslaatt_at", "id")]


@dataclass(frozen=True, slots=True)
class DeviationFacts:
    """What is in force at one university instead of the national content."""

    universitet: str
    kortnavn: str
    id: UUID
    spor: str
    parameter: str
    fragment_id: UUID | None
    verdi: str
    eier: str
    eierrolle: str
    begrunnelse: str
    gyldig_fra: date
    utloeper_on: date
    status: str
    vedtaksref: str

    @property
    def point(self) -> tuple[str, str]:
        """What it fills: (spor or parameter, its key)."""
        return ("spor", self.spor) if self.spor else ("parameter", self.parameter)


def deviations(actor: Actor, *, definition: str) -> list[DeviationFacts]:
    """Return what is in force at each university, by university.

    Args:
        actor: needs `samstyring.les`; the database holds it too.
        definition: the process.
    """
    actor.require("samstyring.les")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM samverk.avvik_ved_universitetene(%s)", [definition])
        return [DeviationFacts(*row) for row in cursor.fetchall()]


def variation_points(definition_id: UUID) -> list[variation.VariationPoint]:
    """Return where a published version lets a tenant differ."""
    version = library.read_version(definition_id)
    return variation.variation_points(version.definition, version.parametre)
