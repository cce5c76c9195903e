"""One project, and one indicator: what stands behind the board's figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.clock import OSLO
from samverk.core.periods import add_months
from samverk.governance.models import (
    AgendaItem,
    Decision,
    Indicator,
    Mandate,
    Measurement,
    Project,
)
from samverk.governance.queries.board import (
    AgendaFacts,
    BenefitRow,
    ProjectRow,
    agenda,
    agenda_facts,
    benefit_rows,
    project_row,
)
from samverk.governance.queries.cases import CaseFacts, StepName, cases_behind, step_names
from samverk.governance.queries.facts import limits_on, read_facts, read_progress, read_series
from samverk.governance.rules.stops import decision_number

MONTHS = 12


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """One project with everything computed about it."""

    row: ProjectRow
    mandates: list[Mandate]
    benefits: list[BenefitRow]
    items: list[AgendaFacts]
    may_report: bool
    may_decide: bool


def read_project_page(actor: Actor, noekkel: str, *, now: datetime) -> ProjectPage | None:
    """Return one project, or None when it does not exist or may not be seen.

    Args:
        actor: who reads; noekkel: the project's key; now: when.
    """
    actor.require("samstyring.les")
    today = now.astimezone(OSLO).date()
    project = Project.objects.filter(noekkel=noekkel).first()
    if project is None:
        return None
    _version, limits = limits_on(today)
    facts = read_facts(today=today, ids=[project.id])
    keys = sorted({b.indikator for b in facts[0].benefits})
    progress = read_progress(keys, today=today)
    leads = actor.can("samstyring.rapporter") and project.leder_bruker_id == actor.bruker_id
    return ProjectPage(
        row=project_row(facts[0], progress, now=now, limits=limits),
        mandates=list(Mandate.objects.filter(project=project).order_by("-versjon")),
        benefits=benefit_rows(facts, keys, progress, today=today, limits=limits),
        items=[i for i in agenda(today=today) if i.prosjekt_noekkel == noekkel],
        may_report=project.status != "stoppet" and (leads or actor.can("samstyring.forvalt")),
        may_decide=actor.can("samstyring.beslutt") or actor.can("samstyring.forvalt"),
    )


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One matter, and its decision when there is one."""

    item: AgendaFacts
    vedtak: Decision | None
    nummer: str
    may_decide: bool


def read_item_page(actor: Actor, item_id: UUID, *, now: datetime) -> ItemPage | None:
    """Return one matter, or None when it does not exist or may not be seen."""
    actor.require("samstyring.les")
    row = AgendaItem.objects.select_related("project", "body").filter(id=item_id).first()
    if row is None:
        return None
    made = Decision.objects.filter(item_id=item_id).first()
    number = decision_number(row.body.navn, made.nummer, made.aar) if made else ""
    decides = actor.can("samstyring.beslutt") or actor.can("samstyring.forvalt")
    facts = agenda_facts(row, now.astimezone(OSLO).date())
    return ItemPage(facts, made, number, decides and made is None)


@dataclass(frozen=True, slots=True)
class BenefitPage:
    """One indicator: formula, the four universities, the months, the cases behind."""

    row: BenefitRow
    months: list[date]
    series: dict[UUID | None, dict[date, Measurement]]
    total: Measurement | None
    cases: list[CaseFacts]
    sees_cases: bool
    step_names: dict[tuple[str, str], StepName]


def read_benefit_page(actor: Actor, noekkel: str, *, now: datetime) -> BenefitPage | None:
    """Return one indicator, or None when it does not exist.

    The cases behind are those of the reader's own university and only for one who may read
    cases there; row-level security decides which.
    """
    actor.require("samstyring.les")
    today = now.astimezone(OSLO).date()
    if not Indicator.objects.filter(noekkel=noekkel).exists():
        return None
    _version, limits = limits_on(today)
    progress = read_progress([noekkel], today=today)
    first = today.replace(day=1)
    months = [add_months(first, -back) for back in range(MONTHS - 1, -1, -1)]
    found = read_series([noekkel], since=months[0], today=today)
    series = {place: by_period for (_, place), by_period in found.items()}
    facts = [f for f in read_facts(today=today) if any(b.indikator == noekkel for b in f.benefits)]
    sees = actor.can("sak.sak.les")
    rows = benefit_rows(facts, [noekkel], progress, today=today, limits=limits)
    return BenefitPage(
        row=rows[0],
        months=months,
        series=series,
        total=series.get(None, {}).get(first),
        cases=cases_behind(noekkel, first, add_months(first, 1)) if sees else [],
        sees_cases=sees,
        step_names=step_names(actor) if noekkel == "ventetid_ledd" else {},
    )
