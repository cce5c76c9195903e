"""Roller og tilganger: who has what, by person, by role and on a day, and why."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from samverk.core import clock
from samverk.core.access.api import Actor
from samverk.core.grants import api as grants
from samverk.core.organisation import api as organisation
from samverk.core.ui import api as ui
from samverk.core.ui import words
from samverk.site.web import access
from samverk.site.web.forms_access import HeldForm


def tabs(actor: Actor, here: str) -> dict[str, Any]:
    """The four sides of the matter, with how much waits on two of them."""
    today = clock.today()
    waits = sum(one.can_answer or one.is_mine for one in grants.waiting_forslag(actor, on=today))
    due = len(grants.due_roller(actor, on=today))
    return {
        "faner": [
            ("/tilganger/", _("Personer"), 0, here == "folk"),
            ("/tilganger/roller/", _("Roller"), 0, here == "roller"),
            ("/tilganger/forslag/", _("Venter på svar"), waits, here == "forslag"),
            ("/tilganger/fornye/", _("Bekreftes på nytt"), due, here == "fornye"),
        ],
        "kan_gi": actor.can(access.GIVE),
    }


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """List who holds what on a day, by name."""
    actor, today = ui.actor_of(request), clock.today()
    access.require_steering(actor)
    asked = HeldForm(request.GET)
    asked.fields["enhet"].widget.choices = _units(actor)
    asked.fields["rolle"].widget.choices = [
        ("", _("Alle, utenom den alle ansatte har")),
        *((r.kode, ui.words.in_language(r.navn)) for r in grants.roller(actor, on=today)),
    ]
    typed = asked.cleaned_data if asked.is_valid() else {}
    wanted = grants.HeldFilter(
        on=typed.get("dato") or today, rolle=typed.get("rolle", ""),
        enhet_id=ui.uuid(typed.get("enhet")), tekst=typed.get("q", ""),
    )  # fmt: skip
    kept = {name: request.GET[name] for name in HeldForm.concepts if request.GET.get(name)}
    return render(
        request, "site/access/people.html",
        {
            "form": asked, "filtered": bool(kept), "dag": wanted.on, "er_i_dag": wanted.on == today,
            "table": _page(actor, wanted, kept, request.GET.get("etter", "")),
        } | tabs(actor, "folk"),
    )  # fmt: skip


def _units(actor: Actor) -> list[tuple[str, str]]:
    allowed = set(organisation.unit_ids_with(access.GIVE))
    allowed |= set(organisation.unit_ids_with(access.AGAIN))
    units = organisation.enheter(actor.tenant_id, on=clock.today())
    own = [(str(u.id), u.name(ui.language())) for u in units if u.id in allowed]
    return [("", _("Alle enheter du har")), *own]


def _page(actor: Actor, wanted: grants.HeldFilter, kept: dict[str, str], after: str) -> ui.Table:
    """One page of rights by name, with the way to the next."""
    found = grants.held(actor, wanted, after=after)
    return ui.Table(
        _("Hvem som har hva"),
        [
            ui.Column(_("Person")), ui.Column(_("Rolle")), ui.Column(_("Sted")),
            ui.Column(_("Fra"), kind="tn"), ui.Column(_("Til og med"), kind="tn"),
            ui.Column(_("Hvorfor")),
        ],
        [_row(row) for row in found.rows],
        stack=True, hide_caption=True,
        paging=ui.Paging(
            next_url=f"?{urlencode(kept | {'etter': found.after})}" if found.after else "",
            first_url=f"?{urlencode(kept)}" if after else "",
        ),
        empty_title=_("Ingen har noe her"),
        empty_text=_("Prøv et annet navn, en annen rolle, en annen enhet eller en annen dag."),
        empty_icon="KeyHorizontal",
    )  # fmt: skip


def _row(row: grants.HeldFacts) -> ui.Row:
    return ui.Row(
        (
            ui.Cell(row.navn, note=ui.words.role(row.tekst)),
            ui.Cell(
                access.title(row),
                url="" if row.is_lent else f"/tilganger/roller/{row.rolle}/",
            ),
            ui.Cell(ui.words.in_language(row.enhet) or "–", note=access.reach(row.omfang)),
            words.day_long(row.fra) if row.fra else "–",
            access.last_day(row.til),
            ui.Cell(words.written(row.begrunnelse, "nb") if row.begrunnelse else access.origin(row),
                    note=access.origin(row) if row.begrunnelse else ""),
        ),
        url=f"/tilganger/person/{row.bruker_id}/",
    )  # fmt: skip


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """List the roles: what each lets one do, how it is given, and how many hold it."""
    actor, today = ui.actor_of(request), clock.today()
    access.require_steering(actor)
    rows = [
        ui.Row(
            (
                ui.words.in_language(one.navn),
                _some(grants.in_words(one.kapabiliteter)),
                _given(one),
                ui.Cell(words.number(one.antall)),
            ),
            url=f"/tilganger/roller/{one.kode}/",
        )
        for one in grants.roller(actor, on=today)
    ]
    table = ui.Table(
        _("Rollene"),
        [
            ui.Column(_("Rolle")), ui.Column(_("Gir lov til")), ui.Column(_("Gis")),
            ui.Column(_("Har den nå"), kind="num"),
        ],
        rows, stack=True, hide_caption=True,
    )  # fmt: skip
    return render(request, "site/access/roles.html", {"table": table} | tabs(actor, "roller"))


SHOWN = 3


def _some(said: list[str]) -> str:
    """The first few, and how many more; the page of the role has them all."""
    more = len(said) - SHOWN
    if more <= 1:
        return ". ".join(said)
    rest = ngettext("og %(n)s til", "og %(n)s til", more) % {"n": more}
    return f"{'. '.join(said[:SHOWN])} {rest}"


def _given(one: grants.RolleFacts) -> str:
    if one.gis == "stilling":
        return _("Følger stillingen")
    if one.sted == "institusjonen":
        return _("Av to, for hele institusjonen")
    return _("Av to, for en enhet")


@require_GET
def role(request: HttpRequest, kode: str) -> HttpResponse:
    """Show what one role lets one do, and who holds it."""
    actor, today = ui.actor_of(request), clock.today()
    access.require_steering(actor)
    one = next((r for r in grants.roller(actor, on=today) if r.kode == kode), None)
    if one is None:
        raise Http404
    wanted = grants.HeldFilter(on=today, rolle=kode)
    return render(
        request, "site/access/role.html",
        {
            "navn": ui.words.in_language(one.navn), "gis": _given(one), "rolle": one,
            "lov": grants.in_words(one.kapabiliteter),
            "kan_gi": actor.can(access.GIVE) and one.gis == "haand",
            "table": _page(actor, wanted, {}, request.GET.get("etter", "")),
            "crumbs": [("/tilganger/roller/", _("Roller")), ("", ui.words.in_language(one.navn))],
        },
    )  # fmt: skip


@require_GET
def person(request: HttpRequest, bruker_id: UUID) -> HttpResponse:
    """Show all that one person has, will have and has had in the units the reader steers."""
    actor, today = ui.actor_of(request), clock.today()
    access.require_steering(actor)
    account = grants.account(actor, bruker_id)
    if account is None:
        raise Http404
    rows = grants.held_by(actor, bruker_id, on=today)
    now = [row for row in rows if row.holds(today)]
    later = [row for row in rows if row.fra is not None and row.fra > today]
    ended = [row for row in rows if row not in now and row not in later]
    may_end = grants.steers(actor, rows)
    return render(
        request, "site/access/person.html",
        {
            "navn": account[0], "tekst": account[1], "bruker_id": bruker_id,
            "er_meg": bruker_id == actor.bruker_id, "kan_gi": actor.can(access.GIVE),
            "naa": [_held(row, may_end) for row in now],
            "senere": [_held(row, may_end) for row in later],
            "venter": [
                one for one in grants.forslag_for(actor, bruker_id, on=today)
                if one.status == "venter"
            ],
            "table": _history(ended),
            "crumbs": [("/tilganger/", _("Roller og tilganger")), ("", account[0])],
        },
    )  # fmt: skip


def _held(row: grants.HeldFacts, may_end: set[UUID]) -> dict[str, Any]:
    return {
        "id": row.id, "tittel": access.title(row), "sted": ui.words.in_language(row.enhet),
        "omfang": access.reach(row.omfang), "periode": access.period(row.fra, row.til),
        "hvorfor": row.begrunnelse, "hvordan": access.origin(row),
        "lov": grants.in_words(row.kapabiliteter), "kan_avslutte": row.id in may_end,
    }  # fmt: skip


def _history(rows: list[grants.HeldFacts]) -> ui.Table:
    return ui.Table(
        _("Har hatt"),
        [
            ui.Column(_("Rolle")), ui.Column(_("Sted")), ui.Column(_("Fra"), kind="tn"),
            ui.Column(_("Til og med"), kind="tn"), ui.Column(_("Hvorfor den sluttet")),
        ],
        [
            ui.Row(
                (
                    access.title(row),
                    ui.Cell(ui.words.in_language(row.enhet) or "–", note=access.reach(row.omfang)),
                    words.day_long(row.fra) if row.fra else "–",
                    access.last_day(row.til) if row.fra else _("tatt tilbake med en gang"),
                    access.ending(row) or "–",
                )
            )
            for row in rows
        ],
        stack=True, hide_caption=True,
    )  # fmt: skip
