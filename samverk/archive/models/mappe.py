"""Files: mappe and saksmappe in one table, their parties, screening and retention."""

from __future__ import annotations

from django.db import models

from samverk.archive.models.codes import Tilgangskode
from samverk.archive.models.structure import Arkivdel, Arkivenhet, Klasse
from samverk.core.access.api import Bruker
from samverk.core.organisation.api import Orgenhet
from samverk.core.parties.api import Party
from samverk.core.tenancy.api import TenantRow


class Mappe(Arkivenhet):
    """A file. A saksmappe is the only kind that may hold journalposter (krav 2.5.2).

    Exactly one parent of arkivdel, klasse and overmappe; `referanse_arkivdel` is its home series
    whichever the parent is. Numbers are filled by the database.
    """

    type = models.CharField(max_length=12, default="saksmappe")  # mappe | saksmappe
    arkivdel = models.ForeignKey(Arkivdel, on_delete=models.PROTECT, null=True, related_name="+")
    klasse = models.ForeignKey(Klasse, on_delete=models.PROTECT, null=True, related_name="mapper")
    overmappe = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="undermapper"
    )
    referanse_arkivdel = models.ForeignKey(
        Arkivdel, on_delete=models.PROTECT, related_name="mapper"
    )
    mappe_id = models.CharField(max_length=20, blank=True)
    tittel = models.CharField(max_length=300)
    offentlig_tittel = models.CharField(max_length=300)
    beskrivelse = models.CharField(max_length=1000, blank=True)
    dokumentmedium = models.CharField(max_length=1, default="E")
    tilgangskode = models.ForeignKey(
        Tilgangskode, on_delete=models.PROTECT, null=True, related_name="+"
    )
    administrativ_enhet = models.ForeignKey(Orgenhet, on_delete=models.PROTECT, related_name="+")
    avsluttet_at = models.DateTimeField(null=True)
    avsluttet_av = models.UUIDField(null=True)
    # saksmappe
    saksaar = models.PositiveSmallIntegerField(null=True)
    sakssekvensnummer = models.PositiveIntegerField(null=True)
    saksdato = models.DateField(null=True)
    saksstatus = models.CharField(max_length=1, null=True)  # noqa: DJ001 - null: not a saksmappe
    saksansvarlig = models.ForeignKey(Bruker, on_delete=models.PROTECT, null=True, related_name="+")
    saksansvarlig_navn = models.CharField(max_length=120, blank=True)
    siste_journalpostnummer = models.PositiveIntegerField(default=0)

    class Meta:
        """Numbers are unique per tenant and year."""

        db_table = "archive_mappe"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "mappe_id"], name="mappe_id_en"),
            models.UniqueConstraint(
                fields=["tenant", "saksaar", "sakssekvensnummer"], name="saksnummer_ett"
            ),
        ]

    def __str__(self) -> str:
        return self.mappe_id


class Part(TenantRow):
    """A party in a case (applicant, employee, lawyer); it sees the case it is party to."""

    mappe = models.ForeignKey(Mappe, on_delete=models.PROTECT, related_name="parter")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    part_rolle = models.CharField(max_length=10)

    class Meta:
        """A party holds a role once."""

        db_table = "archive_part"
        constraints = [models.UniqueConstraint(fields=["tenant", "mappe", "party"], name="part_en")]

    def __str__(self) -> str:
        return self.part_rolle


class Kassasjon(TenantRow):
    """A retention rule of a series, class or file; the newest row of the nearest level counts."""

    arkivdel = models.ForeignKey(Arkivdel, on_delete=models.PROTECT, null=True, related_name="+")
    klasse = models.ForeignKey(Klasse, on_delete=models.PROTECT, null=True, related_name="+")
    mappe = models.ForeignKey(Mappe, on_delete=models.PROTECT, null=True, related_name="+")
    kassasjonsvedtak = models.CharField(max_length=1)  # B, K, G
    kassasjonshjemmel = models.CharField(max_length=200, blank=True)
    bevaringstid_aar = models.PositiveSmallIntegerField(null=True)
    kassasjonsdato = models.DateField(null=True)
    begrunnelse = models.CharField(max_length=400, blank=True)
    sikkerhet = models.CharField(max_length=12, default="ubekreftet")
    registrert_at = models.DateTimeField()

    class Meta:
        """Append-only."""

        db_table = "archive_kassasjon"

    def __str__(self) -> str:
        return self.kassasjonsvedtak
