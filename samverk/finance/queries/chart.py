"""Reads: accounts, roles, sub-projects, what is left of a budget, periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.errors import Refusal
from samverk.finance.models import Account, AccountRole, Delprosjekt, Period, PeriodChange
from samverk.finance.rules.periods import periods_of


class AccountRoleMissing(Refusal):
    """No account is mapped to the role on that day."""


def account_for_role(actor: Actor, rolle: str, *, on: date) -> int:
    """Return the four-digit account that a role means on a day.

    Raises:
        AccountRoleMissing: with a sentence that says where to map it.
    """
    found = account_roles(actor, on=on).get(rolle)
    if found is None:
        raise AccountRoleMissing(
            "Ingen konto er valgt for «%(rolle)s». Velg den under Regnskap, kontoroller.",
            values={"rolle": rolle},
        )
    return found


def account_roles(actor: Actor, *, on: date) -> dict[str, int]:
    """Return every role's account on a day (one query, for bulk work)."""
    return dict(
        AccountRole.objects.filter(tenant_id=actor.tenant_id, gyldig__contains=on).values_list(
            "rolle", "konto"
        )
    )


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account on a day."""

    kode: int
    stat_kode: str
    navn: str
    navn_nn: str
    navn_en: str
    klasse: int

    def name(self, language: str) -> str:
        """Return the name in a language, bokmål when there is none."""
        return {"nn": self.navn_nn, "en": self.navn_en}.get(language[:2], "") or self.navn


def accounts(actor: Actor, *, on: date) -> dict[int, AccountFacts]:
    """Return the chart on a day, closed accounts included, by code."""
    found = Account.objects.filter(tenant_id=actor.tenant_id, gyldig__contains=on).order_by("kode")
    return {
        a.kode: AccountFacts(a.kode, a.stat_kode, a.navn, a.navn_nn, a.navn_en, a.klasse)
        for a in found
    }


@dataclass(frozen=True, slots=True)
class DelprosjektFacts:
    """A sub-project as pages and other modules see it."""

    id: UUID
    kode: int
    navn: str
    koststed: int
    art: str
    finansiering: str
    fra: date
    til: date | None
    is_lukket: bool


def _facts(row: Delprosjekt) -> DelprosjektFacts:
    return DelprosjektFacts(
        row.id, row.kode, row.navn, row.koststed, row.art, row.finansiering, row.gyldig.lower,
        row.gyldig.upper, row.is_lukket,
    )  # fmt: skip


def delprosjekter(actor: Actor, *, on: date, koststed: int | None = None) -> list[DelprosjektFacts]:
    """Return sub-projects open on a day, all or those of one cost centre, ordinary funding first.

    Args:
        actor: whose tenant; on: the day; koststed: the owner (8 digits as a number).
    """
    found = Delprosjekt.objects.filter(
        tenant_id=actor.tenant_id, gyldig__contains=on, is_lukket=False
    )
    if koststed is not None:
        found = found.filter(koststed=koststed)
    rows = [_facts(row) for row in found.order_by("kode")[:1000]]
    return sorted(rows, key=lambda row: (row.art != "bfv", row.kode))


def delprosjekt(actor: Actor, kode: int) -> DelprosjektFacts | None:
    """Return one sub-project by its nine digits, or None."""
    found = Delprosjekt.objects.filter(tenant_id=actor.tenant_id, kode=kode).first()
    return _facts(found) if found else None


@dataclass(frozen=True, slots=True)
class BudgetLeft:
    """What may be spent and what has been, in øre."""

    budsjett_oere: int
    brukt_oere: int

    @property
    def igjen_oere(self) -> int:
        """What is left; negative when overspent."""
        return self.budsjett_oere - self.brukt_oere


_LEFT = """
SELECT b.beloep_oere, coalesce((
  SELECT sum(x.debet_oere - x.kredit_oere) FROM {table}
  WHERE x.tenant_id = %(tenant)s AND x.konto BETWEEN 4000 AND 7999
    AND x.periode BETWEEN %(fy)s * 100 + 1 AND %(fy)s * 100 + 13 AND {match}), 0)
FROM finance_budget b
WHERE b.tenant_id = %(tenant)s AND b.fy = %(fy)s AND b.koststed = %(koststed)s
  AND b.delprosjekt = %(delprosjekt)s
ORDER BY b.versjon DESC LIMIT 1
"""
_ON_PROJECT = _LEFT.format(
    table="finance_bal_dimset x"
    " JOIN finance_dimset d ON d.tenant_id = x.tenant_id AND d.id = x.dimset",
    match="d.delprosjekt = %(delprosjekt)s",
)
_ON_CENTER = _LEFT.format(table="finance_bal_koststed x", match="x.koststed = %(koststed)s")


def budget_left(actor: Actor, *, fy: int, koststed: int, delprosjekt: int = 0) -> BudgetLeft | None:
    """Return budget and spending of a year (cost accounts 4–7), or None without a budget.

    Args:
        actor: only what the actor may see is counted; fy: fiscal year.
        koststed: the owner; delprosjekt: nine digits as a number, 0 for the cost centre's frame.
    """
    values: dict[str, Any] = {
        "tenant": actor.tenant_id, "fy": fy, "koststed": koststed, "delprosjekt": delprosjekt,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ON_PROJECT if delprosjekt else _ON_CENTER, values)
        row = cursor.fetchone()
    return BudgetLeft(row[0], int(row[1])) if row else None


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """A period, its status, and the change that waits for a second person, if any."""

    periode: int
    status: str
    change_id: UUID | None = None
    til_status: str = ""
    begrunnelse: str = ""
    foreslaatt_av: UUID | None = None
    foreslaatt_at: datetime | None = None


def periods(actor: Actor, *, year: int) -> list[PeriodFacts]:
    """Return the periods of a year with what waits."""
    wanted = periods_of(year)
    waiting = {
        c.periode: c
        for c in PeriodChange.objects.filter(
            tenant_id=actor.tenant_id, periode__in=wanted, bekreftet_at=None
        )
    }
    rows = Period.objects.filter(tenant_id=actor.tenant_id, periode__in=wanted).order_by("periode")
    return [_period(row, waiting.get(row.periode)) for row in rows]


def _period(row: Period, change: PeriodChange | None) -> PeriodFacts:
    if change is None:
        return PeriodFacts(row.periode, row.status)
    return PeriodFacts(
        row.periode, row.status, change.id, change.til_status, change.begrunnelse,
        change.foreslaatt_av, change.foreslaatt_at,
    )  # fmt: skip


def is_open(actor: Actor, periode: int) -> bool:
    """Tell whether a period takes postings."""
    return Period.objects.filter(tenant_id=actor.tenant_id, periode=periode, status="O").exists()


def fiscal_years(actor: Actor) -> list[int]:
    """Return the years that have periods, newest first."""
    found = Period.objects.filter(tenant_id=actor.tenant_id).values_list("periode", flat=True)
    return sorted({periode // 100 for periode in found}, reverse=True)
