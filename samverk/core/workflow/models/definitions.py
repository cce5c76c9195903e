"""What is published: definitions, decision tables, and what a tenant fills in."""

from __future__ import annotations

from django.db import models

from samverk.core.access.api import Bruker
from samverk.core.tenancy.api import TenantRow


class Published(TenantRow):
    """A numbered version: drafted by one, published by another, then immutable.

    A draft has no version. Without drafter it came with the product. National rows belong to BOTT
    and are read by all tenants.
    """

    noekkel = models.CharField(max_length=80)
    versjon = models.PositiveIntegerField(null=True)
    is_nasjonal = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)
    endringsnotat = models.CharField(max_length=400, blank=True)
    vedtaksref = models.CharField(max_length=80, blank=True)
    utkast_av = models.ForeignKey(Bruker, on_delete=models.PROTECT, null=True, related_name="+")
    utkast_at = models.DateTimeField()
    publisert_av = models.ForeignKey(Bruker, on_delete=models.PROTECT, null=True, related_name="+")
    publisert_at = models.DateTimeField(null=True)
    gyldig_fra = models.DateField(null=True)

    class Meta:
        """Abstract."""

        abstract = True

    def __str__(self) -> str:
        return f"{self.noekkel}@{self.versjon or 'utkast'}"


class ProcessDefinition(Published):
    """A process or a slot fragment as BPMN, with its scenarios and national parameter limits."""

    is_fragment = models.BooleanField(default=False)
    xml = models.TextField()
    scenarier = models.JSONField(default=dict)
    parametre = models.JSONField(default=dict)  # {name: {standard, min, max}}
    gyldig_til = models.DateField(null=True)  # the first day on which no new case starts
    slutt_vedtaksref = models.CharField(max_length=80, blank=True)

    class Meta:
        """Versions are unique per tenant and key."""

        db_table = "workflow_definition"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "noekkel", "versjon"], name="definition_versjon_en"
            )
        ]


class DecisionTable(Published):
    """A decision table, checked for overlaps and gaps before it was published."""

    tabell = models.JSONField()
    gyldig_til = models.DateField(null=True)

    class Meta:
        """Versions are unique per tenant and key."""

        db_table = "workflow_decisiontable"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "noekkel", "versjon"], name="decisiontable_versjon_en"
            )
        ]


class Variant(TenantRow):
    """A tenant's content for a declared slot, or its value for a declared parameter.

    Expiry never removes it: it turns `utloept`, stays in force and counts as a deviation.
    """

    definisjon = models.CharField(max_length=80)
    spor = models.CharField(max_length=80, blank=True)
    parameter = models.CharField(max_length=80, blank=True)
    fragment = models.ForeignKey(
        ProcessDefinition, on_delete=models.PROTECT, null=True, related_name="+"
    )
    verdi = models.CharField(max_length=80, blank=True)
    eier = models.ForeignKey(
        Bruker, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    begrunnelse = models.CharField(max_length=400)
    gyldig_fra = models.DateField()
    utloeper_on = models.DateField()
    status = models.CharField(max_length=12, default="foreslaatt")
    foreslaatt_av = models.ForeignKey(
        Bruker, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    foreslaatt_at = models.DateTimeField()
    godkjent_av = models.ForeignKey(
        Bruker,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    godkjent_at = models.DateTimeField(null=True)
    vedtaksref = models.CharField(max_length=80, blank=True)
    avslaatt_av = models.ForeignKey(
        Bruker,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    avslaatt_at = models.DateTimeField(null=True)
    avslaatt_grunn = models.CharField(max_length=400, blank=True)

    class Meta:
        """One in force per slot or parameter; limits are CHECKs in the migration."""

        db_table = "workflow_variant"

    def __str__(self) -> str:
        return f"{self.definisjon}: {self.spor or self.parameter}"


class ClosedDay(TenantRow):
    """A working day on which the tenant is closed; deadlines in working days pass over it."""

    dag = models.DateField()
    navn = models.CharField(max_length=80)

    class Meta:
        """One row per day."""

        db_table = "workflow_closedday"
        constraints = [models.UniqueConstraint(fields=["tenant", "dag"], name="closedday_en")]

    def __str__(self) -> str:
        return str(self.dag)
