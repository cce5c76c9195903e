"""What other institutions know about the signed-in person, with that person's consent."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from samverk.core.access.api import Actor


@dataclass(frozen=True, slots=True)
class Kjent:
    """What one other institution knows: name, language, and that it has an account number."""

    institusjon: str
    navn: str
    spraak: str
    har_konto: bool


def known_elsewhere(actor: Actor, token: bytes | None) -> list[Kjent]:
    """Return where the actor is known from, by consent given there; the oldest first.

    Args:
        actor: the person; token: of the actor's own number (services make it), or None.
    """
    if token is None or actor.party_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM samverk.hr_gjenkjenn(%s)", [token])
        return [Kjent(*row) for row in cursor.fetchall()]
