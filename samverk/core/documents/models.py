"""The stored file: one row per content and tenant, never changed."""

from __future__ import annotations

from django.db import models

from samverk.core.tenancy.api import TenantRow


class Fil(TenantRow):
    """A stored content, named by its SHA-256. Names and titles belong to whoever uses it."""

    sha256 = models.CharField(max_length=64)
    stoerrelse = models.BigIntegerField()  # bytes
    mime_type = models.CharField(max_length=100)
    format = models.CharField(max_length=20)  # PRONOM id, e.g. fmt/476
    opprettet_at = models.DateTimeField()
    opprettet_av = models.UUIDField()

    class Meta:
        """The same content is stored once per tenant; the row is append-only."""

        db_table = "documents_fil"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "sha256"], name="fil_innhold_en"),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="fil_sha256_form"
            ),
            models.CheckConstraint(condition=models.Q(stoerrelse__gt=0), name="fil_ikke_tom"),
        ]

    def __str__(self) -> str:
        return self.sha256
