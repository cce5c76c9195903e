"""Benefits: whose they are, how they are measured, and whether they came."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samverk.core.tenancy.api import Tenant, TenantRow
from samverk.governance.models.projects import Project


class Indicator(TenantRow):
    """One version of an indicator's formula; the same definition at all four universities."""

    noekkel = models.SlugField(max_length=40)
    versjon = models.PositiveSmallIntegerField()
    navn = models.CharField(max_length=120)
    navn_nn = models.CharField(max_length=120)
    navn_en = models.CharField(max_length=120)
    formel = models.TextField()
    formel_nn = models.TextField()
    formel_en = models.TextField()
    enhet = models.CharField(max_length=20)  # prosent | dager | timer | per_100 | …
    retning = models.CharField(max_length=3)  # opp | ned
    svarer_paa = ArrayField(models.CharField(max_length=4), default=list)
    hendelser = ArrayField(models.CharField(max_length=60), default=list)
    is_levende = models.BooleanField(default=False)  # computed by samverk.indikator()

    class Meta:
        """Append-only: a new formula is a new version."""

        db_table = "governance_indicator"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "noekkel", "versjon"], name="indikator_en")
        ]

    def __str__(self) -> str:
        return f"{self.noekkel} v{self.versjon}"


class Benefit(TenantRow):
    """A project's benefit at one university, with one owner in the line, never the project."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="benefits")
    indikator = models.SlugField(max_length=40)
    universitet = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=16)  # tid | kostnad | kvalitet | risiko | brukeropplevelse
    eier_navn = models.CharField(max_length=120)
    eier_bruker_id = models.UUIDField(null=True)
    forutsetning = models.CharField(max_length=300, blank=True)
    signert_dato = models.DateField(null=True)

    class Meta:
        """One owner per benefit and university."""

        db_table = "governance_benefit"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "project", "indikator", "universitet"], name="gevinst_en"
            )
        ]

    def __str__(self) -> str:
        return self.indikator


class Baseline(TenantRow):
    """The null-point: value, number, method and period, accepted by the benefit owner."""

    indikator = models.SlugField(max_length=40)
    universitet = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    verdi = models.DecimalField(max_digits=12, decimal_places=2)
    n = models.PositiveIntegerField()
    metode = models.CharField(max_length=200)
    maalt_dato = models.DateField()
    kvalitet = models.CharField(max_length=10)  # maalt | beregnet | anslaatt
    kildedokument = models.CharField(max_length=200)
    godtatt_av = models.CharField(max_length=120)
    godtatt_dato = models.DateField()

    class Meta:
        """Append-only; the newest counts, and none may be added once BP3 is passed."""

        db_table = "governance_baseline"

    def __str__(self) -> str:
        return f"{self.indikator} {self.verdi}"


class Target(TenantRow):
    """What the value shall be on a date; a changed target needs a decision and is a new row."""

    indikator = models.SlugField(max_length=40)
    universitet = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    verdi = models.DecimalField(max_digits=12, decimal_places=2)
    maal_dato = models.DateField()
    vedtak_ref = models.CharField(max_length=40, blank=True)
    registrert_at = models.DateTimeField()

    class Meta:
        """Append-only; the newest counts."""

        db_table = "governance_target"

    def __str__(self) -> str:
        return f"{self.indikator} {self.verdi}"


class Measurement(TenantRow):
    """A figure of one period, as it stood when it was measured; suppressed when n < 5."""

    indikator = models.SlugField(max_length=40)
    indikator_versjon = models.PositiveSmallIntegerField()
    universitet = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", null=True)
    periode = models.DateField()  # first day of the month; universitet NULL is all four
    verdi = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    n = models.PositiveIntegerField(null=True)  # NULL when suppressed
    is_undertrykt = models.BooleanField(default=False)
    detaljer = models.JSONField(default=dict)
    kvalitet = models.CharField(max_length=10, default="maalt")
    maalt_at = models.DateTimeField()

    class Meta:
        """Append-only; the newest per period counts."""

        db_table = "governance_measurement"

    def __str__(self) -> str:
        return f"{self.indikator} {self.periode:%Y-%m}"
