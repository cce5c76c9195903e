"""Acts: register and close sub-projects, set budgets."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from psycopg.types.range import DateRange

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal
from samverk.finance.models import Budget, Delprosjekt

ARTER = ("bfv", "bidrag", "oppdrag", "evu")


class DelprosjektRefused(Refusal):
    """A sub-project cannot be made or changed as asked; the message says why."""


class BudgetRefused(Refusal):
    """A budget cannot be set as asked."""


def register_delprosjekt(
    *,
    actor: Actor,
    kode: int,
    navn: str,
    koststed: int,
    art: str,
    fra: date,
    details: dict[str, Any] | None = None,
) -> UUID:
    """Register a sub-project.

    Args:
        actor: who registers (needs ``okonomi.prosjekt.skriv``).
        kode: nine digits (project 6 + serial 3); navn: name; koststed: the owner, 8 digits.
        art: bfv, bidrag, oppdrag or evu; fra: first day.
        details: finansiering (financier), til (day after the last).

    Raises:
        DelprosjektRefused: the code is taken or malformed, or the kind is unknown.
    """
    actor.require("okonomi.prosjekt.skriv")
    more = dict(details or {})
    if art not in ARTER:
        raise DelprosjektRefused(
            "Velg om prosjektet er BFV, bidrag, oppdrag eller EVU.", field="art"
        )
    if not navn.strip():
        raise DelprosjektRefused("Gi delprosjektet et navn.", field="navn")
    try:
        with transaction.atomic():
            made = Delprosjekt.objects.create(
                tenant_id=actor.tenant_id, kode=kode, navn=navn.strip(), koststed=koststed, art=art,
                gyldig=DateRange(fra, more.pop("til", None)), **more,
            )  # fmt: skip
    except IntegrityError as error:
        raise DelprosjektRefused(
            "Koden %(kode)s er i bruk, eller har ikke ni siffer.",
            values={"kode": f"{kode:09d}"},
            field="kode",
        ) from error
    record_act(
        actor=actor, handling="finance.delprosjekt.register", objekt_type="finance_delprosjekt",
        objekt_id=made.id,
    )  # fmt: skip
    return made.id


def close_delprosjekt(*, actor: Actor, delprosjekt_id: UUID, lukket: bool) -> None:
    """Close a sub-project for posting, or open it again (``lukket=False``).

    Raises:
        DelprosjektRefused: no such sub-project.
    """
    actor.require("okonomi.prosjekt.skriv")
    changed = Delprosjekt.objects.filter(tenant_id=actor.tenant_id, id=delprosjekt_id).update(
        is_lukket=lukket
    )
    if not changed:
        raise DelprosjektRefused("Delprosjektet finnes ikke hos dere.")
    record_act(
        actor=actor, handling="finance.delprosjekt.close", objekt_type="finance_delprosjekt",
        objekt_id=delprosjekt_id,
    )  # fmt: skip


def set_budget(
    *, actor: Actor, fy: int, koststed: int, delprosjekt: int, beloep_oere: int, now: datetime
) -> None:
    """Set what a cost centre or sub-project may spend in a year; the newest version counts.

    Args:
        actor: who sets it (needs ``okonomi.prosjekt.skriv``); fy: fiscal year.
        koststed: 8 digits; delprosjekt: 9 digits, or 0 for the cost centre's frame.
        beloep_oere: øre, not negative; now: time of the act.

    Raises:
        BudgetRefused: a negative amount.
    """
    actor.require("okonomi.prosjekt.skriv")
    if beloep_oere < 0:
        raise BudgetRefused("Et budsjett kan ikke være negativt.", field="beloep")
    mine = Budget.objects.filter(
        tenant_id=actor.tenant_id, fy=fy, koststed=koststed, delprosjekt=delprosjekt
    )
    newest = mine.aggregate(n=Max("versjon"))["n"] or 0
    made = Budget.objects.create(
        tenant_id=actor.tenant_id, fy=fy, koststed=koststed, delprosjekt=delprosjekt,
        versjon=newest + 1, beloep_oere=beloep_oere, vedtatt_at=now, vedtatt_av=actor.bruker_id,
    )  # fmt: skip
    record_act(
        actor=actor, handling="finance.budget.set", objekt_type="finance_budget", objekt_id=made.id
    )
