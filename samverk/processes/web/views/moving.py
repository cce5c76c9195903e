"""Open cases to a newer version: a plan, a dry run case by case, another's approval, the move."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from samverk.core import clock
from samverk.core.access.api import Actor, brukere
from samverk.core.errors import Refusal
from samverk.core.jobs import api as jobs
from samverk.core.ui import api as ui
from samverk.core.workflow import api as workflow
from samverk.processes.web import moving
from samverk.processes.web.forms import mapping_form, node_map


def _versions(actor: Actor, key: str) -> list[workflow.DefinitionFacts]:
    found = [d for d in workflow.definitions(actor, key=key) if not d.is_fragment]
    if not found:
        raise Http404
    return found


def _crumbs(key: str, newest: UUID, *last: str) -> list[tuple[str, str]]:
    name = workflow.read_definition(newest).named(ui.language())
    return [
        ("/prosesser/", _("Prosesser")), (f"/prosesser/{key}/", name),
        (f"/prosesser/{key}/flytting/" if last[1:] else "", last[0]), *(("", x) for x in last[1:]),
    ]  # fmt: skip


@require_GET
def overview(request: HttpRequest, key: str) -> HttpResponse:
    """The versions with their open cases, and the plans that are made."""
    actor = ui.actor_of(request)
    actor.require(moving.MOVES)
    versions = _versions(actor, key)
    open_cases = workflow.open_by_version(actor, [v.id for v in versions])
    plans = workflow.migration_plans(actor, definition=key)
    people = brukere(actor, [p for one in plans for p in (one.laget_av, one.godkjent_av) if p])
    number = {v.id: v.versjon for v in versions}
    return render(
        request, "processes/moving/overview.html",
        {
            "key": key, "newest": versions[0],
            "versions": [(v, open_cases.get(v.id, 0)) for v in versions],
            "plans": [
                (one, number.get(one.fra_id), number.get(one.til_id), people.get(one.laget_av))
                for one in plans
            ],
            "crumbs": _crumbs(key, versions[0].id, _("Flytt saker")),
        },
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest, key: str, fra: UUID) -> HttpResponse:
    """Make a plan from one version to the newest: say what answers to the steps that are gone."""
    actor, now = ui.actor_of(request), clock.now()
    actor.require(moving.MOVES)
    versions = _versions(actor, key)
    old = next((v for v in versions[1:] if v.id == fra), None)
    if old is None:
        raise Http404
    til = versions[0]
    steps = moving.steps_of(workflow.steps_gone(old.id, til.id))
    form = mapping_form(request.POST if request.method == "POST" else None, steps=steps)
    if request.method == "POST" and form.is_valid():
        try:
            made = workflow.plan_migration(
                actor=actor, fra=old.id, til=til.id, node_map=node_map(form), now=now
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("process-move", plan_id=made)
    return render(
        request, "processes/moving/new.html",
        {
            "form": form, "old": old, "til": til, "steps": steps,
            "crumbs": _crumbs(key, til.id, _("Flytt saker"), _("Ny plan")),
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """One plan: the dry run, who has said what, and the next act for the one whose turn it is."""
    actor, now = ui.actor_of(request), clock.now()
    actor.require(moving.MOVES)
    found = workflow.migration_plan(actor, plan_id)
    if found is None:
        raise Http404
    if request.method == "POST":
        _act(request, actor, found)
        return redirect("process-move", plan_id=plan_id)
    by_id = {d.id: d for d in workflow.definitions(actor)}
    old, til = by_id[found.fra_id], by_id[found.til_id]
    people = brukere(actor, [p for p in (found.laget_av, found.godkjent_av) if p])
    job = jobs.newest_job(actor, objekt_type=moving.OBJEKT, objekt_id=found.id)
    panel = ui.job_panel(actor, job, now) if job and job.status != "ferdig" else None
    busy = panel is not None and panel.state == "open"
    outcome = None if busy else moving.try_dry(actor, found, now)
    nodes = workflow.read_definition(til.id).nodes
    was = workflow.read_definition(old.id).nodes
    return render(
        request, "processes/moving/plan.html",
        {
            "plan": found, "old": old, "til": til, "job": panel, "outcome": outcome,
            "laget_av": people.get(found.laget_av),
            "godkjent_av": people.get(found.godkjent_av) if found.godkjent_av else None,
            "kart": [
                (was[a].named(ui.language()), nodes[b].named(ui.language()))
                for a, b in found.node_map.items() if a in was and b in nodes
            ],
            "kan_godkjenne": found.godkjent_at is None and found.laget_av != actor.bruker_id,
            "er_egen": found.godkjent_at is None and found.laget_av == actor.bruker_id,
            "kan_flytte": found.godkjent_at is not None and bool(outcome and outcome.movable),
            "crumbs": _crumbs(
                old.noekkel, til.id, _("Flytt saker"), _("Plan %(dag)s") % {
                    "dag": ui.words.day_short(found.laget_at)
                },
            ),
        },
    )  # fmt: skip


def _act(request: HttpRequest, actor: Actor, found: workflow.PlanFacts) -> None:
    now, handling = clock.now(), request.POST.get("handling", "")
    with ui.attempt(request):
        if handling == "godkjenn":
            workflow.approve_migration(actor=actor, plan_id=found.id, now=now)
            ui.say(request, _("Planen er godkjent. Nå kan sakene flyttes."))
        elif handling == "flytt":
            _move(request, actor, found)


def _move(request: HttpRequest, actor: Actor, found: workflow.PlanFacts) -> None:
    """Move here and now, or order it as long work when there are many."""
    now = clock.now()
    waiting = workflow.open_by_version(actor, [found.fra_id]).get(found.fra_id, 0)
    if found.godkjent_at is not None and waiting >= moving.LONG_FROM:
        jobs.order_job(actor=actor, slag=moving.KIND, objekt_id=found.id, now=now)
        return
    moved = moving.move(actor=actor, plan_id=found.id, now=now)
    text = ngettext("%(n)s sak er flyttet.", "%(n)s saker er flyttet.", moved)
    ui.say(request, text % {"n": moved})
