"""The page of UDIR-BOTT, and taking the figures anew."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from samverk.core import clock
from samverk.core.access.api import current_actor
from samverk.core.ui import api as ui
from samverk.governance.api import measure_now
from samverk.governance.queries.board import read_board
from samverk.governance.web import present


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show what must be decided, the projects, the benefits and the critical path."""
    facts = read_board(current_actor(), now=clock.now())
    return render(request, "governance/board/page.html", present.board(facts, clock.today()))


@require_POST
def measure(request: HttpRequest) -> HttpResponse:
    """Take this month's figures anew."""
    changed = measure_now(actor=current_actor(), now=clock.now())
    text = gettext("Tallene er tatt på nytt.") if changed else gettext("Tallene står som før.")
    ui.say(request, text)
    return redirect("samstyring")
