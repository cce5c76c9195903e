"""Hours: what was done, the sheet they were sent in, and the advance when pay is late."""

from __future__ import annotations

from django.contrib.postgres.fields import IntegerRangeField
from django.db import models

from samverk.core.access.api import Bruker
from samverk.core.organisation.api import Orgenhet
from samverk.core.parties.api import Party
from samverk.core.tenancy.api import TenantRow
from samverk.hr.models.kontrakt import Kontrakt


class Timeliste(TenantRow):
    """What a person sent for approval in one go, for one contract."""

    kontrakt = models.ForeignKey(Kontrakt, on_delete=models.PROTECT, related_name="timelister")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    enhet = models.ForeignKey(Orgenhet, on_delete=models.PROTECT, related_name="+")
    minutter = models.PositiveIntegerField()
    status = models.CharField(max_length=10, default="innsendt")
    innsendt_at = models.DateTimeField()
    godkjent_at = models.DateTimeField(null=True)
    godkjent_av = models.ForeignKey(Bruker, on_delete=models.PROTECT, null=True, related_name="+")
    godkjent_party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    retur_grunn = models.CharField(max_length=400, blank=True)
    kjoering_id = models.UUIDField(null=True)  # the pay run that paid it
    utbetalt_at = models.DateTimeField(null=True)

    class Meta:
        """Nobody approves their own sheet (CHECK), and status follows a fixed map (trigger)."""

        db_table = "hr_timeliste"

    def __str__(self) -> str:
        return self.status


class Timeregistrering(TenantRow):
    """Hours of one day against a T1 contract, in minutes."""

    kontrakt = models.ForeignKey(Kontrakt, on_delete=models.PROTECT, related_name="timer")
    timeliste = models.ForeignKey(
        Timeliste, on_delete=models.PROTECT, null=True, related_name="timer"
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    enhet = models.ForeignKey(Orgenhet, on_delete=models.PROTECT, related_name="+")
    dato = models.DateField()
    tidsrom = IntegerRangeField(null=True)  # minutes after midnight, [fra, til)
    minutter = models.PositiveIntegerField()
    aktivitet = models.CharField(max_length=60)
    merknad = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=10, default="foert")
    # Whether the hours stand: the keys ask this, so that being paid touches no index.
    teller = models.GeneratedField(
        expression=models.ExpressionWrapper(
            ~models.Q(status="returnert"), output_field=models.BooleanField()
        ),
        output_field=models.BooleanField(), db_persist=True,
    )  # fmt: skip
    foert_at = models.DateTimeField()

    class Meta:
        """Inside the contract, its hours, the day and the deadline: triggers and exclusion."""

        db_table = "hr_timeregistrering"

    def __str__(self) -> str:
        return f"{self.dato} {self.minutter}"


class Forskudd(TenantRow):
    """An advance (á konto) asked for when pay will be late through no fault of the person."""

    kontrakt = models.ForeignKey(Kontrakt, on_delete=models.PROTECT, related_name="forskudd")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    enhet = models.ForeignKey(Orgenhet, on_delete=models.PROTECT, related_name="+")
    beloep_oere = models.BigIntegerField()
    grunn = models.CharField(max_length=400)
    bedt_av = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="+")
    bedt_at = models.DateTimeField()
    status = models.CharField(max_length=10, default="bedt_om")
    utbetalingsdato = models.DateField(null=True)  # known once payroll has granted it
    svart_at = models.DateTimeField(null=True)
    svar = models.CharField(max_length=400, blank=True)  # why payroll said no, or less
    innvilget_oere = models.BigIntegerField(null=True)  # less than asked; empty is as asked

    class Meta:
        """What is asked for is frozen; only payroll's answer moves it on (trigger).

        Status: bedt_om, innvilget, utbetalt, avslaatt; stanset when the money that was paid
        out never came.
        """

        db_table = "hr_forskudd"

    def __str__(self) -> str:
        return str(self.beloep_oere)
