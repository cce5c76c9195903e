"""People at work: the list, and one person's timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.audit import api as audit
from samverk.core.organisation.api import EnhetFacts
from samverk.core.parties import api as parties
from samverk.core.ui import api as ui
from samverk.hr import api as hr
from samverk.hr.web import folk_tables as tables
from samverk.hr.web.figure import figure, window_of
from samverk.hr.web.forms_folk import FolkForm, TidspunktForm, day_of_slider
from samverk.hr.web.views.nummer import number_rows


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """List the people in the units where the actor reads employment."""
    actor, today = ui.actor_of(request), clock.today()
    actor.require(hr.LES_ARBEIDSFORHOLD)
    asked = request.GET
    unit, after = ui.uuid(asked.get("enhet")), ui.uuid(asked.get("etter"))
    text, everyone = asked.get("q", "").strip()[:80], asked.get("vis") == "alle"
    page = hr.folk(actor, on=today, tekst=text, enhet_id=unit, alle=everyone, etter=after)
    form = FolkForm(initial={"q": text, "enhet": unit or "", "vis": asked.get("vis", "")})
    form.fields["enhet"].widget.choices = [
        ("", _("Alle enheter du har")),
        *((str(u.id), tables.unit_name(u)) for u in page.enheter.values()),
    ]
    chosen = {"q": text, "enhet": str(unit or ""), "vis": "alle" if everyone else ""}
    kept = {name: value for name, value in chosen.items() if value}
    table = tables.people_table(
        page, today,
        more=_address(kept | {"etter": page.neste}) if page.neste else "",
        first=_address(kept) if after else "",
    )  # fmt: skip
    return render(
        request, "hr/folk/list.html", {"form": form, "table": table, "filtered": bool(kept)}
    )


def _address(values: dict[str, str]) -> str:
    return f"/folk/?{urlencode(values)}"


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Show the actor's own timeline."""
    actor = ui.actor_of(request)
    if actor.party_id is None:
        raise Http404
    return _person(request, actor, actor.party_id)


@require_GET
def person(request: HttpRequest, party_id: UUID) -> HttpResponse:
    """Show a person's timeline to the person, or to those who read employment where they work."""
    return _person(request, ui.actor_of(request), party_id)


@dataclass(frozen=True, slots=True)
class Moment:
    """The two points in time a page is seen from."""

    on: date
    known: date
    today: date
    now: datetime

    @property
    def known_at(self) -> datetime:
        """The instant of what was known: the end of that day, or now."""
        return self.now if self.known >= self.today else hr.end_of_day(self.known)

    @property
    def is_today(self) -> bool:
        """Nothing but the present."""
        return self.on == self.today and self.known == self.today


def _moment(request: HttpRequest, form: TidspunktForm) -> Moment:
    now = clock.now()
    today, asked = clock.today(), request.GET
    typed = form.cleaned_data if form.is_valid() else {}
    on = day_of_slider(asked.get("d")) or typed.get("gjelder") or today
    known = day_of_slider(asked.get("k")) or typed.get("kjent") or today
    return Moment(on, min(known, today), today, now)


def _person(request: HttpRequest, actor: Actor, party_id: UUID) -> HttpResponse:
    form = TidspunktForm(request.GET or None)
    at = _moment(request, form)
    found = hr.person_tidslinje(actor, party_id, known=at.known_at, now=at.now)
    if found is None:
        raise Http404
    if found.reads_class_3 and not found.is_own:
        audit.record_read(
            actor=actor, kapabilitet="hr.kontrakt.les.3", objekt_type="hr_signatur",
            objekt_id=None, gjelder_party_id=party_id, dataklasse=3, antall=len(found.kontrakter),
        )  # fmt: skip
    return render(request, "hr/folk/person.html", _context(actor, found, at, form))


def _context(
    actor: Actor, found: hr.PersonTidslinje, at: Moment, form: TidspunktForm
) -> dict[str, Any]:
    main = tables.main_position(found, at.on)
    unit = found.enheter.get(main.verdier["enhet_id"]) if main else None
    first, last = window_of(found, at.today)
    since = found.first_known.astimezone(at.now.tzinfo).date() if found.first_known else at.today
    return {
        "person": found, "form": form, "at": at, "main": main, "unit": unit,
        "unit_name": tables.unit_name(unit) if unit else "",
        "title": tables.title_of(main), "leader": _leader(actor, unit, found, at),
        "figure": figure(found, on=at.on, today=at.today),
        "slider": {
            "first": first.toordinal(), "last": last.toordinal(), "on": at.on.toordinal(),
            "known_first": min(since, at.known).toordinal(), "known_last": at.today.toordinal(),
            "known": at.known.toordinal(),
        },
        "summary": tables.summary(found, at.on), "changes": tables.change_rows(found)[:6],
        "timeline_table": tables.timeline_table(found), "tables": tables.detail_tables(found),
        "crumbs": _crumbs(actor, found, unit),
        "numbers": number_rows(actor, found.party_id, on=at.today),
        "epost": address_of(parties.party(actor.tenant_id, found.party_id)),
        "kan_endre_epost": hr.may_change_epost(actor, found.party_id),
    }  # fmt: skip


def address_of(person: parties.PartyFacts | None) -> str:
    """Return where a person is written to, or nothing where no address is known."""
    return person.epost if person is not None and "@" in person.epost else ""


def _leader(actor: Actor, unit: EnhetFacts | None, found: hr.PersonTidslinje, at: Moment) -> str:
    """The nearest leader who is somebody else."""
    while unit is not None:
        others = [
            b.navn
            for b in access.holders(actor, rolle="leder", enhet_id=unit.id, on=at.on)
            if b.party_id != found.party_id
        ]
        if others:
            return others[0]
        unit = found.enheter.get(unit.overordnet_id) if unit.overordnet_id else None
    return ""


def _crumbs(
    actor: Actor, found: hr.PersonTidslinje, unit: EnhetFacts | None
) -> list[tuple[str, str]]:
    reads = actor.can(hr.LES_ARBEIDSFORHOLD)
    crumbs = [("/folk/" if reads else "", _("Folk"))] if reads else []
    if unit is not None and reads:
        crumbs.append((_address({"enhet": str(unit.id)}), tables.unit_name(unit)))
    return [*crumbs, ("", _("Min stilling") if found.is_own else found.navn)]
