"""What must be decided, and what was."""

from __future__ import annotations

from django.db import models

from samverk.core.tenancy.api import TenantRow
from samverk.governance.models.bodies import CollabBody
from samverk.governance.models.projects import Project


class AgendaItem(TenantRow):
    """A matter for a body; it cannot be deleted, only decided (L6)."""

    body = models.ForeignKey(CollabBody, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", null=True)
    aarsak = models.CharField(max_length=20)  # stoppkriterium | toleranse | roed_to | mandat | …
    noekkel = models.CharField(max_length=120)  # what raised it; the same cause is raised once
    tittel = models.CharField(max_length=160, blank=True)  # only for matters a person raised
    bakgrunn = models.CharField(max_length=400, blank=True)
    tall = models.JSONField(default=dict)
    reist_at = models.DateTimeField()

    class Meta:
        """Append-only."""

        db_table = "governance_agendaitem"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "body", "noekkel"], name="agendasak_en")
        ]

    def __str__(self) -> str:
        return self.tittel or self.noekkel


class DecisionSeries(TenantRow):
    """The last number used by a body in a year; locked when a decision is numbered."""

    body = models.ForeignKey(CollabBody, on_delete=models.PROTECT, related_name="+")
    aar = models.PositiveSmallIntegerField()
    siste = models.PositiveIntegerField(default=0)

    class Meta:
        """One row per body and year."""

        db_table = "governance_decisionseries"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "body", "aar"], name="vedtaksserie_en")
        ]

    def __str__(self) -> str:
        return f"{self.aar}: {self.siste}"


class Decision(TenantRow):
    """A decision, cited as «UDIR-BOTT 12/26»; numbers have no gaps."""

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="vedtak")
    body = models.ForeignKey(CollabBody, on_delete=models.PROTECT, related_name="+")
    aar = models.PositiveSmallIntegerField()
    nummer = models.PositiveIntegerField()
    utfall = models.CharField(max_length=24)
    begrunnelse = models.CharField(max_length=1000)
    fattet_dato = models.DateField()
    registrert_av = models.CharField(max_length=120)
    registrert_at = models.DateTimeField()

    class Meta:
        """Append-only; the database gives the number."""

        db_table = "governance_decision"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "body", "aar", "nummer"], name="vedtak_en")
        ]

    def __str__(self) -> str:
        return f"{self.nummer}/{self.aar}"
