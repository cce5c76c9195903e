"""Installation: roles and purposes from files, the tenant's service user. Run as the owner."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

import yaml
from psycopg.types.range import DateRange

from samverk.core.access.actor import Actor
from samverk.core.access.models import Bruker, Formaal, Grant, Rolle
from samverk.core.tenancy.api import TenantFacts

SERVICE_USER = "samverk"


def install_roller() -> int:
    """Bring the role table in line with roles.yaml; return how many roles there are."""
    text = (Path(__file__).parent / "roles.yaml").read_text(encoding="utf8")
    roller = yaml.safe_load(text)
    for kode, rolle in roller.items():
        nb, nn, en = rolle["navn"]
        Rolle.objects.update_or_create(
            kode=kode,
            defaults={
                "navn": nb, "navn_nn": nn, "navn_en": en, "kapabiliteter": rolle["kapabiliteter"],
                "gis": rolle.get("gis", "haand"), "sted": rolle.get("sted", "enhet"),
            },
        )  # fmt: skip
    return len(roller)


def install_formaal() -> int:
    """Bring the list of purposes in line with formaal.yaml; return how many there are.

    A purpose gone from the file can no longer be given; what was read for it keeps its code.
    """
    text = (Path(__file__).parent / "formaal.yaml").read_text(encoding="utf8")
    purposes = yaml.safe_load(text)
    Formaal.objects.exclude(kode__in=purposes).delete()
    for nr, (kode, formaal) in enumerate(purposes.items()):
        nb, nn, en = formaal["navn"]
        Formaal.objects.update_or_create(
            kode=kode,
            defaults={
                "nr": nr, "navn": nb, "navn_nn": nn, "navn_en": en, "hvem": formaal["hvem"],
                "kapabilitet": formaal["kapabilitet"], "typer": formaal["typer"],
            },
        )  # fmt: skip
    return len(purposes)


def install_service_user(tenant: TenantFacts, *, now: datetime) -> None:
    """Make the tenant's service user, which jobs and machine steps act as.

    Args:
        tenant: the tenant; now: time of installation.
    """
    bruker, _ = Bruker.objects.get_or_create(
        tenant_id=tenant.id,
        brukernavn=SERVICE_USER,
        defaults={"visningsnavn": "Samverk", "is_maskin": True, "opprettet_at": now},
    )
    Grant.objects.get_or_create(
        tenant_id=tenant.id,
        bruker_id=bruker.id,
        rolle_id="maskin",
        kilde="oppsett",
        omfang="alt",
        defaults={"gyldig": DateRange(None, None), "opprettet_at": now},
    )


def machine(tenant: TenantFacts, bruker_id: UUID) -> Actor:
    """Return the actor of a tenant's service user."""
    return Actor(
        tenant_id=tenant.id,
        tenant=tenant.slug,
        bruker_id=bruker_id,
        navn="Samverk",
        kind="maskin",
        kapabiliteter=frozenset({"*"}),
    )
