"""Party and its identifiers; identifiers are encrypted and found by keyed hash only."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from samverk.core.tenancy.api import TenantRow


class Party(TenantRow):
    """A person or an organisation as one tenant knows it."""

    art = models.CharField(max_length=12)  # person | organisasjon
    navn = models.CharField(max_length=200)
    fornavn = models.CharField(max_length=100, blank=True)
    etternavn = models.CharField(max_length=100, blank=True)
    foedselsdato = models.DateField(null=True)
    epost = models.CharField(max_length=200, blank=True)
    telefon = models.CharField(max_length=30, blank=True)
    spraak = models.CharField(max_length=2, default="nb")
    skjermet = models.PositiveSmallIntegerField(default=0)  # 0, 6 or 7 (adressesperre)
    uhid = models.UUIDField(null=True)  # same human at another tenant, by consent only
    is_syntetisk = models.BooleanField(default=False)

    class Meta:
        """Screened parties are hidden by row-level security."""

        db_table = "parties_party"

    def __str__(self) -> str:
        return self.navn


class PartyIdentifikator(TenantRow):
    """A fødselsnummer, D-number, passport or organisation number: encrypted, with keyed hash."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="identifikatorer")
    type = models.CharField(max_length=12)  # fnr | dnr | hnr | pass | orgnr | kontonummer
    verdi_kryptert = models.BinaryField()
    verdi_hash = models.BinaryField(max_length=32)
    siste_fire = models.CharField(max_length=4, blank=True)
    gyldig = DateRangeField()
    kilde = models.CharField(max_length=12)
    registrert_at = models.DateTimeField()

    class Meta:
        """The encrypted value can only be read through samverk.reveal_identifiers()."""

        db_table = "parties_identifikator"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "type", "verdi_hash", "party", "registrert_at"],
                name="identifikator_en",
            )
        ]

    def __str__(self) -> str:
        return self.type


class Samtykke(TenantRow):
    """Consent that another tenant may recognise this person; dated, withdrawn by a new row."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="samtykker")
    formaal = models.CharField(max_length=40)
    gitt = models.BooleanField()
    registrert_at = models.DateTimeField()

    class Meta:
        """Append-only."""

        db_table = "parties_samtykke"

    def __str__(self) -> str:
        return self.formaal
