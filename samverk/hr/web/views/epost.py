"""HR gives a person the address that is missing or wrong."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samverk.core import clock
from samverk.core.errors import Refusal
from samverk.core.parties import api as parties
from samverk.core.ui import api as ui
from samverk.hr import api as hr
from samverk.hr.web.forms_epost import EpostForm
from samverk.hr.web.views.folk import address_of


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, party_id: UUID) -> HttpResponse:
    """Change the address of a person at the reader's units; the old one and the person are told."""
    actor, now = ui.actor_of(request), clock.now()
    found = parties.party(actor.tenant_id, party_id)
    if found is None or not hr.may_change_epost(actor, party_id):
        raise Http404
    # One who works nowhere yet can be written to, but has no page of work.
    has_page = hr.person_tidslinje(actor, party_id, known=now, now=now) is not None
    form = EpostForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            hr.change_epost(
                actor=actor, party_id=party_id, epost=form.cleaned_data["epost"],
                grunn=form.cleaned_data["grunn"], now=now,
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            said = _("Adressen er nå %(ny)s. Den gamle adressen og personen får beskjed.")
            ui.say(request, said % {"ny": form.cleaned_data["epost"]})
            return redirect("hr-person" if has_page else "hr-epost", party_id)
    return render(
        request, "hr/epost/page.html",
        {
            "form": form, "navn": found.navn, "epost": address_of(found),
            "crumbs": [
                ("/folk/", _("Folk")),
                *([(f"/folk/{party_id}/", found.navn)] if has_page else []),
                ("", _("E-postadresse")),
            ],
        },
        status=422 if form.errors else 200,
    )  # fmt: skip
