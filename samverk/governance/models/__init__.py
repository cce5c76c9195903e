"""Aggregates of the collaboration's governance, one file each. All rows belong to BOTT."""

from samverk.governance.models.agenda import AgendaItem, Decision, DecisionSeries
from samverk.governance.models.benefits import (
    Baseline,
    Benefit,
    Indicator,
    Measurement,
    Target,
)
from samverk.governance.models.bodies import CollabBody, Membership
from samverk.governance.models.mandates import Mandate, PassageCondition, PhasePassage
from samverk.governance.models.plans import Deliverable, Milestone, MilestoneDependency
from samverk.governance.models.projects import Project
from samverk.governance.models.reports import (
    CostEstimate,
    LightOverride,
    LightScale,
    StatusReport,
)
from samverk.governance.models.risks import RaidItem, ReviewFinding

__all__ = [
    "AgendaItem", "Baseline", "Benefit", "CollabBody", "CostEstimate", "Decision",
    "DecisionSeries", "Deliverable", "Indicator", "LightOverride", "LightScale", "Mandate",
    "Measurement", "Membership", "Milestone", "MilestoneDependency", "PassageCondition",
    "PhasePassage", "Project", "RaidItem", "ReviewFinding", "StatusReport", "Target",
]  # fmt: skip
