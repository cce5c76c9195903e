"""Periods: which are open, what waits for a second person, ask and confirm."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from samverk.core import clock
from samverk.core.access.api import AccessDenied, Actor, brukere, current_actor
from samverk.core.errors import Refusal
from samverk.core.ui import api as ui
from samverk.finance import api as finance
from samverk.finance.web.forms import PeriodForm


@require_http_methods(["GET", "POST"])
def periods(request: HttpRequest) -> HttpResponse:
    """Show the periods of a year; POST asks, confirms or withdraws."""
    actor = current_actor()
    actor.require("okonomi.regnskap.les")
    years = finance.fiscal_years(actor) or [clock.today().year]
    wanted = ui.whole(request.GET.get("aar"))
    year = wanted if wanted in years else years[0]
    found = finance.periods(actor, year=year)
    form = _form(request, found)
    refused = ""
    if request.method == "POST":
        try:
            said = _act(request, actor, form)
        except AccessDenied:
            raise
        except Refusal as refusal:
            if form.is_bound:
                form.refuse(refusal)
            refused = "" if form.is_bound else ui.sentence(refusal)
        else:
            if said:
                ui.say(request, said)
                return redirect(f"{request.path}?aar={year}")
    people = brukere(actor, [p.foreslaatt_av for p in found if p.foreslaatt_av])
    language = (get_language() or "nb")[:2]
    context = {
        "year": year, "years": years, "form": form, "refused": refused,
        "can_ask": actor.can("okonomi.periode.lukk"),
        "can_confirm": actor.can("okonomi.periode.lukk") or actor.can("okonomi.periode.bekreft"),
        "perioder": [
            {
                "fakta": p, "navn": finance.period_text(p.periode, language=language),
                "av": people[p.foreslaatt_av].navn if p.foreslaatt_av in people else "",
                "er_min": p.foreslaatt_av == actor.bruker_id,
            }
            for p in found
        ],
    }  # fmt: skip
    status = 422 if form.errors or refused else 200
    return render(request, "finance/periods/page.html", context, status=status)


def _form(request: HttpRequest, found: list[finance.PeriodFacts]) -> PeriodForm:
    asks = request.method == "POST" and request.POST.get("handling") == "be"
    form = PeriodForm(request.POST if asks else None)
    language = (get_language() or "nb")[:2]
    form.fields["periode"].choices = [  # type: ignore[attr-defined]  # a choice field
        (p.periode, finance.period_text(p.periode, language=language)) for p in found
    ]
    return form


def _act(request: HttpRequest, actor: Actor, form: PeriodForm) -> str:
    """Do what was asked; return the sentence to say, or nothing when the form has faults."""
    now = clock.now()
    match request.POST.get("handling"):
        case "bekreft":
            finance.confirm_period_change(
                actor=actor, change_id=_uuid(request.POST.get("endring", "")), now=now
            )
            return gettext("Bekreftet. Perioden er endret.")
        case "trekk":
            finance.withdraw_period_change(
                actor=actor, change_id=_uuid(request.POST.get("endring", "")), now=now
            )
            return gettext("Ønsket er trukket tilbake.")
    if not form.is_valid():
        return ""
    ask = finance.close_period if form.cleaned_data["til"] == "C" else finance.reopen_period
    ask(
        actor=actor, periode=form.cleaned_data["periode"],
        begrunnelse=form.cleaned_data["begrunnelse"], now=now,
    )  # fmt: skip
    return gettext("Bedt om. Perioden endres når en annen har bekreftet.")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
