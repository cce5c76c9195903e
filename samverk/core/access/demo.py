"""What a module's demo gets to build in: one tenant, its machine actor, its units and its cast."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from samverk.core.access.actor import Actor
from samverk.core.tenancy.api import TenantFacts

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemoPlace:
    """One tenant under construction.

    Attributes:
        tenant: the institution; actor: its service user, inside whose transaction demo runs.
        units: unit id by name ("" is the top unit); cast: actor by user name.
        start: first day of the scripted life; today: the day it stands at.
        scale: ``small`` (about 120 people) or ``full``; employees: how many to make.
        seed: the same for every run, different per tenant.
        people: rows of the cast file (bruker, navn, foedt, enhet, roller, tekst, party_id).
    """

    tenant: TenantFacts
    actor: Actor
    units: Mapping[str, UUID]
    cast: Mapping[str, Actor]
    start: date
    today: date
    now: datetime
    scale: str
    employees: int
    seed: int
    people: tuple[Mapping[str, Any], ...] = field(default_factory=tuple)
