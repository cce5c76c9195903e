"""Varsler: what has happened that the reader should know."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from samverk.core import clock
from samverk.core.ui import api as ui
from samverk.core.ui.api import actor_of


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """List the reader's notices, newest first."""
    found = ui.notices(actor_of(request), clock.now())
    return render(request, "site/notices/page.html", {"notices": found[:100]})
