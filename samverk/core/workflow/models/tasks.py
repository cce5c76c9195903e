"""Human tasks: whom the case waits for, since when, and everything done to move it."""

from __future__ import annotations

from django.db import models

from samverk.core.access.api import Bruker
from samverk.core.organisation.api import Orgenhet
from samverk.core.tenancy.api import TenantRow
from samverk.core.workflow.models.instances import ProcessInstance, Step


class HumanTask(TenantRow):
    """A task for a person. `stoette` is the support task of a machine step that keeps failing."""

    step = models.ForeignKey(
        Step, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="tasks"
    )
    instance = models.ForeignKey(
        ProcessInstance,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="tasks",
    )
    art = models.CharField(max_length=8, default="oppgave")  # oppgave | stoette
    scope = models.CharField(max_length=80, blank=True)
    node = models.CharField(max_length=80)
    skjema = models.CharField(max_length=80)
    rolle = models.CharField(max_length=40)
    enhet = models.ForeignKey(
        Orgenhet,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    ikke_samme_som = models.CharField(max_length=80, blank=True)
    is_for_subject = models.BooleanField(default=False)  # the person the case is about does it
    status = models.CharField(max_length=8, default="ledig")  # ledig | tatt | utfoert | avbrutt
    assignee = models.ForeignKey(
        Bruker,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    frist_varighet = models.CharField(max_length=12, blank=True)
    opened_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    reminded_count = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True)
    escalated_to = models.ForeignKey(
        Bruker,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    delegated_from = models.ForeignKey(
        Bruker,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        Bruker,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    on_behalf_of = models.ForeignKey(
        Bruker,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    outcome = models.JSONField(default=dict)
    comment = models.TextField(blank=True)

    class Meta:
        """Frozen once done; four eyes are a trigger too."""

        db_table = "workflow_humantask"

    def __str__(self) -> str:
        return f"{self.node} {self.status}"


class TaskCandidate(TenantRow):
    """Somebody who may do an open task, and why; closed rows are its history.

    `sort_at` repeats the deadline (far ahead when there is none), so that the inbox is one ordered
    index scan.
    """

    task = models.ForeignKey(
        HumanTask,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="candidates",
    )
    bruker = models.ForeignKey(
        Bruker, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    on_behalf_of = models.ForeignKey(
        Bruker,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    grunn = models.CharField(max_length=20)  # rolle | leder | overordnet | stedfortreder | …
    sort_at = models.DateTimeField()
    fra_at = models.DateTimeField()
    til_at = models.DateTimeField(null=True)

    class Meta:
        """One open row per task and account."""

        db_table = "workflow_taskcandidate"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "task", "bruker"],
                name="taskcandidate_en",
                condition=models.Q(til_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.grunn


class TaskChange(TenantRow):
    """Something that happened to a task: taken, released, moved, nudged, reminded, escalated."""

    task = models.ForeignKey(
        HumanTask,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="changes",
    )
    art = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey(
        Bruker,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    to = models.ForeignKey(
        Bruker,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    paa_dato = models.DateField()
    begrunnelse = models.CharField(max_length=400, blank=True)

    class Meta:
        """Append-only; one nudge per task and working day."""

        db_table = "workflow_taskchange"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "task", "paa_dato"],
                name="taskchange_en_purring",
                condition=models.Q(art="purret"),
            )
        ]

    def __str__(self) -> str:
        return self.art
