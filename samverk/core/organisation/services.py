"""Acts on the organisation: a new unit, and a change from a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from django.db import Error, transaction
from psycopg.types.range import DateRange

from samverk.core.errors import Refusal
from samverk.core.identifiers import parse_orgnr
from samverk.core.organisation.models import Orgenhet, OrgenhetNoekkel, OrgenhetVersjon

CIRCLE = "SV102"
STEDKODE = ("orgenhet_stedkode_en", "orgenhet_stedkode_form")
PARENT = (
    "organisation_orgenhetversjon_overordnet_id_samme_tenant",
    "organisation_orgenhetversjon_enhet_id_samme_tenant",
)


class OrgenhetRefused(Refusal):
    """A unit cannot be made or changed as asked; the message says why."""


def register_orgenhet(
    *,
    tenant_id: UUID,
    stedkode: str,
    type: str,
    navn: str,
    overordnet_id: UUID | None,
    fra: date,
    details: dict[str, str] | None = None,
    noekler: list[tuple[str, str, str]] | None = None,
) -> UUID:
    """Register a unit from a day.

    Args:
        tenant_id: the institution; stedkode: six digits; type: e.g. fakultet, institutt.
        navn: bokmål name; overordnet_id: parent, None for the top; fra: first day.
        details: navn_nn, navn_en, kortnavn, koststed, virksomhet_orgnr, aga_sone.
        noekler: external keys (type, sourceSystem, value).

    Raises:
        OrgenhetRefused: the stedkode is taken or malformed, or an external key is taken.
        IdentifierInvalid: an establishment number that cannot be.
    """
    values = {"kortnavn": navn[:40]} | _checked(details or {})
    try:
        with transaction.atomic():
            made = Orgenhet.objects.create(tenant_id=tenant_id, stedkode=stedkode, type=type)
            OrgenhetVersjon.objects.create(
                tenant_id=tenant_id,
                enhet_id=made.id,
                overordnet_id=overordnet_id,
                navn=navn,
                gyldig=DateRange(fra, None),
                **values,
            )
            OrgenhetNoekkel.objects.bulk_create(
                OrgenhetNoekkel(
                    tenant_id=tenant_id, enhet_id=made.id, type=t, source_system=s, value=v
                )
                for t, s, v in noekler or []
            )
    except Error as error:
        raise _refusal(error, stedkode=stedkode, noekler=noekler or []) from error
    return made.id


def _checked(values: Mapping[str, object]) -> dict[str, Any]:
    """An establishment's number goes to the authorities: one that cannot be is refused here."""
    found = dict(values)
    if number := found.get("virksomhet_orgnr"):
        found["virksomhet_orgnr"] = parse_orgnr(str(number), field="virksomhet_orgnr")
    return found


def _refusal(
    error: Error, *, stedkode: str = "", noekler: Sequence[tuple[str, str, str]] = ()
) -> Exception:
    """What the database said no to, as a sentence; what nobody has foreseen is a fault."""
    cause = error.__cause__
    if getattr(cause, "sqlstate", "") == CIRCLE:
        return OrgenhetRefused("Enheten kan ikke ligge under seg selv.", field="overordnet_id")
    broken = cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
    if broken in STEDKODE:
        return OrgenhetRefused(
            "Stedkoden %(stedkode)s er i bruk, eller har ikke seks siffer.",
            values={"stedkode": stedkode}, field="stedkode",
        )  # fmt: skip
    if broken == "orgenhetnoekkel_en":
        return _key_taken(noekler)
    if broken in PARENT:
        return OrgenhetRefused("Den overordnede enheten finnes ikke.", field="overordnet_id")
    return error


def _key_taken(noekler: Sequence[tuple[str, str, str]]) -> OrgenhetRefused:
    known = set(OrgenhetNoekkel.objects.values_list("type", "source_system", "value"))
    doubled = [one for at, one in enumerate(noekler) if one in known or one in noekler[:at]]
    slag, system, verdi = doubled[0]
    return OrgenhetRefused(
        "Nøkkelen %(verdi)s (%(slag)s fra %(system)s) hører alt til en enhet.",
        values={"verdi": verdi, "slag": slag, "system": system}, field="noekler",
    )  # fmt: skip


def change_orgenhet(
    *, tenant_id: UUID, enhet_id: UUID, gjelder_fra: date, changes: dict[str, object]
) -> None:
    """Change a unit from a day: the running version ends there and a new one begins.

    Raises:
        OrgenhetRefused: the unit has no version on that day, or would lie under itself.
        IdentifierInvalid: an establishment number that cannot be.
    """
    changes = _checked(changes)
    try:
        _change(tenant_id, enhet_id, gjelder_fra, changes)
    except Error as error:
        raise _refusal(error) from error


def _change(
    tenant_id: UUID, enhet_id: UUID, gjelder_fra: date, changes: Mapping[str, object]
) -> None:
    with transaction.atomic():
        old = (
            OrgenhetVersjon.objects.select_for_update()
            .filter(tenant_id=tenant_id, enhet_id=enhet_id, gyldig__contains=gjelder_fra)
            .first()
        )
        if old is None or old.gyldig.lower == gjelder_fra:
            raise OrgenhetRefused("Enheten kan ikke endres fra denne dagen.", field="gjelder_fra")
        upper = old.gyldig.upper
        OrgenhetVersjon.objects.filter(id=old.id).update(
            gyldig=DateRange(old.gyldig.lower, gjelder_fra)
        )
        kept = {
            name: getattr(old, name)
            for name in (
                "overordnet_id", "navn", "navn_nn", "navn_en", "kortnavn", "koststed",
                "virksomhet_orgnr", "aga_sone",
            )
        }  # fmt: skip
        OrgenhetVersjon.objects.create(
            tenant_id=tenant_id,
            enhet_id=enhet_id,
            gyldig=DateRange(gjelder_fra, upper),
            **(kept | dict(changes)),
        )
