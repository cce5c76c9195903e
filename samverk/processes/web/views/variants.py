"""Own content in a common process: proposed by one, answered by another, ended when not needed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from samverk.core import clock
from samverk.core.access.api import Actor, brukere, holders
from samverk.core.errors import Refusal
from samverk.core.periods import add_months
from samverk.core.ui import api as ui
from samverk.core.workflow import api as workflow
from samverk.processes.web import variation
from samverk.processes.web.forms import ApproveForm, ParameterForm, RefuseForm, SlotForm
from samverk.processes.web.views.catalogue import newest

STATUS = {
    "foreslaatt": ("wait", gettext_lazy("Venter på svar")),
    "godkjent": ("ok", pgettext_lazy("variant", "Gjelder")),
    "utloept": ("stop", gettext_lazy("Utløpt, gjelder fortsatt")),
    "avsluttet": ("mute", pgettext_lazy("variant", "Avsluttet")),
    "avslaatt": ("mute", gettext_lazy("Avslått")),
}


def _process(actor: Actor, key: str) -> workflow.DefinitionFacts:
    found = newest(actor).get(key)
    if found is None:
        raise Http404
    return found


def _crumbs(found: workflow.DefinitionFacts, last: str) -> list[tuple[str, str]]:
    name = workflow.read_definition(found.id).named(ui.language())
    return [
        ("/prosesser/", _("Prosesser")), (f"/prosesser/{found.noekkel}/", name), ("", last)
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, key: str, art: str, punkt: str) -> HttpResponse:
    """Propose something of one's own at one point of a process."""
    actor, now = ui.actor_of(request), clock.now()
    actor.require(variation.MAY_PROPOSE)
    found = _process(actor, key)
    points = workflow.variation_points(found.id)
    point = next((p for p in points if (p.art, p.key) == (art, punkt)), None)
    if point is None:
        raise Http404
    form = _form(actor, request, point, clock.today())
    if request.method == "POST" and form.is_valid():
        try:
            made = workflow.propose_variant(actor=actor, variant=form.to_variant(key), now=now)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, _("Forslaget er sendt. Det gjelder først når det er godkjent."))
            return redirect("process-variant", key=key, variant_id=made)
    return render(
        request, "processes/variant/propose.html",
        {
            "form": form, "tittel": variation.point_title(point), "point": point,
            "felles": variation.common_text(point), "grenser": variation.limits_text(point),
            "crumbs": _crumbs(found, _("Foreslå noe eget")),
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


def _form(
    actor: Actor, request: HttpRequest, point: workflow.VariationPoint, today: date
) -> ParameterForm | SlotForm:
    people = holders(actor, rolle=variation.OWNER, enhet_id=None, on=today)
    initial = {
        "eier_id": str(actor.bruker_id), "gyldig_fra": today, "utloeper_on": add_months(today, 12)
    }  # fmt: skip
    data = request.POST if request.method == "POST" else None
    if point.art == "parameter":
        return ParameterForm(data, initial=initial, point=point, people=people)
    fragments = [
        (str(d.id), workflow.read_definition(d.id).named(ui.language()))
        for d in workflow.definitions(actor)
        if d.is_fragment
    ]
    return SlotForm(data, initial=initial, point=point, people=people, fragments=fragments)


@require_http_methods(["GET", "POST"])
def variant(request: HttpRequest, key: str, variant_id: UUID) -> HttpResponse:
    """Show one deviation or proposal of one's own university, and take the answer to it."""
    actor, now = ui.actor_of(request), clock.now()
    found, one = _process(actor, key), workflow.variant(actor, variant_id)
    if one is None or one.definisjon != key:
        raise Http404
    approve = ApproveForm(prefix="ja")
    refuse = RefuseForm(prefix="nei")
    if request.method == "POST":
        handling = request.POST.get("handling", "")
        if handling == "avslutt":
            return _end(request, actor, one)
        approve = ApproveForm(request.POST if handling == "godkjenn" else None, prefix="ja")
        refuse = RefuseForm(request.POST if handling == "avslaa" else None, prefix="nei")
        done = _answer(actor, one, (approve, refuse), now)
        if done:
            ui.say(request, done)
            return redirect("process-variant", key=key, variant_id=variant_id)
    context = _shown(actor, found, one, clock.today())
    bad = bool(approve.errors or refuse.errors or request.method == "POST")
    context |= {"approve": approve, "refuse": refuse}
    return render(
        request, "processes/variant/page.html",
        context | {"form": refuse if refuse.errors else approve},
        status=422 if bad else 200,
    )  # fmt: skip


def _end(request: HttpRequest, actor: Actor, one: workflow.VariantFacts) -> HttpResponse:
    with ui.attempt(request):
        workflow.end_variant(actor=actor, variant_id=one.id)
        ui.say(request, _("Avviket er avsluttet. Dere følger den felles prosessen igjen."))
    return redirect("process-variant", key=one.definisjon, variant_id=one.id)


def _answer(
    actor: Actor, one: workflow.VariantFacts, forms: tuple[ApproveForm, RefuseForm], now: datetime
) -> str:
    """Carry out what was answered; returns what to say, or nothing when it was refused."""
    approve, refuse = forms
    try:
        if approve.is_bound and approve.is_valid():
            workflow.approve_variant(
                actor=actor, variant_id=one.id, now=now,
                vedtaksref=approve.cleaned_data["vedtaksref"],
            )  # fmt: skip
            return _("Forslaget er godkjent.")
        if refuse.is_bound and refuse.is_valid():
            workflow.refuse_variant(
                actor=actor, variant_id=one.id, grunn=refuse.cleaned_data["grunn"], now=now
            )
            return _("Forslaget er avslått. Den som foreslo det, ser hvorfor.")
    except Refusal as refusal:
        (refuse if refuse.is_bound else approve).refuse(refusal)
    return ""


def _shown(
    actor: Actor, found: workflow.DefinitionFacts, one: workflow.VariantFacts, today: date
) -> dict[str, Any]:
    points = workflow.variation_points(found.id)
    point = next((p for p in points if (p.art, p.key) == one.point), None)
    title = variation.point_title(point) if point else one.point[1]
    people = brukere(actor, [p for p in (one.eier_id, one.foreslaatt_av, one.avgjort_av) if p])
    decides = actor.can(variation.MAY_DECIDE)
    is_mine = one.foreslaatt_av == actor.bruker_id
    chip, lasting = STATUS[one.status]
    text = str(lasting)
    if one.status == "godkjent" and one.gyldig_fra > today:
        chip, text = "wait", _("Gjelder fra %(dag)s") % {"dag": ui.words.day_long(one.gyldig_fra)}
    return {
        "one": one, "tittel": title, "status": chip, "status_tekst": text,
        "verdi": variation.value_text(point, one.fragment_id, one.verdi),
        "felles": variation.common_text(point) if point else "",
        "eier": people.get(one.eier_id), "foreslo": people.get(one.foreslaatt_av),
        "avgjorde": people.get(one.avgjort_av) if one.avgjort_av else None,
        "utloep": variation.expiry(one.utloeper_on, one.status, today),
        "kan_svare": decides and not is_mine and one.status == "foreslaatt",
        "er_eget": is_mine and one.status == "foreslaatt",
        "hvem": variation.deciders(actor, one, today),
        "kan_avslutte": decides and one.status in {"godkjent", "utloept"},
        "crumbs": _crumbs(found, title),
    }  # fmt: skip
