"""Accounts, roles, grants, delegations, acts in a matter, API tokens and sign-in attempts."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models

from samverk.core.organisation.api import Orgenhet
from samverk.core.parties.api import Party
from samverk.core.tenancy.api import TenantRow


class Bruker(TenantRow):
    """An account that can act: a person's, or a service user's."""

    brukernavn = models.CharField(max_length=80)
    visningsnavn = models.CharField(max_length=200)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    passord = models.CharField(max_length=200, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    sub = models.CharField(max_length=200, blank=True)
    spraak = models.CharField(max_length=2, default="nb")
    is_maskin = models.BooleanField(default=False)
    is_cast = models.BooleanField(default=False)  # shown on the demo sign-in page
    rolletekst = models.CharField(max_length=200, blank=True)
    aktiv = models.BooleanField(default=True)
    opprettet_at = models.DateTimeField()

    class Meta:
        """User names are unique per tenant; (issuer, sub) binds an account to its identity."""

        db_table = "access_bruker"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "brukernavn"], name="bruker_navn_en"),
            models.UniqueConstraint(
                fields=["tenant", "issuer", "sub"],
                name="bruker_sub_en",
                condition=~models.Q(sub=""),
            ),
        ]

    def __str__(self) -> str:
        return self.brukernavn


class Rolle(models.Model):
    """A named set of capabilities; code asks for capabilities, never for role names."""

    kode = models.CharField(primary_key=True, max_length=40)
    navn = models.CharField(max_length=80)
    navn_nn = models.CharField(max_length=80)
    navn_en = models.CharField(max_length=80)
    kapabiliteter = ArrayField(models.CharField(max_length=60))
    gis = models.CharField(max_length=8, default="haand")  # haand | stilling | maskin
    sted = models.CharField(max_length=13, default="enhet")  # enhet | institusjonen

    class Meta:
        """Reference data, installed by `samverk migrate` from roles.yaml."""

        db_table = "access_rolle"

    def __str__(self) -> str:
        return self.kode


class Formaal(models.Model):
    """Why an identifier may be seen in clear; chosen by people, fixed for machines."""

    kode = models.CharField(primary_key=True, max_length=40)
    nr = models.PositiveSmallIntegerField()  # the order in which people choose
    navn = models.CharField(max_length=120)
    navn_nn = models.CharField(max_length=120)
    navn_en = models.CharField(max_length=120)
    hvem = models.CharField(max_length=8)  # menneske | maskin | selv
    kapabilitet = models.CharField(max_length=60, blank=True)
    typer = ArrayField(models.CharField(max_length=12))

    class Meta:
        """Reference data, installed by `samverk migrate` from formaal.yaml."""

        db_table = "access_formaal"

    def __str__(self) -> str:
        return self.kode


class Grant(TenantRow):
    """One dated right: a role for an account within a scope. Ended, never deleted."""

    bruker = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="grants")
    rolle = models.ForeignKey(Rolle, on_delete=models.PROTECT, related_name="+")
    omfang = models.CharField(max_length=10)  # subtre | enhet | prosjekt | sak | selv
    enhet = models.ForeignKey(Orgenhet, on_delete=models.PROTECT, null=True, related_name="+")
    omfang_id = models.UUIDField(null=True)
    gyldig = DateRangeField()
    kilde = models.CharField(max_length=12)  # auto | manuell | noed | oppsett
    tildelt_av = models.UUIDField(null=True)
    godkjent_av = models.UUIDField(null=True)
    begrunnelse = models.CharField(max_length=400, blank=True)
    opprettet_at = models.DateTimeField()
    avsluttet_av = models.UUIDField(null=True)
    avsluttet_at = models.DateTimeField(null=True)
    avslutning = models.CharField(max_length=400, blank=True, default="")  # why it ended

    class Meta:
        """Two-person rule and «never to oneself» are CHECKs in the migration."""

        db_table = "access_grant"

    def __str__(self) -> str:
        return f"{self.rolle_id} {self.omfang}"


class Delegasjon(TenantRow):
    """A deputy: some capabilities of one person, lent to another in a unit, until a day ends."""

    fra = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="delegasjoner_ut")
    til = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="delegasjoner_inn")
    enhet = models.ForeignKey(Orgenhet, on_delete=models.PROTECT, related_name="+")
    kapabiliteter = ArrayField(models.CharField(max_length=60))
    gyldig = DateRangeField()
    begrunnelse = models.CharField(max_length=400, blank=True)
    opprettet_at = models.DateTimeField()
    avsluttet_at = models.DateTimeField(null=True)  # ended before its last day
    avsluttet_av = models.UUIDField(null=True)

    class Meta:
        """Not chainable, and never for pay approval or access administration."""

        db_table = "access_delegasjon"

    def __str__(self) -> str:
        return f"{self.fra_id} > {self.til_id}"


class SakHandling(TenantRow):
    """Who did what in one matter; the database refuses two roles in one hand."""

    sak_type = models.CharField(max_length=40)
    sak_id = models.UUIDField()
    handling = models.CharField(max_length=12)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    paa_vegne_av = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    skjedde_at = models.DateTimeField()

    class Meta:
        """Append-only; the trigger `pliktdeling` compares persons, also through deputies."""

        db_table = "access_sakhandling"

    def __str__(self) -> str:
        return f"{self.handling} {self.sak_type}"


class ApiToken(TenantRow):
    """A token for a service user: only its hash is kept."""

    bruker = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="+")
    navn = models.CharField(max_length=80)
    token_hash = models.BinaryField(max_length=32)
    kapabiliteter = ArrayField(models.CharField(max_length=60))
    utloeper_at = models.DateTimeField()
    trukket_at = models.DateTimeField(null=True)
    opprettet_at = models.DateTimeField()

    class Meta:
        """Capabilities narrow the service user's own."""

        db_table = "access_apitoken"

    def __str__(self) -> str:
        return self.navn


class Innloggingsforsoek(TenantRow):
    """A failed or successful sign-in; used to slow down guessing."""

    brukernavn_hash = models.BinaryField(max_length=32)
    lyktes = models.BooleanField()
    skjedde_at = models.DateTimeField()

    class Meta:
        """Append-only."""

        db_table = "access_innloggingsforsoek"

    def __str__(self) -> str:
        return str(self.skjedde_at)
