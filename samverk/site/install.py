"""What an installation needs before anyone can sign in. Runs as the owner, twice is as once."""

from __future__ import annotations

from datetime import datetime

from samverk.core.access import api as access
from samverk.core.tenancy.api import tenants
from samverk.processes.api import install_processes


def install(*, now: datetime) -> None:
    """Install roles, each tenant's service user, and the processes that come with the product.

    Args:
        now: time of installation.
    """
    access.install_roller()
    for tenant in tenants():
        access.install_service_user(tenant, now=now)
    install_processes(now=now)
