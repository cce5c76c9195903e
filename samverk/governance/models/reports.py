"""Status reports are snapshots of computed facts; nobody sets a light."""

from __future__ import annotations

from django.db import models

from samverk.core.tenancy.api import TenantRow
from samverk.governance.models.projects import Project


class LightScale(TenantRow):
    """One version of the limits of the lights, proposed or decided."""

    versjon = models.PositiveSmallIntegerField()
    grenser = models.JSONField()
    status = models.CharField(max_length=10)  # forslag | vedtatt
    vedtak_ref = models.CharField(max_length=40, blank=True)
    gjelder_fra = models.DateField()

    class Meta:
        """Append-only."""

        db_table = "governance_lightscale"
        constraints = [models.UniqueConstraint(fields=["tenant", "versjon"], name="lysgrense_en")]

    def __str__(self) -> str:
        return f"v{self.versjon} {self.status}"


class CostEstimate(TenantRow):
    """What has run up, what is bound, and what the project leader expects to remain."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="estimates")
    paaloept_oere = models.BigIntegerField()
    forpliktet_oere = models.BigIntegerField()
    gjenstaar_oere = models.BigIntegerField()
    kilde = models.CharField(max_length=10)  # regnskap | oppgitt
    estimert_at = models.DateTimeField()

    class Meta:
        """Append-only."""

        db_table = "governance_costestimate"

    def __str__(self) -> str:
        return f"{self.project_id} {self.estimert_at:%Y-%m-%d}"


class StatusReport(TenantRow):
    """An immutable snapshot: facts, lights with reasons, and at most 400 characters of comment.

    Correcting a fact makes a new snapshot; the old one stays (L8).
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reports")
    periode = models.DateField()  # first day of the period
    kommentar = models.CharField(max_length=400)
    fakta = models.JSONField()
    lys = models.JSONField()  # {tid: {lys, grunn, tall}, …}
    samlet = models.CharField(max_length=6)
    skala_versjon = models.PositiveSmallIntegerField()
    rapportert_av = models.CharField(max_length=120)
    rapportert_at = models.DateTimeField()

    class Meta:
        """Append-only."""

        db_table = "governance_statusreport"

    def __str__(self) -> str:
        return f"{self.project_id} {self.periode:%Y-%m}"


class LightOverride(TenantRow):
    """The owner's own light for one period, beside the computed one."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="overrides")
    periode = models.DateField()
    beregnet = models.CharField(max_length=6)
    lys = models.CharField(max_length=6)
    begrunnelse = models.CharField(max_length=400)
    overstyrt_av = models.CharField(max_length=120)
    overstyrt_at = models.DateTimeField()

    class Meta:
        """Append-only; one per project and period."""

        db_table = "governance_lightoverride"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "project", "periode"], name="overstyring_en")
        ]

    def __str__(self) -> str:
        return self.lys
