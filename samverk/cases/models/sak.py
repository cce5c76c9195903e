"""A case: what is worked on, by whom, for whom; its records lie in its saksmappe."""

from __future__ import annotations

from django.db import models

from samverk.archive.api import Mappe
from samverk.core.access.api import Bruker
from samverk.core.organisation.api import Orgenhet
from samverk.core.parties.api import Party
from samverk.core.tenancy.api import TenantRow


class Sak(TenantRow):
    """A case. Title, class, access and numbers belong to its saksmappe and are not repeated."""

    saksmappe = models.OneToOneField(Mappe, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=30)  # ansettelse, melding, generell …
    saksansvarlig = models.ForeignKey(Bruker, on_delete=models.PROTECT, null=True, related_name="+")
    enhet = models.ForeignKey(Orgenhet, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    instans_id = models.UUIDField(null=True)  # the process that drives it, if any
    gjelder_type = models.CharField(max_length=60, blank=True)  # business object behind it
    gjelder_id = models.UUIDField(null=True)
    status = models.CharField(max_length=8, default="aapen")  # aapen | lukket
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Seen by exactly those who see the saksmappe."""

        db_table = "cases_sak"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["aapen", "lukket"]), name="sak_status"
            ),
            models.CheckConstraint(
                condition=models.Q(status="aapen", closed_at__isnull=True)
                | models.Q(status="lukket", closed_at__isnull=False),
                name="sak_lukket",
            ),
        ]

    def __str__(self) -> str:
        return self.type


class SakNotat(TenantRow):
    """An internal note in a case; not seen by the parties, never changed."""

    sak = models.ForeignKey(Sak, on_delete=models.PROTECT, related_name="notater")
    tekst = models.CharField(max_length=4000)  # the machine's sentences in bokmål
    spraak = models.CharField(max_length=2, default="nb")  # that it was written in
    setninger = models.JSONField(
        null=True
    )  # the machine's, with values, to be read in any language
    forfatter = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="+")
    skrevet_at = models.DateTimeField()

    class Meta:
        """Append-only."""

        db_table = "cases_saknotat"

    def __str__(self) -> str:
        return str(self.skrevet_at)
