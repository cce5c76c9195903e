"""The door of audit: one line per act, one line per sensitive read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor, Bruker
from samverk.core.audit.models import Lesing, Spor

__all__ = [
    "FixedReads", "ReadFacts", "fixed_reads", "has_act", "has_changed", "record_act",
    "record_read", "who_has_seen",
]  # fmt: skip


def record_act(
    *, actor: Actor, handling: str, objekt_type: str, objekt_id: UUID | None = None
) -> None:
    """Write the audit line of an act, in the act's own transaction.

    Args:
        actor: who acts; handling: ``modul.objekt.handling``.
        objekt_type: table or domain noun; objekt_id: the object.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_spor (tenant_id, at, bruker_id, paa_vegne_av, aktoer_art, handling,"
            " objekt_type, objekt_id) VALUES (%s, samverk.now(), %s, %s, %s, %s, %s, %s)",
            [
                actor.tenant_id, actor.bruker_id, actor.on_behalf_of, actor.kind, handling,
                objekt_type, objekt_id,
            ],
        )  # fmt: skip


def record_read(
    *,
    actor: Actor,
    kapabilitet: str,
    objekt_type: str,
    objekt_id: UUID | None,
    gjelder_party_id: UUID | None,
    dataklasse: int,
    antall: int = 1,
) -> None:
    """Write who read data of class 3 or higher, an export, a look-up or a refused attempt.

    Args:
        actor: the reader, with purpose; kapabilitet: the right that was used.
        objekt_type, objekt_id: what was read; gjelder_party_id: whom it is about.
        dataklasse: 0–5; antall: number of rows read.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_lesing (tenant_id, at, bruker_id, kapabilitet, objekt_type,"
            " objekt_id, gjelder_party_id, dataklasse, formaal, antall)"
            " VALUES (%s, samverk.now(), %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                actor.tenant_id, actor.bruker_id, kapabilitet, objekt_type, objekt_id,
                gjelder_party_id, dataklasse, actor.purpose, antall,
            ],
        )  # fmt: skip


def has_act(*, tenant_id: UUID, handling: str) -> bool:
    """Tell whether an act of this name has ever been recorded in the tenant."""
    return Spor.objects.filter(tenant_id=tenant_id, handling=handling).exists()


def has_changed(
    *, tenant_id: UUID, tabell: str, objekt_id: UUID, felt: str, since: datetime
) -> bool:
    """Tell whether a column of one row was changed after a time.

    Args:
        tenant_id, tabell, objekt_id: which row; felt: the column; since: after when.
    """
    return Spor.objects.filter(
        tenant_id=tenant_id, objekt_id=objekt_id, objekt_type=tabell, handling="update",
        felter__contains=[felt], at__gte=since,
    ).exists()  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadFacts:
    """One line of «hvem har sett mine opplysninger»; `formaal` is a code of the list."""

    at: datetime
    bruker_id: UUID | None
    kapabilitet: str
    objekt_type: str
    formaal: str
    begrunnelse: str


def who_has_seen(actor: Actor, *, limit: int = 200) -> list[ReadFacts]:
    """Return the newest reads of sensitive data about the actor's own person by other people.

    What machines read for their fixed purposes, month after month, is in `fixed_reads`.
    """
    machines = Bruker.objects.filter(tenant_id=actor.tenant_id, is_maskin=True).values("id")
    found = (
        Lesing.objects.filter(tenant_id=actor.tenant_id, gjelder_party_id=actor.party_id)
        .exclude(bruker_id=actor.bruker_id)
        .exclude(bruker_id__in=machines)
    )
    return [
        ReadFacts(r.at, r.bruker_id, r.kapabilitet, r.objekt_type, r.formaal, r.begrunnelse)
        for r in found.order_by("-at")[:limit]
    ]


@dataclass(frozen=True, slots=True)
class FixedReads:
    """How often a machine has read one kind of data about a person for a purpose, and when last."""

    navn: str
    formaal: str
    objekt_type: str
    antall: int
    siste_at: datetime


def fixed_reads(actor: Actor) -> list[FixedReads]:
    """Return what machines have read about the actor's own person, one line for each purpose."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.visningsnavn, l.formaal, l.objekt_type, count(*), max(l.at)"
            " FROM audit_lesing l"
            " JOIN access_bruker b ON b.tenant_id = l.tenant_id AND b.id = l.bruker_id"
            " WHERE l.tenant_id = %s AND l.gjelder_party_id = %s AND b.is_maskin"
            " GROUP BY 1, 2, 3 ORDER BY 5 DESC, 2",
            [actor.tenant_id, actor.party_id],
        )
        return [FixedReads(*row) for row in cursor.fetchall()]
