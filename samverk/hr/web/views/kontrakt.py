"""The contract: read it, say what nobody knows yet, and sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
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
from samverk.core.provenance.api import FieldProvenance
from samverk.core.tenancy.api import TenantFacts, tenant_by_slug
from samverk.core.ui import api as ui
from samverk.core.workflow import api as workflow
from samverk.hr import api as hr
from samverk.hr.signing import demo_numbers
from samverk.hr.web.forms_kontrakt import IdentifyForm, SignForm

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
    found = mine(actor, kontrakt_id)
    form, known = _form(actor, request.POST if request.method == "POST" else None, now)
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


def show_refused(
    request: HttpRequest,
    found: hr.KontraktFacts,
    identify: IdentifyForm | None,
    refusal: Refusal | None,
) -> HttpResponse:
    """Show the page again with what was refused, beside the field or at the top."""
    actor, now = ui.actor_of(request), clock.now()
    form, known = _form(actor, None, now)
    context = _context(actor, found, form, known)
    if identify is not None:
        context["hvem"] = identify
    if refusal is not None and identify is not None:
        identify.refuse(Refusal(refusal.text, field="mitt_fnr"))
    elif refusal is not None:
        context["nei"] = ui.sentence(refusal)
    return render(request, "hr/kontrakt/page.html", context, status=422)


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
    """Come back from the identity service: sign, or only say who one is, as was asked for."""
    actor, now = ui.actor_of(request), clock.now()
    found = mine(actor, kontrakt_id)
    kept = request.session.pop(ASKED, None)
    if kept is None or kept["kontrakt"] != str(kontrakt_id):
        raise Http404
    answers = kept["svar"]
    # The same form as was filled in, so that known values keep their source.
    form, known = _form(actor, answers, now)
    try:
        identity = hr.identity_service(tenant_of(actor)).read(
            question=Question(**kept["spoersmaal"]),
            redirect_uri=return_to(request, found),
            answer=request.get_full_path(),
        )
        if answers is None:
            hr.identify_self(actor=actor, kontrakt_id=found.id, identitet=identity, now=now)
            return redirect("hr-kontrakt", kontrakt_id=found.id)
        form.is_valid()
        _sign(actor, found, form, identity, now)
        _tell_account_waits(request, actor, now)
    except Refusal as refusal:
        if answers is None:
            return show_refused(request, found, None, refusal)
        form.refuse(refusal)
        return render(
            request, "hr/kontrakt/page.html", _context(actor, found, form, known), status=422
        )
    ui.say(request, _("Kontrakten er signert."))
    return redirect("hr-kontrakt", kontrakt_id=found.id)


def mine(actor: Actor, kontrakt_id: UUID) -> hr.KontraktFacts:
    """Return the actor's own contract; anybody else's does not exist."""
    found = hr.kontrakt(actor, kontrakt_id)
    if found is None or found.party_id != actor.party_id:
        raise Http404
    return found


def tenant_of(actor: Actor) -> TenantFacts:
    """Return the institution that the actor acts in."""
    return tenant_by_slug(actor.tenant)


def return_to(request: HttpRequest, found: hr.KontraktFacts) -> str:
    """Return the address the identity service answers to."""
    return request.build_absolute_uri(reverse("hr-kontrakt-svar", args=[found.id]))


def remember(
    request: HttpRequest,
    found: hr.KontraktFacts,
    question: Question,
    answers: dict[str, Any] | None,
) -> HttpResponse:
    """Go to the identity service; the answers, or None when only who one is is asked, wait here."""
    request.session[ASKED] = {
        "kontrakt": str(found.id), "spoersmaal": asdict(question), "svar": answers,
    }  # fmt: skip
    return redirect(question.url)


def _form(
    actor: Actor, data: Mapping[str, Any] | None, now: datetime
) -> tuple[SignForm, hr.SigneringKjent]:
    """Return the form without what is known; the municipality is shown to be confirmed."""
    known = hr.known_to_sign(actor, on=now.date())
    initial: dict[str, Any] = {"samtykke": known.har_samtykket}
    sources = {}
    if known.skattekommune:
        initial["skattekommune"] = known.skattekommune
        sources["skattekommune"] = (
            ui.Source(
                "hentet", _("fra %(sted)s, med ditt samtykke") % {"sted": known.kommune_fra},
                reference=f"hr_henting:{known.henting_id}",
            )
            if known.kommune_fra
            else ui.Source("hentet", _("fra forrige kontrakt"))
        )  # fmt: skip
    form = SignForm(data, initial=initial, sources=sources)
    if known.has_nummer or not asks_for_number(actor):
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


def asks_for_number(actor: Actor) -> bool:
    """Tell whether the page itself asks for the number, as in the demo."""
    try:
        return hr.identity_service(tenant_of(actor)).metode == DEMO
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
    service = hr.identity_service(tenant_of(actor))
    question = service.ask(return_to(request, found))
    if question is not None:
        answers = {k: v for k, v in form.cleaned_data.items() if v}
        return remember(request, found, question, answers)
    identity = service.read(question=None, redirect_uri="", answer=form.cleaned_data.get("fnr", ""))
    _sign(actor, found, form, identity, now)
    ui.say(request, _("Kontrakten er signert. Nå kan du føre timer."))
    _tell_account_waits(request, actor, now)
    return redirect("hr-kontrakt", kontrakt_id=found.id)


def _tell_account_waits(request: HttpRequest, actor: Actor, now: datetime) -> None:
    """Another account than the known one is not in force by the signature alone."""
    waiting = hr.waiting_kontoendring(actor, now=now)
    if waiting is not None:
        text = _("Den nye kontoen gjelder når du har bekreftet den fra e-posten til %(adresse)s.")
        ui.say(request, text % {"adresse": waiting.sendt_til})


def _sign(
    actor: Actor, found: hr.KontraktFacts, form: SignForm, identity: hr.Identitet, now: datetime
) -> None:
    values = form.cleaned_data
    assert actor.party_id is not None
    subjects = dict.fromkeys(SignForm.concepts, actor.party_id)
    offered = hr.offered_fields(hr.recognised(actor, identity, now))
    has_account = hr.my_konto(actor, on=now.date()) is not None
    hr.sign_kontrakt(
        actor=actor, kontrakt_id=found.id, now=now,
        signering=hr.Signering(
            identitet=identity, skattekommune=values.get("skattekommune", ""),
            kontonummer=values.get("kontonummer", ""), samtykke=bool(values.get("samtykke")),
        ),
        provenance=[
            _origin(f, offered, has_account=has_account) for f in form.provenance(subjects)
        ],
        active_seconds=form.active_seconds,
    )  # fmt: skip


def _origin(f: FieldProvenance, offered: frozenset[str], *, has_account: bool) -> FieldProvenance:
    """Another account than the one shown replaces it; what could be fetched was asked twice."""
    if f.name == hr.KONTO and has_account:
        return replace(f, overridden="hentet")
    return replace(f, known_elsewhere=f.name in offered)


def _context(
    actor: Actor, found: hr.KontraktFacts, form: SignForm, known: hr.SigneringKjent
) -> dict[str, Any]:
    waits = found.status == "til_signering"
    asks_who = waits and not known.has_nummer
    hire = hr.ansettelse(actor, found.ansettelse_id) if found.ansettelse_id else None
    return {
        "place": ui.place_of(actor, hire.instans_id if hire else None),
        "kontrakt": found, "form": form, "kjent": known,
        "andre": _offers(actor, known) if waits and known.has_nummer else [],
        "hvem": identify_form(actor, None) if asks_who else None,
        "timer": ui.words.decimal(f"{found.budsjett_minutter / 60:g}"),
        "crumbs": [("/folk/meg/", _("Min stilling")), ("", _("Arbeidsavtale"))],
    }  # fmt: skip


def identify_form(actor: Actor, data: Mapping[str, Any] | None) -> IdentifyForm:
    """Return the form that says who one is; empty where the identity service knows."""
    form = IdentifyForm(data)
    if not asks_for_number(actor):
        del form.fields["mitt_fnr"]
    return form


def _offers(actor: Actor, known: hr.SigneringKjent) -> list[dict[str, Any]]:
    """What each other institution has that is not known here, said before anything is fetched."""
    here = {
        felt
        for felt, value in (
            (hr.KONTO, known.konto_slutt),
            (hr.KOMMUNE, known.skattekommune),
        )
        if value
    }
    return [
        {"sted": place, "konto": hr.KONTO in more, "kommune": hr.KOMMUNE in more}
        for place in hr.recognised(actor, None, clock.now())
        if (more := set(place.felter) - here)
    ]
