"""Reads of advances: what stands, what is proposed, and a person's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.money import Ppm, share_of

KRONE = 100


@dataclass(frozen=True, slots=True)
class Forskuddsplan:
    """Payroll's part of a proposal.

    Attributes:
        utbetalingsdato: when an advance asked for now is in the account, if it is granted.
        trekkes: the main pay day on which it is taken back.
        holdes_igjen: the cautious share kept for tax and deductions to come.
    """

    utbetalingsdato: date
    trekkes: date
    holdes_igjen: Ppm


Plan = Callable[[Actor, datetime], Forskuddsplan]
_plans: list[Plan] = []


def register_forskuddsplan(fn: Plan) -> None:
    """Let payroll, which lies above, say when an advance is paid and how much is kept back."""
    _plans[:] = [fn]


Outstanding = Callable[[Actor, UUID], int]
_outstanding: list[Outstanding] = []


def register_forskudd_utestaaende(fn: Outstanding) -> None:
    """Let payroll say how much of a person's advances no pay has taken back yet, in øre."""
    _outstanding[:] = [fn]


def forskuddsplan(actor: Actor, now: datetime) -> Forskuddsplan | None:
    """Return payroll's plan for an advance asked for now, or None without payroll."""
    return _plans[0](actor, now) if _plans else None


@dataclass(frozen=True, slots=True)
class ForskuddFacts:
    """An advance and where it stands; amounts in øre, `innvilget_oere` only where it is less."""

    id: UUID
    kontrakt_id: UUID
    party_id: UUID
    navn: str
    enhet_id: UUID
    emne: str
    siste_dag: date | None
    beloep_oere: int
    grunn: str
    bedt_av: UUID
    bedt_at: datetime
    status: str
    utbetalingsdato: date | None
    svar: str
    innvilget_oere: int | None = None

    @property
    def sum_oere(self) -> int:
        """What is or will be paid: what was granted, else what was asked for."""
        return self.beloep_oere if self.innvilget_oere is None else self.innvilget_oere

    def stands(self, on: date) -> str:
        """Return the status as it is true on a day: released money is «paa_vei» until pay day."""
        is_on_its_way = self.utbetalingsdato is not None and self.utbetalingsdato > on
        return "paa_vei" if self.status == "utbetalt" and is_on_its_way else self.status


_FORSKUDD = """
SELECT f.id, f.kontrakt_id, f.party_id, p.navn, f.enhet_id, k.emne,
  (upper(k.gyldig) - 1)::date, f.beloep_oere, f.grunn, f.bedt_av_id, f.bedt_at, f.status,
  f.utbetalingsdato, f.svar, f.innvilget_oere
FROM hr_forskudd f
JOIN hr_kontrakt k ON k.tenant_id = f.tenant_id AND k.id = f.kontrakt_id
JOIN parties_party p ON p.tenant_id = f.tenant_id AND p.id = f.party_id
WHERE f.tenant_id = %(tenant)s AND {}
ORDER BY f.bedt_at DESC, f.id DESC
"""


def _rows(actor: Actor, where: str, **values: UUID | list[UUID]) -> list[ForskuddFacts]:
    with connection.cursor() as cursor:
        cursor.execute(_FORSKUDD.format(where), {"tenant": actor.tenant_id, **values})
        return [ForskuddFacts(*row) for row in cursor.fetchall()]


def forskudd(actor: Actor, forskudd_id: UUID) -> ForskuddFacts | None:
    """Return one advance, or None when it is not for the actor."""
    found = _rows(actor, "f.id = %(id)s", id=forskudd_id)
    return found[0] if found else None


def forskudd_of(actor: Actor, ids: list[UUID]) -> list[ForskuddFacts]:
    """Return advances by their ids, those that are for the actor."""
    return _rows(actor, "f.id = ANY (%(ids)s)", ids=ids)


def my_forskudd(actor: Actor) -> list[ForskuddFacts]:
    """Return the actor's own advances, the newest first."""
    if actor.party_id is None:
        return []
    return _rows(actor, "f.party_id = %(me)s", me=actor.party_id)


_NEWEST = """f.id IN (SELECT DISTINCT ON (n.kontrakt_id) n.id FROM hr_forskudd n
  WHERE n.tenant_id = %(tenant)s AND n.kontrakt_id = ANY (%(ids)s)
  ORDER BY n.kontrakt_id, n.bedt_at DESC, n.id DESC)"""


def newest_forskudd(actor: Actor, kontrakt_ids: list[UUID]) -> dict[UUID, ForskuddFacts]:
    """Return the newest advance of each contract that has one."""
    if not kontrakt_ids:
        return {}
    found = _rows(actor, _NEWEST, ids=kontrakt_ids)
    return {row.kontrakt_id: row for row in found}


@dataclass(frozen=True, slots=True)
class Forslag:
    """A proposed advance and how it came about.

    Attributes:
        minutter: the hours it rests on; er_foert: they are registered (else expected in a month).
        timesats_oere, brutto_oere: the rate and the pay of those hours.
        utestaaende_oere: earlier advances on the contract that are still to be taken back.
        beloep_oere: what is proposed, in whole kroner; igjen_oere: what the contract has left.
    """

    minutter: int
    er_foert: bool
    timesats_oere: int
    brutto_oere: int
    utestaaende_oere: int
    beloep_oere: int
    igjen_oere: int


_BASIS = """
SELECT coalesce(k.timesats_oere, 0), k.budsjett_minutter, lower(k.gyldig),
  (upper(k.gyldig) - 1)::date,
  coalesce((SELECT sum(t.minutter) FROM hr_timeregistrering t WHERE t.tenant_id = k.tenant_id
    AND t.kontrakt_id = k.id AND t.status IN ('foert', 'innsendt', 'returnert', 'godkjent')), 0),
  coalesce((SELECT sum(coalesce(f.innvilget_oere, f.beloep_oere)) FROM hr_forskudd f
    WHERE f.tenant_id = k.tenant_id AND f.kontrakt_id = k.id
    AND f.status NOT IN ('avslaatt', 'stanset')), 0)
FROM hr_kontrakt k
WHERE k.tenant_id = %s AND k.id = %s AND k.status = 'signert' AND k.type = 'T1'
"""


def propose_forskudd(actor: Actor, kontrakt_id: UUID, *, holdes_igjen: Ppm) -> Forslag | None:
    """Propose an advance: the pay of unpaid hours, less deductions to come and earlier advances.

    Hours that are registered count; where none are, one month's even share of the contract. What
    is kept back is cautious, so that the next pay covers this advance and those before it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BASIS, [actor.tenant_id, kontrakt_id])
        row = cursor.fetchone()
    if row is None:
        return None
    rate, budget, fra, last, registered, given = row
    months = (last.year - fra.year) * 12 + last.month - fra.month + 1
    minutes = int(registered) or int(budget) // max(months, 1)
    gross = minutes * rate // 60
    left = max(rate * budget // 60 - int(given), 0)
    net = gross - share_of(gross, holdes_igjen)
    tak = forskuddstak(actor, kontrakt_id, holdes_igjen=holdes_igjen)
    amount = max(min(net - tak.utestaaende_oere, left, tak.beloep_oere), 0) // KRONE * KRONE
    return Forslag(minutes, bool(registered), rate, gross, tak.utestaaende_oere, amount, left)


_PAID = """
SELECT k.party_id, coalesce(sum(coalesce(f.innvilget_oere, f.beloep_oere)), 0)
FROM hr_kontrakt k JOIN hr_forskudd f ON f.tenant_id = k.tenant_id AND f.kontrakt_id = k.id
  AND f.status = 'utbetalt'
WHERE k.tenant_id = %s AND k.id = %s GROUP BY k.party_id
"""


def owed_oere(actor: Actor, kontrakt_id: UUID) -> int:
    """Return what the hours of a contract must cover of advances already paid, in øre.

    It is what pay has not taken back of the person's advances, and no more than those paid on this
    contract: each contract's hours cover its own. What is proposed and what payroll may grant both
    ask here.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PAID, [actor.tenant_id, kontrakt_id])
        row = cursor.fetchone()
    if row is None or not _outstanding:
        return 0
    return min(_outstanding[0](actor, row[0]), int(row[1]))


_UNPAID = """
SELECT coalesce(k.timesats_oere, 0) * greatest(k.budsjett_minutter - coalesce((
  SELECT sum(t.minutter) FROM hr_timeregistrering t WHERE t.tenant_id = k.tenant_id
    AND t.kontrakt_id = k.id AND t.status = 'utbetalt'), 0), 0) / 60
FROM hr_kontrakt k WHERE k.tenant_id = %s AND k.id = %s
"""


def unpaid_oere(actor: Actor, kontrakt_id: UUID) -> int:
    """Return the pay that is left of an hourly contract: its hours less those already paid."""
    with connection.cursor() as cursor:
        cursor.execute(_UNPAID, [actor.tenant_id, kontrakt_id])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


@dataclass(frozen=True, slots=True)
class Forskuddstak:
    """The most an advance on a contract may be, and the figures it is made of, in øre.

    Attributes:
        ubetalt_oere: the pay of the contract's hours that are not paid.
        holdes_igjen: the share of it that is kept for tax and deductions to come.
        utestaaende_oere: advances on the contract that are still to be taken back.
        beloep_oere: what is left for an advance, in whole kroner, never below zero.
    """

    ubetalt_oere: int
    holdes_igjen: Ppm
    utestaaende_oere: int
    beloep_oere: int


def forskuddstak(actor: Actor, kontrakt_id: UUID, *, holdes_igjen: Ppm) -> Forskuddstak:
    """Return how much of an advance the pay that is left of a contract covers.

    The pay an advance is taken back from is never below zero. The one who asks, the proposal and
    payroll that grants have the same limit.
    """
    unpaid, owed = unpaid_oere(actor, kontrakt_id), owed_oere(actor, kontrakt_id)
    covered = unpaid - share_of(unpaid, holdes_igjen) - owed
    return Forskuddstak(unpaid, holdes_igjen, owed, max(covered // KRONE * KRONE, 0))
