"""Code lists: the standard's own, and each institution's dated access codes."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from samverk.core.tenancy.api import TenantRow


class Kode(models.Model):
    """One value of a Noark code list; retired values stay, marked utdatert."""

    id = models.AutoField(primary_key=True)
    liste = models.CharField(max_length=40)
    kode = models.CharField(max_length=20)
    kodenavn = models.CharField(max_length=200)
    merknad = models.CharField(max_length=600, blank=True)
    utdatert = models.BooleanField(default=False)

    class Meta:
        """Reference data, shared by all tenants; code and name are unique per list."""

        db_table = "archive_kode"
        constraints = [models.UniqueConstraint(fields=["liste", "kode"], name="kode_en")]

    def __str__(self) -> str:
        return f"{self.liste} {self.kode}"


class Tilgangskode(TenantRow):
    """A predefined, dated access code with its legal basis (krav 5.2.14–17)."""

    kode = models.CharField(max_length=4)
    navn = models.CharField(max_length=80)
    navn_nn = models.CharField(max_length=80)
    navn_en = models.CharField(max_length=80)
    hjemmel = models.CharField(max_length=200)
    gyldig = DateRangeField()
    kapabilitet = models.CharField(max_length=60, default="sak.sak.les")  # what opens it in a unit
    sikkerhet = models.CharField(max_length=12, default="ubekreftet")

    class Meta:
        """Periods of one code never overlap (key in the migration)."""

        db_table = "archive_tilgangskode"

    def __str__(self) -> str:
        return self.kode
