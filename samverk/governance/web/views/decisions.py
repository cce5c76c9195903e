"""One matter: why it is on the table, and what is decided."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from samverk.core import clock
from samverk.core.access.api import AccessDenied, current_actor
from samverk.core.errors import Refusal
from samverk.core.ui import api as ui
from samverk.governance.api import decide_item
from samverk.governance.queries.detail import read_item_page
from samverk.governance.web import present, words
from samverk.governance.web.forms import DecisionForm, submission_of


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show a matter; a director or the secretary records the decision."""
    actor, now = current_actor(), clock.now()
    page = read_item_page(actor, item_id, now=now)
    if page is None:
        raise Http404
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            number = decide_item(
                actor=actor,
                item_id=item_id,
                utfall=form.cleaned_data["utfall"],
                begrunnelse=form.cleaned_data["begrunnelse"],
                now=now,
                submission=submission_of(form, "samstyring.vedtak"),
            )
        except AccessDenied:
            raise
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, gettext("Vedtaket er ført som %(nr)s.") % {"nr": number})
            return redirect("samstyring_sak", item_id=item_id)
    row = present.agenda_rows([page.item], clock.today())[0]
    data = {
        "sak": row,
        "prosjekt": page.item.prosjekt,
        "prosjekt_noekkel": page.item.prosjekt_noekkel,
        "vedtak": page.vedtak,
        "utfall": words.OUTCOMES[page.vedtak.utfall] if page.vedtak else "",
        "nummer": page.nummer,
        "may_decide": page.may_decide,
        "form": form,
        "crumbs": [("/samstyring/", "UDIR-BOTT"), ("", row["title"])],
    }
    status = 422 if form.errors else 200
    return render(request, "governance/decision/page.html", data, status=status)
