"""What other institutions know about the signed-in person, with that person's consent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.tenancy.api import tenants
from samverk.hr.models import Hentesamtykke, Henting

KONTO, KOMMUNE = "kontonummer", "skattekommune"


@dataclass(frozen=True, slots=True)
class Kjent:
    """What is told before anything is fetched: where, who, and which fields there are.

    Attributes:
        kilde_id, slug, institusjon: where; navn, spraak: the person as known there.
        konto_slutt: last digits of the account, empty without one; har_kommune: a tax municipality.
    """

    kilde_id: UUID
    slug: str
    institusjon: str
    navn: str
    spraak: str
    konto_slutt: str
    har_kommune: bool

    @property
    def felter(self) -> tuple[str, ...]:
        """Fields that can be fetched."""
        return (*([KONTO] if self.konto_slutt else []), *([KOMMUNE] if self.har_kommune else []))


@dataclass(frozen=True, slots=True)
class Hentet:
    """A consent to fetch that the person has given here, and what it brought.

    Attributes:
        kilde_id, institusjon: from where; felter: what was consented to; gitt: still stands.
        registrert_at: when it was given or withdrawn; hentet_at: the latest fetch.
        henting_id, konto_ident_id, skattekommune: what the latest fetch brought.
    """

    kilde_id: UUID
    institusjon: str
    felter: tuple[str, ...]
    gitt: bool
    registrert_at: datetime
    hentet_at: datetime | None = None
    henting_id: UUID | None = None
    konto_ident_id: UUID | None = None
    skattekommune: str = ""


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


def offered_fields(elsewhere: Iterable[Kjent]) -> frozenset[str]:
    """Return the fields that somebody else has, and that therefore need not be typed."""
    return frozenset(felt for sted in elsewhere for felt in sted.felter)


def my_fetches(actor: Actor) -> list[Hentet]:
    """Return the newest consent per institution, with what it brought; the newest first."""
    if actor.party_id is None:
        return []
    newest: dict[UUID, Hentesamtykke] = {}
    own = {"tenant_id": actor.tenant_id, "party_id": actor.party_id}
    for row in Hentesamtykke.objects.filter(**own).order_by("-registrert_at", "-id"):
        newest.setdefault(row.kilde_id, row)
    fetched: dict[UUID, Henting] = {}
    rows = Henting.objects.filter(**own).select_related("samtykke").order_by("-hentet_at", "-id")
    for henting in rows:
        fetched.setdefault(henting.samtykke.kilde_id, henting)
    names = {t.id: t.kortnavn for t in tenants()}
    return [_hentet(names, row, fetched.get(row.kilde_id)) for row in newest.values()]


def _hentet(names: dict[UUID, str], row: Hentesamtykke, henting: Henting | None) -> Hentet:
    known = Hentet(
        row.kilde_id, names[row.kilde_id], tuple(row.felter), row.gitt, row.registrert_at
    )
    if henting is None:
        return known
    return Hentet(
        known.kilde_id, known.institusjon, known.felter, known.gitt, known.registrert_at,
        henting.hentet_at, henting.id, henting.konto_ident_id, henting.skattekommune,
    )  # fmt: skip
