"""The contract: read it, say what nobody knows yet, and sign."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverk.core import clock
from samverk.core.access.api import Actor
from samverk.core.documents import api as documents
from samverk.core.errors import Refusal
from samverk.core.oidc import Question
from samverk.core.tenancy.api import TenantFacts, tenant_by_slug
from samverk.core.ui import api as ui
from samverk.core.workflow import api as workflow
from samverk.hr import api as hr
from samverk.hr.signing import demo_numbers
from samverk.hr.web.forms_kontrakt import SignForm

DEMO = "demo"
ASKED = "kontrakt_signering"  # the question to the identity service waits in the session


@require_GET
def from_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Go from the task in the inbox to the contract it is about."""
    actor = ui.actor_of(request)
    task = workflow.task_facts(actor, task_id, now=clock.now())
    found = hr.kontrakt_for_ansettelse(actor, task.case.objekt_id) if task else None
    if found is None:
        raise Http404
    return redirect("hr-kontrakt", kontrakt_id=found.id)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, kontrakt_id: UUID) -> HttpResponse:
    """Show the contract to its person, and sign it."""
    actor, now = ui.actor_of(request), clock.now()
    found = _mine(actor, kontrakt_id)
    form, known = _form(actor, request, now)
    if request.method == "POST":
        if found.status == "signert":
            ui.say(request, _("Kontrakten er allerede signert."))
            return redirect("hr-kontrakt", kontrakt_id=found.id)
        if form.is_valid():
            try:
                return _begin(request, actor, found, form, now)
            except Refusal as refusal:
                form.refuse(refusal)
        return render(
            request, "hr/kontrakt/page.html", _context(actor, found, form, known), status=422
        )
    return render(request, "hr/kontrakt/page.html", _context(actor, found, form, known))


@require_GET
def pdf(request: HttpRequest, kontrakt_id: UUID) -> HttpResponseBase:
    """Return the contract as PDF/A; reading somebody's contract leaves a trace."""
    actor = ui.actor_of(request)
    found = hr.kontrakt(actor, kontrakt_id)
    if found is None or found.dokument_id is None:
        raise Http404
    return documents.serve(
        actor, found.dokument_id, filename=f"arbeidsavtale-{found.nummer}.pdf", inline=True,
        log=documents.ReadLog("hr.kontrakt.les.3", "kontrakt", found.id, 3, found.party_id),
    )  # fmt: skip


@require_GET
def answer(request: HttpRequest, kontrakt_id: UUID) -> HttpResponse:
    """Come back from the identity service and sign with what it vouches for."""
    actor, now = ui.actor_of(request), clock.now()
    found = _mine(actor, kontrakt_id)
    kept = request.session.pop(ASKED, None)
    if kept is None or kept["kontrakt"] != str(kontrakt_id):
        raise Http404
    form = SignForm(kept["svar"])
    form.is_valid()
    try:
        identity = hr.identity_service(_tenant(actor)).read(
            question=Question(**kept["spoersmaal"]),
            redirect_uri=_return_to(request, found),
            answer=request.get_full_path(),
        )
        _sign(actor, found, form, identity, now)
    except Refusal as refusal:
        form.refuse(refusal)
        known = hr.known_to_sign(actor, on=now.date())
        return render(
            request, "hr/kontrakt/page.html", _context(actor, found, form, known), status=422
        )
    ui.say(request, _("Kontrakten er signert."))
    return redirect("hr-kontrakt", kontrakt_id=found.id)


def _mine(actor: Actor, kontrakt_id: UUID) -> hr.KontraktFacts:
    found = hr.kontrakt(actor, kontrakt_id)
    if found is None or found.party_id != actor.party_id:
        raise Http404
    return found


def _tenant(actor: Actor) -> TenantFacts:
    return tenant_by_slug(actor.tenant)


def _return_to(request: HttpRequest, found: hr.KontraktFacts) -> str:
    return request.build_absolute_uri(reverse("hr-kontrakt-svar", args=[found.id]))


def _form(actor: Actor, request: HttpRequest, now: datetime) -> tuple[SignForm, hr.SigneringKjent]:
    """Return the form without what is known; the municipality is shown to be confirmed."""
    known = hr.known_to_sign(actor, on=now.date())
    initial: dict[str, Any] = {"samtykke": known.har_samtykket}
    sources = {}
    if known.skattekommune:
        initial["skattekommune"] = known.skattekommune
        sources["skattekommune"] = ui.Source("hentet", _("fra forrige kontrakt"))
    data = request.POST if request.method == "POST" else None
    form = SignForm(data, initial=initial, sources=sources)
    if known.has_nummer or not _asks_for_number(actor):
        del form.fields["fnr"]  # known, or vouched for by the identity service
    else:
        form.fields["fnr"].required = True
        _help_in_demo(actor, form)
    if known.konto_slutt:
        form.fields["kontonummer"].label = _("Annen konto enn den som slutter på %(slutt)s") % {
            "slutt": known.konto_slutt
        }
        form.fields["kontonummer"].help_text = _(
            "La feltet stå tomt for å bruke den kjente kontoen."
        )
    else:
        form.fields["kontonummer"].required = True
    return form, known


def _asks_for_number(actor: Actor) -> bool:
    try:
        return hr.identity_service(_tenant(actor)).metode == DEMO
    except hr.IdentitetRefused:
        return False


def _help_in_demo(actor: Actor, form: SignForm) -> None:
    """Nobody in the demo has a number of their own; offer invented ones that can be typed."""
    assert actor.party_id is not None
    fnr, account = demo_numbers(actor.party_id.int)
    form.fields["fnr"].help_text = _("Demo: skriv et oppdiktet nummer, for eksempel %(nr)s.") % {
        "nr": fnr
    }
    form.fields["kontonummer"].help_text = _(
        "Demo: skriv et oppdiktet kontonummer, for eksempel %(nr)s."
    ) % {"nr": account}


def _begin(
    request: HttpRequest,
    actor: Actor,
    found: hr.KontraktFacts,
    form: SignForm,
    now: datetime,
) -> HttpResponse:
    """Ask the identity service, or sign at once where the page itself can ask."""
    service = hr.identity_service(_tenant(actor))
    question = service.ask(_return_to(request, found))
    if question is not None:
        request.session[ASKED] = {
            "kontrakt": str(found.id), "spoersmaal": asdict(question),
            "svar": {k: v for k, v in form.cleaned_data.items() if v},
        }  # fmt: skip
        return redirect(question.url)
    identity = service.read(question=None, redirect_uri="", answer=form.cleaned_data.get("fnr", ""))
    _sign(actor, found, form, identity, now)
    ui.say(request, _("Kontrakten er signert. Nå kan du føre timer."))
    return redirect("hr-kontrakt", kontrakt_id=found.id)


def _sign(
    actor: Actor, found: hr.KontraktFacts, form: SignForm, identity: hr.Identitet, now: datetime
) -> None:
    values = form.cleaned_data
    assert actor.party_id is not None
    subjects = dict.fromkeys(SignForm.concepts, actor.party_id)
    hr.sign_kontrakt(
        actor=actor, kontrakt_id=found.id, now=now,
        signering=hr.Signering(
            identitet=identity, skattekommune=values.get("skattekommune", ""),
            kontonummer=values.get("kontonummer", ""), samtykke=bool(values.get("samtykke")),
        ),
        provenance=form.provenance(subjects), active_seconds=form.active_seconds,
    )  # fmt: skip


def _context(
    actor: Actor, found: hr.KontraktFacts, form: SignForm, known: hr.SigneringKjent
) -> dict[str, Any]:
    assert actor.party_id is not None
    token = hr.own_token(actor, actor.party_id, clock.now()) if known.has_nummer else None
    elsewhere = hr.known_elsewhere(actor, token) if found.status == "til_signering" else []
    return {
        "kontrakt": found, "form": form, "kjent": known, "andre": elsewhere,
        "timer": f"{found.budsjett_minutter / 60:g}".replace(".", ","),
        "crumbs": [("/folk/meg/", _("Min stilling")), ("", _("Arbeidsavtale"))],
    }  # fmt: skip
