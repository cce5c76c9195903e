"""Moving open cases as a page shows it: each with its answer and why; many are moved as a job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverk.core.access.api import Actor
from samverk.core.errors import Text
from samverk.core.jobs import api as jobs
from samverk.core.ui import api as ui
from samverk.core.workflow import api as workflow

MOVES, OBJEKT, KIND = "prosess.instans.administrer", "workflow.plan", "flyt.migrering"
LONG_FROM = 50  # cases; below this they are moved before a page could tell of it
ANSWERS = {
    "kan_flyttes": ("ok", gettext_lazy("Kan flyttes")),
    "maa_kartlegges": ("warn", gettext_lazy("Mangler steg")),
    "fullfoeres": ("mute", gettext_lazy("Blir på den gamle")),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan does with the open cases: the table, and how many it can move."""

    table: ui.Table
    movable: int
    total: int


def try_dry(actor: Actor, plan: workflow.PlanFacts, now: datetime) -> Outcome:
    """Say for each open case what the plan does with it; nothing is written."""
    lines = workflow.dry_run_migration(actor=actor, plan_id=plan.id, now=now)
    titles = workflow.case_titles(actor, [line.instance_id for line in lines])
    nodes = workflow.read_definition(plan.fra_id).nodes
    rows = []
    for line in sorted(lines, key=lambda one: list(ANSWERS).index(one.answer), reverse=True):
        status, text = ANSWERS[line.answer]
        name = nodes[line.step].named(ui.language()) if line.step in nodes else line.step
        why = ui.sentence(Text(line.why.id, {"steg": name})) if line.step else ""
        title = titles.get(line.instance_id, _("Sak du ikke har tilgang til"))
        rows.append(ui.Row((ui.Cell(title, note=why), ui.Cell(text, status=status))))
    table = ui.Table(
        _("Åpne saker på den gamle versjonen"), [ui.Column(_("Sak")), ui.Column(_("Svar"))], rows,
        stack=True, empty_title=_("Ingen åpne saker på den gamle versjonen"),
        empty_icon="CheckmarkCircle",
    )  # fmt: skip
    movable = sum(line.answer == "kan_flyttes" for line in lines)
    return Outcome(table, movable, len(lines))


def move(
    *, actor: Actor, plan_id: UUID, now: datetime,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> int:  # fmt: skip
    """Move the cases that can be moved and return how many were; what stops one stops them all."""
    lines = workflow.dry_run_migration(actor=actor, plan_id=plan_id, now=now)
    keys = [line.instance_id for line in lines if line.answer == "kan_flyttes"]
    moved = 0
    for done, key in enumerate(keys, 1):
        moved += workflow.migrate_instance(actor=actor, plan_id=plan_id, instance_id=key, now=now)
        tell(done, len(keys))
    return moved


def _work(actor: Actor, plan_id: UUID, meter: jobs.Meter, now: datetime) -> None:
    meter.phase("proever")
    move(actor=actor, plan_id=plan_id, now=now, tell=meter)


def _address(plan_id: UUID) -> str:
    return f"/prosesser/flytting/{plan_id}/"


def register() -> None:
    """Register the moving of many cases as long work."""
    jobs.register_job(
        jobs.JobKind(
            name=KIND, run=_work, needs=MOVES, sees=MOVES, objekt_type=OBJEKT, url_for=_address,
            title=gettext_lazy("Sakene flyttes"),
            done=gettext_lazy("Sakene som kunne flyttes, er flyttet."),
            counted=gettext_lazy("%(gjort)s av %(av)s flyttet"),
            phases={"proever": gettext_lazy("Ser hvilke saker som kan flyttes.")},
        )
    )  # fmt: skip


def steps_of(
    pairs: Sequence[tuple[workflow.Node, list[workflow.Node]]],
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Steps that are gone as a form asks for them: (id, name, what can answer to it)."""
    language = ui.language()
    return [
        (old.id, old.named(language), [(n.id, n.named(language)) for n in found])
        for old, found in pairs
    ]
