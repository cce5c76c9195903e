"""Acts on the organisation: a new unit, and a change from a day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from psycopg.types.range import DateRange

from samverk.core.errors import Refusal
from samverk.core.organisation.models import Orgenhet, OrgenhetNoekkel, OrgenhetVersjon


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
        OrgenhetRefused: the stedkode is taken or malformed.
    """
    values = {"kortnavn": navn[:40]} | (details or {})
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
    except IntegrityError as error:
        raise OrgenhetRefused(
            "Stedkoden %(stedkode)s er i bruk, eller har ikke seks siffer.",
            values={"stedkode": stedkode},
            field="stedkode",
        ) from error
    return made.id


def change_orgenhet(
    *, tenant_id: UUID, enhet_id: UUID, gjelder_fra: date, changes: dict[str, object]
) -> None:
    """Change a unit from a day: the running version ends there and a new one begins.

    Raises:
        OrgenhetRefused: the unit has no version on that day.
    """
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
            **(kept | changes),
        )
