"""Stores what the pure timeline rule decides: close some versions, write others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.types.range import DateRange, TimestamptzRange

from samverk.core.access.api import Actor
from samverk.core.periods import Period
from samverk.hr.models import (
    ArbeidsforholdVersjon,
    BesettelseVersjon,
    Kontering,
    Loennsavtale,
    StillingVersjon,
    VersjonRow,
)
from samverk.hr.rules.tidslinje import Piece, Rewrite


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of versioned object: its table, its key and the fields that may change."""

    model: type[VersjonRow]
    key: str
    fields: tuple[str, ...]
    fixed: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that a piece carries from version to version."""
        return self.fixed + self.fields


KINDS = {
    "stilling": Kind(
        StillingVersjon, "stilling_id",
        ("stillingskode", "tittel", "enhet_id", "yrkeskode", "lederflagg"),
    ),
    "arbeidsforhold": Kind(
        ArbeidsforholdVersjon, "arbeidsforhold_id", ("type", "sluttaarsak"), ("party_id",)
    ),
    "besettelse": Kind(
        BesettelseVersjon, "besettelse_id",
        ("stilling_id", "enhet_id", "prosent", "medarbeidergruppe", "medarbeiderundergruppe",
         "lovhjemmel"),
        ("arbeidsforhold_id", "party_id", "type"),
    ),
    "kontering": Kind(
        Kontering, "besettelse_id", ("koststed", "delprosjekt", "andel"), ("party_id", "linje")
    ),
    "loennsavtale": Kind(
        Loennsavtale, "besettelse_id", ("slag", "aarsloenn_oere", "timesats_oere", "trinn"),
        ("party_id",),
    ),
}  # fmt: skip


def current(kind: Kind, actor: Actor, objekt_id: UUID) -> list[Piece]:
    """Return the current versions of an object, locked, as pieces in order."""
    rows = (
        kind.model._default_manager.filter(
            tenant_id=actor.tenant_id, registrert__upper_inf=True, **{kind.key: objekt_id}
        )
        .select_for_update()
        .order_by("gyldig")
    )
    return [
        Piece(
            row.id,
            Period(row.gyldig.lower, row.gyldig.upper),
            {column: getattr(row, column) for column in kind.columns},
        )
        for row in rows
    ]


def store(
    kind: Kind, *, actor: Actor, objekt_id: UUID, rewrite: Rewrite, grunnlag: str, now: datetime
) -> int:
    """Close and write the versions of one object; return how many were written."""
    close(kind, rewrite.close, now=now)
    kind.model._default_manager.bulk_create(
        new_version(
            kind, actor=actor, objekt_id=objekt_id, gyldig=piece.gyldig,
            values=dict(piece.values), grunnlag=grunnlag, now=now,
        )
        for piece in rewrite.write
    )  # fmt: skip
    return len(rewrite.write)


def new_version(
    kind: Kind,
    *,
    actor: Actor,
    objekt_id: UUID,
    gyldig: Period,
    values: dict[str, Any],
    grunnlag: str,
    now: datetime,
) -> VersjonRow:
    """Return an unsaved version, known from now on."""
    return kind.model(
        tenant_id=actor.tenant_id,
        gyldig=DateRange(gyldig.fra, gyldig.til),
        registrert=TimestamptzRange(now, None),
        registrert_av=actor.bruker_id,
        grunnlag=grunnlag,
        **{kind.key: objekt_id},
        **values,
    )


def close(kind: Kind, ids: Sequence[object], *, now: datetime) -> None:
    """End the system time of versions. One made at this very instant becomes empty."""
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {kind.model._meta.db_table}"  # noqa: S608 - a table of ours, never input
            " SET registrert = tstzrange(lower(registrert), greatest(%s, lower(registrert)))"
            " WHERE id = ANY(%s)",
            [now, list(ids)],
        )


def rewrite_with(
    kind: Kind,
    decide: Callable[[Sequence[Piece]], Rewrite],
    *,
    actor: Actor,
    objekt_id: UUID,
    grunnlag: str,
    now: datetime,
) -> int:
    """Load the current versions, let a pure rule decide, and store its answer."""
    found = current(kind, actor, objekt_id)
    return store(
        kind, actor=actor, objekt_id=objekt_id, rewrite=decide(found), grunnlag=grunnlag, now=now
    )
