"""About the pages themselves: report, accessibility, keys, components."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from samverk.core import clock
from samverk.core.errors import Refusal
from samverk.core.ui import api as ui
from samverk.core.ui.api import actor_of
from samverk.site.web import samples


class ReportForm(ui.Form):
    """What a reader wants to say about a page."""

    concepts = {"side": "tilbakemelding.side", "tekst": "tilbakemelding.tekst"}
    side = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput())
    tekst = forms.CharField(
        label=_("Hva vil du si fra om?"),
        max_length=2000,
        help_text=_("Skriv ikke fødselsnummer eller annet om andre personer."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Take a report about a page, and show the reader's earlier ones with their answers."""
    actor = actor_of(request)
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        initial={"side": request.GET.get("side", "/")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            ui.give_tilbakemelding(
                actor=actor,
                side=form.cleaned_data["side"],
                tekst=form.cleaned_data["tekst"],
                now=clock.now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, gettext("Takk. Svaret kommer her når noen har sett på det."))
            return redirect("meld_fra")
    return render(
        request,
        "site/about/report.html",
        {"form": form, "mine": ui.my_tilbakemeldinger(actor)},
        status=422 if form.errors else 200,
    )


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say what is tested, what is known to be wrong, and where to say so."""
    template = "accessibility" if getattr(request, "actor", None) else "accessibility_open"
    return render(request, f"site/about/{template}.html")


@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """List the keyboard short-cuts."""
    return render(request, "site/about/keys.html")


@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Show every component once, for those who build pages and for the tests of them."""
    return render(request, "site/about/components.html", samples.everything(clock.now()))
