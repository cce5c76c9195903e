"""Records: registrering and journalpost in one table, correspondents, sign-off, screening."""

from __future__ import annotations

from django.db import models

from samverk.archive.models.codes import Tilgangskode
from samverk.archive.models.mappe import Mappe
from samverk.archive.models.structure import Arkivdel, Arkivenhet
from samverk.core.access.api import Bruker
from samverk.core.organisation.api import Orgenhet
from samverk.core.parties.api import Party
from samverk.core.tenancy.api import TenantRow


class Registrering(Arkivenhet):
    """A record: one transaction with its metadata and documents. Numbers come from the database."""

    type = models.CharField(max_length=12, default="journalpost")  # journalpost | arkivnotat
    mappe = models.ForeignKey(Mappe, on_delete=models.PROTECT, related_name="registreringer")
    referanse_arkivdel = models.ForeignKey(Arkivdel, on_delete=models.PROTECT, related_name="+")
    registrerings_id = models.CharField(max_length=30, blank=True)
    tittel = models.CharField(max_length=300)
    offentlig_tittel = models.CharField(max_length=300)
    dokumentmedium = models.CharField(max_length=1, default="E")
    tilgangskode = models.ForeignKey(
        Tilgangskode, on_delete=models.PROTECT, null=True, related_name="+"
    )
    administrativ_enhet = models.ForeignKey(Orgenhet, on_delete=models.PROTECT, related_name="+")
    saksbehandler = models.ForeignKey(Bruker, on_delete=models.PROTECT, null=True, related_name="+")
    saksbehandler_navn = models.CharField(max_length=120, blank=True)
    arkivert_at = models.DateTimeField(null=True)
    arkivert_av = models.UUIDField(null=True)
    # journalpost
    journalenhet = models.ForeignKey(
        Orgenhet, on_delete=models.PROTECT, null=True, related_name="+"
    )
    journalaar = models.PositiveSmallIntegerField(null=True)
    journalsekvensnummer = models.PositiveIntegerField(null=True)
    journalpostnummer = models.PositiveIntegerField()
    journalposttype = models.CharField(max_length=1, null=True)  # noqa: DJ001 - null: not one
    journalstatus = models.CharField(max_length=1, null=True)  # noqa: DJ001 - null: not one
    journaldato = models.DateField(null=True)
    dokumentets_dato = models.DateField(null=True)
    mottatt_dato = models.DateField(null=True)
    sendt_dato = models.DateField(null=True)
    forfallsdato = models.DateField(null=True)
    har_vaert_fast = models.BooleanField(default=False)  # has ever been E, J, A or U
    # where it came from
    is_automatic = models.BooleanField(default=False)
    modul = models.CharField(max_length=30, blank=True)
    ekstern_id = models.CharField(max_length=80, blank=True)
    steg_id = models.UUIDField(null=True)

    class Meta:
        """One record per event of a module, however often it is sent (domain contract, §21)."""

        db_table = "archive_registrering"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "journalenhet", "journalaar", "journalsekvensnummer"],
                name="loepenummer_ett",
                nulls_distinct=False,
                condition=models.Q(type="journalpost"),
            ),
            models.UniqueConstraint(
                fields=["tenant", "mappe", "journalpostnummer"], name="journalpostnummer_ett"
            ),
            models.UniqueConstraint(
                fields=["tenant", "modul", "ekstern_id"],
                name="ekstern_id_en",
                condition=~models.Q(ekstern_id=""),
            ),
        ]

    def __str__(self) -> str:
        return self.registrerings_id


class Korrespondansepart(TenantRow):
    """Sender or receiver of a record; external (E…) or internal (I…)."""

    registrering = models.ForeignKey(
        Registrering, on_delete=models.PROTECT, related_name="korrespondanseparter"
    )
    korrespondanseparttype = models.CharField(max_length=2)
    navn = models.CharField(max_length=200)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    bruker = models.ForeignKey(Bruker, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """Frozen with the record it belongs to."""

        db_table = "archive_korrespondansepart"

    def __str__(self) -> str:
        return self.korrespondanseparttype


class Avskrivning(TenantRow):
    """Sign-off: how and when an incoming record was finished. Never changed."""

    registrering = models.ForeignKey(
        Registrering, on_delete=models.PROTECT, related_name="avskrivninger"
    )
    korrespondansepart = models.ForeignKey(
        Korrespondansepart, on_delete=models.PROTECT, null=True, related_name="+"
    )
    referanse = models.ForeignKey(
        Registrering, on_delete=models.PROTECT, null=True, related_name="avskriver"
    )
    avskrivningsmaate = models.CharField(max_length=3)
    avskrivningsdato = models.DateField()
    avskrevet_av = models.UUIDField()

    class Meta:
        """Many-to-many between I and U; one row per pair (and recipient)."""

        db_table = "archive_avskrivning"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "registrering", "korrespondansepart", "referanse"],
                name="avskrivning_en",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.avskrivningsmaate


class Skjerming(TenantRow):
    """A screening of a file or record: dated versions, the newest counts. Never changed."""

    mappe = models.ForeignKey(
        Mappe, on_delete=models.PROTECT, null=True, related_name="skjerminger"
    )
    registrering = models.ForeignKey(
        Registrering, on_delete=models.PROTECT, null=True, related_name="skjerminger"
    )
    tilgangskode = models.ForeignKey(
        Tilgangskode, on_delete=models.PROTECT, null=True, related_name="+"
    )
    skjermingshjemmel = models.CharField(max_length=200, blank=True)
    fra_dato = models.DateField()
    skjermingsvarighet_aar = models.PositiveSmallIntegerField(null=True)
    begrunnelse = models.CharField(max_length=400, blank=True)
    registrert_at = models.DateTimeField()
    registrert_av = models.UUIDField()

    class Meta:
        """Append-only; no code means that the screening was lifted."""

        db_table = "archive_skjerming"

    def __str__(self) -> str:
        return str(self.fra_dato)
