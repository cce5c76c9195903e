"""What readers say about pages."""

from __future__ import annotations

from django.db import models

from samverk.core.access.api import Bruker
from samverk.core.tenancy.api import TenantRow


class Tilbakemelding(TenantRow):
    """A reader's report about a page, and the answer to it."""

    side = models.CharField(max_length=300)
    tekst = models.CharField(max_length=2000)
    bruker = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="+")
    opprettet_at = models.DateTimeField()
    svar = models.CharField(max_length=2000, blank=True)
    besvart_at = models.DateTimeField(null=True)
    besvart_av = models.ForeignKey(Bruker, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """Seen by the one who wrote it and by system support."""

        db_table = "ui_tilbakemelding"

    def __str__(self) -> str:
        return self.side
