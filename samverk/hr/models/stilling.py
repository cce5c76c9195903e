"""The plan position: what there is to fill, whoever fills it."""

from __future__ import annotations

from django.db import models

from samverk.core.organisation.api import Orgenhet
from samverk.core.tenancy.api import TenantRow
from samverk.hr.models.bitemporal import VersjonRow


class Stilling(TenantRow):
    """The lasting identity of a position; what can change is in its versions."""

    opprettet_at = models.DateTimeField()

    class Meta:
        """Closed by the migration."""

        db_table = "hr_stilling"

    def __str__(self) -> str:
        return str(self.id)


class StillingVersjon(VersjonRow):
    """Code, title and unit of a position in a period."""

    stilling = models.ForeignKey(Stilling, on_delete=models.PROTECT, related_name="versjoner")
    stillingskode = models.CharField(max_length=4)
    tittel = models.CharField(max_length=120)
    enhet = models.ForeignKey(Orgenhet, on_delete=models.PROTECT, related_name="+")
    yrkeskode = models.CharField(max_length=7, blank=True)
    lederflagg = models.BooleanField(default=False)

    class Meta:
        """Periods of the current versions never overlap."""

        db_table = "hr_stillingversjon"

    def __str__(self) -> str:
        return self.tittel
