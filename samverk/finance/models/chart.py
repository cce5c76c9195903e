"""The chart of accounts (Finansdepartementet R-102) and the roles that posting code asks for."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models

from samverk.core.tenancy.api import TenantRow


class Account(TenantRow):
    """A ledger account: four digits of the body's own, three reported to the state (R-102)."""

    kode = models.PositiveSmallIntegerField()  # 1000–9999
    stat_kode = models.CharField(max_length=4)
    navn = models.CharField(max_length=120)
    navn_nn = models.CharField(max_length=120, blank=True)
    navn_en = models.CharField(max_length=120, blank=True)
    klasse = models.PositiveSmallIntegerField()  # 1–2 balance, 3–8 result
    krav = ArrayField(models.CharField(max_length=12), default=list)  # mandatory dimensions
    sperret = models.BooleanField(default=False)  # closed for posting (gross-budgeted bodies only)
    gyldig = DateRangeField()

    class Meta:
        """Periods of one code never overlap; codes in use are ended, never deleted."""

        db_table = "finance_account"

    def __str__(self) -> str:
        return f"{self.navn} {self.kode}"


class AccountRole(TenantRow):
    """What an account is used for; code asks for the role and gets the tenant's account."""

    rolle = models.CharField(max_length=40)
    konto = models.PositiveSmallIntegerField()
    sikkerhet = models.CharField(max_length=12)  # sett | sekundaer | ubekreftet
    gyldig = DateRangeField()

    class Meta:
        """One account per role and day."""

        db_table = "finance_accountrole"

    def __str__(self) -> str:
        return f"{self.rolle} → {self.konto}"
