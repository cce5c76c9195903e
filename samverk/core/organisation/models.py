"""Units with dated names and parents, after ORGREG (externalKeys, legacy_stedkode)."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from samverk.core.tenancy.api import TenantRow


class Orgenhet(TenantRow):
    """The lasting identity of a unit; everything that can change is in its versions."""

    stedkode = models.CharField(max_length=6)
    type = models.CharField(max_length=20)

    class Meta:
        """One stedkode names one unit."""

        db_table = "organisation_orgenhet"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "stedkode"], name="orgenhet_stedkode_en")
        ]

    def __str__(self) -> str:
        return self.stedkode


class OrgenhetVersjon(TenantRow):
    """Name, parent and inherited properties of a unit in a period; periods never overlap."""

    enhet = models.ForeignKey(Orgenhet, on_delete=models.PROTECT, related_name="versjoner")
    overordnet = models.ForeignKey(
        Orgenhet, on_delete=models.PROTECT, null=True, related_name="underordnede"
    )
    navn = models.CharField(max_length=200)
    navn_nn = models.CharField(max_length=200, blank=True)
    navn_en = models.CharField(max_length=200, blank=True)
    kortnavn = models.CharField(max_length=40)
    koststed = models.CharField(max_length=8, blank=True)
    virksomhet_orgnr = models.CharField(max_length=9, blank=True)
    aga_sone = models.CharField(max_length=2, blank=True)
    gyldig = DateRangeField()

    class Meta:
        """Overlap is refused by an exclusion key in the migration."""

        db_table = "organisation_orgenhetversjon"

    def __str__(self) -> str:
        return self.navn


class OrgenhetNoekkel(TenantRow):
    """An external key of a unit: {type, sourceSystem, value} exactly as ORGREG has it."""

    enhet = models.ForeignKey(Orgenhet, on_delete=models.PROTECT, related_name="noekler")
    type = models.CharField(max_length=40)
    source_system = models.CharField(max_length=40)
    value = models.CharField(max_length=60)

    class Meta:
        """A key names one unit per tenant."""

        db_table = "organisation_orgenhetnoekkel"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "type", "source_system", "value"], name="orgenhetnoekkel_en"
            )
        ]

    def __str__(self) -> str:
        return f"{self.type}={self.value}"


class EnhetUnder(models.Model):
    """Access closure of the tree: who lies under whom, and when (kept when a unit closes)."""

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey("tenancy.Tenant", on_delete=models.PROTECT, related_name="+")
    over = models.ForeignKey(Orgenhet, on_delete=models.PROTECT, related_name="+")
    under = models.ForeignKey(Orgenhet, on_delete=models.PROTECT, related_name="+")
    avstand = models.PositiveSmallIntegerField()
    gyldig = DateRangeField()

    class Meta:
        """Rebuilt from the versions by samverk.rebuild_tree(), never edited."""

        db_table = "organisation_enhetunder"

    def __str__(self) -> str:
        return f"{self.over_id} > {self.under_id}"
