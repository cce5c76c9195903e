"""Løpende journal of a day."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from samverk.archive import api as archive
from samverk.archive.web.request import cursor_of
from samverk.core import clock
from samverk.core.ui import api as ui
from samverk.core.ui.api import actor_of


def _day(request: HttpRequest, today: date) -> date:
    try:
        return date.fromisoformat(request.GET.get("dag", ""))
    except ValueError:
        return today


@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """Show what was journalled on a day; ``?dag=2026-11-23``, today when left out."""
    actor, now = actor_of(request), clock.now()
    if not actor.can("arkiv.mappe.forvalt"):
        actor.require("arkiv.journal.les")
    shown = min(max(_day(request, now.date()), date(1990, 1, 1)), date(2100, 1, 1))
    page = archive.journal_of_day(actor, shown, after=cursor_of(request))
    one = timedelta(days=1)
    paging = ui.Paging(
        next_url=f"?dag={shown.isoformat()}&etter={page.neste}" if page.neste else "",
        first_url=f"?dag={shown.isoformat()}" if cursor_of(request) else "",
    )
    return render(
        request, "archive/journal/page.html",
        {
            "posts": page.rows, "dag": shown, "forrige": shown - one, "neste": shown + one,
            "paging": paging, "tab": "L", "now": now,
        },
    )  # fmt: skip
