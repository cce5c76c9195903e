"""Employment: a person and the employer."""

from __future__ import annotations

from django.db import models

from samverk.core.parties.api import Party
from samverk.core.tenancy.api import TenantRow
from samverk.hr.models.bitemporal import VersjonRow


class Nummerserie(TenantRow):
    """A series of numbers without gaps; its row is locked last."""

    navn = models.CharField(max_length=20)  # ansattnummer | kontrakt
    neste = models.BigIntegerField(default=1)

    class Meta:
        """One row per series and tenant; drawn through samverk.hr_trekk_nummer()."""

        db_table = "hr_nummerserie"
        constraints = [models.UniqueConstraint(fields=["tenant", "navn"], name="hr_nummerserie_en")]

    def __str__(self) -> str:
        return self.navn


class Arbeidsforhold(TenantRow):
    """A person's employment at one institution."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    ansattnummer = models.BigIntegerField()
    amelding_id = models.CharField(max_length=40)  # arbeidsforholdId in the a-melding
    opprettet_at = models.DateTimeField()

    class Meta:
        """Employee numbers have no gaps."""

        db_table = "hr_arbeidsforhold"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "ansattnummer"], name="hr_ansattnummer_en"),
            models.UniqueConstraint(fields=["tenant", "amelding_id"], name="hr_amelding_id_en"),
        ]

    def __str__(self) -> str:
        return self.amelding_id


class ArbeidsforholdVersjon(VersjonRow):
    """From when to when a person is employed, of what kind, and why it ended."""

    arbeidsforhold = models.ForeignKey(
        Arbeidsforhold, on_delete=models.PROTECT, related_name="versjoner"
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=60, default="ordinaertArbeidsforhold")
    sluttaarsak = models.CharField(max_length=60, blank=True)

    class Meta:
        """Periods of the current versions never overlap."""

        db_table = "hr_arbeidsforholdversjon"

    def __str__(self) -> str:
        return self.type
