"""Reads: how far a job has come, and how long it may take still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.errors import Text
from samverk.core.jobs.models import Job


@dataclass(frozen=True, slots=True)
class JobFacts:
    """A job as its readers see it."""

    id: UUID
    slag: str
    objekt_id: UUID
    bestilt_av: UUID
    bestilt_at: datetime
    status: str
    fase: str
    fase_at: datetime | None
    gjort: int
    av: int
    meldt_at: datetime | None
    ferdig_at: datetime | None
    feil: Text

    @property
    def is_open(self) -> bool:
        """Whether it waits or goes on."""
        return self.ferdig_at is None

    def seconds_left(self, now: datetime) -> int | None:
        """What remains of the part that is counted, at the pace so far; None until a pace is seen.

        Args:
            now: the time of the reader; what has passed since the last count is taken off.
        """
        if not (self.gjort and self.fase_at and self.meldt_at):
            return None
        took = (self.meldt_at - self.fase_at).total_seconds()
        left = took * (self.av - self.gjort) / self.gjort - (now - self.meldt_at).total_seconds()
        return max(1, round(left))


def _facts(row: Job) -> JobFacts:
    return JobFacts(
        row.id, row.slag, row.objekt_id, row.bestilt_av_id, row.bestilt_at, row.status, row.fase,
        row.fase_at, row.gjort, row.av, row.meldt_at, row.ferdig_at,
        Text.restored({"id": row.feil, "values": row.feil_verdier}),
    )  # fmt: skip


def job(actor: Actor, job_id: UUID) -> JobFacts | None:
    """Return a job on something the actor may see, or None."""
    found = Job.objects.filter(tenant_id=actor.tenant_id, id=job_id).first()
    return _facts(found) if found else None


def newest_job(actor: Actor, *, objekt_type: str, objekt_id: UUID) -> JobFacts | None:
    """Return the newest job on an object, or None."""
    found = Job.objects.filter(
        tenant_id=actor.tenant_id, objekt_type=objekt_type, objekt_id=objekt_id
    )
    row = found.order_by("-bestilt_at", "-id").first()
    return _facts(row) if row else None
