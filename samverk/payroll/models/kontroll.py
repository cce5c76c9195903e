"""Kontrollfunn: what a control found in a run."""

from __future__ import annotations

from django.db import models

from samverk.core.tenancy.api import TenantRow
from samverk.payroll.models.kjoering import Loennskjoering


class Kontrollfunn(TenantRow):
    """One finding. Stoppers must be gone before approval; warnings may be explained."""

    kjoering = models.ForeignKey(
        Loennskjoering, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kontroll = models.CharField(max_length=40)
    alvor = models.CharField(max_length=8)  # stopp | varsel
    party_id = models.UUIDField(null=True)
    arbeidsforhold_id = models.UUIDField(null=True)
    fakta = models.JSONField(default=dict)
    funnet_at = models.DateTimeField()
    forklart_at = models.DateTimeField(null=True)
    forklart_av = models.UUIDField(null=True)
    forklaring = models.CharField(max_length=400, blank=True)

    class Meta:
        """Rewritten by every control round until the run is approved."""

        db_table = "payroll_kontrollfunn"
        indexes = [models.Index(fields=["tenant", "kjoering", "kontroll"], name="kontrollfunn_kj")]

    def __str__(self) -> str:
        return self.kontroll
