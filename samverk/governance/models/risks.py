"""Risks, assumptions, issues, dependencies – and what reviewers found."""

from __future__ import annotations

from django.db import models

from samverk.core.tenancy.api import TenantRow
from samverk.governance.models.bodies import CollabBody
from samverk.governance.models.projects import Project


class RaidItem(TenantRow):
    """A risk, opportunity, assumption, issue or dependency, 1–5 × 1–5 before and after."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="raid")
    type = models.CharField(max_length=12)  # risiko | mulighet | antakelse | sak | avhengighet
    tittel = models.CharField(max_length=160)
    sannsynlighet_foer = models.PositiveSmallIntegerField(null=True)
    konsekvens_foer = models.PositiveSmallIntegerField(null=True)
    sannsynlighet_etter = models.PositiveSmallIntegerField(null=True)
    konsekvens_etter = models.PositiveSmallIntegerField(null=True)
    naerhet_dato = models.DateField(null=True)
    tiltak = models.TextField(blank=True)
    tiltak_frist = models.DateField(null=True)
    tiltak_ferdig_dato = models.DateField(null=True)
    eier_navn = models.CharField(max_length=120)
    vis_i_portefoelje = models.BooleanField(default=False)
    eskalert_til = models.ForeignKey(
        CollabBody, on_delete=models.PROTECT, related_name="+", null=True
    )
    lukket_dato = models.DateField(null=True)
    registrert_at = models.DateTimeField()

    class Meta:
        """Open items follow the project into its next phase (L9): they are not per phase."""

        db_table = "governance_raiditem"

    def __str__(self) -> str:
        return self.tittel


class ReviewFinding(TenantRow):
    """A finding of external quality assurance or audit."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="findings")
    kilde = models.CharField(max_length=160)
    alvor = models.CharField(max_length=10)  # kritisk | alvorlig | moderat | merknad
    tekst = models.TextField()
    svar = models.TextField(blank=True)
    ansvarlig = models.CharField(max_length=120)
    frist = models.DateField()
    lukket_dato = models.DateField(null=True)
    lukket_av_id = models.UUIDField(null=True)
    registrert_at = models.DateTimeField()

    class Meta:
        """Closed by someone else than the project leader."""

        db_table = "governance_reviewfinding"

    def __str__(self) -> str:
        return self.tekst[:60]
