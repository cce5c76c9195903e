"""One piece of long work and how far it has come."""

from __future__ import annotations

from django.db import models

from samverk.core.access.api import Bruker
from samverk.core.tenancy.api import TenantRow


class Job(TenantRow):
    """Long work that a person has ordered: what, on what, by whom, and how far it has come.

    Status: venter, arbeider, ferdig, feilet. `kapabilitet` is the right to see what it works on,
    and so the right to see the row. `fase` names the part of the work; `gjort` of `av` counts it.
    """

    slag = models.CharField(max_length=60)
    objekt_type = models.CharField(max_length=60)
    objekt_id = models.UUIDField()
    kapabilitet = models.CharField(max_length=60)
    bestilt_av = models.ForeignKey(
        Bruker, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    bestilt_at = models.DateTimeField()
    status = models.CharField(max_length=10, default="venter")
    forsoek = models.PositiveSmallIntegerField(default=0)
    fase = models.CharField(max_length=20, blank=True)
    fase_at = models.DateTimeField(null=True)
    gjort = models.PositiveIntegerField(default=0)
    av = models.PositiveIntegerField(default=0)
    meldt_at = models.DateTimeField(null=True)  # when gjort was last told
    ferdig_at = models.DateTimeField(null=True)
    feil = models.CharField(max_length=400, blank=True)  # message id of the sentence
    feil_verdier = models.JSONField(default=dict)

    class Meta:
        """One open job per object; limits are CHECKs in the migration."""

        db_table = "jobs_job"

    def __str__(self) -> str:
        return f"{self.slag} {self.status}"
