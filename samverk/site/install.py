"""What an installation needs before anyone can sign in. Runs as the owner, twice is as once."""

from __future__ import annotations

from datetime import datetime

from samverk.core.access import api as access
from samverk.core.tenancy.api import tenants


def install(*, now: datetime) -> None:
    """Install roles and each tenant's service user.

    Args:
        now: time of installation.
    """
    access.install_roller()
    for tenant in tenants():
        access.install_service_user(tenant, now=now)
