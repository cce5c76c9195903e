"""Who may miss their pay: why, whom it waits for, and what can be done about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverk.core import clock
from samverk.core.access.api import Actor
from samverk.core.errors import Refusal
from samverk.core.ui import api as ui
from samverk.core.workflow import api as workflow
from samverk.hr import api as hr
from samverk.hr.web.forms_timer import ForskuddForm

SHARE_OF_CONTRACT = 2  # the form proposes half of what is left


def reason(grunn: str) -> str:
    """Return what is missing, in words."""
    return {
        "kontrakt": _("Kontrakten er ikke signert"),
        "konto": _("Kontonummer mangler"),
        "timer": _("Timer er ført, men ikke sendt"),
        "godkjenning": _("Timer venter på godkjenning"),
    }[grunn]


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """List everybody in the actor's units who may miss the next pay."""
    actor, now = ui.actor_of(request), clock.now()
    actor.require("hr.arbeidsforhold.les")
    rows = [_row(actor, risk, now) for risk in hr.at_risk(actor, on=now.date())]
    return render(
        request, "hr/risiko/list.html",
        {"rows": rows, "frist": hr.cutoff(actor, now.date())},
    )  # fmt: skip


def days_left(actor: Actor, on: date) -> int | None:
    """Return days to the next cut-off."""
    found = hr.cutoff(actor, on)
    return (found[0] - on).days if found else None


def _row(actor: Actor, risk: hr.RisikoFacts, now: datetime) -> dict[str, Any]:
    task = None
    if risk.grunn == "kontrakt" and risk.instans_id:
        open_tasks = workflow.tasks_of_instance(
            actor, risk.instans_id, now=now, language=ui.language()
        )
        task = open_tasks[0] if open_tasks else None
    waits = ", ".join(task.waits_for) if task else ""
    if risk.grunn in {"konto", "timer", "kontrakt"}:
        waits = waits or risk.navn
    return {"r": risk, "grunn": reason(risk.grunn), "task": task, "waits": waits}


@require_http_methods(["GET", "POST"])
def advance(request: HttpRequest, kontrakt_id: UUID) -> HttpResponse:
    """Ask payroll for an advance on a signed contract."""
    actor, now = ui.actor_of(request), clock.now()
    actor.require("hr.arbeidsforhold.les")
    risk = next((r for r in hr.at_risk(actor, on=now.date()) if r.kontrakt_id == kontrakt_id), None)
    if risk is None or risk.grunn == "kontrakt":
        raise Http404
    half = risk.igjen_oere // SHARE_OF_CONTRACT
    form = ForskuddForm(
        request.POST if request.method == "POST" else None,
        initial={"beloep": half, "grunn": reason(risk.grunn)},
        sources={"beloep": ui.Source("foreslått", _("halvparten av det som er igjen"))},
    )
    if request.method == "POST" and form.is_valid():
        try:
            hr.request_forskudd(
                actor=actor, kontrakt_id=kontrakt_id, beloep_oere=form.cleaned_data["beloep"],
                grunn=form.cleaned_data["grunn"], now=now,
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, _("Lønn har fått beskjed om forskuddet."))
            return redirect("hr-risiko")
    return render(
        request, "hr/risiko/advance.html", {"form": form, "risk": risk},
        status=422 if form.errors else 200,
    )  # fmt: skip
