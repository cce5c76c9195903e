"""An address that HR changed for a person."""

from __future__ import annotations

from django.db import models

from samverk.core.access.api import Bruker
from samverk.core.parties.api import Party
from samverk.core.tenancy.api import TenantRow


class Epostendring(TenantRow):
    """What HR changed a person's address from and to, why, and who did it; never changed itself.

    The address before is kept, because it is told of the change.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    forrige = models.CharField(max_length=200, blank=True)
    ny = models.CharField(max_length=200)
    grunn = models.CharField(max_length=400)
    endret_av = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="+")
    endret_at = models.DateTimeField()

    class Meta:
        """Append-only."""

        db_table = "hr_epostendring"

    def __str__(self) -> str:
        return str(self.id)
