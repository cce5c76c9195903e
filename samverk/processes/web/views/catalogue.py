"""The process catalogue: what runs, who differs, and how long each step takes."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from samverk.core import clock
from samverk.core.access.api import Actor, brukere
from samverk.core.periods import ONE_DAY
from samverk.core.ui import api as ui
from samverk.core.workflow import api as workflow

YEAR = timedelta(days=365)


def _newest(actor: Actor) -> dict[str, workflow.DefinitionFacts]:
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
    found = sorted(_newest(actor).values(), key=lambda row: row.noekkel)
    rows = [(row, workflow.read_definition(row.id).named(ui.language())) for row in found]
    return render(request, "processes/catalogue/overview.html", {"rows": rows})


@require_GET
def process(request: HttpRequest, key: str) -> HttpResponse:
    """Show one process: diagram, steps, local variants and waiting times of the last year."""
    actor, today = ui.actor_of(request), clock.today()
    found = _newest(actor).get(key)
    if found is None:
        raise Http404
    plan = workflow.Progress(workflow.read_definition(found.id), [])
    variants = workflow.variants(actor, definition=key)
    people = brukere(actor, [v.eier_id for v in variants])
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
            "variants": [(v, people.get(v.eier_id)) for v in variants],
            "times": _table(plan, times),
            "crumbs": [("/prosesser/", _("Prosesser")), ("", key)],
        },
    )  # fmt: skip


def _table(plan: workflow.Progress, times: list[workflow.WaitingTime]) -> ui.Table:
    """Return the waiting times as a table, the longest first."""
    nodes = plan.definition.nodes
    rows = [
        ui.Row(
            (
                nodes[t.node].named(ui.language()) if t.node in nodes else t.node,
                str(t.n), _hours(t.median_s), _hours(t.p90_s),
            )
        )
        for t in times
    ]  # fmt: skip
    return ui.Table(
        _("Ventetid per steg, siste tolv måneder"),
        [
            ui.Column(_("Steg")), ui.Column(_("Antall"), "num"),
            ui.Column(_("Median, timer"), "num"), ui.Column(_("Ni av ti innen, timer"), "num"),
        ],
        rows,
        empty_title=_("Ingen saker ennå"),
    )  # fmt: skip


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.1f}".replace(".", ",")
