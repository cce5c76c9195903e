"""The contract and the facts of its signature."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from samverk.core.organisation.api import Orgenhet
from samverk.core.parties.api import Party
from samverk.core.tenancy.api import TenantRow
from samverk.hr.models.ansettelse import Ansettelse
from samverk.hr.models.arbeidsforhold import Arbeidsforhold
from samverk.hr.models.besettelse import Stillingsbesettelse


class Kontrakt(TenantRow):
    """T1 hourly, T2 assignment or T3 monthly. A signed version never changes."""

    ansettelse = models.ForeignKey(
        Ansettelse, on_delete=models.PROTECT, null=True, related_name="kontrakter"
    )
    arbeidsforhold = models.ForeignKey(
        Arbeidsforhold, on_delete=models.PROTECT, null=True, related_name="kontrakter"
    )
    besettelse = models.ForeignKey(
        Stillingsbesettelse, on_delete=models.PROTECT, null=True, related_name="kontrakter"
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    enhet = models.ForeignKey(Orgenhet, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=2)
    nummer = models.BigIntegerField()
    versjon = models.PositiveSmallIntegerField(default=1)
    tittel = models.CharField(max_length=120)
    emne = models.CharField(max_length=200, blank=True)
    gyldig = DateRangeField()
    budsjett_minutter = models.PositiveIntegerField(default=0)
    timesats_oere = models.BigIntegerField(null=True)
    aarsloenn_oere = models.BigIntegerField(null=True)
    dokument_id = models.UUIDField(null=True)
    dokument_sha256 = models.CharField(max_length=64, blank=True)
    steg_id = models.UUIDField(null=True)  # the process step that made it; makes that idempotent
    status = models.CharField(max_length=14, default="utkast")
    opprettet_at = models.DateTimeField()
    signert_at = models.DateTimeField(null=True)

    class Meta:
        """Numbers have no gaps; one document per (number, version)."""

        db_table = "hr_kontrakt"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "nummer", "versjon"], name="hr_kontrakt_nummer_en"
            ),
            models.UniqueConstraint(
                fields=["tenant", "steg_id"],
                name="hr_kontrakt_steg_en",
                condition=models.Q(steg_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.nummer}/{self.versjon}"


class Signatur(TenantRow):
    """Who signed what, how surely identified, and what they confirmed with it."""

    kontrakt = models.OneToOneField(Kontrakt, on_delete=models.PROTECT, related_name="signatur")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    metode = models.CharField(max_length=20)  # demo | idporten
    nivaa = models.CharField(max_length=40)  # acr of the identity provider
    utsteder = models.CharField(max_length=120)
    transaksjon = models.CharField(max_length=120, blank=True)
    dokument_sha256 = models.CharField(max_length=64, blank=True)
    skattekommune = models.CharField(max_length=60)
    konto_ident_id = models.UUIDField(null=True)
    is_konto_ny = models.BooleanField(default=False)
    has_samtykket = models.BooleanField(default=False)
    signert_at = models.DateTimeField()

    class Meta:
        """Append-only."""

        db_table = "hr_signatur"

    def __str__(self) -> str:
        return self.metode


class Gjenkjenning(TenantRow):
    """A token by which a person who has consented can be recognised at another institution.

    The consent itself, and its withdrawal, is a row in parties (formaal `gjenkjenning`).
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    token = models.BinaryField(max_length=32)
    gitt_at = models.DateTimeField()

    class Meta:
        """Read across tenants only through samverk.hr_gjenkjenn(), by the exact token."""

        db_table = "hr_gjenkjenning"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "party"], name="hr_gjenkjenning_en")
        ]

    def __str__(self) -> str:
        return str(self.gitt_at)
