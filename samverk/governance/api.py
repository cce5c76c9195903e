"""The door of governance: bodies, projects, reports, decisions, measurements."""

from samverk.governance.rules.lights import Lys, OverrideRefused
from samverk.governance.rules.stops import StopCriterion, StopCriterionInvalid
from samverk.governance.services.agenda import decide_item, raise_due, raise_item
from samverk.governance.services.ledger import SamstyringRefused, Submission
from samverk.governance.services.measurements import measure_all, measure_nightly, measure_now
from samverk.governance.services.plans import (
    accept_deliverable,
    close_finding,
    complete_measure,
    link_milestones,
    move_milestone,
    plan_deliverable,
    plan_milestone,
    reach_milestone,
    register_finding,
    register_raid,
)
from samverk.governance.services.projects import (
    NewMandate,
    NewProject,
    NullPoint,
    Passage,
    create_project,
    give_mandate,
    pass_gate,
    register_baseline,
    register_benefit,
    seat_member,
    set_next_meeting,
    set_target,
)
from samverk.governance.services.reports import Estimate, override_light, submit_report

__all__ = [
    "Estimate", "Lys", "NewMandate", "NewProject", "NullPoint", "OverrideRefused", "Passage",
    "SamstyringRefused", "StopCriterion", "StopCriterionInvalid", "Submission",
    "accept_deliverable", "close_finding", "complete_measure", "create_project",
    "decide_item", "give_mandate",
    "link_milestones", "measure_all", "measure_nightly", "measure_now", "move_milestone",
    "override_light", "pass_gate",
    "plan_deliverable", "plan_milestone", "raise_due", "raise_item", "reach_milestone",
    "register_baseline", "register_benefit", "register_finding", "register_raid", "seat_member",
    "set_next_meeting", "set_target", "submit_report",
]  # fmt: skip
