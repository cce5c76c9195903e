"""The hire as one request, from need to employment."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models

from samverk.core.access.api import Bruker
from samverk.core.organisation.api import Orgenhet
from samverk.core.parties.api import Party
from samverk.core.tenancy.api import TenantRow


class Ansettelse(TenantRow):
    """What was asked for, proposed and decided; the contract and the employment follow from it."""

    enhet = models.ForeignKey(Orgenhet, on_delete=models.PROTECT, related_name="+")
    bestilt_av = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    kontrakttype = models.CharField(max_length=2, default="T1")
    stillingskode = models.CharField(max_length=4)
    tittel = models.CharField(max_length=120)
    yrkeskode = models.CharField(max_length=7, blank=True)
    emne = models.CharField(max_length=200)
    begrunnelse = models.TextField(blank=True)
    lovhjemmel = models.CharField(max_length=120, blank=True)
    minutter = models.PositiveIntegerField(default=0)  # hours of the contract, in minutes
    prosent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    gyldig = DateRangeField()
    koststed = models.CharField(max_length=8)
    delprosjekt = models.CharField(max_length=12, blank=True)
    timesats_oere = models.BigIntegerField(null=True)
    aarsloenn_oere = models.BigIntegerField(null=True)
    trinn = models.CharField(max_length=40, blank=True)
    kostnad = models.JSONField(default=dict)  # snapshot of what the approver saw
    kilder = models.JSONField(default=dict)  # field → {kilde, fra}: provenance
    # the orders and contracts for the same post and days that the orderer says this is not
    annen_jobb_enn = ArrayField(models.UUIDField(), default=list)
    status = models.CharField(max_length=12, default="bestilt")
    retur_grunn = models.CharField(max_length=400, blank=True)
    sak_id = models.UUIDField(null=True)
    instans_id = models.UUIDField(null=True)
    bestilt_at = models.DateTimeField()
    besluttet_at = models.DateTimeField(null=True)
    besluttet_av = models.ForeignKey(Bruker, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """Status changes follow a fixed map (trigger)."""

        db_table = "hr_ansettelse"

    def __str__(self) -> str:
        return f"{self.tittel} {self.status}"
