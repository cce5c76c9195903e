"""Artefakt: what a run sends out, each exactly once."""

from __future__ import annotations

from django.db import models

from samverk.core.tenancy.api import TenantRow
from samverk.payroll.models.kjoering import Loennskjoering


class Artefakt(TenantRow):
    """A bank file, voucher, a-melding or slip of a run.

    `noekkel` names which one (unit of a voucher, person of a slip); with the run and type it is
    the idempotency key: the same thing is never made or sent twice.
    """

    kjoering = models.ForeignKey(
        Loennskjoering, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    type = models.CharField(max_length=12)  # pain001 | bilag | amelding | slipp
    noekkel = models.CharField(max_length=60, blank=True)
    sha256 = models.CharField(max_length=64)
    referanse_id = models.UUIDField(null=True)  # the payment order, voucher or document
    innhold = models.BinaryField(null=True)
    status = models.CharField(max_length=10, default="laget")  # laget | sendt | mottatt | avvist
    laget_at = models.DateTimeField()
    laget_av = models.UUIDField()

    class Meta:
        """Only the status may change."""

        db_table = "payroll_artefakt"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kjoering", "type", "noekkel"], name="artefakt_en"
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.noekkel}"


class Utbetalingskonto(TenantRow):
    """The employer's own account that pay is charged to from a day.

    Of those whose day has come, the one that was registered last counts.
    """

    kontonummer = models.CharField(max_length=11)
    begrunnelse = models.CharField(max_length=200)
    gjelder_fra = models.DateField()
    registrert_av = models.UUIDField()
    registrert_at = models.DateTimeField()

    class Meta:
        """Append-only: which account a file was charged to can always be found."""

        db_table = "payroll_utbetalingskonto"

    def __str__(self) -> str:
        return self.kontonummer[-4:]
