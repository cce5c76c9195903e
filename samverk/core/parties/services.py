"""Acts on parties: register, give an identifier, consent, recognise across tenants."""

from __future__ import annotations

from collections.abc import Collection
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


def change_epost(*, tenant_id: UUID, party_id: UUID, epost: str) -> None:
    """Write a person's address; who may, and who is told of it, is for the act that calls."""
    Party.objects.filter(tenant_id=tenant_id, id=party_id).update(epost=epost)


def choose_spraak(*, tenant_id: UUID, party_id: UUID, spraak: str) -> None:
    """Write the language a person is written to in: contracts, letters and mail.

    Args:
        tenant_id, party_id: the person, by the person's own choice; spraak: nb, nn or en.
    """
    Party.objects.filter(tenant_id=tenant_id, id=party_id).update(spraak=spraak)


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


def reveal_identifier(
    *, tenant_id: UUID, ident_id: UUID, formaal: str, begrunnelse: str = ""
) -> str | None:
    """Return one value in clear, as `reveal_identifiers`; None when it is not to be seen."""
    found = reveal_identifiers(
        tenant_id=tenant_id, ident_ids=[ident_id], formaal=formaal, begrunnelse=begrunnelse
    )
    return found.get(ident_id)


def reveal_identifiers(
    *, tenant_id: UUID, ident_ids: Collection[UUID], formaal: str, begrunnelse: str = ""
) -> dict[UUID, str]:
    """Return values in clear by identifier id; the database checks the right and logs each look.

    Keep them no longer than the page or the message needs them.

    Args:
        tenant_id: whose parties; ident_ids: which identifiers; one that is not there, or belongs to
            a person screened from the actor, is left out.
        formaal: code of a purpose (`access.api.formaal`) that the actor may give, and that is a
            reason to see this kind of identifier; begrunnelse: what a person adds.

    Raises:
        django.db.Error: for all of them when it is so of one: sqlstate SV101, no such purpose or
            not for this kind of identifier; SV403, the purpose is not the actor's to give, or is to
            see one's own and another's is asked for.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ident, kryptert FROM samverk.reveal_identifiers(%s::uuid[], %s, %s)",
            [list(ident_ids), formaal, begrunnelse],
        )
        return {ident: decrypt(tenant_id, bytes(value)) for ident, value in cursor.fetchall()}


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
