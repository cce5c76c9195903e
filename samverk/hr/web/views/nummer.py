"""A person's number: dots until somebody who may see it says why; then for one page view."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from samverk.core import clock
from samverk.core.access.api import Actor
from samverk.core.errors import Refusal
from samverk.core.identifiers import format_ident, format_kontonummer
from samverk.core.parties import api as parties
from samverk.core.ui import api as ui
from samverk.core.ui.api import words
from samverk.hr import api as hr
from samverk.hr.web.forms_nummer import NummerForm

# What the number is called, and the verb that shows it: one sentence per kind in each language.
WORDS: dict[str, tuple[Promise, Promise]] = {
    "fnr": (gettext_lazy("Fødselsnummer"), gettext_lazy("Vis fødselsnummer")),
    "dnr": (gettext_lazy("D-nummer"), gettext_lazy("Vis D-nummer")),
    "hnr": (gettext_lazy("H-nummer"), gettext_lazy("Vis H-nummer")),
    "pass": (gettext_lazy("Passnummer"), gettext_lazy("Vis passnummer")),
    "kontonummer": (gettext_lazy("Kontonummer"), gettext_lazy("Vis kontonummer")),
}


def number_rows(actor: Actor, party_id: UUID, *, on: date) -> list[dict[str, Any]]:
    """The numbers of a person that the actor may ask to see, for the person's page."""
    return [_row(party_id, one) for one in hr.readable_identifikatorer(actor, party_id, on=on)]


def _row(party_id: UUID, one: hr.Lesbar) -> dict[str, Any]:
    name, verb = WORDS[one.type]
    return {"slag": one.type, "navn": name, "verb": verb, "party_id": party_id}


@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, party_id: UUID, slag: str) -> HttpResponse:
    """Ask why, and show the number on this answer only: not in the address, not in a cache."""
    actor, today = ui.actor_of(request), clock.today()
    readable = {one.type: one for one in hr.readable_identifikatorer(actor, party_id, on=today)}
    person = parties.party(actor.tenant_id, party_id)
    if slag not in readable or person is None:
        raise Http404
    form = NummerForm(
        request.POST if request.method == "POST" else None,
        formaal=[(one.kode, words.in_language(one.navn)) for one in readable[slag].formaal],
    )
    context = _row(party_id, readable[slag]) | {
        "person": person, "form": form,
        "crumbs": [
            ("/folk/", gettext("Folk")), (f"/folk/{party_id}/", person.navn),
            ("", WORDS[slag][0]),
        ],
    }  # fmt: skip
    if form.is_bound and form.is_valid():
        context |= _shown(actor, party_id, slag, form)
    response = render(
        request, "hr/folk/nummer.html", context, status=422 if form.errors else 200
    )  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response


def _shown(actor: Actor, party_id: UUID, slag: str, form: NummerForm) -> dict[str, Any]:
    try:
        value = hr.reveal_identifikator(
            actor=actor, party_id=party_id, slag=slag, formaal=form.cleaned_data["formaal"],
            begrunnelse=form.cleaned_data["begrunnelse"], on=clock.today(),
        )  # fmt: skip
    except Refusal as refusal:
        form.refuse(refusal)
        return {}
    chosen = dict(form.fields["formaal"].choices)  # type: ignore[attr-defined]
    return {"verdi": _written(slag, value), "formaal": chosen[form.cleaned_data["formaal"]]}


def _written(slag: str, value: str) -> str:
    if slag == "kontonummer":
        return format_kontonummer(value)
    return value if slag == "pass" else format_ident(value)
