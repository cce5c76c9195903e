"""The structure above the files: arkiv, arkivdel, klassifikasjonssystem, klasse, number series."""

from __future__ import annotations

from django.db import models

from samverk.core.organisation.api import Orgenhet
from samverk.core.tenancy.api import TenantRow


class Arkivenhet(TenantRow):
    """What every Noark unit carries: who made it and when (systemID is the primary key)."""

    opprettet_at = models.DateTimeField()
    opprettet_av = models.UUIDField()

    class Meta:
        """Abstract."""

        abstract = True


class Arkiv(Arkivenhet):
    """A fonds: everything one arkivskaper creates."""

    tittel = models.CharField(max_length=200)
    beskrivelse = models.CharField(max_length=400, blank=True)
    arkivstatus = models.CharField(max_length=1, default="O")  # O opprettet, A avsluttet
    avsluttet_at = models.DateTimeField(null=True)
    avsluttet_av = models.UUIDField(null=True)

    class Meta:
        """One title per tenant."""

        db_table = "archive_arkiv"
        constraints = [models.UniqueConstraint(fields=["tenant", "tittel"], name="arkiv_tittel_en")]

    def __str__(self) -> str:
        return self.tittel


class Klassifikasjonssystem(Arkivenhet):
    """A filing plan."""

    kode = models.CharField(max_length=20)
    tittel = models.CharField(max_length=200)
    klassifikasjonstype = models.CharField(max_length=4)
    kilde = models.CharField(max_length=200)
    sikkerhet = models.CharField(max_length=12, default="ubekreftet")

    class Meta:
        """One code per tenant."""

        db_table = "archive_klassifikasjonssystem"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kode"], name="klassifikasjonssystem_kode_en")
        ]

    def __str__(self) -> str:
        return self.tittel


class Arkivdel(Arkivenhet):
    """A series: part of a fonds with one primary classification; the unit of periods."""

    arkiv = models.ForeignKey(Arkiv, on_delete=models.PROTECT, related_name="arkivdeler")
    kode = models.CharField(max_length=20)
    tittel = models.CharField(max_length=200)
    arkivdelstatus = models.CharField(max_length=1, default="A")  # A, O, P, U
    klassifikasjonssystem = models.ForeignKey(
        Klassifikasjonssystem, on_delete=models.PROTECT, null=True, related_name="arkivdeler"
    )
    periode_start = models.DateField()
    periode_slutt = models.DateField(null=True)
    forloeper = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    avsluttet_at = models.DateTimeField(null=True)
    avsluttet_av = models.UUIDField(null=True)

    class Meta:
        """One code per tenant."""

        db_table = "archive_arkivdel"
        constraints = [models.UniqueConstraint(fields=["tenant", "kode"], name="arkivdel_kode_en")]

    def __str__(self) -> str:
        return self.tittel


class Klasse(Arkivenhet):
    """A node of a filing plan; only leaves hold files."""

    klassifikasjonssystem = models.ForeignKey(
        Klassifikasjonssystem, on_delete=models.PROTECT, related_name="klasser"
    )
    overklasse = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="underklasser"
    )
    klasse_id = models.CharField(max_length=20)  # klasseID, the arkivkode
    tittel = models.CharField(max_length=200)
    tittel_nn = models.CharField(max_length=200, blank=True)  # shown; the archive says tittel
    tittel_en = models.CharField(max_length=200, blank=True)
    avsluttet_at = models.DateTimeField(null=True)
    avsluttet_av = models.UUIDField(null=True)
    sikkerhet = models.CharField(max_length=12, default="ubekreftet")

    class Meta:
        """klasseID is unique in its filing plan."""

        db_table = "archive_klasse"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "klassifikasjonssystem", "klasse_id"], name="klasse_id_en"
            )
        ]

    def __str__(self) -> str:
        return f"{self.klasse_id} {self.tittel}"


class Nummerserie(TenantRow):
    """The last number used in a series and year; its row is locked while a number is taken."""

    serie = models.CharField(max_length=20)  # sak | journal
    journalenhet = models.ForeignKey(
        Orgenhet, on_delete=models.PROTECT, null=True, related_name="+"
    )
    aar = models.PositiveSmallIntegerField()
    siste = models.PositiveIntegerField()

    class Meta:
        """Written by triggers only, so that no number is chosen by hand."""

        db_table = "archive_nummerserie"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "serie", "journalenhet", "aar"],
                name="nummerserie_en",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.serie} {self.aar}"
