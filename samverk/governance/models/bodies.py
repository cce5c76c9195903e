"""Bodies of the collaboration and who sits in them."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from samverk.core.tenancy.api import Tenant, TenantRow


class CollabBody(TenantRow):
    """UDIR-BOTT, a steering group, a fagsamarbeid or a process council."""

    noekkel = models.SlugField(max_length=40)
    type = models.CharField(max_length=16)  # toppgruppe | styringsgruppe | fagsamarbeid | …
    navn = models.CharField(max_length=120)
    oppgave = models.TextField(blank=True)
    rytme_dager = models.PositiveSmallIntegerField(null=True)
    neste_moete_dato = models.DateField(null=True)
    kilde = models.CharField(max_length=200, blank=True)
    sikkerhet = models.CharField(max_length=12, default="seen")  # seen | secondary | unverified

    class Meta:
        """One key per body."""

        db_table = "governance_collabbody"
        constraints = [models.UniqueConstraint(fields=["tenant", "noekkel"], name="organ_en")]

    def __str__(self) -> str:
        return self.navn


class Membership(TenantRow):
    """A person's seat in a body; UDIR-BOTT has at most one per university at any date."""

    body = models.ForeignKey(CollabBody, on_delete=models.PROTECT, related_name="+")
    universitet = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    bruker_id = models.UUIDField(null=True)  # account at that university
    navn = models.CharField(max_length=120)
    rolle = models.CharField(max_length=12)  # leder | medlem | vara | sekretaer | observatoer
    gyldig = DateRangeField()

    class Meta:
        """Overlap is refused by an exclusion constraint."""

        db_table = "governance_membership"

    def __str__(self) -> str:
        return self.navn
