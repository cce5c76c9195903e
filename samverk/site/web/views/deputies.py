"""Stedfortreder: who stands in for me and with what, and whom I stand in for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samverk.core import clock
from samverk.core.access.api import Actor
from samverk.core.errors import Refusal
from samverk.core.grants import api as grants
from samverk.core.organisation import api as organisation
from samverk.core.periods import ONE_DAY
from samverk.core.ui import api as ui
from samverk.site.web.access import period
from samverk.site.web.forms_access import DeputyForm

HERE = "/meg/stedfortreder/"


@dataclass(frozen=True, slots=True)
class Shown:
    """A deputyship as a line of the page."""

    facts: grants.DelegasjonFacts
    navn: str
    sted: str
    status: str
    naar: str
    tekst: list[str]
    can_end: bool


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Return colleagues whose name matches, as a piece of the page."""
    found = _found(ui.actor_of(request), request.GET.get("q", ""))
    return render(request, "site/access/_people.html", found)


def _found(actor: Actor, text: str) -> dict[str, Any]:
    return {"people": grants.find_accounts(actor, text), "q": text, "pick": f"{HERE}?til="}


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show both directions, and appoint a deputy."""
    actor, today = ui.actor_of(request), clock.today()
    lent = grants.lendable(actor, on=today)
    form = _form(actor, request, lent)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            grants.appoint_deputy(
                actor=actor, til_bruker_id=typed["til"], now=clock.now(), fra=typed["fra"],
                til_og_med=typed["til_og_med"], begrunnelse=typed["begrunnelse"],
                grant_ids=[UUID(key) for key in typed["omfang"]],
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, _("Avtalt. Stedfortrederen din har fått et varsel."))
            return redirect("stedfortreder")
    context = _context(actor, request, form, lent)
    return render(
        request, "site/me/deputies.html", context, status=422 if form.errors else 200
    )  # fmt: skip


def _form(actor: Actor, request: HttpRequest, lent: list[grants.Lendable]) -> DeputyForm:
    today = clock.today()
    places = {u.id: u.name(ui.language()) for u in organisation.enheter(actor.tenant_id, on=today)}
    choices = [
        (
            str(one.grant_id),
            f"{ui.words.in_language(one.rollenavn)}, {places.get(one.enhet_id, '')}",
        )
        for one in lent
    ]
    form = DeputyForm(
        request.POST if request.method == "POST" else None,
        initial={"fra": today, "omfang": [key for key, _name in choices],
                 "til": request.GET.get("til")},
    )  # fmt: skip
    form.fields["omfang"].choices = choices  # type: ignore[attr-defined]
    return form


def _context(
    actor: Actor, request: HttpRequest, form: DeputyForm, lent: list[grants.Lendable]
) -> dict[str, Any]:
    today = clock.today()
    chosen = _chosen(actor, request)
    words_of = {one.grant_id: grants.in_words(one.kapabiliteter) for one in lent}
    return {
        "form": form, "kan_laane": bool(lent), "valgt": chosen,
        "laan": [(ui.words.in_language(one.rollenavn), words_of[one.grant_id]) for one in lent],
        "aldri": grants.in_words(grants.NEVER_LENT & actor.kapabiliteter),
        "mine": [_shown(d, d.til_navn) for d in grants.my_deputies(actor, on=today)],
        "andres": [_shown(d, d.fra_navn) for d in grants.my_principals(actor, on=today)],
        "crumbs": [("/meg/tilganger/", _("Mine tilganger")), ("", _("Stedfortreder"))],
        "finn": "/meg/stedfortreder/folk/",
    } | _found(actor, request.GET.get("q", ""))  # fmt: skip


def _chosen(actor: Actor, request: HttpRequest) -> tuple[str, str] | None:
    data = request.POST if request.method == "POST" else request.GET
    key = ui.uuid(data.get("til"))
    return grants.account(actor, key) if key else None


def _shown(one: grants.DelegasjonFacts, navn: str) -> Shown:
    today = clock.today()
    if one.fra is None or one.til_og_med is None:
        status, when = "mute", _("Tatt tilbake før den begynte, eller samme dag")
    else:
        when = period(one.fra, one.til_og_med + ONE_DAY)
        status = "mute" if one.is_over(today) else "wait" if one.fra > today else "ok"
    return Shown(
        one, navn, ui.words.in_language(one.enhet), status, when,
        grants.in_words(one.kapabiliteter), not one.is_over(today),
    )  # fmt: skip


@require_POST
def end(request: HttpRequest, delegasjon_id: UUID) -> HttpResponse:
    """End a deputyship before its last day: the one who lent may, and the deputy."""
    with ui.attempt(request):
        try:
            grants.end_deputyship(
                actor=ui.actor_of(request), delegasjon_id=delegasjon_id, now=clock.now()
            )
        except grants.DelegasjonMissing as error:
            raise Http404 from error
        ui.say(request, _("Avsluttet. Oppgavene venter ikke lenger på stedfortrederen."))
    return redirect("stedfortreder")
