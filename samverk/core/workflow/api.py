"""The door of the process engine.

Upper modules register what definitions point at (`register_*`, in `apps.ready()`), start cases and
complete tasks from their own services, and show `inbox`, `list_steps` and `draw_case`.
"""

from samverk.core.workflow import events
from samverk.core.workflow.models import HumanTask, ProcessDefinition, ProcessInstance, Step
from samverk.core.workflow.queries.candidates import CandidatesMissing, task_receivers
from samverk.core.workflow.queries.cases import (
    DecisionFacts,
    InstanceFacts,
    InstanceMissing,
    decisions_of,
    instances_of,
    progress,
)
from samverk.core.workflow.queries.inbox import (
    InboxPage,
    TaskFacts,
    TaskPeople,
    done_by_me,
    inbox,
    task_facts,
    task_people,
    tasks_by_id,
    tasks_of_instance,
    waiting_on_others,
)
from samverk.core.workflow.queries.library import (
    DefinitionExpired,
    DefinitionFacts,
    DefinitionMissing,
    definition_in_force,
    definition_xml,
    definitions,
    read_definition,
)
from samverk.core.workflow.queries.plans import (
    PlanFacts,
    case_titles,
    migration_plan,
    migration_plans,
    open_by_version,
    steps_gone,
)
from samverk.core.workflow.queries.statistics import WaitingTime, waiting_times
from samverk.core.workflow.queries.variants import (
    DeviationFacts,
    VariantFacts,
    deviations,
    proposals,
    variant,
    variants,
    variation_points,
)
from samverk.core.workflow.registry import (
    CaseFacts,
    StepFacts,
    register_conflict_check,
    register_decision_reader,
    register_event_type,
    register_form,
    register_handler,
    register_reference,
    register_role,
    role_name,
)
from samverk.core.workflow.rules.bpmn import Node
from samverk.core.workflow.rules.drawing import draw_case
from samverk.core.workflow.rules.progress import Progress
from samverk.core.workflow.rules.steplist import StepList, list_steps
from samverk.core.workflow.rules.tokens import OutcomeInvalid
from samverk.core.workflow.rules.validator import Fault, Registries, validate_definition
from samverk.core.workflow.rules.variation import VariationPoint
from samverk.core.workflow.services.calendar import ClosedDayRefused, close_day
from samverk.core.workflow.services.cases import (
    InstanceNotOpen,
    ReasonMissing,
    cancel_instance,
    start_process,
)
from samverk.core.workflow.services.definitions import (
    DefinitionRefused,
    Draft,
    DraftMissing,
    ParameterInvalid,
    TableRefused,
    draft_definition,
    draft_table,
    install_definition,
    install_table,
    publish_definition,
    publish_table,
)
from samverk.core.workflow.services.ending import EndRefused, end_definition
from samverk.core.workflow.services.machine import (
    drain,
    fire_due_timers,
    remind_due,
    run_service_steps,
    work,
)
from samverk.core.workflow.services.migration import (
    DryRunLine,
    MigrationRefused,
    approve_migration,
    dry_run_migration,
    migrate_instance,
    plan_migration,
)
from samverk.core.workflow.services.moving import (
    delegate_task,
    reassign_task,
    refresh_candidates,
)
from samverk.core.workflow.services.nightly import work_nightly
from samverk.core.workflow.services.tasks import (
    FourEyesBroken,
    NudgeTooSoon,
    ReceiverUnable,
    Submission,
    TaskDone,
    TaskMissing,
    TaskNotOpen,
    TaskNotYours,
    claim_task,
    complete_task,
    mark_opened,
    nudge_task,
    release_task,
)
from samverk.core.workflow.services.variants import (
    NewVariant,
    VariantRefused,
    approve_variant,
    end_variant,
    propose_variant,
    refuse_variant,
)

__all__ = [
    "CandidatesMissing", "CaseFacts", "ClosedDayRefused", "DecisionFacts", "DefinitionExpired",
    "DefinitionFacts", "DefinitionMissing", "DefinitionRefused", "DeviationFacts", "Draft",
    "DraftMissing", "DryRunLine", "EndRefused", "Fault", "FourEyesBroken", "HumanTask", "InboxPage",
    "InstanceFacts", "InstanceMissing", "InstanceNotOpen", "MigrationRefused", "NewVariant", "Node",
    "NudgeTooSoon", "OutcomeInvalid", "ParameterInvalid", "PlanFacts", "ProcessDefinition",
    "ProcessInstance", "Progress", "ReasonMissing", "ReceiverUnable", "Registries", "Step",
    "StepFacts", "StepList", "Submission", "TableRefused", "TaskDone", "TaskFacts", "TaskMissing",
    "TaskNotOpen", "TaskNotYours", "TaskPeople", "VariantFacts", "VariantRefused", "VariationPoint",
    "WaitingTime", "approve_migration", "approve_variant", "cancel_instance", "case_titles",
    "claim_task", "close_day", "complete_task", "decisions_of", "definition_in_force",
    "definition_xml", "definitions", "delegate_task", "deviations", "done_by_me",
    "draft_definition", "draft_table", "drain", "draw_case", "dry_run_migration", "end_definition",
    "end_variant", "events", "fire_due_timers", "inbox", "install_definition",
    "install_table", "instances_of", "list_steps", "mark_opened", "migrate_instance",
    "migration_plan", "migration_plans", "nudge_task", "open_by_version", "plan_migration",
    "progress", "proposals", "propose_variant", "publish_definition", "publish_table",
    "read_definition", "reassign_task", "refresh_candidates", "refuse_variant",
    "register_conflict_check", "register_decision_reader", "register_event_type", "register_form",
    "register_handler", "register_reference", "register_role", "release_task", "remind_due",
    "role_name", "run_service_steps", "start_process", "steps_gone", "task_facts", "task_people",
    "task_receivers", "tasks_by_id", "tasks_of_instance", "validate_definition", "variant",
    "variants", "variation_points", "waiting_on_others", "waiting_times", "work", "work_nightly",
]  # fmt: skip
