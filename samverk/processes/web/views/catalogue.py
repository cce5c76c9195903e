"""The process catalogue: what runs, who differs, and how long each step takes."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from samverk.core import clock
from samverk.core.access.api import Actor
from samverk.core.periods import ONE_DAY
from samverk.core.ui import api as ui
from samverk.core.workflow import api as workflow
from samverk.processes.web import variation
from samverk.processes.web.moving import MOVES

YEAR = timedelta(days=365)


def newest(actor: Actor) -> dict[str, workflow.DefinitionFacts]:
    """Return the newest version of every process the actor's tenant may use."""
    newest: dict[str, workflow.DefinitionFacts] = {}
    for found in workflow.definitions(actor):
        known = newest.get(found.noekkel)
        if not found.is_fragment and (known is None or found.versjon > known.versjon):
            newest[found.noekkel] = found
    return newest


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """List the processes in use."""
    actor = ui.actor_of(request)
    found = sorted(newest(actor).values(), key=lambda row: row.noekkel)
    rows = [(row, workflow.read_definition(row.id).named(ui.language())) for row in found]
    return render(request, "processes/catalogue/overview.html", {"rows": rows})


@require_GET
def process(request: HttpRequest, key: str) -> HttpResponse:
    """Show one process: diagram, steps, local variants and waiting times of the last year."""
    actor, today = ui.actor_of(request), clock.today()
    found = newest(actor).get(key)
    if found is None:
        raise Http404
    plan = _plan(actor, found, today)
    versions = [d.id for d in workflow.definitions(actor, key=key)]
    times = workflow.waiting_times(
        actor, definition_ids=versions, fra=today - YEAR, til=today + ONE_DAY
    )
    return render(
        request, "processes/catalogue/process.html",
        {
            "found": found,
            "navn": plan.definition.named(ui.language()),
            "svg": workflow.draw_case(plan, prefix="p", language=ui.language()),
            "steps": workflow.list_steps(plan, language=ui.language()).lines,
            "points": variation.compare(actor, found, today),
            "kan_flytte": len(versions) > 1 and actor.can(MOVES),
            "forslag": _proposals(actor, found),
            "times": _table(plan, times),
            "crumbs": [("/prosesser/", _("Prosesser")), ("", plan.definition.named(ui.language()))],
        },
    )  # fmt: skip


def _plan(actor: Actor, found: workflow.DefinitionFacts, today: date) -> workflow.Progress:
    """The process as a new case would meet it, with what the university has in its slots."""
    definition = workflow.read_definition(found.id)
    own = {
        one.spor: workflow.read_definition(one.fragment_id)
        for one in workflow.variants(actor, definition=found.noekkel)
        if one.status in variation.IN_FORCE and one.fragment_id and one.gyldig_fra <= today
    }
    slots = {n.id: own[n.spor] for n in definition.nodes.values() if n.spor in own}
    return workflow.Progress(definition, [], slots)


def _proposals(
    actor: Actor, found: workflow.DefinitionFacts
) -> list[tuple[workflow.VariantFacts, str, str]]:
    """The own university's proposals that wait for an answer: (facts, point, value)."""
    points = {(p.art, p.key): p for p in workflow.variation_points(found.id)}
    waiting = [v for v in workflow.proposals(actor) if v.definisjon == found.noekkel]
    return [
        (
            one,
            variation.point_title(points[one.point]) if one.point in points else one.point[1],
            variation.value_text(points.get(one.point), one.fragment_id, one.verdi),
        )
        for one in waiting
    ]


def _table(plan: workflow.Progress, times: list[workflow.WaitingTime]) -> ui.Table:
    """Return the waiting times as a table, the longest first."""
    nodes = dict(plan.definition.nodes)
    for fragment in plan.fragments.values():
        nodes = dict(fragment.nodes) | nodes
    rows = [
        ui.Row(
            (
                nodes[t.node].named(ui.language()) if t.node in nodes else t.node,
                str(t.n), ui.words.lasted(t.median_s), ui.words.lasted(t.p90_s),
            )
        )
        for t in times
    ]  # fmt: skip
    return ui.Table(
        _("Ventetid per steg, siste tolv måneder"),
        [
            ui.Column(_("Steg")), ui.Column(_("Antall"), "num"),
            ui.Column(_("Halvparten innen"), "num"), ui.Column(_("Ni av ti innen"), "num"),
        ],
        rows,
        empty_title=_("Ingen saker ennå"),
    )  # fmt: skip
