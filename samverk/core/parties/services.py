"""Acts on parties: register, give an identifier, consent, recognise across tenants."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.db import connection
from psycopg.types.range import DateRange

from samverk.core.identifiers import parse_ident, parse_kontonummer, parse_orgnr
from samverk.core.parties.models import Party, PartyIdentifikator, Samtykke
from samverk.core.parties.vault import decrypt, encrypt, keyed_hash
from samverk.core.periods import OSLO
from samverk.core.tenancy.api import new_id

IdentKind = Literal["fnr", "pass", "orgnr", "kontonummer"]


def register_person(
    *,
    tenant_id: UUID,
    fornavn: str,
    etternavn: str,
    foedselsdato: date | None,
    details: dict[str, object] | None = None,
) -> UUID:
    """Register a person as one tenant knows them.

    Args:
        tenant_id: the institution; fornavn, etternavn: name; foedselsdato: own field, never
            derived from a number.
        details: epost, telefon, spraak, skjermet, is_syntetisk, uhid.
    """
    made = Party.objects.create(
        tenant_id=tenant_id,
        art="person",
        navn=f"{fornavn} {etternavn}".strip(),
        fornavn=fornavn,
        etternavn=etternavn,
        foedselsdato=foedselsdato,
        **(details or {}),
    )
    return made.id


def give_identifier(
    *, tenant_id: UUID, party_id: UUID, kind: IdentKind, value: str, kilde: str, now: datetime
) -> UUID:
    """Store an identifier encrypted; an earlier one of the same kind ends the same day.

    Args:
        tenant_id, party_id: whom it belongs to; kind: fnr, pass, orgnr or kontonummer.
        value: as written; it is checked and normalised.
        kilde: provenance code (tastet, hentet, arvet); now: time of registration.

    Raises:
        IdentifierInvalid: the check digits do not fit, at field ``kind``.
    """
    stored_kind, text = kind_and_text(kind, value)
    today = now.astimezone(OSLO).date()
    digest = keyed_hash(tenant_id, stored_kind, text)
    # Two at once give the number one after the other, so that the later one ends the earlier.
    Party.objects.select_for_update(no_key=True).filter(tenant_id=tenant_id, id=party_id).first()
    old = PartyIdentifikator.objects.filter(
        tenant_id=tenant_id, party_id=party_id, type=stored_kind, gyldig__contains=today
    ).defer("verdi_kryptert")
    for row in old:
        if bytes(row.verdi_hash) == digest:
            return row.id
        PartyIdentifikator.objects.filter(id=row.id).update(
            gyldig=DateRange(row.gyldig.lower, today)
        )
    made = PartyIdentifikator(
        id=new_id(),
        tenant_id=tenant_id,
        party_id=party_id,
        type=stored_kind,
        verdi_kryptert=encrypt(tenant_id, text),
        verdi_hash=digest,
        siste_fire=text[-4:] if stored_kind == "kontonummer" else "",
        gyldig=DateRange(today, None),
        kilde=kilde,
        registrert_at=now,
    )
    made.save(force_insert=True)
    return made.id


def kind_and_text(kind: IdentKind, value: str) -> tuple[str, str]:
    """Check an identifier and return its exact kind (fnr, dnr, …) and normal form."""
    if kind == "fnr":
        ident = parse_ident(value, field="fnr")
        return ident.type.value, ident.value
    if kind == "orgnr":
        return kind, parse_orgnr(value, field="orgnr")
    if kind == "kontonummer":
        return kind, parse_kontonummer(value, field="kontonummer")
    return kind, value.strip().upper()


def reveal_identifier(*, tenant_id: UUID, ident_id: UUID) -> str | None:
    """Return the value in clear; the database checks the right. The caller logs the read.

    Raises:
        django.db.Error: sqlstate SV403, the actor may not see it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT samverk.reveal_identifier(%s)", [ident_id])
        row = cursor.fetchone()
    return decrypt(tenant_id, bytes(row[0])) if row and row[0] is not None else None


def recognition_token(value: str) -> bytes:
    """Return the token by which one human can be recognised at several institutions.

    A keyed hash under a key of no tenant: it tells nothing, and only the running platform can
    make it. Store it only with the person's consent.

    Raises:
        IdentifierInvalid: not a national number.
    """
    kind, text = kind_and_text("fnr", value)
    return keyed_hash(UUID(int=0), kind, text)


def give_consent(
    *, tenant_id: UUID, party_id: UUID, formaal: str, gitt: bool, now: datetime
) -> None:
    """Record a consent or its withdrawal; the newest row counts."""
    Samtykke.objects.create(
        tenant_id=tenant_id, party_id=party_id, formaal=formaal, gitt=gitt, registrert_at=now
    )
