"""Oppgaver: the one inbox of the platform."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from samverk.core import clock
from samverk.core.ui.api import actor_of
from samverk.site.web.tasks import Group, task_list

PAGE = 50
_TABS: dict[str, Group] = {"mine": "mine", "venter": "venter", "gjort": "gjort"}


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Show one tab of the inbox; ``?vis=venter`` for what the reader waits for."""
    group = _TABS.get(request.GET.get("vis", "mine"), "mine")
    shown = request.GET.get("antall", "")
    limit = min(int(shown), 500) if shown.isdecimal() else PAGE
    found = task_list(actor_of(request), clock.now(), group=group, limit=limit)
    return render(
        request, "site/inbox/page.html", {"tasks": found, "more": limit + PAGE, "tab": group}
    )
