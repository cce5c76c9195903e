"""Acts on the structure: what a new institution starts with."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from psycopg.types.range import DateRange

from samverk.archive.models import (
    Arkiv,
    Arkivdel,
    Kassasjon,
    Klasse,
    Klassifikasjonssystem,
    Tilgangskode,
)
from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.clock import OSLO
from samverk.core.languages import trilingual

OFFENTLEGLOVA_FROM = date(2009, 1, 1)


@cache
def _plan() -> dict[str, Any]:
    path = Path(__file__).resolve().parents[1] / "data" / "arkivstruktur.yaml"
    found = yaml.safe_load(path.read_text(encoding="utf8"))
    assert isinstance(found, dict)
    return found


def ensure_arkivstruktur(*, actor: Actor, now: datetime) -> bool:
    """Make the institution's arkiv, arkivdeler, filing plan and access codes, once.

    Args:
        actor: needs ``arkiv.mappe.forvalt``; now: time of the act.

    Returns:
        True when it was made, False when it was there already.

    Source: data/arkivstruktur.yaml; every class and code is «ubekreftet» until confirmed.
    """
    actor.require("arkiv.mappe.forvalt")
    plan = _plan()
    if Arkiv.objects.filter(tenant_id=actor.tenant_id).exists():
        return False
    made: dict[str, Any] = {
        "tenant_id": actor.tenant_id, "opprettet_at": now, "opprettet_av": actor.bruker_id,
    }  # fmt: skip
    arkiv = Arkiv.objects.create(**made, **plan["arkiv"])
    system = plan["klassifikasjonssystem"]
    noekkel = Klassifikasjonssystem.objects.create(
        **made,
        kode=system["kode"],
        tittel=system["tittel"],
        klassifikasjonstype=system["klassifikasjonstype"],
        kilde=system["kilde"],
    )
    _make_klasser(made, noekkel.id, None, system["klasser"])
    deler = {
        row["kode"]: Arkivdel.objects.create(
            **made,
            arkiv=arkiv,
            kode=row["kode"],
            tittel=row["tittel"],
            klassifikasjonssystem=noekkel,
            periode_start=now.astimezone(OSLO).date(),
        )
        for row in plan["arkivdeler"]
    }
    _make_kassasjon(actor, deler, now)
    _make_tilgangskoder(actor)
    record_act(
        actor=actor, handling="arkiv.struktur.opprettet", objekt_type="archive_arkiv",
        objekt_id=arkiv.id,
    )  # fmt: skip
    return True


def _make_klasser(
    made: dict[str, Any], system: UUID, over: UUID | None, rows: list[dict[str, Any]]
) -> None:
    for row in rows:
        tittel = trilingual(row["tittel"])
        klasse = Klasse.objects.create(
            **made,
            klassifikasjonssystem_id=system,
            overklasse_id=over,
            klasse_id=row["kode"],
            tittel=tittel.nb,
            tittel_nn=tittel.nn,
            tittel_en=tittel.en,
        )
        _make_klasser(made, system, klasse.id, row.get("under", []))


def _make_kassasjon(actor: Actor, deler: dict[str, Arkivdel], now: datetime) -> None:
    Kassasjon.objects.bulk_create(
        Kassasjon(
            tenant_id=actor.tenant_id,
            arkivdel=deler[row["arkivdel"]],
            kassasjonsvedtak=row["vedtak"],
            kassasjonshjemmel=row["hjemmel"],
            begrunnelse=row["begrunnelse"],
            registrert_at=now,
        )
        for row in _plan()["kassasjon"]
    )


def _make_tilgangskoder(actor: Actor) -> None:
    Tilgangskode.objects.bulk_create(
        Tilgangskode(
            tenant_id=actor.tenant_id,
            kode=row["kode"],
            navn=row["navn"][0],
            navn_nn=row["navn"][1],
            navn_en=row["navn"][2],
            hjemmel=row["hjemmel"],
            gyldig=DateRange(OFFENTLEGLOVA_FROM, None),
            kapabilitet=row.get("kapabilitet", "sak.sak.les"),
        )
        for row in _plan()["tilgangskoder"]
    )
