"""Reads: reports about pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.ui.models import Tilbakemelding


@dataclass(frozen=True, slots=True)
class TilbakemeldingFacts:
    """One report and its answer."""

    id: UUID
    side: str
    tekst: str
    opprettet_at: datetime
    svar: str
    besvart_at: datetime | None


def my_tilbakemeldinger(actor: Actor, *, limit: int = 50) -> list[TilbakemeldingFacts]:
    """Return the actor's own reports, newest first."""
    found = Tilbakemelding.objects.filter(tenant_id=actor.tenant_id, bruker_id=actor.bruker_id)
    return [_facts(t) for t in found.order_by("-opprettet_at", "-id")[:limit]]


def open_tilbakemeldinger(actor: Actor, *, limit: int = 100) -> list[TilbakemeldingFacts]:
    """Return unanswered reports, oldest first; needs ``drift.les``."""
    actor.require("drift.les")
    found = Tilbakemelding.objects.filter(tenant_id=actor.tenant_id, besvart_at=None)
    return [_facts(t) for t in found.order_by("opprettet_at", "id")[:limit]]


def open_tilbakemelding(actor: Actor, tilbakemelding_id: UUID) -> TilbakemeldingFacts | None:
    """Return one unanswered report, or None; needs ``drift.les``."""
    actor.require("drift.les")
    found = Tilbakemelding.objects.filter(
        tenant_id=actor.tenant_id, id=tilbakemelding_id, besvart_at=None
    ).first()
    return _facts(found) if found else None


def _facts(row: Tilbakemelding) -> TilbakemeldingFacts:
    return TilbakemeldingFacts(
        row.id, row.side, row.tekst, row.opprettet_at, row.svar, row.besvart_at
    )
