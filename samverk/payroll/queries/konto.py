"""Which accounts pay uses: the bank account it is charged to, and the ledger account per role."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.parties import api as parties
from samverk.finance import api as finance
from samverk.payroll.models import Utbetalingskonto
from samverk.payroll.rates.tables import wage_types
from samverk.payroll.rules.bokfoering import BANK, roles


@dataclass(frozen=True, slots=True)
class KontoFacts:
    """A bank account that pay is charged to from a day."""

    kontonummer: str
    gjelder_fra: date
    begrunnelse: str
    registrert_av: UUID
    registrert_at: datetime


_FIELDS = tuple(KontoFacts.__dataclass_fields__)


def utbetalingskonto(tenant_id: UUID, *, on: date) -> KontoFacts | None:
    """The account charged on a pay day: the last one chosen, of those whose day has come.

    A choice of an account from now on also ends what was chosen before for a day to come.
    """
    row = (
        Utbetalingskonto.objects.filter(tenant_id=tenant_id, gjelder_fra__lte=on)
        .order_by("-registrert_at", "-id")
        .values(*_FIELDS)
        .first()
    )
    return KontoFacts(**row) if row else None


def utbetalingskontoer(actor: Actor) -> list[KontoFacts]:
    """Every choice of account, the last one chosen first."""
    rows = Utbetalingskonto.objects.filter(tenant_id=actor.tenant_id)
    return [
        KontoFacts(**row) for row in rows.order_by("-registrert_at", "-id").values(*_FIELDS)[:50]
    ]


def receiving_accounts(
    tenant_id: UUID,
    *,
    on: date,
    known_at: datetime | None,
    party_ids: Collection[UUID] | None = None,
) -> dict[UUID, parties.IdentSeen]:
    """The accounts that a run pays people's money to, for the bank file and for the slips.

    What was controlled is what is paid: an account changed since then waits for the next run.

    Args:
        tenant_id: whose people; on: the pay day; known_at: when the run was controlled.
        party_ids: of whom; everyone when left out.
    """
    return parties.identifier_facts(
        tenant_id, ["kontonummer"], on=on, known_at=known_at, party_ids=party_ids
    )


def ledger_accounts(actor: Actor, *, on: date) -> dict[str, int | None]:
    """Every role that pay is booked on, with its account; None where the chart has none."""
    chosen = finance.account_roles(actor, on=on)
    wanted = sorted(roles(wage_types(on).values()) | {BANK})
    return {role: chosen.get(role) for role in wanted}
