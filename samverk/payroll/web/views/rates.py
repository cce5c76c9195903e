"""Satser: every figure that pay rests on, where it comes from, and the two who vouch for it."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from samverk.core import clock
from samverk.core.confirmations import api as confirmations
from samverk.core.rates.api import Certainty, Rate
from samverk.core.ui import api as ui
from samverk.core.ui.api import words
from samverk.payroll import api
from samverk.payroll.web.words import certainty, rate_value, source_text

SHOWN = 400


@require_GET
def rates(request: HttpRequest) -> HttpResponse:
    """All figures in force today; the unconfirmed first, so that they are put right."""
    actor, today = ui.actor_of(request), clock.today()
    book = api.rate_book(actor)
    only = request.GET.get("vis", "")
    newest = (_in_force(book.history(key), today) for key in sorted(book.keys()))
    found = [row for row in newest if row is not None]
    open_rows = [row for row in found if not row.is_confirmed]
    shown = open_rows if only == "ubekreftet" else found
    return render(
        request,
        "payroll/satser/list.html",
        {
            "table": _table(shown),
            "antall": len(found),
            "ubekreftede": len(open_rows),
            "vis": only,
        },
    )


def _in_force(history: tuple[Rate, ...], today: date) -> Rate | None:
    started = [row for row in history if row.from_date <= today]
    return started[-1] if started else (history[0] if history else None)


def _table(found: list[Rate]) -> ui.Table:
    rows = [
        ui.Row(
            (
                ui.Cell(ui.sentence(row.text), code=row.key),
                rate_value(row),
                words.day_long(row.from_date),
                ui.Cell(certainty(row)[1], status=certainty(row)[0]),
                source_text(row),
            ),
            url=f"/lonn/satser/{row.key}/",
        )
        for row in found[:SHOWN]
    ]
    return ui.Table(
        gettext("Satser"),
        [
            ui.Column(gettext("Sats")),
            ui.Column(gettext("Verdi"), kind="num"),
            ui.Column(gettext("Gjelder fra"), kind="tn"),
            ui.Column(gettext("Sikkerhet")),
            ui.Column(gettext("Kilde")),
        ],
        rows,
        hide_caption=True,
        empty_title=gettext("Alle satser er bekreftet"),
        empty_icon="CheckmarkCircle",
    )


@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, key: str) -> HttpResponse:
    """One figure with its history; POST vouches for one row of it, with a reason."""
    actor = ui.actor_of(request)
    history = api.rate_book(actor).history(key)
    if not history:
        raise Http404
    if request.method == "POST":
        return _confirm(request, key)
    known = confirmations.confirmations_of(actor, key)
    return render(
        request,
        "payroll/satser/page.html",
        {
            "noekkel": key,
            "tekst": ui.sentence(history[0].text),
            "rader": [
                {
                    "sats": row,
                    "verdi": rate_value(row),
                    "kilde": source_text(row),
                    "sikkerhet": certainty(row),
                    "bekreftet_av": [one for one in known if one.fra == row.from_date],
                    "kan_bekreftes": row.certainty is Certainty.UBEKREFTET
                    and not row.is_confirmed
                    and row.is_known
                    and actor.can("lonn.sats.bekreft")
                    and all(one.navn != actor.navn for one in known if one.fra == row.from_date),
                }
                for row in reversed(history)
            ],
        },
    )


def _confirm(request: HttpRequest, key: str) -> HttpResponse:
    actor = ui.actor_of(request)
    try:
        fra = date.fromisoformat(request.POST.get("fra", ""))
    except ValueError:
        raise Http404 from None
    with ui.attempt(request):
        done = confirmations.confirm_sats(
            actor=actor, key=key, fra=fra, begrunnelse=request.POST.get("begrunnelse", ""),
            now=clock.now(),
        )  # fmt: skip
        ui.say(
            request,
            gettext("Satsen er bekreftet av to personer.")
            if done
            else gettext("Du har bekreftet satsen. Én til må gjøre det."),
        )
    return redirect(f"/lonn/satser/{key}/")
