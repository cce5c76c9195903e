"""Long work on its own: the piece that a page asks for again, and a page for those without it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from samverk.core import clock
from samverk.core.jobs.api import job as find_job
from samverk.core.ui import api as ui


@require_GET
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Show how far it has come; a page that waited for it is read anew when it is over."""
    actor = ui.actor_of(request)
    found = find_job(actor, job_id)
    panel = ui.job_panel(actor, found, clock.now()) if found else None
    if panel is None:
        raise Http404
    if not request.headers.get("HX-Request"):
        return render(request, "site/job/page.html", {"job": panel})
    if panel.state == "open":
        return render(request, "ui/_job.html", {"job": panel})
    if panel.state == "done":
        ui.say(request, panel.done)
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})
