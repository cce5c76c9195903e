"""One task of a hire on one page: what is asked, what it costs, what follows."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.errors import Refusal
from samverk.core.periods import OSLO
from samverk.core.ui import api as ui
from samverk.core.workflow import api as workflow
from samverk.hr import api as hr
from samverk.processes import api
from samverk.processes.hire_to_pay.order import task_of_hire
from samverk.processes.hire_to_pay.outlook import SoFar, outlook
from samverk.processes.web.correct import correct_form, corrected, same_as
from samverk.processes.web.forms import CorrectForm, GiveForm, RemarkForm, ReturnForm, SettleForm
from samverk.processes.web.same_work import ask, described

MINUTES = 60

TEMPLATES = {
    "hr.ansettelse.godkjenn": "processes/task/approve.html",
    "hr.ansettelse.vedta": "processes/task/approve.html",
    "hr.ansettelse.kontroller": "processes/task/check.html",
    "hr.ansettelse.avklar": "processes/task/settle.html",
    "hr.ansettelse.rett": "processes/task/correct.html",
}


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Show a task to whom it waits for, and carry out what is answered."""
    actor, now = ui.actor_of(request), clock.now()
    try:
        task = task_of_hire(actor, task_id, now)
    except api.HireTaskMissing as missing:
        raise Http404 from missing
    hire = hr.ansettelse(actor, task.case.objekt_id)
    if hire is None or hire.sak_id is None:
        raise Http404
    template = TEMPLATES.get(task.skjema)
    if template is None:  # the order itself: what came of it is on the case
        return redirect(f"/saker/{hire.sak_id}/")
    context = _context(actor, task, hire, now)
    if request.method == "POST":
        try:
            _answer(actor, task, request, context, now)
        except Refusal as refusal:
            _show(context, request, refusal)
            return render(request, template, _asked(actor, context), status=422)
        if not context["form"].errors:
            ui.say(request, _("Ferdig. Saken går videre."))
            return redirect(f"/saker/{hire.sak_id}/")
        return render(request, template, _asked(actor, context), status=422)
    if task.status in {"ledig", "tatt"}:
        workflow.mark_opened(actor=actor, task_id=task_id, now=now)
    return render(request, template, _asked(actor, context))


def _asked(actor: Actor, context: dict[str, Any]) -> dict[str, Any]:
    """Add what the person has besides, as it is when the page is shown."""
    form, hire = context["form"], context["hire"]
    if not isinstance(form, CorrectForm):
        return context | {"other": described(actor, hire.annen_jobb_enn)}
    same = same_as(actor, hire, form)
    ask(form, same)
    return context | {"same": same, "navn": hire.navn}


def _context(
    actor: Actor, task: workflow.TaskFacts, hire: hr.AnsettelseFacts, now: datetime
) -> dict[str, Any]:
    last = hire.gyldig.til_og_med
    seen = outlook(
        actor, enhet_id=hire.enhet_id, now=now, language=ui.language(),
        so_far=SoFar(
            hire.minutter, hire.timesats_oere, hire.gyldig.fra, last, hire.delprosjekt
        ),
        besides=hire.id,
    )  # fmt: skip
    people = workflow.task_people(actor, task.id)
    points: tuple[hr.Kontrollpunkt, ...] = ()
    if task.skjema == "hr.ansettelse.kontroller":
        points = hr.kontroller_ansettelse(actor, hire.id, today=now.date())
    return {
        "place": ui.place_of(actor, task.instance_id),
        "orderer": access.bruker(actor, hire.bestilt_av),
        "task": task, "hire": hire, "ser": seen, "points": points,
        "form": _form(actor, task, hire), "timer": ui.words.decimal(f"{hire.minutter / MINUTES:g}"),
        "can_return": "svar" in task.outcomes,
        "fornavn": actor.navn.split()[0],
        "is_open": task.status in {"ledig", "tatt"},
        "is_mine": task.assignee_id == actor.bruker_id,
        "can_take": people is not None and actor.bruker_id in people.candidates,
        "give": _give_form(actor, task.id, now),
        "others": tuple(name for name in task.waits_for if name != actor.navn),
        "crumbs": [
            ("/oppgaver/", _("Oppgaver")), (f"/saker/{hire.sak_id}/", hire.emne),
            ("", task.asks),
        ],
    }  # fmt: skip


def _form(
    actor: Actor,
    task: workflow.TaskFacts,
    hire: hr.AnsettelseFacts,
    data: QueryDict | None = None,
) -> ui.Form:
    """Return the form that answers a task, with what is known."""
    if task.skjema == "hr.ansettelse.kontroller":
        return RemarkForm(data)
    if task.skjema == "hr.ansettelse.avklar":
        return SettleForm(data)
    if task.skjema != "hr.ansettelse.rett":
        return ReturnForm(data)
    return correct_form(actor, hire, data)


def _show(context: dict[str, Any], request: HttpRequest, refusal: Refusal) -> None:
    form = context["form"]
    if not form.is_bound:
        form = _form(ui.actor_of(request), context["task"], context["hire"], request.POST)
        form.full_clean()
        for name in list(form.errors):
            if name != refusal.field:
                del form.errors[name]
    form.refuse(refusal)
    context["form"] = form


def _answer(
    actor: Actor,
    task: workflow.TaskFacts,
    request: HttpRequest,
    context: dict[str, Any],
    now: datetime,
) -> None:
    """Turn the answer into one act."""
    handling = request.POST.get("handling", "")
    if handling == "godkjenn":
        api.approve_hire(actor=actor, task_id=task.id, now=now)
        return
    form = _form(actor, task, context["hire"], request.POST)
    context["form"] = form
    if not form.is_valid():
        return
    values = form.cleaned_data
    if handling == "tilbake":
        api.return_hire(actor=actor, task_id=task.id, grunn=values["grunn"], now=now)
    elif task.skjema == "hr.ansettelse.rett":
        order = corrected(context["hire"], values)
        api.correct_hire(actor=actor, task_id=task.id, order=order, now=now)
    elif task.skjema == "hr.ansettelse.kontroller":
        api.check_done(actor=actor, task_id=task.id, merknad=values["merknad"], now=now)
    elif task.skjema == "hr.ansettelse.avklar":
        api.settle_hire(actor=actor, task_id=task.id, avklart=values["avklart"], now=now)


def _give_form(
    actor: Actor, task_id: UUID, now: datetime, data: QueryDict | None = None
) -> GiveForm | None:
    """Return the choice among those who may do the task instead, or None when nobody else may."""
    people = workflow.task_receivers(actor, task_id, on=now.astimezone(OSLO).date())
    return GiveForm(data, people=people) if people else None


@require_POST
def give(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Let a colleague do the task on the actor's behalf; the colleague is told."""
    actor, now = ui.actor_of(request), clock.now()
    if workflow.task_facts(actor, task_id, now=now) is None:
        raise Http404
    form = _give_form(actor, task_id, now, request.POST)
    if form is None or not form.is_valid():
        ui.say(request, _("Oppgaven er ikke gitt videre. Velg en annen som kan gjøre den."))
        return redirect(ui.next_path(request))
    to = UUID(form.cleaned_data["kollega"])
    with ui.attempt(request):
        workflow.delegate_task(
            actor=actor, task_id=task_id, to=to, begrunnelse=form.cleaned_data["melding"], now=now
        )
        given = access.bruker(actor, to)
        ui.say(request, _("Oppgaven er gitt til %(navn)s.") % {"navn": given.navn if given else ""})
    return redirect(ui.next_path(request))


@require_POST
def nudge(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Nudge whoever a task waits for, once a working day."""
    actor, now = ui.actor_of(request), clock.now()
    with ui.attempt(request):
        try:
            workflow.nudge_task(actor=actor, task_id=task_id, now=now)
        except workflow.TaskMissing as missing:
            raise Http404 from missing
        ui.say(request, _("Purret."))
    return redirect(ui.next_path(request))


@require_POST
def claim(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Take a task that several can do, so that the others know, or put it back for them."""
    actor, now = ui.actor_of(request), clock.now()
    gives_back = request.POST.get("handling") == "slipp"
    with ui.attempt(request):
        try:
            if gives_back:
                workflow.release_task(actor=actor, task_id=task_id, now=now)
            else:
                workflow.claim_task(actor=actor, task_id=task_id, now=now)
        except workflow.TaskMissing as missing:
            raise Http404 from missing
        ui.say(request, _("Oppgaven er fri igjen.") if gives_back else _("Oppgaven er din."))
    return redirect(ui.next_path(request))
