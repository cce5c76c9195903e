"""Where the money of a run is: its newest bank file, which is the one that counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.payroll.queries.kjoering import KjoeringFacts


@dataclass(frozen=True, slots=True)
class Betalingsfil:
    """The newest bank file of a run.

    Attributes:
        er_stanset: stopped, or rejected by the bank; it pays nobody.
        er_frigitt: two have released it, and it stands; frigitt_av: who, the first one first.
        forfall: the day the money is in the account.
    """

    er_stanset: bool
    er_frigitt: bool
    frigitt_av: tuple[UUID, ...]
    forfall: date

    @property
    def releasers(self) -> tuple[UUID, ...]:
        """Whose releases count: none in a file that was stopped."""
        return () if self.er_stanset else self.frigitt_av


def betalingsfiler(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Betalingsfil]:
    """The newest bank file of each of the runs that has one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.id, f.er_stanset, f.er_frigitt, f.frigitt_av, f.forfall"
            " FROM payroll_loennskjoering k, LATERAL samverk.loenn_fil(k.id) f"
            " WHERE k.tenant_id = %s AND k.id = ANY (%s)",
            [actor.tenant_id, list(ids)],
        )
        return {
            run: Betalingsfil(stopped, released, tuple(by), day)
            for run, stopped, released, by, day in cursor.fetchall()
        }


def betalingsfil(actor: Actor, kjoering_id: UUID) -> Betalingsfil | None:
    """The newest bank file of a run, or None where it has none."""
    return betalingsfiler(actor, [kjoering_id]).get(kjoering_id)


def is_unpaid(run: KjoeringFacts, file: Betalingsfil | None) -> bool:
    """Whether a run that was paid must be paid anew, because its file never paid anybody.

    An advance never is: it is called off, and asked for again.
    """
    was_paid = run.betalt_at is not None and run.forskudd_id is None
    return was_paid and file is not None and not file.er_frigitt
