"""An account number that is to replace the one pay goes to."""

from __future__ import annotations

from django.db import models

from samverk.core.parties.api import Party
from samverk.core.tenancy.api import TenantRow


class Kontoendring(TenantRow):
    """A wish for another account; in force only when confirmed by a second channel.

    The link in the mail is made from the row's id and the installation's secret; it is not stored.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    verdi_kryptert = models.BinaryField()
    verdi_hash = models.BinaryField(max_length=32)
    siste_fire = models.CharField(max_length=4)
    forrige_fire = models.CharField(max_length=4)
    sendt_til = models.CharField(max_length=200)  # the address known before the wish
    status = models.CharField(max_length=10, default="venter")  # venter | bekreftet | stoppet
    opprettet_at = models.DateTimeField()
    utloeper_at = models.DateTimeField()
    avgjort_at = models.DateTimeField(null=True)

    class Meta:
        """Decided once, before it expires; one waits at a time."""

        db_table = "hr_kontoendring"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "party"],
                name="hr_kontoendring_en_venter",
                condition=models.Q(status="venter"),
            )
        ]

    def __str__(self) -> str:
        return self.siste_fire
