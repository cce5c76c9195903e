"""Skattekort: what Skatteetaten answered for one person and year, every version kept."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samverk.core.parties.api import Party
from samverk.core.tenancy.api import TenantRow


class Skattekort(TenantRow):
    """One received version of a tax card. Never changed; a newer one is a new row.

    `trekk` holds one entry per trekkode: {trekkode, art: tabell|prosent|frikort, tabell,
    prosent_ppm, maaneder_tideler, frikort_oere}. `raa` is the answer as it came.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    inntektsaar = models.PositiveSmallIntegerField()
    versjon = models.PositiveIntegerField()
    resultat = models.CharField(max_length=40)
    utstedt_dato = models.DateField(null=True)
    skattekortidentifikator = models.CharField(max_length=40, blank=True)
    trekk = models.JSONField(default=list)
    tilleggsopplysning = ArrayField(models.CharField(max_length=40), default=list)
    raa = models.JSONField(default=dict)
    mottatt_at = models.DateTimeField()

    class Meta:
        """Append-only."""

        db_table = "payroll_skattekort"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "party", "inntektsaar", "versjon"], name="skattekort_versjon_en"
            )
        ]

    def __str__(self) -> str:
        return f"{self.inntektsaar} v{self.versjon}"
