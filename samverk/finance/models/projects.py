"""Sub-projects and what they may spend."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from samverk.core.tenancy.api import TenantRow


class Delprosjekt(TenantRow):
    """A sub-project: nine digits, of which the first six are the project."""

    kode = models.IntegerField()  # 9 digits; prosjekt = kode // 1000
    navn = models.CharField(max_length=160)
    koststed = models.IntegerField()  # the owner, 8 digits
    art = models.CharField(max_length=8)  # bfv | bidrag | oppdrag | evu
    finansiering = models.CharField(max_length=120, blank=True)
    gyldig = DateRangeField()
    is_lukket = models.BooleanField(default=False)

    class Meta:
        """One code names one sub-project for ever."""

        db_table = "finance_delprosjekt"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kode"], name="delprosjekt_kode_en")
        ]

    def __str__(self) -> str:
        return f"{self.navn} {self.kode:09d}"


class Budget(TenantRow):
    """What a cost centre or a sub-project may spend in a year; a change is a new version."""

    fy = models.PositiveSmallIntegerField()
    koststed = models.IntegerField()
    delprosjekt = models.IntegerField(default=0)  # 0: the frame of the whole cost centre
    versjon = models.PositiveSmallIntegerField(default=1)
    beloep_oere = models.BigIntegerField()
    vedtatt_at = models.DateTimeField()
    vedtatt_av = models.UUIDField()

    class Meta:
        """Append-only: the highest version counts."""

        db_table = "finance_budget"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "fy", "koststed", "delprosjekt", "versjon"], name="budget_en"
            )
        ]

    def __str__(self) -> str:
        return f"{self.fy} {self.koststed} {self.delprosjekt}"
