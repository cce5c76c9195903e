"""Lists of cases, and a new case without a process."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.cases.web.forms import NewCaseForm
from samverk.core import clock
from samverk.core.access.api import Actor, brukere
from samverk.core.errors import Refusal
from samverk.core.organisation import api as organisation
from samverk.core.ui import api as ui
from samverk.core.ui.api import actor_of

_SCOPES: dict[str, cases.Scope] = {"mine": "mine", "enhet": "enhet", "lukket": "lukket"}


@require_GET
def cases_list(request: HttpRequest) -> HttpResponse:
    """Show cases, newest first; ``?vis=mine|enhet|lukket``."""
    actor, now = actor_of(request), clock.now()
    scope = _SCOPES.get(request.GET.get("vis", "mine"), "mine")
    after = request.GET.get("etter", "")
    try:
        page = cases.saker(actor, scope=scope, after=after)
    except ValueError as error:
        raise Http404 from error
    names = brukere(actor, {row.saksansvarlig_id for row in page.rows if row.saksansvarlig_id})
    units = {
        u.id: u.name(ui.language()) for u in organisation.enheter(actor.tenant_id, on=now.date())
    }
    rows = [
        {
            "case": row,
            "owner": names[row.saksansvarlig_id].navn if row.saksansvarlig_id in names else "",
            "unit": units.get(row.enhet_id, ""),
        }
        for row in page.rows
    ]
    paging = ui.Paging(
        next_url=f"?vis={scope}&etter={page.neste}" if page.neste else "",
        first_url=f"?vis={scope}" if after else "",
    )
    content = {"rows": rows, "scope": scope, "paging": paging, "now": now}
    return render(request, "cases/list/page.html", content)


@require_GET
def by_mappe(request: HttpRequest, mappe_id: UUID) -> HttpResponse:
    """Go to the case of a saksmappe."""
    found = cases.sak_for_mappe(actor_of(request), mappe_id)
    if found is None:
        raise Http404
    return redirect(f"/saker/{found.id}/")


def _choices(actor: Actor) -> dict[str, list[Any]]:
    today = clock.today()
    mine = set(organisation.unit_ids_with("sak.sak.behandle"))
    return {
        "enhet": [
            (str(u.id), u.name(ui.language()))
            for u in organisation.enheter(actor.tenant_id, on=today)
            if u.id in mine
        ],
        "klasse": [
            (kode, f"{ui.sentence(tittel)} ({kode})") for kode, tittel in archive.klasser(actor)
        ],
        "tilgangskode": [
            ("", gettext("Åpen for alle ved institusjonen")),
            *[
                (t.kode, f"{ui.words.in_language(t.navn)} ({t.kode})")
                for t in archive.tilgangskoder(actor, on=today)
            ],
        ],
    }


@require_http_methods(["GET", "POST"])
def new_case(request: HttpRequest) -> HttpResponse:
    """Open a case without a process."""
    actor = actor_of(request)
    actor.require("sak.sak.behandle")
    form = NewCaseForm(request.POST or None, choices=_choices(actor))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        mappe = archive.NySaksmappe(
            tittel=data["tittel"],
            klasse=data["klasse"],
            arkivdel="PERS" if data["tilgangskode"] == "P" else "SAK",
            enhet_id=UUID(data["enhet"]),
            saksansvarlig=actor.bruker_id,
            tilgangskode=data["tilgangskode"],
            hidden=tuple(word.strip() for word in data["skjul"].split(",")),
        )
        try:
            made = cases.open_sak(actor=actor, ny=cases.NySak("generell", mappe), now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, gettext("Sak %(nr)s er åpnet.") % {"nr": made.nummer})
            return redirect(f"/saker/{made.id}/")
    return render(
        request, "cases/list/new.html", {"form": form}, status=422 if form.errors else 200
    )
