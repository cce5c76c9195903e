"""What is done once a night: candidates as of today, reminders, variants that have run out."""

from __future__ import annotations

from datetime import datetime

from samverk.core.access.api import Actor, acting
from samverk.core.workflow.services.context import local_day
from samverk.core.workflow.services.machine import remind_due
from samverk.core.workflow.services.moving import refresh_candidates
from samverk.core.workflow.services.variants import expire_variants


def work_nightly(actor: Actor, now: datetime) -> int:
    """Do the night's work in a tenant; returns rows handled."""
    with acting(actor, now=now):
        changed = refresh_candidates(actor=actor, now=now)
        changed += expire_variants(actor=actor, on=local_day(now))
    return changed + remind_due(actor=actor, now=now)
