"""Documents: the logical document, its place in a record, and its stored versions."""

from __future__ import annotations

from django.db import models

from samverk.archive.models.registrering import Registrering
from samverk.archive.models.structure import Arkivenhet
from samverk.core.documents.api import Fil
from samverk.core.tenancy.api import TenantRow


class Dokumentbeskrivelse(Arkivenhet):
    """A logical document; may be shared by several records. F never goes back to B (3.2.32)."""

    tittel = models.CharField(max_length=300)
    dokumenttype = models.CharField(max_length=4, default="B")
    dokumentstatus = models.CharField(max_length=1, default="B")  # B, F
    dokumentmedium = models.CharField(max_length=1, default="E")
    forfatter = models.CharField(max_length=200, blank=True)

    class Meta:
        """Seen by those who see a record it belongs to."""

        db_table = "archive_dokumentbeskrivelse"

    def __str__(self) -> str:
        return self.tittel


class RegistreringDokument(TenantRow):
    """A document's place in a record: number, main document or attachment."""

    registrering = models.ForeignKey(
        Registrering, on_delete=models.PROTECT, related_name="dokumenter"
    )
    dokumentbeskrivelse = models.ForeignKey(
        Dokumentbeskrivelse, on_delete=models.PROTECT, related_name="registreringer"
    )
    dokumentnummer = models.PositiveSmallIntegerField(default=0)  # filled by the database
    tilknyttet_som = models.CharField(max_length=1)  # H, V
    tilknyttet_at = models.DateTimeField()
    tilknyttet_av = models.UUIDField()

    class Meta:
        """One main document; numbers are unique in the record."""

        db_table = "archive_registreringdokument"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "registrering", "dokumentnummer"], name="dokumentnummer_ett"
            ),
            models.UniqueConstraint(
                fields=["tenant", "registrering"],
                name="hoveddokument_ett",
                condition=models.Q(tilknyttet_som="H"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tilknyttet_som}{self.dokumentnummer}"


class Dokumentobjekt(Arkivenhet):
    """One version and variant of a document = one stored content. Never changed."""

    dokumentbeskrivelse = models.ForeignKey(
        Dokumentbeskrivelse, on_delete=models.PROTECT, related_name="objekter"
    )
    fil = models.ForeignKey(Fil, on_delete=models.PROTECT, related_name="+")
    versjonsnummer = models.PositiveSmallIntegerField(default=0)  # filled by the database
    variantformat = models.CharField(max_length=1)  # P, A, O
    format = models.CharField(max_length=20)
    mime_type = models.CharField(max_length=100)
    filnavn = models.CharField(max_length=130)
    sjekksum = models.CharField(max_length=64)
    sjekksum_algoritme = models.CharField(max_length=10, default="SHA-256")
    filstoerrelse = models.BigIntegerField()

    class Meta:
        """Append-only."""

        db_table = "archive_dokumentobjekt"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "dokumentbeskrivelse", "variantformat", "versjonsnummer"],
                name="dokumentversjon_en",
            ),
            models.CheckConstraint(
                condition=models.Q(sjekksum__regex=r"^[0-9a-f]{64}$"), name="sjekksum_form"
            ),
            models.CheckConstraint(
                condition=models.Q(filstoerrelse__gte=0), name="filstoerrelse_ikke_negativ"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variantformat}{self.versjonsnummer}"
