"""Everything the lights of some projects are computed from, read in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from samverk.core.periods import add_months
from samverk.core.tenancy.api import tenants
from samverk.governance.models import (
    Baseline,
    Benefit,
    CostEstimate,
    Deliverable,
    LightOverride,
    LightScale,
    Mandate,
    Measurement,
    Milestone,
    PassageCondition,
    PhasePassage,
    Project,
    RaidItem,
    ReviewFinding,
    StatusReport,
    Target,
)
from samverk.governance.rules.lights import Limits

HISTORY = 8


@dataclass(slots=True)
class ProjectFacts:
    """One project with everything that belongs to it, as rows."""

    project: Project
    mandate: Mandate | None = None
    milestones: list[Milestone] = field(default_factory=list)
    deliverables: list[Deliverable] = field(default_factory=list)
    raid: list[RaidItem] = field(default_factory=list)
    findings: list[ReviewFinding] = field(default_factory=list)
    passages: list[PhasePassage] = field(default_factory=list)
    conditions: list[PassageCondition] = field(default_factory=list)
    reports: list[StatusReport] = field(default_factory=list)
    benefits: list[Benefit] = field(default_factory=list)
    estimate: CostEstimate | None = None
    override: LightOverride | None = None

    @property
    def fase(self) -> str:
        """Phase after the last gate; an idea before the first."""
        return self.passages[-1].til_fase if self.passages else "ide"

    def has_passed(self, gate: str) -> bool:
        """Tell whether a gate is passed."""
        return any(p.beslutningspunkt == gate for p in self.passages)

    @property
    def next_gate(self) -> str:
        """The gate that comes next; BP6 recurs."""
        return f"BP{min(len({p.beslutningspunkt for p in self.passages}) + 1, 6)}"


@dataclass(frozen=True, slots=True)
class Progress:
    """An indicator at one university: null-point, target and what was measured last."""

    baseline: Baseline | None
    target: Target | None
    latest: Measurement | None
    previous: Measurement | None


def limits_on(dag: date) -> tuple[int, Limits]:
    """Return the version and the limits of the lights that apply on a day."""
    row = LightScale.objects.filter(gjelder_fra__lte=dag).order_by("-versjon").first()
    if row is None:
        return 0, Limits()
    decimals = {k: Decimal(v) for k, v in row.grenser.items() if isinstance(v, str)}
    return row.versjon, Limits(**(row.grenser | decimals))


def read_facts(*, today: date, ids: Iterable[UUID] | None = None) -> list[ProjectFacts]:
    """Return the projects, all or some, with their rows; one query per kind of row."""
    projects = Project.objects.select_related("universitet").order_by("opprettet_at", "id")
    if ids is not None:
        projects = projects.filter(id__in=list(ids))
    found = {p.id: ProjectFacts(p) for p in projects}
    _attach(found, today)
    return list(found.values())


def _attach(found: dict[UUID, ProjectFacts], today: date) -> None:
    keys = {"project_id__in": list(found)}
    lists: dict[str, Any] = {
        "milestones": Milestone.objects.order_by("baseline_dato", "noekkel"),
        "deliverables": Deliverable.objects.order_by("planlagt_dato"),
        "raid": RaidItem.objects.order_by("registrert_at"),
        "findings": ReviewFinding.objects.order_by("frist"),
        "passages": PhasePassage.objects.order_by("passert_dato", "registrert_at"),
        "reports": StatusReport.objects.order_by("rapportert_at", "id"),
        "benefits": Benefit.objects.select_related("universitet").order_by("indikator"),
    }
    for name, rows in lists.items():
        for row in rows.filter(**keys):
            getattr(found[row.project_id], name).append(row)
    for mandate in Mandate.objects.filter(gjelder_fra__lte=today, **keys).order_by("versjon"):
        found[mandate.project_id].mandate = mandate
    for estimate in CostEstimate.objects.filter(**keys).order_by("estimert_at"):
        found[estimate.project_id].estimate = estimate
    for override in LightOverride.objects.filter(periode=today.replace(day=1), **keys):
        found[override.project_id].override = override
    conditions = PassageCondition.objects.filter(passage__project_id__in=list(found))
    for condition in conditions.select_related("passage").order_by("frist"):
        found[condition.passage.project_id].conditions.append(condition)


def read_progress(indikatorer: Iterable[str], *, today: date) -> dict[tuple[str, UUID], Progress]:
    """Return null-point, target and newest measurements per indicator and university."""
    keys = list(indikatorer)
    baselines = {
        (b.indikator, b.universitet_id): b
        for b in Baseline.objects.filter(indikator__in=keys).order_by("maalt_dato", "id")
    }
    targets = {
        (t.indikator, t.universitet_id): t
        for t in Target.objects.filter(indikator__in=keys).order_by("registrert_at", "id")
    }
    series = read_series(keys, since=add_months(today.replace(day=1), -2), today=today)
    places = [t.id for t in tenants() if t.is_university]
    return {
        (key, place): Progress(
            baselines.get((key, place)),
            targets.get((key, place)),
            *_last_two(series.get((key, place), {})),
        )
        for key in keys
        for place in places
    }


def _last_two(by_period: dict[date, Measurement]) -> tuple[Measurement | None, Measurement | None]:
    """The newest period with cases, and the one before it; a month without cases says nothing."""
    told = [m for _, m in sorted(by_period.items()) if m.is_undertrykt or m.n]
    return (told[-1] if told else None, told[-2] if len(told) > 1 else None)


def read_series(
    indikatorer: Iterable[str], *, since: date, today: date
) -> dict[tuple[str, UUID | None], dict[date, Measurement]]:
    """Return the newest measurement per indicator, university (None = all) and period."""
    rows = Measurement.objects.filter(
        indikator__in=list(indikatorer), periode__gte=since, periode__lte=today
    ).order_by("maalt_at", "id")
    series: dict[tuple[str, UUID | None], dict[date, Measurement]] = defaultdict(dict)
    for row in rows:
        series[row.indikator, row.universitet_id][row.periode] = row
    return series
