"""Hours: registered on a phone in under a minute, approved by the leader in one go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from samverk.cases import api as cases
from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.errors import Refusal
from samverk.core.ui import api as ui
from samverk.hr import api as hr
from samverk.hr.web.forms_timer import RettTimerForm, ReturForm, TimerForm, activity_words

MINUTES = 60
STATUS = {
    "foert": ("mute", gettext_lazy("Ført")),
    "innsendt": ("wait", gettext_lazy("Sendt")),
    "godkjent": ("ok", gettext_lazy("Godkjent")),
    "returnert": ("warn", gettext_lazy("Sendt tilbake")),
    "utbetalt": ("ok", gettext_lazy("Utbetalt")),
}


def _hours(minutes: int) -> str:
    return ui.words.decimal(f"{minutes / MINUTES:g}")


def _in_hours(minutes: int) -> str:
    """«1 time», «7,5 timer»."""
    count = 1 if minutes == MINUTES else 2
    return ngettext("%(n)s time", "%(n)s timer", count) % {"n": _hours(minutes)}


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Show and register the actor's own hours; «send» also sends them for approval."""
    actor, now = ui.actor_of(request), clock.now()
    contracts = [k for k in hr.my_kontrakter(actor, status="signert") if k.type == "T1"]
    form = _form(request, actor, contracts, hr.my_timer(actor), now.date())
    if request.method == "POST" and form.is_valid():
        try:
            is_sent = request.POST.get("handling") == "send"
            _write(actor, form, now, send=is_sent)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            said = _("Timene er sendt til godkjenning.") if is_sent else _("Timene er ført.")
            ui.say(request, said)
            return redirect("hr-timer")
    context = _context(actor, contracts, form, now)
    return render(request, "hr/timer/page.html", context, status=422 if form.errors else 200)


def _form(
    request: HttpRequest,
    actor: Actor,
    contracts: list[hr.KontraktFacts],
    before: list[hr.TimerFacts],
    today: date,
) -> TimerForm:
    last = before[0] if before else None
    initial: dict[str, Any] = {"dato": today, "kontrakt": str(contracts[0].id) if contracts else ""}
    sources = {"dato": ui.Source("foreslått", _("i dag"))}
    if last is not None:
        initial |= {
            "aktivitet": last.aktivitet, "timer": Decimal(last.minutter) / MINUTES,
            "kontrakt": str(last.kontrakt_id),
        }  # fmt: skip
        sources["timer"] = ui.Source("foreslått", _("samme som sist"))
    form = TimerForm(
        request.POST if request.method == "POST" else None, initial=initial, sources=sources,
        brukt=hr.my_aktiviteter(actor),
    )  # fmt: skip
    form.fields["kontrakt"].choices = [  # type: ignore[attr-defined]
        (str(k.id), k.emne) for k in contracts
    ]
    return form


def _write(actor: Actor, form: TimerForm, now: datetime, *, send: bool) -> None:
    values = form.cleaned_data
    hr.foer_timer(
        actor=actor, kontrakt_id=UUID(values["kontrakt"]), now=now, og_send=send,
        timer=hr.NyeTimer(
            dato=values["dato"], minutter=hr.minutes_of(values["timer"]),
            aktivitet=values["aktivitet"],
        ),
    )  # fmt: skip


def _context(
    actor: Actor, contracts: list[hr.KontraktFacts], form: TimerForm, now: datetime
) -> dict[str, Any]:
    rows = hr.my_timer(actor)
    waiting = [t for t in rows if t.er_usendt]
    by_id = {k.id: k for k in contracts}
    table = ui.Table(
        _("Sendt til nå"),
        [
            ui.Column(_("Dag")), ui.Column(_("Hva")), ui.Column(_("Timer"), "num"),
            ui.Column(_("Status")),
        ],
        [
            ui.Row(
                (
                    ui.words.day_short(t.dato), activity_words(t.aktivitet), _hours(t.minutter),
                    ui.Cell(STATUS[t.status][1], status=STATUS[t.status][0]),
                )
            )
            for t in rows if not t.er_usendt
        ],
        empty_title=_("Ingen timer er sendt ennå"), stack=True, hide_caption=True,
    )  # fmt: skip
    wanted = ui.uuid(form["kontrakt"].value())
    chosen = by_id.get(wanted) if wanted else None
    chosen = chosen or (contracts[0] if contracts else None)
    hire = hr.ansettelse(actor, chosen.ansettelse_id) if chosen and chosen.ansettelse_id else None
    return {
        "place": ui.place_of(actor, hire.instans_id if hire else None),
        "hjelp": hr.forskuddshjelp(actor, now),
        "sendt": _sent(actor, contracts, rows, now),
        "form": form, "kontrakter": contracts, "valgt": chosen, "table": table,
        "igjen": _hours(max(chosen.budsjett_minutter - chosen.brukt_minutter, 0)) if chosen else "",
        "alt": _hours(chosen.budsjett_minutter) if chosen else "",
        "venter": _in_hours(sum(t.minutter for t in waiting)),
        "usendt": [(t, activity_words(t.aktivitet), _in_hours(t.minutter)) for t in waiting],
        "til_sending": sorted({t.kontrakt_id for t in waiting}),
        "frist": hr.cutoff(actor, now), "fornavn": actor.navn.split()[0],
    }  # fmt: skip


def _sent(
    actor: Actor, contracts: list[hr.KontraktFacts], rows: list[hr.TimerFacts], now: datetime
) -> list[dict[str, Any]]:
    """Return what waits for an answer, one line per contract: how much, for whom, since when."""
    found = []
    for contract in contracts:
        sent = [t for t in rows if t.kontrakt_id == contract.id and t.status == "innsendt"]
        if sent:
            found.append({
                "timer": _in_hours(sum(t.minutter for t in sent)), "emne": contract.emne,
                "hvem": leader_names(actor, contract.enhet_id, now.date()),
                "siden": min(t.innsendt_at for t in sent if t.innsendt_at),
            })  # fmt: skip
    return found


def leader_names(actor: Actor, enhet_id: UUID, on: date) -> str:
    """Return who answers for the hours of a unit; several lead it now and then."""
    return ", ".join(b.navn for b in access.holders(actor, rolle="leder", enhet_id=enhet_id, on=on))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, timer_id: UUID) -> HttpResponse:
    """Correct or delete hours of one's own that are not sent, or that were sent back."""
    actor, now = ui.actor_of(request), clock.now()
    row = hr.own_timer(actor, timer_id)
    if row is None:
        raise Http404
    if not row.er_usendt:
        said = _("Timene er sendt og kan ikke endres. Er noe feil, snakk med lederen din.")
        ui.say(request, said, kind="stop")
        return redirect("hr-timer")
    if request.POST.get("handling") == "slett":
        with ui.attempt(request):
            hr.slett_timer(actor=actor, timer_id=row.id)
            ui.say(request, _("Timene er slettet."))
        return redirect("hr-timer")
    form = RettTimerForm(
        request.POST if request.method == "POST" else None, brukt=hr.my_aktiviteter(actor),
        initial={"dato": row.dato, "aktivitet": row.aktivitet,
                 "timer": Decimal(row.minutter) / MINUTES},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            hr.rett_timer(
                actor=actor, timer_id=row.id, dato=values["dato"], now=now,
                minutter=hr.minutes_of(values["timer"]), aktivitet=values["aktivitet"],
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, _("Timene er rettet, men ikke sendt ennå."))
            return redirect("hr-timer")
    emne = next((k.emne for k in hr.my_kontrakter(actor) if k.id == row.kontrakt_id), "")
    crumbs = [("/folk/timer/", _("Timer")), ("", _("Rett timer"))]
    return render(
        request, "hr/timer/change.html",
        {"form": form, "t": row, "emne": emne, "crumbs": crumbs},
        status=422 if form.errors else 200,
    )  # fmt: skip


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Send everything registered on all contracts, each as one sheet."""
    actor, now = ui.actor_of(request), clock.now()
    waiting = {t.kontrakt_id for t in hr.my_timer(actor) if t.er_usendt}
    with ui.attempt(request):
        for contract in sorted(waiting):
            hr.send_inn(actor=actor, kontrakt_id=contract, now=now)
        ui.say(request, _("Timene er sendt til godkjenning."))
    return redirect("hr-timer")


@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest) -> HttpResponse:
    """Show what waits for the leader, and approve it in bulk or send one back."""
    actor, now = ui.actor_of(request), clock.now()
    actor.require("hr.timeliste.godkjenn")
    form = ReturForm(request.POST if "tilbake" in request.POST else None)
    if request.method == "POST":
        try:
            if _handle(request, actor, form, now):
                return redirect("hr-timer-godkjenn")
        except Refusal as refusal:
            form = ReturForm(request.POST)
            form.full_clean()
            form.errors.clear()
            form.refuse(refusal)
    sheets = hr.sheets_to_approve(actor)
    opens = cases.readable(actor, {s.sak_id for s in sheets if s.sak_id})
    rows = [(s, _in_hours(s.minutter), s.sak_id in opens) for s in sheets]
    return render(
        request, "hr/timer/approve.html",
        {"rows": rows, "valgt": _chosen(sheets), "form": form, "frist": hr.cutoff(actor, now)},
        status=422 if form.errors else 200,
    )  # fmt: skip


def _chosen(sheets: Sequence[hr.TimelisteFacts]) -> str:
    """«2 timelister, 4 972 kr»."""
    if not sheets:
        return _("Ingen timelister")
    said = ngettext("%(n)s timeliste, %(sum)s kr", "%(n)s timelister, %(sum)s kr", len(sheets))
    oere = sum(s.beloep_oere for s in sheets)
    return said % {"n": len(sheets), "sum": ui.words.whole_kroner(oere)}


@require_POST
def chosen(request: HttpRequest) -> HttpResponse:
    """Say how many are ticked and what they come to; nothing is written."""
    actor = ui.actor_of(request)
    actor.require("hr.timeliste.godkjenn")
    ticked = {ui.uuid(text) for text in request.POST.getlist("ark")}
    sheets = [s for s in hr.sheets_to_approve(actor) if s.id in ticked]
    return HttpResponse(_chosen(sheets), content_type="text/plain")


def _handle(request: HttpRequest, actor: Actor, form: ReturForm, now: datetime) -> bool:
    returned = ui.uuid(request.POST.get("tilbake"))
    if returned is not None:
        if not form.is_valid():
            return False
        hr.return_timer(
            actor=actor, timeliste_id=returned, grunn=form.cleaned_data["grunn"], now=now
        )
        ui.say(request, _("Sendt tilbake."))
        return True
    chosen = [found for text in request.POST.getlist("ark") if (found := ui.uuid(text))]
    if not chosen:
        raise Refusal("Velg minst én timeliste.")
    count = hr.approve_timer(actor=actor, timeliste_ids=chosen, now=now)
    said = ngettext("%(n)s timeliste er godkjent.", "%(n)s timelister er godkjent.", count)
    ui.say(request, said % {"n": count})
    return True
