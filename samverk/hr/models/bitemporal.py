"""Base of rows with two time axes: when it holds, and when we knew it."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db import models

from samverk.core.tenancy.api import TenantRow


class VersjonRow(TenantRow):
    """A version: `gyldig` [fra, til) in the world, `registrert` [fra, til) in Samverk.

    An open system time ends in NULL, never in infinity. A version is only ever closed; the
    migration adds `gjelder`, which is `gyldig` while the version is current and NULL after, and
    which the keys WITHOUT OVERLAPS and the PERIOD foreign keys stand on.
    """

    gyldig = DateRangeField()
    registrert = DateTimeRangeField()
    registrert_av = models.UUIDField(null=True)
    grunnlag = models.CharField(max_length=200, blank=True)

    class Meta:
        """Abstract."""

        abstract = True
