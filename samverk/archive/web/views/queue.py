"""Arkivets arbeidsliste: what waits to be journalled or archived, and what lacks something."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from samverk.archive import api as archive
from samverk.archive.web.request import cursor_of, uuids
from samverk.core import clock
from samverk.core.ui import api as ui
from samverk.core.ui.api import actor_of


def _which(request: HttpRequest) -> str:
    return "A" if request.GET.get("vis") == "arkiver" else "J"


@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """Show the queue, oldest first; POST journals or archives the chosen records."""
    actor, now = actor_of(request), clock.now()
    actor.require("arkiv.mappe.forvalt")
    which = _which(request)
    if request.method == "POST":
        result = archive.advance_journalposter(
            actor=actor, registrering_ids=uuids(request.POST.getlist("post")), wanted=which,
            now=now,
        )  # fmt: skip
        _tell(request, result)
        return redirect(f"/arkiv/{'?vis=arkiver' if which == 'A' else ''}")
    page = archive.archive_queue(actor, which=which, after=cursor_of(request))
    more = f"?vis={'arkiver' if which == 'A' else 'journalfoer'}&etter={page.neste}"
    paging = ui.Paging(
        next_url=more if page.neste else "",
        first_url=request.path if cursor_of(request) else "",
    )
    return render(
        request, "archive/queue/page.html",
        {"posts": page.rows, "which": which, "paging": paging, "now": now, "tab": which},
    )  # fmt: skip


def _tell(request: HttpRequest, result: archive.BulkResult) -> None:
    if result.done:
        ui.say(
            request,
            ngettext("%(n)s journalpost er ferdig.", "%(n)s journalposter er ferdige.", result.done)
            % {"n": result.done},
        )
    for number, reason in result.refused:
        said = ui.sentence(reason)
        ui.say(request, f"{number}: {said}" if number else said, kind="warn")
    if not result.done and not result.refused:
        ui.say(request, gettext("Velg minst én journalpost først."), kind="warn")


@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """Show open records that lack something, oldest first."""
    actor = actor_of(request)
    actor.require("arkiv.mappe.forvalt")
    rows = archive.quality_list(actor)
    return render(
        request, "archive/queue/quality.html", {"rows": rows, "now": clock.now(), "tab": "K"}
    )
