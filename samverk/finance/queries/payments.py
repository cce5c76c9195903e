"""Reads: payment batches and where they stand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.finance.models import PaymentBatch, PaymentStep

State = Literal["venter", "halvt", "frigitt", "hentet", "betalt", "avvist", "stanset"]


@dataclass(frozen=True, slots=True)
class PaymentStepFacts:
    """One step of a batch: what, by whom, when."""

    steg: str
    bruker_id: UUID
    skjedde_at: datetime
    merknad: str


@dataclass(frozen=True, slots=True)
class PaymentBatchFacts:
    """A batch; ``state`` venter has no release, halvt has one, frigitt has two."""

    id: UUID
    art: str
    msg_id: str
    forfall: date
    antall: int
    sum_oere: int
    fil_sha256: str
    source: str
    source_id: str
    opprettet_av: UUID
    opprettet_at: datetime
    state: State
    steps: tuple[PaymentStepFacts, ...]


def _state(steps: tuple[PaymentStepFacts, ...]) -> State:
    seen = {step.steg for step in steps}
    final: tuple[State, ...] = ("betalt", "avvist", "stanset", "hentet")
    for state in final:
        if state in seen:
            return state
    released = sum(step.steg == "frigitt" for step in steps)
    return "frigitt" if released == 2 else "halvt" if released else "venter"


def _facts(row: PaymentBatch, steps: tuple[PaymentStepFacts, ...]) -> PaymentBatchFacts:
    return PaymentBatchFacts(
        row.id, row.art, row.msg_id, row.forfall, row.antall, row.sum_oere,
        bytes(row.fil_sha256).hex(), row.source, row.source_id, row.opprettet_av, row.opprettet_at,
        _state(steps), steps,
    )  # fmt: skip


def payment_batches(
    actor: Actor, *, limit: int = 50, ids: Collection[UUID] | None = None
) -> list[PaymentBatchFacts]:
    """Return the newest batches with their steps, in two queries; or just those of the ids."""
    found_batches = PaymentBatch.objects.filter(tenant_id=actor.tenant_id).order_by("-opprettet_at")
    rows = list(found_batches[:limit] if ids is None else found_batches.filter(id__in=list(ids)))
    steps: dict[UUID, list[PaymentStepFacts]] = {}
    found = PaymentStep.objects.filter(
        tenant_id=actor.tenant_id, batch_id__in=[row.id for row in rows]
    ).order_by("id")
    for step in found:
        steps.setdefault(step.batch_id, []).append(
            PaymentStepFacts(step.steg, step.bruker_id, step.skjedde_at, step.merknad)
        )
    return [_facts(row, tuple(steps.get(row.id, ()))) for row in rows]


def payment_batch(actor: Actor, batch_id: UUID) -> PaymentBatchFacts | None:
    """Return one batch with its steps, or None."""
    return next(iter(payment_batches(actor, ids=[batch_id])), None)


def payment_batch_for_source(actor: Actor, source: str, source_id: str) -> PaymentBatchFacts | None:
    """Return the batch made from a source, or None."""
    key = (
        PaymentBatch.objects.filter(tenant_id=actor.tenant_id, source=source, source_id=source_id)
        .values_list("id", flat=True)
        .first()
    )
    return payment_batch(actor, key) if key else None
