"""Kontoer: the bank account pay is charged to, and the ledger accounts it is booked on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.errors import Refusal
from samverk.core.ui import api as ui
from samverk.core.ui.api import words
from samverk.finance import api as finance
from samverk.payroll import api
from samverk.payroll.web.forms import KontorolleForm, UtbetalingskontoForm
from samverk.payroll.web.words import ROLLER

HERE = "/lonn/kontoer/"


@require_http_methods(["GET", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """Which accounts pay uses today and from when; finance changes them with a day and a reason."""
    actor, now = ui.actor_of(request), clock.now()
    actor.require("lonn.kjoring.les")
    today = words.day_of(now)
    may_change = actor.can("okonomi.kontoplan.skriv")
    which = request.POST.get("hva", "") if request.method == "POST" else ""
    if which:
        actor.require("okonomi.kontoplan.skriv")
    bank = UtbetalingskontoForm(
        request.POST if which == "bank" else None, initial={"gjelder_fra": today}, prefix="bank"
    )
    ledger = KontorolleForm(
        request.POST if which == "regnskap" else None, initial={"fra": today}, prefix="regnskap"
    )
    if which == "bank" and bank.is_valid() and _charge(actor, bank, now):
        ui.say(request, gettext("Kontoen er valgt. Den gjelder fra dagen du satte."))
        return redirect(HERE)
    if which == "regnskap" and ledger.is_valid() and _book(actor, ledger):
        ui.say(request, gettext("Kontoen er endret. Det som er bokført før, blir stående."))
        return redirect(HERE)
    unknown = request.method == "POST" and which not in {"bank", "regnskap"}
    wrong = unknown or bool(which and (bank.errors or ledger.errors))
    return render(
        request,
        "payroll/kontoer/page.html",
        {
            "bank": bank, "regnskap": ledger, "kan_endre": may_change,
            "gjeldende": api.utbetalingskonto(actor.tenant_id, on=today),
            **_tables(actor, today),
        },
        status=422 if wrong else 200,
    )  # fmt: skip


def _charge(actor: Actor, form: UtbetalingskontoForm, now: datetime) -> bool:
    try:
        api.set_utbetalingskonto(
            actor=actor, kontonummer=form.cleaned_data["kontonummer"],
            begrunnelse=form.cleaned_data["begrunnelse"],
            gjelder_fra=form.cleaned_data["gjelder_fra"], now=now,
        )  # fmt: skip
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True


def _book(actor: Actor, form: KontorolleForm) -> bool:
    try:
        finance.map_role(
            actor=actor, rolle=form.cleaned_data["rolle"], konto=form.cleaned_data["konto"],
            fra=form.cleaned_data["fra"],
        )  # fmt: skip
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True


def _tables(actor: Actor, today: date) -> dict[str, Any]:
    """The choices of bank account, and every role with its account; what is missing comes first."""
    chosen = api.utbetalingskontoer(actor)
    people = access.brukere(actor, [one.registrert_av for one in chosen])
    chart = finance.accounts(actor, on=today)
    roles = api.ledger_accounts(actor, on=today)
    missing = [role for role, konto in roles.items() if konto is None or konto not in chart]
    ordered = missing + [role for role in roles if role not in missing]
    return {
        "mangler": [ROLLER[role] for role in missing],
        "valgte": ui.Table(
            gettext("Kontoer lønna er trukket fra"),
            [
                ui.Column(gettext("Kontonummer"), kind="tn"),
                ui.Column(gettext("Gjelder lønn fra"), kind="tn"),
                ui.Column(gettext("Hvorfor")),
                ui.Column(gettext("Valgt av")),
            ],
            [
                ui.Row(
                    (
                        f"{one.kontonummer[:4]} {one.kontonummer[4:6]} {one.kontonummer[6:]}",
                        words.day_long(one.gjelder_fra),
                        one.begrunnelse,
                        people[one.registrert_av].navn if one.registrert_av in people else "–",
                    )
                )
                for one in chosen
            ],
            hide_caption=True,
            stack=True,
            empty_title=gettext("Ingen konto er valgt"),
            empty_text=gettext("Lønn kan ikke betales før økonomi velger en."),
            empty_icon="Wallet",
        ),
        "roller": ui.Table(
            gettext("Hvor lønna bokføres"),
            [ui.Column(gettext("Hva")), ui.Column(gettext("Konto"))],
            [
                ui.Row(
                    (
                        str(ROLLER[role]),
                        ui.Cell(gettext("Mangler"), status="stop")
                        if role in missing
                        else ui.Cell(
                            chart[roles[role] or 0].name(words.language()), code=str(roles[role])
                        ),
                    )
                )
                for role in ordered
            ],
            hide_caption=True,
            dense=True,
        ),
    }
