"""One row per submission, and the concepts already known about each subject. No values."""

from __future__ import annotations

from django.db import models

from samverk.core.tenancy.api import TenantRow


class Innsending(TenantRow):
    """One submitted form or machine step: where each field came from, never what it said.

    Nobody's name is on it: active time is a figure about the form, not about the employee.
    """

    skjema = models.CharField(max_length=80)
    skjema_versjon = models.PositiveSmallIntegerField()
    objekt_type = models.CharField(max_length=60)
    objekt_id = models.UUIDField()
    felter = models.JSONField()  # [{navn, begrep, opphav, bekreftet, overstyrte, kilde, gjentatt}]
    n_felt = models.PositiveSmallIntegerField()
    n_tastet = models.PositiveSmallIntegerField()
    n_arvet = models.PositiveSmallIntegerField()
    n_hentet = models.PositiveSmallIntegerField()
    n_beregnet = models.PositiveSmallIntegerField()
    n_gjentatt = models.PositiveSmallIntegerField()
    aktiv_sekunder = models.PositiveIntegerField()
    instans_id = models.UUIDField(null=True)
    steg_id = models.UUIDField(null=True)
    aktoer_art = models.CharField(max_length=10)
    innsendt_at = models.DateTimeField()

    class Meta:
        """Append-only."""

        db_table = "provenance_innsending"

    def __str__(self) -> str:
        return f"{self.skjema} v{self.skjema_versjon}"


class KjentFelt(TenantRow):
    """A concept that the platform already knows about a subject, and since when."""

    subject_id = models.UUIDField()
    begrep = models.CharField(max_length=80)
    foerst_at = models.DateTimeField()
    kilde_type = models.CharField(max_length=60)
    kilde_id = models.UUIDField()

    class Meta:
        """Append-only; what was once known stays known."""

        db_table = "provenance_kjentfelt"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "subject_id", "begrep"], name="kjentfelt_en")
        ]

    def __str__(self) -> str:
        return self.begrep
