"""Account and consent: where my pay goes, and what I have let the universities share about me."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from samverk.core import clock
from samverk.core.access.api import Actor
from samverk.core.errors import Refusal
from samverk.core.provenance.api import FieldProvenance, record_submission
from samverk.core.ui import api as ui
from samverk.core.ui.api import words
from samverk.hr import api as hr
from samverk.hr.web.forms_kontrakt import KontoForm


def _self(request: HttpRequest) -> Actor:
    actor = ui.actor_of(request)
    if actor.party_id is None:
        raise Http404
    return actor


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the account in force and the consents; ask for another account."""
    actor, now = _self(request), clock.now()
    form = KontoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = hr.request_kontoendring(
                actor=actor, kontonummer=form.cleaned_data["kontonummer"], now=now
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            _remember(actor, form, made)
            ui.say(request, _("Vi har sendt deg en e-post. Bruk lenken der for å bekrefte."))
            return redirect("hr-konto")
    status = 422 if form.is_bound else 200
    return render(request, "hr/konto/page.html", _context(actor, form), status=status)


def _remember(actor: Actor, form: KontoForm, endring_id: UUID) -> None:
    """A new account replaces the one that is shown; it is not asked for a second time."""
    record_submission(
        actor=actor, form_key="hr.konto.endre", form_version=1, objekt_type="hr.kontoendring",
        objekt_id=endring_id, active_seconds=form.active_seconds, now=clock.now(),
        fields=[
            FieldProvenance(
                "kontonummer", form.concepts["kontonummer"], "tastet", overridden="hentet",
                subject_id=actor.party_id,
            )
        ],
    )  # fmt: skip


def _context(actor: Actor, form: KontoForm) -> dict[str, Any]:
    now = clock.now()
    fetches = hr.my_fetches(actor)
    return {
        "form": form, "konto": hr.my_konto(actor, on=now.date()),
        "venter": hr.waiting_kontoendring(actor, now=now), "hentinger": _rows(fetches),
        "kjennes": hr.known_to_sign(actor, on=now.date()).har_samtykket,
        "crumbs": [("/folk/meg/", _("Min stilling")), ("", _("Konto og samtykke"))],
    }  # fmt: skip


_FIELDS = {hr.KONTO: gettext_lazy("kontonummer"), hr.KOMMUNE: gettext_lazy("skattekommune")}


def _rows(fetches: list[hr.Hentet]) -> list[dict[str, Any]]:
    now = clock.now()
    return [
        {
            "fra": f.institusjon, "kilde_id": f.kilde_id, "gitt": f.gitt,
            "felter": [str(_FIELDS[felt]) for felt in f.felter],
            "naar": words.moment(f.registrert_at, now),
            "hentet": words.moment(f.hentet_at, now) if f.hentet_at else "",
        }
        for f in fetches
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, endring_id: UUID, merke: str) -> HttpResponse:
    """Come from the mail, see what it is about, and confirm; opening it confirms nothing."""
    actor, now = _self(request), clock.now()
    waiting = hr.waiting_kontoendring(actor, now=now)
    context: dict[str, Any] = {
        "venter": waiting if waiting and waiting.id == endring_id else None,
        "crumbs": [("/folk/meg/konto/", _("Konto og samtykke")), ("", _("Bekreft ny konto"))],
    }
    if request.method == "POST":
        try:
            hr.confirm_kontoendring(actor=actor, endring_id=endring_id, merke=merke, now=now)
        except Refusal as refusal:
            context["nei"] = ui.sentence(refusal)
            return render(request, "hr/konto/confirm.html", context, status=422)
        ui.say(request, _("Bekreftet. Lønna går til den nye kontoen fra neste lønnskjøring."))
        return redirect("hr-konto")
    return render(request, "hr/konto/confirm.html", context)


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Stop a change of account that waits."""
    return _done(
        request,
        lambda actor: hr.stop_kontoendring(actor=actor, now=clock.now()),
        _("Stoppet. Lønna går til den samme kontoen som før."),
    )


@require_POST
def withdraw(request: HttpRequest, kilde_id: UUID) -> HttpResponse:
    """Withdraw the consent to fetch from one university."""
    return _done(
        request,
        lambda actor: hr.withdraw_fetch(actor=actor, kilde_id=kilde_id, now=clock.now()),
        _("Samtykket er trukket. Ingenting mer hentes derfra."),
    )


@require_POST
def recognition(request: HttpRequest) -> HttpResponse:
    """Let the other universities recognise me, or no longer."""
    gitt = request.POST.get("gitt") == "ja"
    return _done(
        request,
        lambda actor: hr.set_recognition(actor=actor, gitt=gitt, now=clock.now()),
        _("Nå kan de andre universitetene kjenne deg igjen.")
        if gitt
        else _("De andre universitetene kan ikke lenger kjenne deg igjen."),
    )


def _done(request: HttpRequest, act: Callable[[Actor], None], text: str) -> HttpResponse:
    actor = _self(request)
    with ui.attempt(request):
        act(actor)
        ui.say(request, text)
    return redirect("hr-konto")
