"""Roller og tilganger: propose a role, answer, end it, and say that it is still needed."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samverk.core import clock
from samverk.core.access.api import Actor
from samverk.core.errors import Refusal
from samverk.core.grants import api as grants
from samverk.core.organisation import api as organisation
from samverk.core.ui import api as ui
from samverk.site.web import access
from samverk.site.web.forms_access import EndForm, GiveForm, NoForm
from samverk.site.web.views.access_lists import tabs

CRUMB = "/tilganger/"


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Return colleagues whose name matches, as a piece of the page."""
    actor = ui.actor_of(request)
    actor.require(access.GIVE)
    return render(request, "site/access/_people.html", _found(actor, request.GET.get("q", "")))


def _found(actor: Actor, text: str) -> dict[str, Any]:
    return {
        "people": grants.find_accounts(actor, text), "q": text,
        "pick": "/tilganger/gi/?bruker=",
    }  # fmt: skip


@require_GET
def explain(request: HttpRequest) -> HttpResponse:
    """Say what the chosen role lets one do, as a piece of the page."""
    actor = ui.actor_of(request)
    actor.require(access.GIVE)
    return render(request, "site/access/_role.html", _explained(actor, request.GET.get("rolle")))


def _explained(actor: Actor, kode: str | None) -> dict[str, Any]:
    one = next((r for r in grants.roller(actor, on=clock.today()) if r.kode == kode), None)
    if one is None:
        return {"lov": []}
    return {
        "lov": grants.in_words(one.kapabiliteter), "rollenavn": ui.words.in_language(one.navn),
        "hele": one.sted == "institusjonen",
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Propose a role for somebody; a third person confirms it."""
    actor = ui.actor_of(request)
    actor.require(access.GIVE)
    form = _form(actor, request)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        ny = grants.NyRolle(
            bruker_id=typed["bruker"], rolle=typed["rolle"], omfang=typed["omfang"],
            enhet_id=UUID(typed["enhet"]), fra=typed["fra"], til_og_med=typed["til_og_med"],
            begrunnelse=typed["begrunnelse"],
        )  # fmt: skip
        try:
            grants.propose_rolle(actor=actor, ny=ny, now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, _("Foreslått. Rollen gjelder når en annen har bekreftet den."))
            return redirect("tilganger_forslag")
    data = request.POST if request.method == "POST" else request.GET
    key = ui.uuid(data.get("bruker"))
    context = {
        "form": form, "valgt": grants.account(actor, key) if key else None,
        "finn": "/tilganger/gi/folk/",
        "crumbs": [(CRUMB, _("Roller og tilganger")), ("", _("Foreslå en rolle"))],
    } | _found(actor, request.GET.get("q", "")) | _explained(actor, data.get("rolle"))  # fmt: skip
    return render(
        request, "site/access/give.html", context, status=422 if form.errors else 200
    )  # fmt: skip


def _form(actor: Actor, request: HttpRequest) -> GiveForm:
    today = clock.today()
    allowed = organisation.unit_ids_with(access.GIVE)
    units = [u for u in organisation.enheter(actor.tenant_id, on=today) if u.id in set(allowed)]
    form = GiveForm(
        request.POST if request.method == "POST" else None,
        initial={
            "bruker": request.GET.get("bruker"), "rolle": request.GET.get("rolle", ""),
            "enhet": str(units[0].id) if units else "", "omfang": "subtre", "fra": today,
        },
    )  # fmt: skip
    form.fields["enhet"].choices = [(str(u.id), u.name(ui.language())) for u in units]  # type: ignore[attr-defined]
    form.fields["rolle"].choices = [  # type: ignore[attr-defined]
        ("", _("Velg rolle")),
        *((r.kode, _role_name(r)) for r in grants.roller(actor, on=today) if r.gis == "haand"),
    ]
    return form


def _role_name(one: grants.RolleFacts) -> str:
    name = ui.words.in_language(one.navn)
    if one.sted == "institusjonen":
        return _("%(rolle)s (hele institusjonen)") % {"rolle": name}
    return name


@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """List the proposals that wait."""
    return _proposals(request, ui.actor_of(request))


def _proposals(
    request: HttpRequest, actor: Actor, wrong: tuple[UUID, NoForm] | None = None
) -> HttpResponse:
    access.require_steering(actor)
    rows = []
    today = clock.today()
    waiting = grants.waiting_forslag(actor, on=today)
    who = access.answerer_names(actor, grants.answerers(actor, waiting, on=today))
    for one in waiting:
        form = wrong[1] if wrong and wrong[0] == one.id else NoForm(auto_id=f"f_{one.id}_%s")
        rows.append(
            {
                "f": one, "rolle": ui.words.in_language(one.rollenavn), "form": form,
                "sted": ui.words.in_language(one.enhet), "omfang": access.reach(one.omfang),
                "periode": access.period(one.fra, one.til),
                "lov": grants.in_words(one.kapabiliteter), "hvem": who[one.id],
            }
        )  # fmt: skip
    context = {"rows": rows} | tabs(actor, "forslag")
    return render(request, "site/access/proposals.html", context, status=422 if wrong else 200)


@require_POST
def answer(request: HttpRequest, forslag_id: UUID) -> HttpResponse:
    """Confirm a proposal, refuse it with a reason, or take one's own back."""
    actor, act = ui.actor_of(request), request.POST.get("handling")
    if act not in {"bekreft", "avslaa", "trekk"}:
        raise Http404
    actor.require(access.GIVE if act == "trekk" else access.CONFIRM)
    form = NoForm(request.POST, auto_id=f"f_{forslag_id}_%s")
    if act == "avslaa" and not form.is_valid():
        return _proposals(request, actor, (forslag_id, form))
    with ui.attempt(request):
        try:
            said = _done(actor, forslag_id, act, form)
        except grants.ForslagMissing as error:
            raise Http404 from error
        except grants.GrantRefused as refusal:
            if refusal.field != "svar":
                raise
            form.refuse(refusal)
            return _proposals(request, actor, (forslag_id, form))
        ui.say(request, said)
    return redirect("tilganger_forslag")


def _done(actor: Actor, forslag_id: UUID, act: str, form: NoForm) -> str:
    """Do what was chosen, and return what to say about it."""
    if act == "trekk":
        grants.withdraw_forslag(actor=actor, forslag_id=forslag_id)
        return _("Forslaget er trukket.")
    yes = act == "bekreft"
    grants.answer_forslag(
        actor=actor, forslag_id=forslag_id, er_ja=yes, now=clock.now(),
        svar="" if yes else form.cleaned_data["svar"],
    )  # fmt: skip
    return _("Bekreftet. Rollen er gitt.") if yes else _("Avslått. Ingen rolle er gitt.")


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Show one role of one person, and end it."""
    actor, today = ui.actor_of(request), clock.today()
    access.require_steering(actor)
    row = grants.held_one(actor, grant_id, on=today)
    if row is None or row.is_lent:
        raise Http404
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            grants.withdraw_rolle(
                actor=actor, grant_id=grant_id, siste_dag=form.cleaned_data["siste_dag"],
                grunn=form.cleaned_data["grunn"], now=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, _ended(form.cleaned_data["siste_dag"]))
            return redirect("tilganger_person", bruker_id=row.bruker_id)
    name = access.title(row)
    context = {
        "row": row, "form": form, "rolle": name, "sted": ui.words.in_language(row.enhet),
        "omfang": access.reach(row.omfang), "periode": access.period(row.fra, row.til),
        "hvordan": access.origin(row), "lov": grants.in_words(row.kapabiliteter),
        "kan_avslutte": row.id in grants.steers(actor, [row]) and not _is_over(row),
        "crumbs": [
            (CRUMB, _("Roller og tilganger")),
            (f"/tilganger/person/{row.bruker_id}/", row.navn), ("", name),
        ],
    }  # fmt: skip
    return render(
        request, "site/access/end.html", context, status=422 if form.errors else 200
    )  # fmt: skip


def _ended(last: date | None) -> str:
    if last is None:
        return _("Rollen er avsluttet, og personen har fått et varsel.")
    return _("Rollen slutter. Siste dag er %(dag)s, og personen har fått et varsel.") % {
        "dag": ui.words.day_long(last)
    }


def _is_over(row: grants.HeldFacts) -> bool:
    return row.fra is None or (row.til is not None and row.til <= clock.today())


@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest) -> HttpResponse:
    """List the roles to look at again, and confirm those that are still needed."""
    actor, wrong = ui.actor_of(request), ""
    access.require_steering(actor)
    if request.method == "POST":
        chosen = [ui.uuid(text) for text in request.POST.getlist("rolle")]
        try:
            count = grants.confirm_roller(
                actor=actor, grant_ids=[key for key in chosen if key], now=clock.now()
            )
        except Refusal as refusal:
            wrong = ui.sentence(refusal)
        else:
            said = ngettext(
                "%(n)s rolle er bekreftet for et halvt år til.",
                "%(n)s roller er bekreftet for et halvt år til.", count,
            )  # fmt: skip
            ui.say(request, said % {"n": count})
            return redirect("tilganger_fornye")
    rows = [
        {
            "f": one, "rolle": ui.words.in_language(one.rollenavn),
            "sted": ui.words.in_language(one.enhet), "omfang": access.reach(one.omfang),
            "lov": grants.in_words(one.kapabiliteter),
        }
        for one in grants.due_roller(actor, on=clock.today())
    ]  # fmt: skip
    context = {"rows": rows, "feil": wrong} | tabs(actor, "fornye")
    return render(request, "site/access/renew.html", context, status=422 if wrong else 200)
