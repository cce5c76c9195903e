"""Blocks and the digests of their rows."""

from __future__ import annotations

from django.db import models

from samverk.core.tenancy.api import TenantRow


class Segl(TenantRow):
    """One block: the Merkle root of its rows, chained to the block before it."""

    kilde = models.CharField(max_length=60)
    nr = models.PositiveIntegerField()
    n_rader = models.PositiveIntegerField()
    rot = models.BinaryField(max_length=32)
    forrige = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    forseglet_at = models.DateTimeField()

    class Meta:
        """Append-only, numbered without gaps per tenant and source."""

        db_table = "seals_segl"
        constraints = [models.UniqueConstraint(fields=["tenant", "kilde", "nr"], name="segl_en")]

    def __str__(self) -> str:
        return f"{self.kilde} {self.nr}"


class SegletRad(TenantRow):
    """The digest of one sealed row: it is what lets an altered row be named."""

    kilde = models.CharField(max_length=60)
    rad = models.CharField(max_length=80)
    segl_nr = models.PositiveIntegerField()
    plass = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        """Append-only; a row is sealed once."""

        db_table = "seals_segletrad"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kilde", "rad"], name="segletrad_en"),
            models.UniqueConstraint(
                fields=["tenant", "kilde", "segl_nr", "plass"], name="segletrad_plass"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kilde} {self.rad}"
