"""Hendelser som ikke kom fram: deliveries given up, for those who can have them tried again."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from samverk.core import clock
from samverk.core.outbox import api as outbox
from samverk.core.ui import api as ui


@require_GET
def dead(request: HttpRequest) -> HttpResponse:
    """List the deliveries that were given up, oldest first."""
    found = outbox.dead_deliveries(ui.actor_of(request))
    return render(request, "site/deliveries/page.html", {"dead": found})


@require_POST
def replay(request: HttpRequest, levering_id: UUID) -> HttpResponse:
    """Put one delivery back in line."""
    actor = ui.actor_of(request)
    try:
        outbox.replay(actor=actor, delivery_id=levering_id, now=clock.now())
    except outbox.DeliveryMissing as missing:
        raise Http404 from missing
    ui.say(request, gettext("Hendelsen er lagt i køen igjen."))
    return redirect("hendelser")
