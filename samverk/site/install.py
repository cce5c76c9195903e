"""What an installation needs before anyone can sign in. Runs as the owner, twice is as once."""

from __future__ import annotations

from datetime import datetime

from samverk.archive import api as archive
from samverk.core.access import api as access
from samverk.core.tenancy.api import tenants
from samverk.processes.api import install_processes


def install(*, now: datetime) -> None:
    """Install roles, purposes, each tenant's service user, the archive's structure, the processes.

    Args:
        now: time of installation.
    """
    access.install_roller()
    access.install_formaal()
    for tenant in tenants():
        access.install_service_user(tenant, now=now)
        with access.acting(access.service_actor(tenant), now=now) as actor:
            archive.ensure_arkivstruktur(actor=actor, now=now)
    install_processes(now=now)
