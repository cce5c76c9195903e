"""Payroll's answer to an advance: granted, with less or as asked, or refused with a reason."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from samverk.core import clock
from samverk.core.errors import Refusal
from samverk.core.ui import api as ui
from samverk.payroll import api
from samverk.payroll.web.forms import InnvilgForm
from samverk.payroll.web.run_page import run_page
from samverk.payroll.web.views.runs import run_or_404
from samverk.payroll.web.words import run_title


@require_POST
def grant_advance(request: HttpRequest, kjoering_id: UUID) -> HttpResponse:
    """Grant an advance, as it was asked for or less with a reason; it is calculated at once."""
    actor, now = ui.actor_of(request), clock.now()
    run = run_or_404(actor, kjoering_id)
    if run.forskudd_id is None:
        raise Http404
    form = InnvilgForm(request.POST)
    if form.is_valid():
        try:
            api.grant_forskudd(
                actor=actor, kjoering_id=kjoering_id, beloep_oere=form.cleaned_data["beloep"],
                grunn=form.cleaned_data["grunn"], now=now,
            )  # fmt: skip
            api.calculate_loennskjoering(actor=actor, kjoering_id=kjoering_id, now=now)
            api.control_loennskjoering(actor=actor, kjoering_id=kjoering_id, now=now)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, gettext("Forskuddet er beregnet. En annen må godkjenne det."))
            return redirect(f"/lonn/kjoringer/{kjoering_id}/")
    page = run_page(actor, run, now, innvilg=form)
    return render(
        request, "payroll/kjoering/page.html",
        {"k": run, "tittel": run_title(run), "form": form, **page}, status=422,
    )  # fmt: skip


@require_POST
def refuse_advance(request: HttpRequest, kjoering_id: UUID) -> HttpResponse:
    """Say no to an advance with a reason; possible until somebody has released the payment."""
    actor, now = ui.actor_of(request), clock.now()
    run_or_404(actor, kjoering_id)
    with ui.attempt(request):
        api.cancel_forskudd(
            actor=actor, kjoering_id=kjoering_id, grunn=request.POST.get("grunn", ""), now=now
        )
        ui.say(request, gettext("Forskuddet er avslått. Den som ba om det, ser hvorfor."))
    return redirect(f"/lonn/kjoringer/{kjoering_id}/")
