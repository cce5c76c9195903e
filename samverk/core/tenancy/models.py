"""The tenant, and the base of every row that belongs to one."""

from __future__ import annotations

from django.db import models

from samverk.core.tenancy.ids import new_id


class Tenant(models.Model):
    """A legal entity that owns its data: a university, or BOTT for shared governance."""

    id = models.UUIDField(primary_key=True, default=new_id)
    slug = models.SlugField(max_length=12, unique=True)
    kortnavn = models.CharField(max_length=12, unique=True)
    navn = models.CharField(max_length=120)
    navn_nn = models.CharField(max_length=120, blank=True)
    navn_en = models.CharField(max_length=120, blank=True)
    domene = models.CharField(max_length=60)
    orgnr = models.CharField(max_length=9, blank=True)
    orgnr_sikkerhet = models.CharField(max_length=12, default="ubekreftet")
    is_university = models.BooleanField(default=True)

    class Meta:
        """Tenants are reference data: everyone may know that they exist."""

        db_table = "tenancy_tenant"

    def __str__(self) -> str:
        return self.kortnavn


class TenantRow(models.Model):
    """Base of every row that belongs to a tenant: time-ordered key, tenant first."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        """Abstract."""

        abstract = True
