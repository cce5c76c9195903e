"""Who acts, for whom, and the transaction in which the database knows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import connection, transaction

from samverk.core import clock
from samverk.core.errors import Refusal

Kind = Literal["menneske", "maskin", "ekstern"]


class AccessDenied(Refusal):
    """The actor lacks a capability that the act needs."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or machine acting in one tenant.

    Attributes:
        tenant_id: the tenant; tenant: its slug.
        bruker_id: the account; party_id: the person behind it (None for machines).
        navn: display name; kind: menneske, maskin or ekstern (actor kind of events and audit).
        kapabiliteter: capabilities held anywhere today; the database decides where they apply.
        on_behalf_of: the account whose deputy acts; purpose: stated reason for sensitive reads.
        by_key: acts by an API key, and may no more than `kapabiliteter` in the database either.
    """

    tenant_id: UUID
    tenant: str
    bruker_id: UUID
    navn: str
    party_id: UUID | None = None
    kind: Kind = "menneske"
    kapabiliteter: frozenset[str] = field(default_factory=frozenset)
    on_behalf_of: UUID | None = None
    on_behalf_of_party: UUID | None = None
    purpose: str = ""
    spraak: str = "nb"
    by_key: bool = False

    def can(self, capability: str) -> bool:
        """Tell whether the capability is held anywhere in the tenant."""
        return capability in self.kapabiliteter or "*" in self.kapabiliteter

    def require(self, capability: str) -> None:
        """Refuse the act unless the capability is held.

        Raises:
            AccessDenied: with a sentence for the user.
        """
        if not self.can(capability):
            raise AccessDenied(
                "Du har ikke tilgang til å gjøre dette. Be om tilgang under Mine tilganger.",
                code="ingen_tilgang",
            )

    def for_purpose(self, purpose: str) -> Actor:
        """Return the same actor with a stated purpose."""
        return replace(self, purpose=purpose)


_current: ContextVar[tuple[Actor, datetime | None] | None] = ContextVar("actor", default=None)

_SET = """SELECT set_config('samverk.tenant', %s, true), set_config('samverk.subject', %s, true),
 set_config('samverk.party', %s, true), set_config('samverk.behalf', %s, true),
 set_config('samverk.kind', %s, true), set_config('samverk.now', %s, true),
 set_config('samverk.key', %s, true)"""


def _apply(state: tuple[Actor, datetime | None] | None) -> None:
    if state is None:
        values = [""] * 7
    else:
        actor, now = state
        values = [
            str(actor.tenant_id),
            str(actor.bruker_id),
            str(actor.party_id or ""),
            str(actor.on_behalf_of or ""),
            actor.kind,
            now.isoformat() if now else "",
            # Between commas, so that a key to nothing is narrow and not wide.
            f",{','.join(sorted(actor.kapabiliteter))}," if actor.by_key else "",
        ]
    with connection.cursor() as cursor:
        cursor.execute(_SET, values)


@contextmanager
def acting(actor: Actor, *, now: datetime | None = None, savepoint: bool = True) -> Iterator[Actor]:
    """Open a transaction in which the database sees and writes as this actor.

    Outside such a block nothing is visible. A nested block acts as another actor in the same
    transaction, and the outer one comes back at its end.

    Args:
        actor: who acts.
        now: the time at which the act happens, when it is not the present (scripted life,
            imports, tests); aware datetime.
        savepoint: False when the caller's own `atomic()` block around it is rolled back as a whole.
    """
    outer = _current.get()
    if now is None and outer is not None:
        now = outer[1]
    if now is None and clock.is_shifted():
        now = clock.now()
    with transaction.atomic(savepoint=savepoint):
        _apply((actor, now))
        token = _current.set((actor, now))
        try:
            yield actor
        except BaseException:
            _current.reset(token)
            raise
        _current.reset(token)
        # A commit, or a doomed transaction, takes its settings with it.
        if connection.savepoint_ids and not connection.needs_rollback:
            _apply(outer)


def current_actor() -> Actor:
    """Return the actor of the running transaction.

    Raises:
        RuntimeError: nobody acts; this is a fault in the program, not in the user's input.
    """
    state = _current.get()
    if state is None:
        msg = "No actor: wrap the call in access.api.acting()."
        raise RuntimeError(msg)
    return state[0]
