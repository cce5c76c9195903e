"""Registers many persons at once, as when an institution brings its staff along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from samverk.core.parties.services import IdentKind, kind_and_text
from samverk.core.parties.vault import encrypt, keyed_hash
from samverk.core.tenancy.api import insert_rows, new_id


@dataclass(frozen=True, slots=True)
class NyPerson:
    """A person to register; an empty identifier is one that is not known."""

    fornavn: str
    etternavn: str
    foedselsdato: date
    epost: str = ""
    fnr: str = ""
    kontonummer: str = ""
    is_syntetisk: bool = False


_PARTY = (
    "id", "tenant_id", "art", "navn", "fornavn", "etternavn", "foedselsdato", "epost", "telefon",
    "spraak", "skjermet", "is_syntetisk",
)  # fmt: skip
_IDENT = (
    "id", "tenant_id", "party_id", "type", "verdi_kryptert", "verdi_hash", "siste_fire", "gyldig",
    "kilde", "registrert_at",
)  # fmt: skip


def register_persons(
    *, tenant_id: UUID, people: Sequence[NyPerson], kilde: str, now: datetime
) -> list[UUID]:
    """Register many persons with their identifiers; all of them, or none.

    Args:
        tenant_id: the institution; people: who; kilde: provenance code (hentet, arvet).
        now: time of registration; identifiers hold from that day.

    Returns:
        The persons' ids, in the order given.

    Raises:
        IdentifierInvalid: a check digit does not fit.
    """
    ids = [new_id() for _ in people]
    insert_rows(
        "parties_party", _PARTY,
        (
            (i, tenant_id, "person", f"{p.fornavn} {p.etternavn}".strip(), p.fornavn, p.etternavn,
             p.foedselsdato, p.epost, "", "nb", 0, p.is_syntetisk)
            for i, p in zip(ids, people, strict=True)
        ),
    )  # fmt: skip
    insert_rows(
        "parties_identifikator", _IDENT, _identifiers(tenant_id, ids, people, kilde=kilde, now=now)
    )
    return ids


def _identifiers(
    tenant_id: UUID, ids: Sequence[UUID], people: Sequence[NyPerson], *, kilde: str, now: datetime
) -> Iterator[tuple[object, ...]]:
    kinds: tuple[tuple[IdentKind, str], ...] = (("fnr", "fnr"), ("kontonummer", "kontonummer"))
    period = f"[{now.date()},)"
    for party_id, person in zip(ids, people, strict=True):
        for kind, name in kinds:
            value = getattr(person, name)
            if not value:
                continue
            stored, text = kind_and_text(kind, value)
            yield (
                new_id(), tenant_id, party_id, stored, encrypt(tenant_id, text),
                keyed_hash(tenant_id, stored, text), text[-4:] if kind == "kontonummer" else "",
                period, kilde, now,
            )  # fmt: skip
