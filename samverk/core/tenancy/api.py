"""The door of tenancy: tenants and the base of tenant rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db import connection

from samverk.core.tenancy.bulk import insert_rows
from samverk.core.tenancy.ids import new_id
from samverk.core.tenancy.models import Tenant, TenantRow

__all__ = [
    "Tenant", "TenantFacts", "TenantRow", "insert_rows", "new_id",
    "refresh_statistics", "tenant_by_slug", "tenants",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class TenantFacts:
    """What pages and services need to know about a tenant."""

    id: UUID
    slug: str
    kortnavn: str
    navn: str
    domene: str
    orgnr: str
    is_university: bool
    navn_nn: str = ""
    navn_en: str = ""

    def name(self, language: str) -> str:
        """Return what it is called in a language, bokmål where it has no other name."""
        return {"nn": self.navn_nn, "en": self.navn_en}.get(language, "") or self.navn


@cache
def tenants() -> tuple[TenantFacts, ...]:
    """Return all tenants in the order Bergen, Oslo, Tromsø, Trondheim, BOTT.

    Raises:
        LookupError: the database is not set up.
    """
    order = {"uib": 0, "uio": 1, "uit": 2, "ntnu": 3, "bott": 4}
    found = [
        TenantFacts(
            t.id,
            t.slug,
            t.kortnavn,
            t.navn,
            t.domene,
            t.orgnr,
            t.is_university,
            t.navn_nn,
            t.navn_en,
        )
        for t in Tenant.objects.all()
    ]
    if not found:
        msg = "Databasen er ikke satt opp. Kjør «samverk migrate»."
        raise LookupError(msg)  # raised, so that the empty answer is not remembered
    return tuple(sorted(found, key=lambda t: order.get(t.slug, 9)))


def refresh_statistics(*modules: str) -> None:
    """Let the planner see what a bulk load has just written, in the running transaction.

    Args:
        modules: app labels whose tables were filled.
    """
    with connection.cursor() as cursor:
        for module in modules:
            cursor.execute("SELECT samverk.refresh_statistics(%s)", [module])


def tenant_by_slug(slug: str) -> TenantFacts:
    """Return one tenant by slug or short name, case ignored.

    Raises:
        LookupError: no such tenant.
    """
    wanted = slug.casefold()
    for tenant in tenants():
        if wanted in {tenant.slug, tenant.kortnavn.casefold()}:
            return tenant
    msg = f"Ukjent institusjon: {slug}"
    raise LookupError(msg)
