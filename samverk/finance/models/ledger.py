"""The ledger: periods, numbers, vouchers, lines, coding strings and roll-ups.

Names follow SAF-T Financial 1.30 (Voucher, VoucherLine, Account, Period). The tables of vouchers,
lines and roll-ups are partitioned or keyed in ways Django cannot express; SQL makes them, and the
models below only describe them. Nobody writes them but ``samverk.post_vouchers()``.
"""

from __future__ import annotations

from django.db import models

from samverk.core.tenancy.api import TenantRow


class Period(TenantRow):
    """An accounting period yyyymm; 13 is the year-end period. O open, C closed."""

    periode = models.IntegerField()
    status = models.CharField(max_length=1, default="O")

    class Meta:
        """Status changes only through a confirmed PeriodChange."""

        db_table = "finance_period"
        constraints = [models.UniqueConstraint(fields=["tenant", "periode"], name="period_en")]

    def __str__(self) -> str:
        return f"{self.periode} {self.status}"


class PeriodChange(TenantRow):
    """A wish to close or reopen a period, and the second person's confirmation."""

    periode = models.IntegerField()
    til_status = models.CharField(max_length=1)
    begrunnelse = models.CharField(max_length=400)
    foreslaatt_av = models.UUIDField()
    foreslaatt_party = models.UUIDField(null=True)
    foreslaatt_at = models.DateTimeField()
    bekreftet_av = models.UUIDField(null=True)
    bekreftet_party = models.UUIDField(null=True)
    bekreftet_at = models.DateTimeField(null=True)

    class Meta:
        """One waiting change per period; the confirmer is another person."""

        db_table = "finance_periodchange"

    def __str__(self) -> str:
        return f"{self.periode} → {self.til_status}"


class Series(TenantRow):
    """The next number of a voucher series in a year. Locked last, taken in blocks, no gaps."""

    serie = models.CharField(max_length=4)
    fy = models.PositiveSmallIntegerField()
    neste_nr = models.BigIntegerField(default=1)

    class Meta:
        """Only samverk.post_vouchers() moves the counter."""

        db_table = "finance_series"
        constraints = [models.UniqueConstraint(fields=["tenant", "serie", "fy"], name="series_en")]

    def __str__(self) -> str:
        return f"{self.serie}-{self.fy}"


class Dimset(models.Model):
    """A coding string as one integer: every combination in use is one immutable row."""

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey("tenancy.Tenant", on_delete=models.PROTECT, related_name="+")
    koststed = models.IntegerField()
    prosjekt = models.IntegerField()
    delprosjekt = models.IntegerField()
    anlegg = models.IntegerField()
    arbeidspakke = models.IntegerField()
    x1 = models.IntegerField()
    x2 = models.IntegerField()

    class Meta:
        """0 means not used. x1 and x2 are the tenant's own dimensions."""

        db_table = "finance_dimset"
        managed = False

    def __str__(self) -> str:
        return f"{self.koststed:08d} {self.delprosjekt:09d}"


class Voucher(TenantRow):
    """A posted voucher (bilag). Never changed; a correction is a reversal and a new voucher."""

    fy = models.PositiveSmallIntegerField()
    periode = models.IntegerField()
    serie = models.CharField(max_length=4)
    nr = models.BigIntegerField()
    voucher_date = models.DateField()
    doc_date = models.DateField()
    type = models.CharField(max_length=12)
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=80)
    tekst = models.CharField(max_length=200)
    line_count = models.IntegerField()
    reverses = models.UUIDField(null=True)
    vedlegg_sha256 = models.BinaryField(null=True)
    digest = models.BinaryField(max_length=32)
    posted_at = models.DateTimeField()
    posted_by = models.UUIDField()

    class Meta:
        """Partitioned by fiscal year; made in SQL."""

        db_table = "finance_voucher"
        managed = False

    def __str__(self) -> str:
        return f"{self.serie}-{self.fy}-{self.nr}"


class VoucherLine(models.Model):
    """One line of a voucher: signed øre, debit plus and credit minus."""

    pk = models.CompositePrimaryKey("tenant_id", "fy", "voucher_id", "lno")
    tenant = models.ForeignKey("tenancy.Tenant", on_delete=models.PROTECT, related_name="+")
    fy = models.PositiveSmallIntegerField()
    voucher_id = models.UUIDField()
    lno = models.IntegerField()
    periode = models.IntegerField()
    konto = models.PositiveSmallIntegerField()
    dimset = models.BigIntegerField()
    beloep_oere = models.BigIntegerField()
    party_id = models.UUIDField(null=True)
    tekst = models.CharField(max_length=120)
    ref_type = models.CharField(max_length=30)
    ref_id = models.UUIDField(null=True)

    class Meta:
        """Partitioned by fiscal year; made in SQL. No foreign keys: see 0002_ledger."""

        db_table = "finance_voucherline"
        managed = False

    def __str__(self) -> str:
        return f"{self.voucher_id} {self.lno}"


class Reversal(TenantRow):
    """Which voucher took back which; a voucher is reversed at most once."""

    voucher_id = models.UUIDField()
    reversed_by = models.UUIDField()
    begrunnelse = models.CharField(max_length=200)
    skjedde_at = models.DateTimeField()

    class Meta:
        """Append-only, written by samverk.post_vouchers()."""

        db_table = "finance_reversal"
        constraints = [models.UniqueConstraint(fields=["tenant", "voucher_id"], name="reversal_en")]

    def __str__(self) -> str:
        return str(self.voucher_id)


class BalAccount(models.Model):
    """Roll-up per account and period: the trial balance reads this, never the lines."""

    pk = models.CompositePrimaryKey("tenant_id", "periode", "konto")
    tenant = models.ForeignKey("tenancy.Tenant", on_delete=models.PROTECT, related_name="+")
    periode = models.IntegerField()
    konto = models.PositiveSmallIntegerField()
    debet_oere = models.BigIntegerField()
    kredit_oere = models.BigIntegerField()
    antall = models.BigIntegerField()

    class Meta:
        """Written by the posting statement itself."""

        db_table = "finance_bal_account"
        managed = False

    def __str__(self) -> str:
        return f"{self.periode} {self.konto}"


class BalKoststed(models.Model):
    """Roll-up per cost centre, period and account."""

    pk = models.CompositePrimaryKey("tenant_id", "koststed", "periode", "konto")
    tenant = models.ForeignKey("tenancy.Tenant", on_delete=models.PROTECT, related_name="+")
    koststed = models.IntegerField()
    periode = models.IntegerField()
    konto = models.PositiveSmallIntegerField()
    debet_oere = models.BigIntegerField()
    kredit_oere = models.BigIntegerField()
    antall = models.BigIntegerField()

    class Meta:
        """Written by the posting statement itself."""

        db_table = "finance_bal_koststed"
        managed = False

    def __str__(self) -> str:
        return f"{self.koststed:08d} {self.periode} {self.konto}"


class BalDimset(models.Model):
    """Roll-up per coding string, account and period: projects and everything else."""

    pk = models.CompositePrimaryKey("tenant_id", "dimset", "konto", "periode")
    tenant = models.ForeignKey("tenancy.Tenant", on_delete=models.PROTECT, related_name="+")
    dimset = models.BigIntegerField()
    konto = models.PositiveSmallIntegerField()
    periode = models.IntegerField()
    debet_oere = models.BigIntegerField()
    kredit_oere = models.BigIntegerField()
    antall = models.BigIntegerField()

    class Meta:
        """Written by the posting statement itself."""

        db_table = "finance_bal_dimset"
        managed = False

    def __str__(self) -> str:
        return f"{self.dimset} {self.periode} {self.konto}"
