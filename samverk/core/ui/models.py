"""What readers say about pages, and what they are told."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samverk.core.access.api import Bruker
from samverk.core.outbox.api import Event
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


class Varsel(TenantRow):
    """Something that happened and that one person should know. Text is made when it is read.

    `data` holds ids and codes only, so that a notice never says more than its reader may see now.
    """

    bruker = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="+", db_index=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+", db_index=False)
    art = models.CharField(max_length=60)
    gruppe = models.CharField(max_length=12)
    objekt_id = models.UUIDField()
    data = models.JSONField(default=dict)
    skjedde_at = models.DateTimeField()
    registrert_at = models.DateTimeField()
    lest_at = models.DateTimeField(null=True)

    class Meta:
        """An event that is delivered twice is one notice."""

        db_table = "ui_varsel"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "event", "bruker"], name="varsel_en")
        ]

    def __str__(self) -> str:
        return self.art


class Varselvalg(TenantRow):
    """Which groups of notices a person also wants counted in a mail each morning."""

    bruker = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="+", db_index=False)
    grupper = ArrayField(models.CharField(max_length=12), default=list)
    sendt_til_at = models.DateTimeField()  # notices up to this moment have been counted in a mail

    class Meta:
        """One choice per account; no row is no mail."""

        db_table = "ui_varselvalg"
        constraints = [models.UniqueConstraint(fields=["tenant", "bruker"], name="varselvalg_en")]

    def __str__(self) -> str:
        return ", ".join(self.grupper)
