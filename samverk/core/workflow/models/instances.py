"""What runs: instances, their steps, timers, awaited events and decisions."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samverk.core.access.api import Bruker
from samverk.core.organisation.api import Orgenhet
from samverk.core.parties.api import Party
from samverk.core.tenancy.api import TenantRow
from samverk.core.workflow.models.definitions import ProcessDefinition


class ProcessInstance(TenantRow):
    """One case on its way through a definition, pinned to its version and slot fragments.

    It holds ids and codes only; the business object owns the truth.
    """

    definition = models.ForeignKey(ProcessDefinition, on_delete=models.PROTECT, related_name="+")
    fragments = models.JSONField(default=dict)  # call activity -> id of the bound fragment
    objekt_type = models.CharField(max_length=60)
    objekt_id = models.UUIDField()
    enhet = models.ForeignKey(
        Orgenhet,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    gjelder_party = models.ForeignKey(
        Party,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    noekler = models.JSONField(default=dict)  # correlation key -> id
    started_by = models.ForeignKey(
        Bruker, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    started_at = models.DateTimeField()
    status = models.CharField(max_length=10, default="aapen")  # aapen | fullfoert | avbrutt
    ended_at = models.DateTimeField(null=True)
    avbrutt_grunn = models.CharField(max_length=400, blank=True)

    class Meta:
        """One row lock on this row orders everything that happens to the case."""

        db_table = "workflow_instance"

    def __str__(self) -> str:
        return f"{self.objekt_type} {self.status}"


class Step(TenantRow):
    """One visit to a node. Never deleted, and frozen once left; a loop gives new rows."""

    instance = models.ForeignKey(
        ProcessInstance,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="steps",
    )
    nr = models.PositiveIntegerField()
    scope = models.CharField(max_length=80, blank=True)
    node = models.CharField(max_length=80)
    kind = models.CharField(max_length=24)
    pass_no = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=8, default="aapen")  # aapen | ferdig | avbrutt | flyttet
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    exit_flow = models.CharField(max_length=400, blank=True)
    arrived = ArrayField(models.CharField(max_length=80), default=list)
    values = models.JSONField(default=dict)
    from_step = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    actor_kind = models.CharField(max_length=10, blank=True)
    actor = models.ForeignKey(
        Bruker,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    forsoek = models.PositiveSmallIntegerField(default=0)  # machine steps: attempts so far
    next_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    feil = models.CharField(max_length=120, blank=True)  # kind of fault, never its data

    class Meta:
        """Numbered within the instance."""

        db_table = "workflow_step"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "instance", "nr"], name="step_nr_en")
        ]

    def __str__(self) -> str:
        return f"{self.scope}/{self.node} {self.status}"


class Timer(TenantRow):
    """A boundary timer armed on a step, with the duration it was armed with."""

    step = models.ForeignKey(
        Step, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="timers"
    )
    instance = models.ForeignKey(
        ProcessInstance,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    node = models.CharField(max_length=80)
    varighet = models.CharField(max_length=12)
    is_virkedager = models.BooleanField()
    is_interrupting = models.BooleanField()
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        """One per step and timer node."""

        db_table = "workflow_timer"
        constraints = [models.UniqueConstraint(fields=["tenant", "step", "node"], name="timer_en")]

    def __str__(self) -> str:
        return f"{self.node} {self.due_at}"


class Subscription(TenantRow):
    """A step that waits for an event about one id."""

    step = models.OneToOneField(Step, on_delete=models.PROTECT, related_name="subscription")
    instance = models.ForeignKey(
        ProcessInstance,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    type = models.CharField(max_length=80)
    noekkel = models.CharField(max_length=40)
    verdi = models.UUIDField()
    armed_at = models.DateTimeField()
    event_id = models.UUIDField(null=True)
    matched_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        """One event matches one subscription."""

        db_table = "workflow_subscription"

    def __str__(self) -> str:
        return f"{self.type} {self.noekkel}"


class KeptEvent(TenantRow):
    """An event some process may wait for, kept until a step takes it: it may come first."""

    event_id = models.UUIDField()
    type = models.CharField(max_length=80)
    noekkel = models.CharField(max_length=40)
    verdi = models.UUIDField()
    received_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        """One row per event and correlation key; taken by at most one step."""

        db_table = "workflow_keptevent"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "event_id", "noekkel"], name="keptevent_en")
        ]

    def __str__(self) -> str:
        return self.type


class DecisionTrace(TenantRow):
    """«Hvorfor denne veien?»: which rule answered, and on what."""

    step = models.OneToOneField(Step, on_delete=models.PROTECT, related_name="decision")
    tabell = models.CharField(max_length=80)
    versjon = models.PositiveIntegerField()
    rule_id = models.CharField(max_length=40)
    inputs = models.JSONField()
    references = models.JSONField(default=dict)
    outputs = models.JSONField()
    evaluated_at = models.DateTimeField()

    class Meta:
        """Append-only."""

        db_table = "workflow_decisiontrace"

    def __str__(self) -> str:
        return f"{self.tabell}@{self.versjon} {self.rule_id}"


class MigrationPlan(TenantRow):
    """A plan to move open instances to a newer version; applied only when another has approved."""

    fra = models.ForeignKey(ProcessDefinition, on_delete=models.PROTECT, related_name="+")
    til = models.ForeignKey(ProcessDefinition, on_delete=models.PROTECT, related_name="+")
    node_map = models.JSONField(default=dict)
    laget_av = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="+")
    laget_at = models.DateTimeField()
    godkjent_av = models.ForeignKey(Bruker, on_delete=models.PROTECT, null=True, related_name="+")
    godkjent_at = models.DateTimeField(null=True)

    class Meta:
        """Author and approver differ: a CHECK in the migration."""

        db_table = "workflow_migrationplan"

    def __str__(self) -> str:
        return f"{self.fra_id} > {self.til_id}"
