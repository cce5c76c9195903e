"""The tenant's service user, and the day in Norway."""

from __future__ import annotations

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


def local_day(now: datetime) -> date:
    """The day in Norway."""
    return now.astimezone(OSLO).date()
