"""Reads of the roll-ups: the trial balance, whole or by unit or sub-project. Never the lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from samverk.core.access.api import Actor
from samverk.finance.queries.chart import accounts

MONTHS = 13
FIRST_RESULT_ACCOUNT = 3000


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One account in a trial balance, øre; credit balances are negative.

    Attributes:
        inngaaende_oere: balance at the start of the year (balance accounts only).
        debet_oere, kredit_oere: movements so far; maaneder: net movement of the 13 periods.
    """

    konto: int
    navn: str
    klasse: int
    inngaaende_oere: int
    debet_oere: int
    kredit_oere: int
    maaneder: tuple[int, ...]

    @property
    def saldo_oere(self) -> int:
        """Balance at the end of the last period asked for."""
        return self.inngaaende_oere + self.debet_oere - self.kredit_oere


_ALL = "finance_bal_account b"
_CENTERS = "finance_bal_koststed b"
_PROJECT = (
    "finance_bal_dimset b JOIN finance_dimset d ON d.tenant_id = b.tenant_id AND d.id = b.dimset"
)
_SQL = """
SELECT b.konto, b.periode, sum(b.debet_oere)::bigint, sum(b.kredit_oere)::bigint
FROM {source}
WHERE b.tenant_id = %(tenant)s AND b.periode BETWEEN %(first)s AND %(last)s{match}
GROUP BY 1, 2
UNION ALL
SELECT b.konto, 0, sum(b.debet_oere)::bigint, sum(b.kredit_oere)::bigint
FROM {source}
WHERE b.tenant_id = %(tenant)s AND b.periode < %(first)s AND b.konto < 3000{match}
GROUP BY 1
"""


def trial_balance(
    actor: Actor,
    *,
    year: int,
    through: int | None = None,
    koststeder: Sequence[int] | None = None,
    delprosjekt: int = 0,
    language: str = "nb",
) -> list[TrialRow]:
    """Return the trial balance of a fiscal year, in the order of accounts.

    Args:
        actor: only what the actor may see is counted (a leader sees the own units).
        year: fiscal year; through: last period to count (yyyymm), default the year end.
        koststeder: only these cost centres; delprosjekt: only this sub-project.
        language: of the account names.
    """
    last = through or year * 100 + MONTHS
    source, match = _ALL, ""
    if delprosjekt:
        source, match = _PROJECT, " AND d.delprosjekt = %(delprosjekt)s"
    elif koststeder is not None or not _sees_all():
        source = _CENTERS
        match = " AND b.koststed = ANY (%(koststeder)s)" if koststeder is not None else ""
    values: dict[str, Any] = {
        "tenant": actor.tenant_id, "first": year * 100 + 1, "last": last,
        "koststeder": list(koststeder or ()), "delprosjekt": delprosjekt,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(source=source, match=match), values)
        found = cursor.fetchall()
    return _rows(actor, found, year=year, language=language)


def _rows(
    actor: Actor, found: list[tuple[Any, ...]], *, year: int, language: str
) -> list[TrialRow]:
    names = accounts(actor, on=date(year, 12, 31))
    opening: dict[int, int] = {}
    debit: dict[int, int] = {}
    credit: dict[int, int] = {}
    months: dict[int, list[int]] = {}
    for konto, periode, debet, kredit in found:
        if periode == 0:
            opening[konto] = debet - kredit
            continue
        debit[konto] = debit.get(konto, 0) + debet
        credit[konto] = credit.get(konto, 0) + kredit
        months.setdefault(konto, [0] * MONTHS)[periode % 100 - 1] += debet - kredit
    rows = []
    for konto in sorted(opening.keys() | debit.keys()):
        facts = names.get(konto)
        rows.append(
            TrialRow(
                konto, facts.name(language) if facts else str(konto), konto // 1000,
                opening.get(konto, 0), debit.get(konto, 0), credit.get(konto, 0),
                tuple(months.get(konto, [0] * MONTHS)),
            )
        )  # fmt: skip
    return rows


def _sees_all() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT samverk.hele_regnskapet()")
        return bool(cursor.fetchone()[0])


def sees_whole_ledger(actor: Actor) -> bool:
    """Tell whether the actor sees every cost centre (capability at the top unit)."""
    assert actor.tenant_id
    return _sees_all()


def my_koststeder(actor: Actor) -> frozenset[int]:
    """Return the cost centres whose ledger the actor may see."""
    assert actor.tenant_id
    with connection.cursor() as cursor:
        cursor.execute("SELECT samverk.koststeder('okonomi.regnskap.les')")
        return frozenset(row[0] for row in cursor.fetchall())
