"""Who may miss their pay: why, whom it waits for, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samverk.core import clock
from samverk.core.access.api import Actor
from samverk.core.errors import Refusal
from samverk.core.money import Ppm, share_of
from samverk.core.organisation import api as organisation
from samverk.core.ui import api as ui
from samverk.core.workflow import api as workflow
from samverk.hr import api as hr
from samverk.hr.web.forms_timer import ForskuddForm
from samverk.hr.web.views.timer import leader_names


def reason(grunn: str) -> str:
    """Return what is missing, in words."""
    return {
        "kontrakt": _("Kontrakten er ikke signert"),
        "konto": _("Kontonummer mangler"),
        "timer": _("Timer er ført, men ikke sendt"),
        "godkjenning": _("Timer venter på godkjenning"),
    }[grunn]


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """List everybody in the actor's units who may miss the next pay."""
    actor, now = ui.actor_of(request), clock.now()
    actor.require("hr.arbeidsforhold.les")
    risks = hr.at_risk(actor, on=now.date())
    advances = hr.newest_forskudd(actor, [risk.kontrakt_id for risk in risks])
    units = {risk.enhet_id for risk in risks if risk.grunn == "godkjenning"}
    leaders = {unit: leader_names(actor, unit, now.date()) for unit in units}
    may_ask = asks_in(actor)
    leads = frozenset(organisation.unit_ids_with("hr.timeliste.godkjenn"))
    reminded = hr.reminded_today(actor, [r.kontrakt_id for r in risks if r.grunn == "timer"], now)
    rows = []
    for risk in risks:
        newest = advances.get(risk.kontrakt_id)
        can_give = risk.party_id != actor.party_id and may_ask(risk.enhet_id)
        leader = leaders.get(risk.enhet_id, "")
        row = _row(actor, risk, newest, now, can_give=can_give, leader=leader)
        row["minnet"] = reminded.get(risk.kontrakt_id)
        is_unsent = risk.grunn == "timer" and risk.party_id != actor.party_id
        row["kan_minne"] = is_unsent and risk.enhet_id in leads and row["minnet"] is None
        rows.append(row)
    return render(
        request, "hr/risiko/list.html",
        {"rows": rows, "frist": hr.cutoff(actor, now)},
    )  # fmt: skip


@require_POST
def remind(request: HttpRequest, kontrakt_id: UUID) -> HttpResponse:
    """Remind the person of the unsent hours of a contract."""
    actor, now = ui.actor_of(request), clock.now()
    with ui.attempt(request):
        hr.remind_timer(actor=actor, kontrakt_id=kontrakt_id, now=now)
        ui.say(request, _("Påminnelsen er sendt."))
    return redirect("hr-risiko")


def days_left(actor: Actor, now: datetime) -> int | None:
    """Return days to the next cut-off."""
    found = hr.cutoff(actor, now)
    return (found.siste_dag - now.date()).days if found else None


def _row(
    actor: Actor,
    risk: hr.RisikoFacts,
    advance: hr.ForskuddFacts | None,
    now: datetime,
    *,
    can_give: bool,
    leader: str,
) -> dict[str, Any]:
    task = None
    if risk.grunn == "kontrakt" and risk.instans_id:
        open_tasks = workflow.tasks_of_instance(
            actor, risk.instans_id, now=now, language=ui.language()
        )
        task = open_tasks[0] if open_tasks else None
    waits = ", ".join(task.waits_for) if task else ""
    if risk.grunn in {"konto", "timer", "kontrakt"}:
        waits = waits or risk.navn
    elif risk.grunn == "godkjenning":
        waits = leader
    since = task.created_at if task else risk.siden if risk.grunn == "godkjenning" else None
    is_open = advance is not None and advance.status in {"bedt_om", "innvilget"}
    return {
        "r": risk, "grunn": reason(risk.grunn), "task": task, "waits": waits, "siden": since,
        "forskudd": advance_words(advance, now.date()) if advance else None,
        "kan_gi": can_give and risk.grunn != "kontrakt" and risk.igjen_oere > 0 and not is_open,
    }  # fmt: skip


def asks_in(actor: Actor) -> Callable[[UUID], bool]:
    """Return the test of a unit: the actor may ask for advances there as its leader, or payroll."""
    if actor.can("lonn.kjoring.klargjor"):
        return lambda _unit: True
    return frozenset(organisation.unit_ids_with("hr.timeliste.godkjenn")).__contains__


def advance_words(advance: hr.ForskuddFacts, on: date) -> tuple[str, str]:
    """Return a mark and where an advance stands, in words."""
    sum_ = ui.words.kroner(advance.sum_oere)
    if advance.innvilget_oere is not None and advance.status not in {"avslaatt", "stanset"}:
        asked = ui.words.kroner(advance.beloep_oere)
        sum_ = _("%(sum)s av %(bedt)s") % {"sum": sum_, "bedt": asked}
    day = ui.words.day_long(advance.utbetalingsdato) if advance.utbetalingsdato else ""
    return {
        "bedt_om": (
            "wait", _("Bedt om forskudd på %(sum)s. Lønn har ikke avgjort det ennå") % {"sum": sum_}
        ),
        "innvilget": (
            "ok",
            _(
                "Forskudd på %(sum)s er innvilget, men betalingen er ikke frigitt ennå. Planlagt"
                " på konto %(dag)s"
            ) % {"sum": sum_, "dag": day},
        ),
        "paa_vei": (
            "ok",
            _("Forskudd på %(sum)s er frigitt til betaling, på konto %(dag)s")
            % {"sum": sum_, "dag": day},
        ),
        "utbetalt": (
            "ok", _("Forskudd på %(sum)s ble betalt %(dag)s") % {"sum": sum_, "dag": day}
        ),
        "avslaatt": ("stop", _("Forskudd avslått: %(svar)s") % {"svar": advance.svar}),
        "stanset": ("stop", _("Forskudd ikke betalt: %(svar)s") % {"svar": advance.svar}),
    }[advance.stands(on)]  # fmt: skip


def basis_words(proposed: hr.Forslag) -> str:
    """Return in one line what the proposal rests on."""
    if proposed.utestaaende_oere and proposed.er_foert:
        return _(
            "timer som er ført og ikke betalt, minus det som holdes igjen og forskudd som ikke er"
            " trukket"
        )
    if proposed.utestaaende_oere:
        return _(
            "en måneds jevne andel av kontrakten, minus det som holdes igjen og forskudd som ikke"
            " er trukket"
        )
    if proposed.er_foert:
        return _("timer som er ført og ikke betalt, minus det som holdes igjen")
    return _("en måneds jevne andel av kontrakten, minus det som holdes igjen")


def _calculation(proposed: hr.Forslag, keep: Ppm) -> list[dict[str, Any]]:
    """Return the steps from hours to the proposed amount."""
    hours = ui.words.decimal(f"{proposed.minutter / 60:g}")
    words = {"timer": hours, "sats": ui.words.amount(proposed.timesats_oere)}
    if proposed.er_foert:
        basis = _("%(timer)s timer som er ført og ikke betalt, à %(sats)s kr") % words
    else:
        basis = _("%(timer)s timer, en måneds andel av kontrakten, à %(sats)s kr") % words
    held = proposed.brutto_oere - share_of(proposed.brutto_oere, keep)
    steps = [
        (basis, proposed.brutto_oere, False),
        (_("%(andel)s holdes igjen til skatt og andre trekk") % {"andel": ui.words.percent(keep)},
         held - proposed.brutto_oere, False),
    ]  # fmt: skip
    if proposed.utestaaende_oere:
        earlier = _("Forskudd som er gitt og ikke trukket ennå")
        steps.append((earlier, -proposed.utestaaende_oere, False))
    steps.append((_("Foreslått forskudd, hele kroner"), proposed.beloep_oere, True))
    return [
        {"text": text, "amount": ui.words.amount(oere), "is_sum": is_sum}
        for text, oere, is_sum in steps
    ]


def _limit_words(tak: hr.Forskuddstak) -> str:
    """Return at the field the most it can be, and what that is made of."""
    words = {
        "sum": ui.words.kroner(tak.beloep_oere), "ubetalt": ui.words.kroner(tak.ubetalt_oere),
        "andel": ui.words.percent(tak.holdes_igjen),
        "trekkes": ui.words.kroner(tak.utestaaende_oere),
    }  # fmt: skip
    if tak.utestaaende_oere:
        said = _(
            "Høyst %(sum)s: timer for %(ubetalt)s er ikke betalt, %(andel)s holdes igjen til"
            " trekk, og forskudd på %(trekkes)s er ikke trukket ennå."
        )
    else:
        said = _(
            "Høyst %(sum)s: timer for %(ubetalt)s er ikke betalt, og %(andel)s holdes igjen til"
            " trekk."
        )
    return said % words


@require_http_methods(["GET", "POST"])
def advance(request: HttpRequest, kontrakt_id: UUID) -> HttpResponse:
    """Ask payroll for an advance on a signed contract, with the figure explained."""
    actor, now = ui.actor_of(request), clock.now()
    actor.require("hr.arbeidsforhold.les")
    risk = next((r for r in hr.at_risk(actor, on=now.date()) if r.kontrakt_id == kontrakt_id), None)
    if risk is None or risk.grunn == "kontrakt" or not asks_in(actor)(risk.enhet_id):
        raise Http404
    plan = hr.forskuddsplan(actor, now)
    keep = plan.holdes_igjen if plan else Ppm(0)
    proposed = hr.propose_forskudd(actor, kontrakt_id, holdes_igjen=keep)
    if proposed is None:
        raise Http404
    tak = hr.forskuddstak(actor, kontrakt_id, holdes_igjen=keep)
    form = ForskuddForm(
        request.POST if request.method == "POST" else None,
        initial={"beloep": proposed.beloep_oere, "grunn": reason(risk.grunn)},
        sources={"beloep": ui.Source("foreslått", basis_words(proposed))},
        hoeyst=_limit_words(tak),
    )
    if request.method == "POST" and form.is_valid():
        try:
            hr.request_forskudd(
                actor=actor, kontrakt_id=kontrakt_id, beloep_oere=form.cleaned_data["beloep"],
                grunn=form.cleaned_data["grunn"], now=now,
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, _("Lønn har fått saken og avgjør forskuddet."))
            return redirect("hr-risiko")
    return render(
        request, "hr/risiko/advance.html",
        {
            "form": form, "risk": risk, "plan": plan, "lines": _calculation(proposed, keep),
            "tak": tak,
        },
        status=422 if form.errors else 200,
    )  # fmt: skip
