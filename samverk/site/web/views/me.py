"""Meg: what I may do here, and who has seen my data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.audit import api as audit
from samverk.core.grants import api as roles
from samverk.core.organisation import api as organisation
from samverk.core.ui import api as ui
from samverk.core.ui import words
from samverk.core.ui.api import actor_of
from samverk.site.web.access import last_day, scope


@require_GET
def grants(request: HttpRequest) -> HttpResponse:
    """Show the reader's own roles: where, from when, until when."""
    actor, today = actor_of(request), clock.today()
    mine = access.my_grants(actor)
    units = {
        u.id: u.name(words.language()) for u in organisation.enheter(actor.tenant_id, on=today)
    }
    rows = [
        ui.Row(
            (
                ui.Cell(words.in_language(g.rollenavn)),
                units.get(g.enhet_id, "–") if g.enhet_id else "–",
                scope(g.omfang),
                words.day_long(g.fra),
                last_day(g.til),
            )
        )
        for g in mine
    ]
    table = ui.Table(
        gettext("Rollene dine"),
        [
            ui.Column(gettext("Rolle")),
            ui.Column(gettext("Sted")),
            ui.Column(pgettext("tilgang", "Gjelder")),
            ui.Column(gettext("Fra"), kind="tn"),
            ui.Column(gettext("Til og med"), kind="tn"),
        ],
        rows,
        stack=True,
        hide_caption=True,
        empty_title=gettext("Du har ingen roller her ennå"),
        empty_text=gettext("Roller følger stillingen din. Spør lederen din hvis noe mangler."),
    )
    return render(request, "site/me/grants.html", {"table": table})


# What the read log calls the data → what a person calls them.
_WHAT = {
    "fnr": _("Fødselsnummer"),
    "dnr": _("D-nummer"),
    "hnr": _("H-nummer"),
    "pass": _("Passnummer"),
    "kontonummer": _("Kontonummer"),
    "skattekommune": _("Skattekommune"),
    "kontonummer og skattekommune": _("Kontonummer og skattekommune"),
    "hr_signatur": _("Kontraktene dine, på personsiden"),
    "hr.kontrakt": _("Arbeidsavtale"),
    "kontrakt": _("Arbeidsavtale"),
    "payroll.loennsslipp": _("Lønnsslipp"),
    "cases.sak": _("Sak"),
    "archive_dokumentobjekt": _("Dokument i arkivet"),
}


def _what(code: str) -> str:
    return str(_WHAT.get(code, code.replace("_", " ")))


@require_GET
def seen_by(request: HttpRequest) -> HttpResponse:
    """Show who has read sensitive data about the reader, when and why."""
    actor = actor_of(request)
    purposes = {code: words.in_language(names) for code, names in access.formaal_names().items()}
    return render(
        request,
        "site/me/seen_by.html",
        {"table": _by_people(actor, purposes), "fixed": _by_machines(actor, purposes)},
    )


def _who(reader: access.BrukerFacts | None) -> ui.Cell:
    """Name and role of a reader, in words."""
    if reader is None:
        return ui.Cell(gettext("Samverk"))
    return ui.Cell(reader.navn, note=words.role(reader.rolletekst))


def _why(read: audit.ReadFacts, purposes: dict[str, str]) -> ui.Cell:
    """The purpose that was given; else the right that was used, and that it was the role's."""
    given = purposes.get(read.formaal) or words.written(read.formaal, "nb")
    if given:
        return ui.Cell(given, note=words.written(read.begrunnelse, "nb"))
    (right,) = roles.in_words([read.kapabilitet])
    return ui.Cell(right, note=gettext("Følger av rollen"))


def _by_people(actor: Actor, purposes: dict[str, str]) -> ui.Table:
    reads, now = audit.who_has_seen(actor), clock.now()
    names = access.brukere(actor, {r.bruker_id for r in reads if r.bruker_id})
    rows = [
        ui.Row(
            (
                _who(names.get(r.bruker_id)) if r.bruker_id else gettext("Samverk"),
                _what(r.objekt_type),
                _why(r, purposes),
                words.moment(r.at, now),
            )
        )
        for r in reads
    ]
    return ui.Table(
        gettext("Lesinger av opplysninger om deg"),
        [
            ui.Column(gettext("Hvem")),
            ui.Column(gettext("Hva")),
            ui.Column(gettext("Hvorfor")),
            ui.Column(gettext("Når"), kind="tn"),
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


def _by_machines(actor: Actor, purposes: dict[str, str]) -> ui.Table | None:
    """What the platform itself reads for its fixed purposes, or None when it has read nothing."""
    now = clock.now()
    rows = [
        ui.Row(
            (
                purposes.get(r.formaal, r.formaal) or "–",
                _what(r.objekt_type),
                ui.Cell(str(r.antall)),
                words.moment(r.siste_at, now),
            )
        )
        for r in audit.fixed_reads(actor)
    ]
    if not rows:
        return None
    return ui.Table(
        gettext("Det Samverk selv leser for faste formål"),
        [
            ui.Column(gettext("Formål")),
            ui.Column(gettext("Hva")),
            ui.Column(gettext("Ganger"), kind="num"),
            ui.Column(gettext("Sist"), kind="tn"),
        ],
        rows,
        stack=True,
        hide_caption=True,
    )
