"""Events and their deliveries."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samverk.core.tenancy.api import TenantRow


class Event(TenantRow):
    """A thin event: ids and names of changed attributes, never values about persons."""

    nr = models.BigIntegerField()  # order of registration; from a sequence
    type = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    endret = ArrayField(models.CharField(max_length=60), default=list)
    data = models.JSONField(default=dict)  # ids and codes only
    gyldig_fra = models.DateField(null=True)
    aktoer_art = models.CharField(max_length=10)
    instans_id = models.UUIDField(null=True)
    steg_id = models.UUIDField(null=True)
    inntraff_at = models.DateTimeField()
    registrert_at = models.DateTimeField()

    class Meta:
        """Append-only."""

        db_table = "outbox_event"

    def __str__(self) -> str:
        return self.type


class Delivery(TenantRow):
    """The state of one event at one sink; later events of the same subject wait for it."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    nr = models.BigIntegerField()
    sink = models.CharField(max_length=80)
    subject_id = models.UUIDField()
    status = models.CharField(max_length=10, default="venter")  # venter | levert | doed
    forsoek = models.PositiveSmallIntegerField(default=0)
    neste_at = models.DateTimeField()
    levert_at = models.DateTimeField(null=True)
    feil = models.CharField(max_length=400, blank=True)

    class Meta:
        """One delivery per event and sink."""

        db_table = "outbox_delivery"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "event", "sink"], name="delivery_en")
        ]

    def __str__(self) -> str:
        return f"{self.sink} {self.status}"
