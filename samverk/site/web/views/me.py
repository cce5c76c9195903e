"""Meg: what I may do here, and who has seen my data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.audit import api as audit
from samverk.core.organisation import api as organisation
from samverk.core.ui import api as ui
from samverk.core.ui import words
from samverk.core.ui.api import actor_of

_SCOPES = {
    "subtre": _("hele enheten og alt under den"),
    "enhet": _("bare denne enheten"),
    "prosjekt": _("ett prosjekt"),
    "sak": _("én sak"),
    "selv": _("deg selv"),
    "person": _("én person"),
    "alt": _("hele institusjonen"),
}


def _scope(code: str) -> str:
    return str(_SCOPES.get(code, code))


@require_GET
def grants(request: HttpRequest) -> HttpResponse:
    """Show the reader's own roles: where, from when, until when."""
    actor, today = actor_of(request), clock.today()
    mine = access.my_grants(actor)
    units = {u.id: u.navn for u in organisation.enheter(actor.tenant_id, on=today)}
    at = {"nb": 0, "nn": 1, "en": 2}[words.language()]
    rows = [
        ui.Row(
            (
                ui.Cell(g.rollenavn[at]),
                units.get(g.enhet_id, "–") if g.enhet_id else "–",
                _scope(g.omfang),
                words.day_long(g.fra),
                gettext("uten sluttdato") if g.til is None else words.day_long(g.til),
            )
        )
        for g in mine
    ]
    table = ui.Table(
        gettext("Rollene dine"),
        [
            ui.Column(gettext("Rolle")),
            ui.Column(gettext("Sted")),
            ui.Column(gettext("Gjelder")),
            ui.Column(gettext("Fra"), kind="tn"),
            ui.Column(gettext("Til"), kind="tn"),
        ],
        rows,
        stack=True,
        hide_caption=True,
        empty_title=gettext("Du har ingen roller her ennå"),
        empty_text=gettext("Roller følger stillingen din. Spør lederen din hvis noe mangler."),
    )
    return render(request, "site/me/grants.html", {"table": table})


@require_GET
def seen_by(request: HttpRequest) -> HttpResponse:
    """Show who has read sensitive data about the reader, when and why."""
    actor = actor_of(request)
    reads = audit.who_has_seen(actor)
    names = access.brukere(actor, {r.bruker_id for r in reads if r.bruker_id})
    now = clock.now()
    rows = [
        ui.Row(
            (
                names[r.bruker_id].navn if r.bruker_id in names else gettext("Samverk"),
                words.moment(r.at, now),
                r.objekt_type.replace("_", " "),
                r.formaal or "–",
            )
        )
        for r in reads
    ]
    table = ui.Table(
        gettext("Lesinger av opplysninger om deg"),
        [
            ui.Column(gettext("Hvem")),
            ui.Column(gettext("Når"), kind="tn"),
            ui.Column(gettext("Hva")),
            ui.Column(gettext("Formål")),
        ],
        rows,
        stack=True,
        hide_caption=True,
        empty_title=gettext("Ingen andre har sett de skjermede opplysningene dine"),
        empty_text=gettext(
            "Her kommer en linje hver gang noen leser fødselsnummer, konto, lønn eller annet som"
            " krever et formål."
        ),
        empty_icon="Eye",
    )
    return render(request, "site/me/seen_by.html", {"table": table})
