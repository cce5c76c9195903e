"""Mandates, and the gates a project has passed."""

from __future__ import annotations

from django.db import models

from samverk.core.tenancy.api import TenantRow
from samverk.governance.models.projects import Project


class Mandate(TenantRow):
    """One version of what a project may do, within which tolerances, until when."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="mandates")
    versjon = models.PositiveSmallIntegerField()
    maal = models.TextField()
    omfang = models.TextField()
    toleranse_dager = models.PositiveSmallIntegerField()
    toleranse_kost_prosent = models.PositiveSmallIntegerField()
    ramme_oere = models.BigIntegerField()
    stoppkriterier = models.JSONField()  # [{maal, operator, verdi, perioder}]
    rapport_rytme_dager = models.PositiveSmallIntegerField()
    vedtak_ref = models.CharField(max_length=40, blank=True)  # UDIR-BOTT 12/26
    gjelder_fra = models.DateField()
    utloeper = models.DateField()
    opprettet_at = models.DateTimeField()

    class Meta:
        """Append-only: a change is a new version."""

        db_table = "governance_mandate"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "project", "versjon"], name="mandat_en")
        ]

    def __str__(self) -> str:
        return f"{self.project_id} v{self.versjon}"


class PhasePassage(TenantRow):
    """A gate passed: BP1–BP6 of Prosjektveiviseren, by whom and with which checklist."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="passages")
    beslutningspunkt = models.CharField(max_length=3)
    til_fase = models.CharField(max_length=12)
    utfall = models.CharField(max_length=22)  # godkjent | godkjent_med_vilkaar
    sjekkliste = models.JSONField(default=list)  # [{punkt, svar}]
    vedtak_ref = models.CharField(max_length=40, blank=True)
    besluttet_av = models.CharField(max_length=120)
    passert_dato = models.DateField()
    registrert_at = models.DateTimeField()

    class Meta:
        """Append-only; the database refuses gates out of order (L1–L3)."""

        db_table = "governance_phasepassage"

    def __str__(self) -> str:
        return self.beslutningspunkt


class PassageCondition(TenantRow):
    """A condition of a gate passed «med vilkår»; unmet past its date turns the project red (L5)."""

    passage = models.ForeignKey(PhasePassage, on_delete=models.PROTECT, related_name="vilkaar")
    tekst = models.CharField(max_length=300)
    ansvarlig = models.CharField(max_length=120)
    frist = models.DateField()
    oppfylt_dato = models.DateField(null=True)

    class Meta:
        """Only the fulfilment is ever added."""

        db_table = "governance_passagecondition"

    def __str__(self) -> str:
        return self.tekst
