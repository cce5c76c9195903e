"""Pay runs: the list, one run on one page, who a control concerns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.parties import api as parties
from samverk.core.periods import Period, add_months
from samverk.core.ui import api as ui
from samverk.core.ui.api import words
from samverk.payroll import api
from samverk.payroll.web import jobs
from samverk.payroll.web.run_page import run_page
from samverk.payroll.web.words import (
    control_text,
    finding_note,
    month_title,
    quantity,
    run_state,
    run_title,
)


@require_http_methods(["GET", "POST"])
def runs(request: HttpRequest) -> HttpResponse:
    """All runs, newest first; POST opens the next month's."""
    actor, now = ui.actor_of(request), clock.now()
    actor.require("lonn.kjoring.les")
    if request.method == "POST":
        with ui.attempt(request):
            return redirect(f"/lonn/kjoringer/{_open(actor, request, now)}/")
        return redirect("/lonn/kjoringer/")
    found = api.kjoeringer(actor)
    return render(
        request,
        "payroll/kjoering/list.html",
        {
            "table": _list(actor, found),
            "kan_aapne": actor.can("lonn.kjoring.klargjor"),
            "neste": _next_months(actor, words.day_of(now)),
            "venter": _waiting(actor, now),
            "ekstra": api.next_payout(actor=actor, dag=api.counting_day(now)),
        },
    )


def _waiting(actor: Actor, now: datetime) -> list[tuple[UUID, str]]:
    """People with approved hours that wait, for an extra payout."""
    if not actor.can("lonn.kjoring.klargjor"):
        return []
    today = words.day_of(now)
    return [
        (
            one.party_id,
            gettext("%(navn)s, %(timer)s timer")
            % {"navn": one.navn, "timer": quantity(one.timer_hundredeler)},
        )
        for one in api.waiting_for_pay(actor, Period.month(today.year, today.month), now)
    ]


def _open(actor: Actor, request: HttpRequest, now: datetime) -> UUID:
    """The month's run, or an extra payout to one person on the next payout day."""
    person = request.POST.get("person", "")
    if not person:
        aar, maaned = _month(request.POST.get("maaned", ""))
        return api.open_loennskjoering(actor=actor, art="ordinaer", aar=aar, maaned=maaned, now=now)
    today = words.day_of(now)
    payout = api.next_payout(actor=actor, dag=api.counting_day(now))
    try:
        party_id = UUID(person)
    except ValueError:
        raise api.LoennskjoeringRefused("Velg en person.", field="person") from None
    return api.open_loennskjoering(
        actor=actor, art="utenom", aar=today.year, maaned=today.month,
        utbetalingsdato=payout.utbetalingsdato, medlemmer=[(party_id, 0)],
        begrunnelse=gettext("Kunne ikke vente til neste hovedlønn"), now=now,
    )  # fmt: skip


def _month(text: str) -> tuple[int, int]:
    year, month = (ui.whole(part) for part in text.partition("-")[::2])
    if year is None or month is None or not date.min.year <= year <= date.max.year:
        raise api.LoennskjoeringRefused("Velg en måned.", field="maaned")
    return year, month


def _next_months(actor: Actor, today: date) -> list[tuple[str, str]]:
    """The months an ordinary run can be opened for: the first three without one."""
    months = [add_months(today.replace(day=1), step) for step in range(-1, 4)]
    taken = api.ordinary_months(actor, fra=months[0])
    free = [day for day in months if (day.year, day.month) not in taken]
    return [(f"{day:%Y-%m}", month_title(day.year, day.month)) for day in free[:3]]


def _list(actor: Actor, found: list[api.KjoeringFacts]) -> ui.Table:
    files = api.betalingsfiler(actor, [run.id for run in found])
    states = {run.id: run_state(run, files.get(run.id)) for run in found}
    return ui.Table(
        gettext("Lønnskjøringer"),
        [
            ui.Column(gettext("Kjøring")),
            ui.Column(gettext("På konto"), kind="tn"),
            ui.Column(gettext("Personer"), kind="num"),
            ui.Column(gettext("Utbetales, kr"), kind="num"),
            ui.Column(gettext("Hvor er den")),
        ],
        [
            ui.Row(
                (
                    run_title(run),
                    words.day_long(run.utbetalingsdato),
                    words.number(run.antall),
                    words.whole_kroner(run.netto_oere),
                    ui.Cell(states[run.id].ord, status=states[run.id].status),
                ),
                url=f"/lonn/kjoringer/{run.id}/",
            )
            for run in found
        ],
        hide_caption=True,
        empty_title=gettext("Ingen lønnskjøringer ennå"),
        empty_text=gettext("Åpne den første måneden for å begynne."),
        empty_icon="Calculator",
    )


def run_or_404(actor: Actor, kjoering_id: UUID) -> api.KjoeringFacts:
    """The run, for who may see runs."""
    if not actor.can("lonn.kjoring.les"):
        raise Http404
    found = api.kjoering(actor, kjoering_id)
    if found is None:
        raise Http404
    return found


@require_GET
def run(request: HttpRequest, kjoering_id: UUID) -> HttpResponse:
    """One run: where it is, what it costs, why it differs, what stops it, who must act."""
    actor, now = ui.actor_of(request), clock.now()
    found = run_or_404(actor, kjoering_id)
    context = run_page(actor, found, now)
    job = jobs.panel(actor, found, now)
    if job is not None and job.state == "open":  # nobody takes a step beside it
        context |= {"knapp": None, "kan_regne": False, "hvorfor_ikke": ""}
    return render(
        request,
        "payroll/kjoering/page.html",
        {"k": found, "tittel": run_title(found), **context, "job": job},
    )


Act = Callable[..., Any]
ACTS: dict[str, tuple[Act, Any]] = {
    "beregn": (api.calculate_loennskjoering, _("Lønna er beregnet.")),
    "kontroller": (api.control_loennskjoering, _("Kontrollene er kjørt.")),
    "godkjenn": (api.approve_loennskjoering, _("Kjøringen er godkjent og låst.")),
    "betal": (api.pay_loennskjoering, _("Betalingen er frigitt. Filen til banken kan hentes.")),
    "bokfoer": (api.post_loennskjoering, _("Kjøringen er bokført.")),
    "meld": (api.report_loennskjoering, _("A-meldingen er laget og kontrollert.")),
    "lukk": (api.close_loennskjoering, _("Kjøringen er ferdig.")),
}


@require_POST
def act(request: HttpRequest, kjoering_id: UUID, handling: str) -> HttpResponse:
    """Take one step: calculate, control, approve, pay, post, report, close."""
    actor, now = ui.actor_of(request), clock.now()
    found = run_or_404(actor, kjoering_id)
    if handling not in ACTS:
        raise Http404
    do, done = ACTS[handling]
    back = redirect(f"/lonn/kjoringer/{kjoering_id}/")
    seen: dict[str, Any] = {}
    if handling == "godkjenn":
        seen["sum_oere"] = ui.whole(request.POST.get("sum"))
        if seen["sum_oere"] is None:
            ui.say(request, gettext("Kryss av for at summen stemmer, så kan du godkjenne."),
                   kind="stop")  # fmt: skip
            return back
    with ui.attempt(request):
        if jobs.order_if_long(actor=actor, run=found, handling=handling, now=now):
            return back
        answer = do(actor=actor, kjoering_id=kjoering_id, now=now, **seen)
        if handling == "beregn":
            api.control_loennskjoering(actor=actor, kjoering_id=kjoering_id, now=now)
        if isinstance(answer, api.Betaling) and not answer.er_betalt:
            done = gettext("Du er den første av to. Betalingen venter på en til.")
        ui.say(request, str(done))
    return back


@require_http_methods(["GET", "POST"])
def finding(request: HttpRequest, kjoering_id: UUID, kontroll: str) -> HttpResponse:
    """Who a control concerns; POST explains all of the cause, or takes one person out."""
    actor = ui.actor_of(request)
    found = run_or_404(actor, kjoering_id)
    people = api.findings_of(actor, kjoering_id, kontroll)
    if not people:
        raise Http404
    here = f"/lonn/kjoringer/{kjoering_id}/funn/{kontroll}/"
    if request.method == "POST":
        return _answer_finding(request, actor, kjoering_id, kontroll) or redirect(here)
    names = parties.parties(actor.tenant_id, [p.party_id for p in people if p.party_id])
    by = access.brukere(actor, [p.forklart_av for p in people if p.forklart_av])
    return render(
        request,
        "payroll/kjoering/funn.html",
        {
            "k": found,
            "tittel": run_title(found),
            "tekst": control_text(kontroll),
            "alvor": next(
                (g.alvor for g in api.findings(actor, kjoering_id) if g.kontroll == kontroll), ""
            ),
            "personer": [
                {
                    "id": p.party_id,
                    "navn": names[p.party_id].navn if p.party_id in names else "–",
                    "notat": finding_note(kontroll, p.fakta),
                    "forklaring": p.forklaring,
                    "av": by[p.forklart_av].navn if p.forklart_av in by else "",
                }
                for p in people
            ],
            "kan_rette": actor.can("lonn.kjoring.klargjor")
            and found.tilstand in {"aapen", "beregnet", "kontrollert"},
            "kan_tas_ut": found.forskudd_id is None,
            "kan_forklares": _may_be_explained(actor, kjoering_id, kontroll),
            "alle_forklart": all(p.forklart_av for p in people),
        },
    )


def _may_be_explained(actor: Actor, kjoering_id: UUID, kontroll: str) -> bool:
    group = next((g for g in api.findings(actor, kjoering_id) if g.kontroll == kontroll), None)
    return group is not None and (group.alvor == "varsel" or kontroll in api.CONFIRMABLE)


def _answer_finding(
    request: HttpRequest, actor: Actor, kjoering_id: UUID, kontroll: str
) -> HttpResponse | None:
    now, reason = clock.now(), request.POST.get("forklaring", "")
    with ui.attempt(request):
        if wanted := request.POST.get("ta_ut"):
            people = {str(p.party_id): p for p in api.findings_of(actor, kjoering_id, kontroll)}
            if wanted not in people or (out := people[wanted].party_id) is None:
                raise Http404
            api.set_aside_medlem(
                actor=actor, kjoering_id=kjoering_id, party_id=out,
                grunn=reason or str(control_text(kontroll).tittel), now=now,
            )  # fmt: skip
            api.control_loennskjoering(actor=actor, kjoering_id=kjoering_id, now=now)
            ui.say(request, gettext("Personen er tatt ut og kan få lønn i en ekstra utbetaling."))
            return redirect(f"/lonn/kjoringer/{kjoering_id}/")
        count = api.explain_kontrollfunn(
            actor=actor, kjoering_id=kjoering_id, kontroll=kontroll, forklaring=reason, now=now
        )
        text = ngettext("%(n)s funn er forklart.", "%(n)s funn er forklart.", count)
        ui.say(request, text % {"n": count})
        return redirect(f"/lonn/kjoringer/{kjoering_id}/")
    return None
