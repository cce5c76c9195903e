"""What becomes a grant when another person agrees, and who has vouched for it since."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from samverk.core.access.api import Bruker, Grant, Rolle
from samverk.core.organisation.api import Orgenhet
from samverk.core.tenancy.api import TenantRow


class Tilgangsforslag(TenantRow):
    """A role proposed for somebody by one person; a second confirms it, and the grant is made."""

    bruker = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="+")
    rolle = models.ForeignKey(Rolle, on_delete=models.PROTECT, related_name="+")
    omfang = models.CharField(max_length=10)  # subtre | enhet
    enhet = models.ForeignKey(Orgenhet, on_delete=models.PROTECT, related_name="+")
    gyldig = DateRangeField()
    begrunnelse = models.CharField(max_length=400)
    foreslaatt_av = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="+")
    foreslaatt_at = models.DateTimeField()
    status = models.CharField(max_length=10, default="venter")
    avgjort_av = models.ForeignKey(Bruker, on_delete=models.PROTECT, null=True, related_name="+")
    avgjort_at = models.DateTimeField(null=True)
    svar = models.CharField(max_length=400, blank=True, default="")
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """Answered once; the trigger that takes a yes writes the grant."""

        db_table = "grants_tilgangsforslag"

    def __str__(self) -> str:
        return f"{self.rolle_id} {self.status}"


class Resertifisering(TenantRow):
    """That a grant was due to be looked at again (varslet), or was confirmed (bekreftet)."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="resertifiseringer")
    art = models.CharField(max_length=10)  # varslet | bekreftet
    bruker = models.ForeignKey(Bruker, on_delete=models.PROTECT, null=True, related_name="+")
    skjedde_at = models.DateTimeField()

    class Meta:
        """Append-only; nobody vouches for their own."""

        db_table = "grants_resertifisering"

    def __str__(self) -> str:
        return f"{self.art} {self.skjedde_at}"
