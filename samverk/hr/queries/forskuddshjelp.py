"""What one paid by the hour can do when the money comes too late: who may ask, and what then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.periods import OSLO
from samverk.hr.models import Kontrakt
from samverk.hr.queries.forskudd import forskuddsplan

# As long as somebody stands on the list of those who may miss their pay.
BEFORE, AFTER = timedelta(days=32), timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Forskuddshjelp:
    """Nobody asks for their own advance: who can, and when it is there.

    Attributes:
        hvem: the leaders of the units of the contracts, by name; empty when there is none but
            oneself.
        paa_konto: when an advance asked for now is in the account, if payroll says yes.
        trekkes: the pay day it is taken back.
    """

    hvem: str
    paa_konto: date | None
    trekkes: date | None


def forskuddshjelp(actor: Actor, now: datetime) -> Forskuddshjelp | None:
    """Return who can ask for an advance for the actor, or None for one not paid by the hour."""
    if actor.party_id is None:
        return None
    on = now.astimezone(OSLO).date()
    units = set(
        Kontrakt.objects.filter(
            tenant_id=actor.tenant_id, party_id=actor.party_id, type="T1", status="signert",
            gyldig__overlap=DateRange(on - AFTER, on + BEFORE),
        ).values_list("enhet_id", flat=True)
    )  # fmt: skip
    if not units:
        return None
    leaders = {
        found.navn
        for unit in units
        for found, _for in access.holders_and_deputies(
            actor, rolle="leder", enhet_id=unit, capability="", on=on
        )
        if found.party_id != actor.party_id
    }
    plan = forskuddsplan(actor, now)
    return Forskuddshjelp(
        ", ".join(sorted(leaders)),
        plan.utbetalingsdato if plan else None,
        plan.trekkes if plan else None,
    )
