"""Reads: the origin of an object's fields, and what is already known about a subject."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.provenance.models import Innsending, KjentFelt


@dataclass(frozen=True, slots=True)
class FieldOrigin:
    """The newest origin of one field, as a page shows it («hentet fra folkeregisteret»)."""

    name: str
    concept: str
    code: str
    confirmed: bool
    overridden: str | None
    source_ref: str
    repeated: bool
    at: datetime


def field_origins(actor: Actor, *, objekt_type: str, objekt_id: UUID) -> dict[str, FieldOrigin]:
    """Return where each field of an object came from; a later submission wins.

    Args:
        actor: whose tenant; objekt_type, objekt_id: the object.
    """
    found = Innsending.objects.filter(
        tenant_id=actor.tenant_id, objekt_type=objekt_type, objekt_id=objekt_id
    ).order_by("innsendt_at", "id")
    return {
        f["navn"]: FieldOrigin(
            f["navn"], f["begrep"], f["opphav"], f.get("bekreftet", False), f.get("overstyrte"),
            f.get("kilde", ""), f.get("gjentatt", False), row.innsendt_at,
        )
        for row in found
        for f in row.felter
    }  # fmt: skip


def known_concepts(actor: Actor, *, subject_id: UUID) -> frozenset[str]:
    """Return the concepts the platform already knows about a subject: never ask for these.

    Args:
        actor: whose tenant; subject_id: a party or another object.
    """
    found = KjentFelt.objects.filter(tenant_id=actor.tenant_id, subject_id=subject_id)
    return frozenset(found.values_list("begrep", flat=True))
