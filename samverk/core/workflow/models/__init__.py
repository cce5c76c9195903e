"""Definitions and variants, running instances and their steps, human tasks.

Keys inside the tenant have `db_constraint=False`: the composite key of the migration holds them
together with the tenant, and a second check would only cost. So with the tenant-first indexes.
"""

from samverk.core.workflow.models.definitions import (
    ClosedDay,
    DecisionTable,
    ProcessDefinition,
    Variant,
)
from samverk.core.workflow.models.instances import (
    DecisionTrace,
    KeptEvent,
    MigrationPlan,
    ProcessInstance,
    Step,
    Subscription,
    Timer,
)
from samverk.core.workflow.models.tasks import HumanTask, TaskCandidate, TaskChange

__all__ = [
    "ClosedDay", "DecisionTable", "DecisionTrace", "HumanTask", "KeptEvent", "MigrationPlan",
    "ProcessDefinition", "ProcessInstance", "Step", "Subscription", "TaskCandidate",
    "TaskChange", "Timer", "Variant",
]  # fmt: skip
