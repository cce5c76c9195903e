"""The case page, and the small acts on it: note, who sees it, close, «dette er feil»."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.cases.web.forms import CloseForm, NoteForm, ReportForm
from samverk.core import clock
from samverk.core.access.api import AccessDenied, Actor
from samverk.core.errors import Refusal
from samverk.core.ui import api as ui
from samverk.core.ui.api import actor_of

_GROUPS = {"brev": "brev", "notater": "notat", "steg": "steg"}


def case_of(actor: Actor, sak_id: UUID) -> cases.SakFacts:
    """Return a case, or answer 404."""
    found = cases.sak(actor, sak_id)
    if found is None:
        raise Http404
    return found


@require_GET
def page(request: HttpRequest, sak_id: UUID) -> HttpResponse:
    """Show a case; ``?vis=brev|notater|steg`` narrows the timeline."""
    actor, now = actor_of(request), clock.now()
    found = cases.case_page(actor, sak_id, language=ui.language(), now=now)
    if found is None:
        raise Http404
    shown = request.GET.get("vis", "")
    events = [
        event
        for event in found.view.timeline
        if shown not in _GROUPS or event.group == _GROUPS[shown]
    ]
    process = found.view.process
    return render(
        request,
        "cases/case/page.html",
        {
            "page": found,
            "case": found.case,
            "process": process,
            "svg": ui.drawing_of(process.progress) if process else "",
            "steps": ui.steps_of(process.steps) if process else [],
            "events": events,
            "total": len(found.view.timeline),
            "vis": shown if shown in _GROUPS else "",
            "now": now,
        },
    )


@require_GET
def moved(request: HttpRequest, sak_id: UUID) -> HttpResponse:
    """Answer a page that waits for Samverk: nothing while it works, then «fetch yourself again»."""
    actor = actor_of(request)
    if cases.is_working(actor, case_of(actor, sak_id)):
        return HttpResponse(status=204)
    return HttpResponse(headers={"HX-Refresh": "true"})


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, sak_id: UUID) -> HttpResponse:
    """Write an internal note."""
    actor = actor_of(request)
    case = case_of(actor, sak_id)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cases.write_notat(
                actor=actor, sak_id=sak_id, tekst=form.cleaned_data["tekst"], now=clock.now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, gettext("Notatet er lagret."))
            return redirect(f"/saker/{sak_id}/")
    return render(
        request, "cases/case/note.html", {"case": case, "form": form},
        status=422 if form.errors else 200,
    )  # fmt: skip


@require_GET
def who(request: HttpRequest, sak_id: UUID) -> HttpResponse:
    """Show who sees the case, each with the reason."""
    actor = actor_of(request)
    case = case_of(actor, sak_id)
    people = archive.who_sees(actor, case.mappe.id) if case.mappe.tilgangskode else []
    return render(request, "cases/case/who.html", {"case": case, "people": people})


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, sak_id: UUID) -> HttpResponse:
    """Show everything that stands in the way of closing; POST closes."""
    actor = actor_of(request)
    case = case_of(actor, sak_id)
    if not cases.may_close(actor, case):
        raise AccessDenied("Du kan ikke avslutte saken. Be enhetens leder eller arkivet om det.")
    signs_off = cases.handles(actor, case)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cases.close_sak(
                actor=actor, sak_id=sak_id, confirm_avskrivning=form.cleaned_data["avskriv"],
                now=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, gettext("Saken er avsluttet."))
            return redirect(f"/saker/{sak_id}/")
    obstacles = archive.obstacles(actor, case.mappe.id, now=clock.now())
    content = {
        "case": case, "form": form, "obstacles": obstacles,
        "can_close": all(signs_off and o.code == "restanse" for o in obstacles),
        "is_unanswered": any(o.code == "restanse" for o in obstacles),
    }  # fmt: skip
    return render(request, "cases/case/close.html", content, status=422 if form.errors else 200)


@require_POST
def reopen(request: HttpRequest, sak_id: UUID) -> HttpResponse:
    """Open a closed case again; the archive's."""
    actor = actor_of(request)
    case_of(actor, sak_id)
    actor.require("arkiv.mappe.forvalt")
    with ui.attempt(request):
        cases.reopen_sak(actor=actor, sak_id=sak_id, now=clock.now())
        ui.say(request, gettext("Saken er åpnet igjen."))
    return redirect(f"/saker/{sak_id}/")


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, sak_id: UUID) -> HttpResponse:
    """«Dette er feil»: the report becomes a case of its own, with someone who answers."""
    actor = actor_of(request)
    case = case_of(actor, sak_id)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        melding = cases.NyMelding(
            tekst=form.cleaned_data["tekst"],
            gjelder=f"{gettext('sak')} {case.nummer}",
            gjelder_type="sak",
            gjelder_id=case.id,
            enhet_id=case.enhet_id,
            rolle="hr_saksbehandler" if case.type == "ansettelse" else "arkivar",
        )
        try:
            made = cases.report_error(actor=actor, melding=melding, now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, gettext("Takk. Du får svar i saken."))
            return redirect(f"/saker/{made.id}/")
    return render(
        request, "cases/case/report.html", {"case": case, "form": form},
        status=422 if form.errors else 200,
    )  # fmt: skip
