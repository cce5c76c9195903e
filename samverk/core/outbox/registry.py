"""Who listens to which events; filled by modules in apps.ready()."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from samverk.core.access.api import Actor


@dataclass(frozen=True, slots=True)
class EventFacts:
    """An event as a listener sees it: ids and codes only."""

    id: UUID
    nr: int
    type: str
    tenant_id: UUID
    subject_type: str
    subject_id: UUID
    data: dict[str, Any]
    endret: tuple[str, ...]
    gyldig_fra: date | None
    aktoer_art: str
    inntraff_at: datetime


class DeliveryFault(Exception):  # noqa: N818 - retried by the outbox
    """A listener's own words on why it failed; kept and shown, so nothing about persons."""


Handler = Callable[[Actor, EventFacts, datetime], None]
_listeners: dict[str, tuple[tuple[str, ...], Handler]] = {}


def subscribe(name: str, types: tuple[str, ...], handler: Handler) -> None:
    """Register a listener inside the platform.

    Args:
        name: stable name of the sink, e.g. ``workflow.hendelser``; renaming it redelivers.
        types: event types; ``*`` at the end matches a prefix (``hr.*``).
        handler: called as ``handler(service_actor, event, now)`` in its own transaction; must be
            idempotent, for delivery is at least once.
    """
    _listeners[name] = (types, handler)


def sinks_for(event_type: str) -> list[str]:
    """Return the names of the sinks that want this type."""
    return [
        name
        for name, (types, _) in _listeners.items()
        if any(
            t == event_type or (t.endswith("*") and event_type.startswith(t[:-1])) for t in types
        )
    ]


def handler_of(sink: str) -> Handler | None:
    """Return the listener of a sink, or None when its module is gone."""
    found = _listeners.get(sink)
    return found[1] if found else None


_wakers: list[Callable[[str], None]] = []


def add_waker(waker: Callable[[str], None]) -> None:
    """Register who is told that a tenant has work waiting (the job queue; set by site)."""
    _wakers.append(waker)


def wake(tenant: str) -> None:
    """Tell the job queue, once the running transaction has committed.

    A crash between commit and wake loses nothing: work is rows, and the minute tick finds them.
    """
    bell = _bell(tenant)
    # One ring per transaction is enough; a rolled-back savepoint takes its bell with it.
    if _wakers and not any(bell is hook[1] for hook in connection.run_on_commit):
        transaction.on_commit(bell)


@cache
def _bell(tenant: str) -> Callable[[], None]:
    def ring() -> None:
        for waker in _wakers:
            waker(tenant)

    return ring
