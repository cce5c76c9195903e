"""Meldinger fra brukerne: what readers have said about pages, for those who can answer."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from samverk.core import clock
from samverk.core.errors import Refusal
from samverk.core.ui import api as ui


class AnswerForm(ui.Form):
    """The answer to one report."""

    concepts = {"svar": "tilbakemelding.svar"}
    svar = forms.CharField(label=_("Svar"), max_length=2000, widget=forms.Textarea())


@require_GET
def answers(request: HttpRequest) -> HttpResponse:
    """List the reports that nobody has answered, oldest first."""
    found = ui.open_tilbakemeldinger(ui.actor_of(request))
    return render(request, "site/answers/page.html", {"open": found})


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, tilbakemelding_id: UUID) -> HttpResponse:
    """Answer one report; the one who gave it reads the answer under «Meld fra»."""
    actor = ui.actor_of(request)
    one = ui.open_tilbakemelding(actor, tilbakemelding_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ui.answer_tilbakemelding(
                actor=actor,
                tilbakemelding_id=tilbakemelding_id,
                svar=form.cleaned_data["svar"],
                now=clock.now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, gettext("Svaret er sendt."))
            return redirect("meldinger")
    return render(
        request,
        "site/answers/answer.html",
        {"one": one, "form": form},
        status=422 if form.errors else 200 if one else 404,
    )
