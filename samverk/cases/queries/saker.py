"""Reads: cases one by one and as lists, and the notes in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet

from samverk.archive import api as archive
from samverk.cases.models import Sak, SakNotat
from samverk.core.access.api import Actor, brukere
from samverk.core.errors import Text
from samverk.core.organisation.api import unit_ids_with

PAGE = 50
Scope = Literal["mine", "enhet", "lukket"]


@dataclass(frozen=True, slots=True)
class SakFacts:
    """A case with its saksmappe."""

    id: UUID
    type: str
    status: str
    mappe: archive.MappeFacts
    enhet_id: UUID
    saksansvarlig_id: UUID | None
    party_id: UUID | None
    instans_id: UUID | None
    gjelder_type: str
    gjelder_id: UUID | None
    opened_at: datetime
    opened_by: UUID
    closed_at: datetime | None

    @property
    def tittel(self) -> str:
        """The title of the saksmappe."""
        return self.mappe.tittel

    @property
    def nummer(self) -> str:
        """The case number, «2026/417»."""
        return self.mappe.mappe_id


@dataclass(frozen=True, slots=True)
class NotatFacts:
    """An internal note: somebody's words in a language, or the machine's sentences."""

    id: UUID
    tekst: str
    forfatter: str
    skrevet_at: datetime
    spraak: str = "nb"
    setninger: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class SakPage:
    """A page of the list, and the cursor of the next (empty at the end)."""

    rows: tuple[SakFacts, ...]
    neste: str = ""


def facts_of(actor: Actor, rows: Iterable[Sak]) -> list[SakFacts]:
    """Return cases as facts, with their saksmapper in one query."""
    found = list(rows)
    mapper = archive.mapper(actor, [row.saksmappe_id for row in found])
    return [
        SakFacts(
            row.id, row.type, row.status, mapper[row.saksmappe_id], row.enhet_id,
            row.saksansvarlig_id, row.party_id, row.instans_id, row.gjelder_type, row.gjelder_id,
            row.opened_at, row.opened_by, row.closed_at,
        )
        for row in found
        if row.saksmappe_id in mapper
    ]  # fmt: skip


def _one(actor: Actor, **where: object) -> SakFacts | None:
    found = facts_of(actor, Sak.objects.filter(tenant_id=actor.tenant_id, **where)[:1])
    return found[0] if found else None


def sak(actor: Actor, sak_id: UUID) -> SakFacts | None:
    """Return one case, or None (also when the actor may not see it)."""
    return _one(actor, id=sak_id)


def saker_of(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, SakFacts]:
    """Return cases by id, those the actor may see; without an id nothing is asked."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = Sak.objects.filter(tenant_id=actor.tenant_id, id__in=wanted)
    return {found.id: found for found in facts_of(actor, rows)}


def readable(actor: Actor, ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of the cases that the actor may open."""
    found = Sak.objects.filter(tenant_id=actor.tenant_id, id__in=list(ids))
    return frozenset(found.values_list("id", flat=True))


def sak_for_instans(actor: Actor, instans_id: UUID) -> SakFacts | None:
    """Return the case a process instance drives, or None."""
    return _one(actor, instans_id=instans_id)


def sak_for_mappe(actor: Actor, mappe_id: UUID) -> SakFacts | None:
    """Return the case of a saksmappe, or None."""
    return _one(actor, saksmappe_id=mappe_id)


def saker_about(actor: Actor, gjelder_id: UUID) -> list[SakFacts]:
    """Return the cases about one business object, newest first."""
    rows = Sak.objects.filter(tenant_id=actor.tenant_id, gjelder_id=gjelder_id)
    return facts_of(actor, rows.order_by("-opened_at", "-id")[:PAGE])


def saker_for_party(actor: Actor, party_id: UUID) -> list[SakFacts]:
    """Return the cases about a person, newest first."""
    rows = Sak.objects.filter(tenant_id=actor.tenant_id, party_id=party_id)
    return facts_of(actor, rows.order_by("-opened_at", "-id")[:PAGE])


def _scoped(actor: Actor, scope: Scope) -> QuerySet[Sak]:
    mine = Q(saksansvarlig_id=actor.bruker_id)
    if actor.party_id:
        mine |= Q(party_id=actor.party_id)
    rows = Sak.objects.filter(tenant_id=actor.tenant_id)
    if scope == "mine":
        return rows.filter(mine, status="aapen")
    unit = mine | Q(enhet_id__in=unit_ids_with("sak.sak.les"))
    return rows.filter(unit, status="lukket" if scope == "lukket" else "aapen")


def saker(actor: Actor, *, scope: Scope, after: str = "") -> SakPage:
    """Return a page of cases, newest first: mine, the units' open ones, or the closed ones.

    Args:
        actor: the reader; scope: which list; after: `SakPage.neste` of the page before.
    """
    rows = _scoped(actor, scope)
    if after:
        at, _, last = after.partition("_")
        when = datetime.fromisoformat(at)
        rows = rows.filter(Q(opened_at__lt=when) | Q(opened_at=when, id__lt=UUID(last)))
    found = list(rows.order_by("-opened_at", "-id")[: PAGE + 1])
    end = found[PAGE - 1] if len(found) > PAGE else None
    more = f"{end.opened_at.isoformat()}_{end.id}" if end else ""
    return SakPage(tuple(facts_of(actor, found[:PAGE])), more)


def open_meldinger(actor: Actor) -> list[SakFacts]:
    """Return the reports that wait for the actor's answer, oldest first."""
    rows = Sak.objects.filter(
        tenant_id=actor.tenant_id, type="melding", status="aapen",
        saksansvarlig_id=actor.bruker_id,
    )  # fmt: skip
    return facts_of(actor, rows.order_by("opened_at", "id")[:PAGE])


def notater(actor: Actor, sak_id: UUID) -> list[NotatFacts]:
    """Return the notes of a case, oldest first; a party sees none."""
    rows = list(
        SakNotat.objects.filter(tenant_id=actor.tenant_id, sak_id=sak_id).order_by("skrevet_at")
    )
    names = brukere(actor, {row.forfatter_id for row in rows})
    return [
        NotatFacts(
            row.id, row.tekst,
            names[row.forfatter_id].navn if row.forfatter_id in names else "", row.skrevet_at,
            row.spraak, tuple(Text.restored(line) for line in row.setninger or ()),
        )
        for row in rows
    ]  # fmt: skip
