"""Loennskjoering: one pay run and who is in it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samverk.core.parties.api import Party
from samverk.core.tenancy.api import TenantRow


class Loennskjoering(TenantRow):
    """A pay run: who is paid what on one day. The state only moves as the trigger allows.

    Art: ordinaer (the month), utenom (off-cycle), forskudd (á konto), korreksjon.
    Tilstand: aapen, beregnet, kontrollert, godkjent, betalt, bokfoert, meldt, lukket;
    an advance may also be avlyst.
    Sums are in øre and those of the last calculation.
    """

    art = models.CharField(max_length=12)
    aar = models.PositiveSmallIntegerField()
    maaned = models.PositiveSmallIntegerField()
    loepenr = models.PositiveSmallIntegerField(default=1)
    utbetalingsdato = models.DateField()
    frist_at = models.DateTimeField()
    tilstand = models.CharField(max_length=12, default="aapen")
    regelsett_hash = models.CharField(max_length=64, blank=True)
    satser = ArrayField(models.CharField(max_length=100), default=list)
    # key@from=value of every figure in use that nobody has seen in a source
    ubekreftede_satser = ArrayField(models.CharField(max_length=100), default=list)
    begrunnelse = models.CharField(max_length=400, blank=True)
    opprettet_at = models.DateTimeField()
    opprettet_av = models.UUIDField()
    beregnet_at = models.DateTimeField(null=True)
    beregnet_av = models.UUIDField(null=True)
    beregnet_ms = models.PositiveIntegerField(default=0)
    kontrollert_at = models.DateTimeField(null=True)
    kontrollert_av = models.UUIDField(null=True)
    godkjent_at = models.DateTimeField(null=True)
    godkjent_av = models.UUIDField(null=True)
    betalt_at = models.DateTimeField(null=True)
    betalt_av = models.UUIDField(null=True)
    bokfoert_at = models.DateTimeField(null=True)
    meldt_at = models.DateTimeField(null=True)
    lukket_at = models.DateTimeField(null=True)
    forskudd_id = models.UUIDField(null=True)  # the advance of HR that the run pays
    avlyst_at = models.DateTimeField(null=True)
    avlyst_av = models.UUIDField(null=True)
    avlyst_grunn = models.CharField(max_length=400, blank=True)
    nedsatt_grunn = models.CharField(max_length=400, blank=True)  # why less than was asked for
    antall = models.PositiveIntegerField(default=0)
    brutto_oere = models.BigIntegerField(default=0)
    skattetrekk_oere = models.BigIntegerField(default=0)
    netto_oere = models.BigIntegerField(default=0)
    arbeidsgiver_oere = models.BigIntegerField(default=0)

    class Meta:
        """Two ordinary runs for the same month, and two runs of one advance, are refused."""

        db_table = "payroll_loennskjoering"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "aar", "maaned", "art", "loepenr"], name="loennskjoering_en"
            ),
            models.UniqueConstraint(fields=["tenant", "forskudd_id"], name="kjoering_per_forskudd"),
        ]

    def __str__(self) -> str:
        return f"{self.art} {self.aar}-{self.maaned:02}"


class LoennskjoeringMedlem(TenantRow):
    """A person in a run. `noekkel` is what makes one person paid once per run kind and period."""

    kjoering = models.ForeignKey(
        Loennskjoering, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    noekkel = models.CharField(max_length=40)
    status = models.CharField(max_length=10, default="med")  # med | tatt_ut
    grunn = models.CharField(max_length=200, blank=True)
    tatt_ut_av = models.UUIDField(null=True)
    oppdrag_oere = models.BigIntegerField(default=0)  # the amount of an advance

    class Meta:
        """A partial unique index in the migration holds the key of those who are paid."""

        db_table = "payroll_medlem"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kjoering", "party"], name="medlem_en")
        ]

    def __str__(self) -> str:
        return self.status
