"""Varsler: what has happened that the reader should know, and what they want mail about."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samverk.core import clock
from samverk.core.errors import Refusal
from samverk.core.ui import api as ui
from samverk.core.ui.api import actor_of


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """List the reader's notices, newest first."""
    actor, after = actor_of(request), request.GET.get("etter", "")
    try:
        page = ui.my_notices(actor, after=after)
    except ValueError as error:
        raise Http404 from error
    paging = ui.Paging(
        next_url=f"?etter={page.after}" if page.after else "", first_url="?" if after else ""
    )
    return render(
        request, "site/notices/page.html",
        {"notices": page.rows, "paging": paging, "unread": ui.unread_count(actor)},
    )  # fmt: skip


@require_GET
def open_notice(request: HttpRequest, varsel_id: UUID) -> HttpResponse:
    """Mark a notice as read, and go to what it is about; a second time changes nothing."""
    url = ui.mark_read(actor=actor_of(request), varsel_id=varsel_id, now=clock.now())
    if url is None:
        raise Http404
    return redirect(url)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark every notice as read."""
    ui.mark_all_read(actor=actor_of(request), now=clock.now())
    ui.say(request, gettext("Alle varsler er merket som lest."))
    return redirect("varsler")


@require_http_methods(["GET", "POST"])
def choice(request: HttpRequest) -> HttpResponse:
    """Choose what to get a mail about each morning."""
    actor = actor_of(request)
    if request.method == "POST":
        try:
            ui.choose_digest(actor=actor, grupper=request.POST.getlist("gruppe"), now=clock.now())
        except Refusal as error:
            raise Http404 from error  # the page offers no such group
        ui.say(request, gettext("Valget er lagret."))
        return redirect("varselvalg")
    chosen = ui.digest_choice(actor)
    groups = [(key, name, key in chosen) for key, name in ui.NOTICE_GROUPS.items()]
    crumbs = [("/varsler/", gettext("Varsler")), ("", gettext("E-post om varsler"))]
    return render(request, "site/notices/choice.html", {"groups": groups, "crumbs": crumbs})
