"""The audit tables. They are partitioned by month and append-only; SQL is in the migration."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samverk.core.tenancy.api import TenantRow


class Spor(TenantRow):
    """One act, or one changed row (``felter`` names what changed, never the values)."""

    at = models.DateTimeField()
    bruker_id = models.UUIDField(null=True)
    paa_vegne_av = models.UUIDField(null=True)
    aktoer_art = models.CharField(max_length=10)
    handling = models.CharField(max_length=80)
    objekt_type = models.CharField(max_length=60)
    objekt_id = models.UUIDField(null=True)
    felter = ArrayField(models.CharField(max_length=60), default=list)

    class Meta:
        """Partitioned by month of ``at``; made in SQL."""

        db_table = "audit_spor"
        managed = False

    def __str__(self) -> str:
        return self.handling


class Lesing(TenantRow):
    """One read of data of class 3 or higher, an export, a look-up or a refused attempt."""

    at = models.DateTimeField()
    bruker_id = models.UUIDField(null=True)
    rolle = models.CharField(max_length=40)
    kapabilitet = models.CharField(max_length=60)
    objekt_type = models.CharField(max_length=60)
    objekt_id = models.UUIDField(null=True)
    gjelder_party_id = models.UUIDField(null=True)
    dataklasse = models.PositiveSmallIntegerField()
    formaal = models.CharField(max_length=80, blank=True)
    antall = models.IntegerField(default=1)
    begrunnelse = models.CharField(max_length=200, blank=True)  # what a person added

    class Meta:
        """Partitioned by month of ``at``; made in SQL."""

        db_table = "audit_lesing"
        managed = False

    def __str__(self) -> str:
        return self.kapabilitet
