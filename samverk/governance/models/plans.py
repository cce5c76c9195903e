"""What a project delivers and when."""

from __future__ import annotations

from django.db import models

from samverk.core.tenancy.api import TenantRow
from samverk.governance.models.projects import Project


class Milestone(TenantRow):
    """A milestone: the plan once given (baseline), the forecast, and the day it was reached."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="milestones")
    noekkel = models.CharField(max_length=20)
    navn = models.CharField(max_length=120)
    baseline_dato = models.DateField()
    prognose_dato = models.DateField(null=True)
    faktisk_dato = models.DateField(null=True)
    is_kritisk = models.BooleanField(default=False)

    class Meta:
        """The baseline never moves."""

        db_table = "governance_milestone"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "project", "noekkel"], name="milepael_en")
        ]

    def __str__(self) -> str:
        return f"{self.noekkel} {self.navn}"


class MilestoneDependency(TenantRow):
    """``milestone`` waits for ``venter_paa``, also across projects; circles are refused."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="venter")
    venter_paa = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """One row per pair."""

        db_table = "governance_milestonedependency"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "milestone", "venter_paa"], name="avhengighet_en"
            )
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id} ← {self.venter_paa_id}"


class Deliverable(TenantRow):
    """Something to be accepted by a named receiver, by criteria, on a date."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="deliverables")
    navn = models.CharField(max_length=120)
    akseptkriterier = models.TextField()
    ansvarlig = models.CharField(max_length=120)
    planlagt_dato = models.DateField()
    godkjent_dato = models.DateField(null=True)

    class Meta:
        """The planned date never moves."""

        db_table = "governance_deliverable"

    def __str__(self) -> str:
        return self.navn
