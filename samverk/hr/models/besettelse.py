"""Who holds which position, who pays, and what is agreed as pay."""

from __future__ import annotations

from django.db import models

from samverk.core.organisation.api import Orgenhet
from samverk.core.parties.api import Party
from samverk.core.tenancy.api import TenantRow
from samverk.hr.models.arbeidsforhold import Arbeidsforhold
from samverk.hr.models.bitemporal import VersjonRow
from samverk.hr.models.stilling import Stilling


class Stillingsbesettelse(TenantRow):
    """An employment in a position: HOVED, TILL, FUNG, STEDF or XT1 (overlapping hourly)."""

    arbeidsforhold = models.ForeignKey(
        Arbeidsforhold, on_delete=models.PROTECT, related_name="besettelser"
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=5)
    opprettet_at = models.DateTimeField()

    class Meta:
        """At most one HOVED per employment and date (exclusion key on the versions)."""

        db_table = "hr_stillingsbesettelse"

    def __str__(self) -> str:
        return self.type


class BesettelseVersjon(VersjonRow):
    """Position, unit and percent of a holding in a period."""

    besettelse = models.ForeignKey(
        Stillingsbesettelse, on_delete=models.PROTECT, related_name="versjoner"
    )
    arbeidsforhold = models.ForeignKey(Arbeidsforhold, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    stilling = models.ForeignKey(Stilling, on_delete=models.PROTECT, related_name="+")
    enhet = models.ForeignKey(Orgenhet, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=5)
    prosent = models.DecimalField(max_digits=5, decimal_places=2)
    medarbeidergruppe = models.CharField(max_length=1)  # MG, kodeverk
    medarbeiderundergruppe = models.CharField(max_length=2)  # MUG, kodeverk
    lovhjemmel = models.CharField(max_length=120, blank=True)

    class Meta:
        """Inside the employment's and the position's own periods (PERIOD foreign keys)."""

        db_table = "hr_besettelseversjon"

    def __str__(self) -> str:
        return f"{self.type} {self.prosent}"


class Kontering(VersjonRow):
    """One line of who pays; the lines of a date sum to exactly 100.00."""

    besettelse = models.ForeignKey(
        Stillingsbesettelse, on_delete=models.PROTECT, related_name="konteringer"
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    linje = models.PositiveSmallIntegerField()
    koststed = models.CharField(max_length=8)
    delprosjekt = models.CharField(max_length=12, blank=True)
    andel = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        """The sum is a constraint trigger."""

        db_table = "hr_kontering"

    def __str__(self) -> str:
        return f"{self.koststed} {self.andel}"


class Loennsavtale(VersjonRow):
    """What is agreed as pay for a holding: a year's pay at 100 %, or an hourly rate, in øre."""

    besettelse = models.ForeignKey(
        Stillingsbesettelse, on_delete=models.PROTECT, related_name="loennsavtaler"
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    slag = models.CharField(max_length=6)  # maaned | time
    aarsloenn_oere = models.BigIntegerField(null=True)
    timesats_oere = models.BigIntegerField(null=True)
    trinn = models.CharField(max_length=40, blank=True)

    class Meta:
        """One agreement per holding and date; exactly one of the two amounts."""

        db_table = "hr_loennsavtale"

    def __str__(self) -> str:
        return self.slag
