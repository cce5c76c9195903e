"""Known from another university: say who one is, see what is known, and fetch it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samverk.core import clock
from samverk.core.errors import Refusal
from samverk.core.ui import api as ui
from samverk.hr import api as hr
from samverk.hr.web.views.kontrakt import (
    identify_form,
    mine,
    remember,
    return_to,
    show_refused,
    tenant_of,
)


@require_POST
def identify(request: HttpRequest, kontrakt_id: UUID) -> HttpResponse:
    """Say who one is; then the page shows what the others know."""
    actor = ui.actor_of(request)
    found = mine(actor, kontrakt_id)
    form = identify_form(actor, request.POST)
    if not form.is_valid():
        return show_refused(request, found, form, None)
    try:
        service = hr.identity_service(tenant_of(actor))
        question = service.ask(return_to(request, found))
        if question is not None:
            return remember(request, found, question, None)
        identity = service.read(
            question=None, redirect_uri="", answer=form.cleaned_data.get("mitt_fnr", "")
        )
        hr.identify_self(actor=actor, kontrakt_id=found.id, identitet=identity, now=clock.now())
    except Refusal as refusal:
        return show_refused(request, found, form, refusal)
    if not hr.recognised(actor, None, clock.now()):
        ui.say(request, _("Ingen av de andre universitetene kjenner deg med ditt samtykke."))
    return redirect("hr-kontrakt", kontrakt_id=found.id)


@require_POST
def fetch(request: HttpRequest, kontrakt_id: UUID, kilde_id: UUID) -> HttpResponse:
    """Consent, and fetch the fields that the button names."""
    actor, now = ui.actor_of(request), clock.now()
    found = mine(actor, kontrakt_id)
    try:
        hr.fetch_known(
            actor=actor, kontrakt_id=found.id, kilde_id=kilde_id, now=now,
            felter=tuple(request.POST.getlist("felt")),
        )  # fmt: skip
    except Refusal as refusal:
        return show_refused(request, found, None, refusal)
    ui.say(request, _("Hentet. Du slipper å skrive det på nytt."))
    return redirect("hr-kontrakt", kontrakt_id=found.id)
