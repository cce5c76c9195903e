"""The facts of the UDIR-BOTT page: what to decide, the projects, the benefits, the path."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.clock import OSLO
from samverk.core.tenancy.api import TenantFacts, tenants
from samverk.governance.models import (
    AgendaItem,
    CollabBody,
    Indicator,
    Measurement,
    Milestone,
    MilestoneDependency,
)
from samverk.governance.queries.cases import DeviationFacts, expiring_deviations
from samverk.governance.queries.facts import (
    Progress,
    ProjectFacts,
    limits_on,
    read_facts,
    read_progress,
)
from samverk.governance.queries.lights import ProjectLights, benefit_facts, compute
from samverk.governance.rules.benefits import en_gevinst
from samverk.governance.rules.critical_path import Node, critical_path
from samverk.governance.rules.lights import Light, Limits

TOP_BODY = "udir_bott"
MAX_ITEMS = 7
UNDECIDED = "frigjort_tid"  # the hours of a full-time year must be decided first


@dataclass(frozen=True, slots=True)
class AgendaFacts:
    """An open matter, oldest first."""

    id: UUID
    aarsak: str
    prosjekt: str
    prosjekt_noekkel: str
    tittel: str
    bakgrunn: str
    tall: dict[str, Any]
    siden: date
    dager: int


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project on the board, with its lights."""

    facts: ProjectFacts
    lights: ProjectLights
    neste_milepael: Milestone | None

    @property
    def prognose_oere(self) -> int | None:
        """Forecast at completion: actual + commitments + estimate to complete."""
        e = self.facts.estimate
        return e.paaloept_oere + e.forpliktet_oere + e.gjenstaar_oere if e else None


@dataclass(frozen=True, slots=True)
class BenefitCell:
    """One indicator at one university."""

    universitet: TenantFacts
    light: Light
    latest: Measurement | None
    trend: str  # bedre | daarligere | uendret | ""
    maal: Decimal | None
    nullpunkt: Decimal | None


@dataclass(frozen=True, slots=True)
class BenefitRow:
    """One indicator at the four universities."""

    indicator: Indicator
    maal: tuple[Decimal, ...]
    cells: tuple[BenefitCell, ...]


@dataclass(frozen=True, slots=True)
class PathStep:
    """One milestone on the critical path."""

    milestone: Milestone
    prosjekt: str
    slip: int
    is_next: bool


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the page shows."""

    body: CollabBody
    items: list[AgendaFacts]
    n_items: int
    projects: list[ProjectRow]
    benefits: list[BenefitRow]
    path: list[PathStep]
    maalt_at: datetime | None
    periode: date | None
    paid: Measurement | None  # hourly sheets, all four universities
    deviations: list[DeviationFacts]
    unpublished: list[Indicator]  # cannot be shown before UDIR-BOTT has decided the divisor


def places() -> list[TenantFacts]:
    """The four universities in the order UiB, UiO, UiT, NTNU."""
    return [t for t in tenants() if t.is_university]


def read_board(actor: Actor, *, now: datetime) -> Board:
    """Return the page of UDIR-BOTT for one who may read it.

    Args:
        actor: a director of any of the four, or one who works for the collaboration; now: when.

    Raises:
        AccessDenied: the actor has no right to read.
    """
    actor.require("samstyring.les")
    today = now.astimezone(OSLO).date()
    _version, limits = limits_on(today)
    facts = read_facts(today=today)
    keys = sorted({b.indikator for f in facts for b in f.benefits} | _living())
    progress = read_progress(keys, today=today)
    items = agenda(today=today)
    newest = Measurement.objects.order_by("-maalt_at").first()
    shown = [p.latest.periode for p in progress.values() if p.latest]
    return Board(
        body=CollabBody.objects.get(noekkel=TOP_BODY),
        items=items[:MAX_ITEMS],
        n_items=len(items),
        projects=[project_row(f, progress, now=now, limits=limits) for f in facts],
        benefits=benefit_rows(facts, keys, progress, today=today, limits=limits),
        path=read_path(today=today),
        maalt_at=newest.maalt_at if newest else None,
        periode=max(shown, default=None),
        paid=Measurement.objects.filter(
            indikator="timeloenn_i_tide", universitet__isnull=True, n__gt=0
        )
        .order_by("-periode", "-maalt_at")
        .first(),
        deviations=expiring_deviations(actor, today=today),
        unpublished=list(Indicator.objects.filter(noekkel=UNDECIDED)),
    )


def _living() -> set[str]:
    return set(Indicator.objects.filter(is_levende=True).values_list("noekkel", flat=True))


def agenda(*, today: date) -> list[AgendaFacts]:
    """Return what the top body has not decided, oldest first."""
    rows = AgendaItem.objects.filter(body__noekkel=TOP_BODY, vedtak__isnull=True)
    found = rows.select_related("project").order_by("reist_at", "id")
    return [agenda_facts(row, today) for row in found]


def agenda_facts(row: AgendaItem, today: date) -> AgendaFacts:
    """Return one matter as pages show it."""
    since = row.reist_at.astimezone(OSLO).date()
    name, key = (row.project.navn, row.project.noekkel) if row.project else ("", "")
    return AgendaFacts(
        row.id, row.aarsak, name, key, row.tittel, row.bakgrunn, row.tall, since,
        (today - since).days,
    )  # fmt: skip


def project_row(
    facts: ProjectFacts,
    progress: dict[tuple[str, UUID], Progress],
    *,
    now: datetime,
    limits: Limits,
) -> ProjectRow:
    """Return one project with its lights and its next milestone."""
    ahead = [m for m in facts.milestones if m.faktisk_dato is None]
    ahead.sort(key=lambda m: (m.prognose_dato or m.baseline_dato, m.noekkel))
    return ProjectRow(
        facts, compute(facts, progress, now=now, limits=limits), ahead[0] if ahead else None
    )


def benefit_rows(
    facts: list[ProjectFacts],
    keys: list[str],
    progress: dict[tuple[str, UUID], Progress],
    *,
    today: date,
    limits: Limits,
) -> list[BenefitRow]:
    """Return the benefits, plan against measured, at the four universities."""
    newest: dict[str, Indicator] = {}
    for indicator in Indicator.objects.filter(noekkel__in=keys).order_by("versjon"):
        newest[indicator.noekkel] = indicator
    live = {
        (b.indikator, b.universitet_id): f
        for f in facts
        for b in f.benefits
        if f.project.status != "stoppet"
    }
    rows = []
    for key in keys:
        cells = tuple(
            _cell(newest[key], place, progress[key, place.id], live.get((key, place.id)), today,
                  limits)
            for place in places()
        )  # fmt: skip
        goals = tuple(sorted({c.maal for c in cells if c.maal is not None}))
        rows.append(BenefitRow(newest[key], goals, cells))
    return rows


def _cell(
    indicator: Indicator,
    place: TenantFacts,
    progress: Progress,
    facts: ProjectFacts | None,
    today: date,
    limits: Limits,
) -> BenefitCell:
    light = en_gevinst(
        benefit_facts(indicator.noekkel, progress, today, signert=True),
        today,
        # A figure that is measured is judged as soon as it exists, whatever the project's date.
        i_drift=True,
        bp3_passert=facts is not None and facts.has_passed("BP3"),
        limits=limits,
    )
    return BenefitCell(
        place, light, progress.latest, _trend(indicator, progress),
        progress.target.verdi if progress.target else None,
        progress.baseline.verdi if progress.baseline else None,
    )  # fmt: skip


def _trend(indicator: Indicator, progress: Progress) -> str:
    """Compared with the period before; the direction of the indicator says which way is better."""
    now, before = progress.latest, progress.previous
    if now is None or before is None or now.verdi is None or before.verdi is None:
        return ""
    if now.verdi == before.verdi:
        return "uendret"
    return "bedre" if (now.verdi > before.verdi) == (indicator.retning == "opp") else "daarligere"


def read_path(*, today: date) -> list[PathStep]:
    """Return the critical path across all running projects, first milestone first."""
    rows = list(Milestone.objects.select_related("project").exclude(project__status="stoppet"))
    waits: dict[UUID, list[str]] = {}
    for link in MilestoneDependency.objects.all():
        waits.setdefault(link.milestone_id, []).append(str(link.venter_paa_id))
    nodes = tuple(
        Node(str(m.id), _day(m, today), tuple(waits.get(m.id, ())), m.faktisk_dato is not None)
        for m in rows
        if m.is_kritisk
    )
    known = {str(m.id): m for m in rows}
    path = [known[key] for key in critical_path(nodes)]
    first_open = next((m for m in path if m.faktisk_dato is None), None)
    return [
        PathStep(
            m, m.project.navn, (_day(m, today) - m.baseline_dato).days, is_next=m is first_open
        )
        for m in path
    ]


def _day(milestone: Milestone, today: date) -> date:
    """The day it was reached, else its forecast; a forecast in the past counts as today."""
    if milestone.faktisk_dato is not None:
        return milestone.faktisk_dato
    return max(milestone.prognose_dato or milestone.baseline_dato, today)
