"""The account pay goes to, and a change that waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.parties import api as parties
from samverk.hr.models import Kontoendring
from samverk.hr.queries.gjenkjenning import my_fetches


@dataclass(frozen=True, slots=True)
class KontoendringFacts:
    """A change of account, without the number.

    Attributes:
        id, status: which, and how it stands; siste_fire, forrige_fire: last digits, new and old.
        sendt_til: where the link went; opprettet_at, utloeper_at: from when to when it can be used.
        navn, epost, spraak: the person as known now.
    """

    id: UUID
    status: str
    siste_fire: str
    forrige_fire: str
    sendt_til: str
    opprettet_at: datetime
    utloeper_at: datetime
    navn: str
    epost: str
    spraak: str


@dataclass(frozen=True, slots=True)
class KontoFacts:
    """The account in force: its last digits, and the institution it was fetched from, if any."""

    siste_fire: str
    hentet_fra: str


def kontoendring(actor: Actor, endring_id: UUID) -> KontoendringFacts | None:
    """Return one change of account, or None when it is not the actor's."""
    found = Kontoendring.objects.filter(tenant_id=actor.tenant_id, id=endring_id).first()
    return _facts(found) if found else None


def waiting_kontoendring(actor: Actor, *, now: datetime) -> KontoendringFacts | None:
    """Return the actor's own change that waits and can still be confirmed, or None."""
    if actor.party_id is None:
        return None
    found = Kontoendring.objects.filter(
        tenant_id=actor.tenant_id, party_id=actor.party_id, status="venter", utloeper_at__gt=now
    ).first()
    return _facts(found) if found else None


def my_konto(actor: Actor, *, on: date) -> KontoFacts | None:
    """Return the actor's account in force, or None."""
    if actor.party_id is None:
        return None
    known = parties.identifiers(actor.tenant_id, actor.party_id, on=on)
    account = next((i for i in known if i.type == "kontonummer"), None)
    if account is None:
        return None
    source = next((f for f in my_fetches(actor) if f.konto_ident_id == account.id), None)
    return KontoFacts(account.siste_fire, source.institusjon if source else "")


def _facts(row: Kontoendring) -> KontoendringFacts:
    person = parties.party(row.tenant_id, row.party_id)
    return KontoendringFacts(
        row.id, row.status, row.siste_fire, row.forrige_fire, row.sendt_til, row.opprettet_at,
        row.utloeper_at, person.navn if person else "", person.epost if person else "",
        person.spraak if person else "nb",
    )  # fmt: skip
