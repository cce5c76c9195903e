"""Acting as the tenant's service user inside a person's act, and the day in Norway."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from uuid import UUID

from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.periods import OSLO
from samverk.core.tenancy.api import tenants


@cache
def service_of(tenant_id: UUID) -> Actor:
    """The tenant's service user."""
    return access.service_actor(next(t for t in tenants() if t.id == tenant_id))


@contextmanager
def as_service(actor: Actor, now: datetime) -> Iterator[Actor]:
    """Act as the service user inside the running transaction."""
    if actor.kind == "maskin":
        yield actor
        return
    with access.acting(service_of(actor.tenant_id), now=now) as service:
        yield service


def local_day(now: datetime) -> date:
    """The day in Norway."""
    return now.astimezone(OSLO).date()
