"""What a person lets one institution fetch from another, and what was fetched."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samverk.core.parties.api import Party
from samverk.core.tenancy.api import TenantRow


class Hentesamtykke(TenantRow):
    """Consent to fetch named fields about oneself from one other institution.

    The newest row about a source counts; a withdrawal is a new row.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    kilde_id = models.UUIDField()  # the institution that has the fields; a tenant
    token = models.BinaryField(max_length=32)  # of the person's own number, as Gjenkjenning has it
    felter = ArrayField(models.CharField(max_length=20))  # kontonummer, skattekommune
    gitt = models.BooleanField()
    registrert_at = models.DateTimeField()

    class Meta:
        """Append-only. samverk.hr_hent() gives only what the newest consent names."""

        db_table = "hr_hentesamtykke"

    def __str__(self) -> str:
        return ", ".join(self.felter)


class Henting(TenantRow):
    """One fetch: which fields came, under which consent."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    samtykke = models.ForeignKey(Hentesamtykke, on_delete=models.PROTECT, related_name="hentinger")
    felter = ArrayField(models.CharField(max_length=20))
    konto_ident_id = models.UUIDField(null=True)
    skattekommune = models.CharField(max_length=60, blank=True)
    hentet_at = models.DateTimeField()

    class Meta:
        """Append-only."""

        db_table = "hr_henting"

    def __str__(self) -> str:
        return ", ".join(self.felter)
