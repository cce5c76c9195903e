"""What a calculation took in and gave out: snapshot, lines, sums per person."""

from __future__ import annotations

from django.db import models

from samverk.core.tenancy.api import Tenant, TenantRow
from samverk.payroll.models.kjoering import Loennskjoering


class Beregnet(TenantRow):
    """Base of bulk-written rows: their keys are checked once per statement, not once per row."""

    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    kjoering = models.ForeignKey(
        Loennskjoering, on_delete=models.PROTECT, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    party_id = models.UUIDField()

    class Meta:
        """Abstract."""

        abstract = True


class Inndata(Beregnet):
    """The facts one person's pay was calculated from: canonical JSON and its digest."""

    sha256 = models.CharField(max_length=64)
    innhold = models.TextField()

    class Meta:
        """Frozen when the run is approved."""

        db_table = "payroll_inndata"

    def __str__(self) -> str:
        return self.sha256[:12]


class Loennslinje(Beregnet):
    """One pay line with its explanation trace. Append-only from the approval of the run.

    `antall` is in hundredths (hours, days), `sats_oere` per unit. `kontering` is the cost object
    `koststed/prosjekt`; where several carry the line, `kostnad` holds [[kontering, oere], …].
    """

    nr = models.PositiveSmallIntegerField()
    arbeidsforhold_id = models.UUIDField(null=True)
    enhet_id = models.UUIDField(null=True)
    loennsart = models.CharField(max_length=4)
    antall = models.BigIntegerField(null=True)
    sats_oere = models.BigIntegerField(null=True)
    beloep_oere = models.BigIntegerField()
    opptjent_fra = models.DateField(null=True)
    opptjent_til = models.DateField(null=True)
    opprinnelig_linje = models.UUIDField(null=True)
    kilde = models.CharField(max_length=60, blank=True)  # the claim or deduction it came from
    kontering = models.CharField(max_length=60, blank=True)
    kostnad = models.JSONField(null=True)
    spor = models.JSONField()

    class Meta:
        """Frozen when the run is approved; a correction is a new line that points back."""

        db_table = "payroll_loennslinje"

    def __str__(self) -> str:
        return f"{self.loennsart} {self.beloep_oere}"


class Loennsresultat(Beregnet):
    """One person's sums in a run, in øre: what the slip, the bank file and the a-melding add up."""

    utbetalingsdato = models.DateField()
    enhet_id = models.UUIDField(null=True)
    brutto_oere = models.BigIntegerField()
    trekkgrunnlag_oere = models.BigIntegerField()
    skattetrekk_oere = models.BigIntegerField()
    pensjonstrekk_oere = models.BigIntegerField()
    andre_trekk_oere = models.BigIntegerField()
    netto_oere = models.BigIntegerField()
    feriegrunnlag_oere = models.BigIntegerField()
    avgiftsgrunnlag_oere = models.BigIntegerField()
    arbeidsgiver_oere = models.BigIntegerField()
    frikort_brukt_oere = models.BigIntegerField(default=0)
    skattekort_id = models.UUIDField(null=True)
    sporhash = models.CharField(max_length=64)
    merknader = models.JSONField(default=list)

    class Meta:
        """Frozen when the run is approved."""

        db_table = "payroll_resultat"

    def __str__(self) -> str:
        return str(self.netto_oere)
