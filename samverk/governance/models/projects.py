"""Projects of the portfolio."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samverk.core.tenancy.api import Tenant, TenantRow
from samverk.governance.models.bodies import CollabBody


class Project(TenantRow):
    """A national project, a reception project or an activity of a fagsamarbeid.

    The phase follows from the gates passed; the status from what UDIR-BOTT has decided.
    """

    noekkel = models.SlugField(max_length=60)
    navn = models.CharField(max_length=120)
    art = models.CharField(max_length=12)  # nasjonalt | mottak | fagaktivitet
    body = models.ForeignKey(CollabBody, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    universitet = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", null=True)
    prosjektkoder = ArrayField(models.CharField(max_length=30), default=list)
    eier_bruker_id = models.UUIDField(null=True)
    eier_navn = models.CharField(max_length=120)
    leder_bruker_id = models.UUIDField(null=True)
    leder_navn = models.CharField(max_length=120)
    krever_ks = models.BooleanField(default=False)  # external QA, statens prosjektmodell
    i_drift_dato = models.DateField(null=True)
    status = models.CharField(max_length=10, default="aktiv")  # aktiv | pause | stoppet
    opprettet_at = models.DateTimeField()

    class Meta:
        """A stopped project keeps all its data (L12): never deleted."""

        db_table = "governance_project"
        constraints = [models.UniqueConstraint(fields=["tenant", "noekkel"], name="prosjekt_en")]

    def __str__(self) -> str:
        return self.navn
