"""Tenant figures and confirmations; both append-only, so that an old run can be explained."""

from __future__ import annotations

from django.db import models

from samverk.core.parties.api import Party
from samverk.core.tenancy.api import TenantRow


class Sats(TenantRow):
    """A tenant's own dated figure; the newest row of a key and day counts."""

    noekkel = models.CharField(max_length=80)
    fra = models.DateField()
    verdi = models.CharField(max_length=80)
    enhet = models.CharField(max_length=40)
    tekst = models.CharField(max_length=200)
    hjemmel = models.CharField(max_length=300)
    kilde = models.CharField(max_length=300)
    foreslaatt_av = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    registrert_at = models.DateTimeField()

    class Meta:
        """Append-only."""

        db_table = "confirmations_sats"

    def __str__(self) -> str:
        return f"{self.noekkel}@{self.fra}"


class SatsBekreftelse(TenantRow):
    """One person's word that a figure is right: bound to key, day and exact value."""

    noekkel = models.CharField(max_length=80)
    fra = models.DateField()
    verdi = models.CharField(max_length=80)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    begrunnelse = models.CharField(max_length=300)
    registrert_at = models.DateTimeField()

    class Meta:
        """Append-only; the same person counts once."""

        db_table = "confirmations_satsbekreftelse"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "noekkel", "fra", "verdi", "party"], name="satsbekreftelse_en"
            )
        ]

    def __str__(self) -> str:
        return f"{self.noekkel}@{self.fra}"
