"""Behind a posted pay line: the contract it rests on, and the case behind the contract."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from samverk.core import clock
from samverk.core.access.api import Actor
from samverk.core.organisation import api as organisation
from samverk.core.ui import api as ui
from samverk.core.ui.api import words
from samverk.payroll import api
from samverk.payroll.web.words import AVTALEHANDLINGER, period, quantity, run_title

_STATES: dict[str, Literal["done", "now", "next"]] = {"done": "done", "now": "now", "next": "next"}
Crumbs = list[tuple[str, str]]


def _crumbs(actor: Actor, line: api.BilagslinjeFacts) -> Crumbs:
    """The way back: run, unit's pay lines, and the line's contract."""
    run = api.kjoering(actor, line.kjoering_id)
    if run is None:
        raise Http404
    unit = organisation.enhet(actor.tenant_id, line.enhet_id, on=run.utbetalingsdato)
    here = f"/lonn/kjoringer/{run.id}/"
    return [
        ("/lonn/kjoringer/", gettext("Lønnskjøringer")),
        (here, run_title(run)),
        (f"{here}bilag/{line.enhet_id}/", unit.name(words.language()) if unit else "–"),
    ]


@require_GET
def basis(request: HttpRequest, linje_id: UUID) -> HttpResponse:
    """The contract a posted line rests on: what, how much, when, and who decided it."""
    actor = ui.actor_of(request)
    found = api.read_linje_grunnlag(actor=actor, linje_id=linje_id)
    if found is None:
        raise Http404
    line, agreement = found.linje, found.avtale
    back = _crumbs(actor, line)
    known = api.wage_types(line.opptjent_fra or clock.today())
    name = known[line.loennsart].name(words.language())
    return render(
        request,
        "payroll/linje/grunnlag.html",
        {
            "crumbs": [*back, ("", gettext("Grunnlag"))],
            "linje": line,
            "art": name,
            "navn": found.navn,
            "avtale": agreement,
            "antall": quantity(line.antall),
            "periode": period(line.opptjent_fra, line.opptjent_til),
            "timer": quantity(agreement.minutter * 100 // 60) if agreement else "",
            "handlinger": _acts(found) if agreement else [],
            "tilbake": back[-1],
        },
    )


def _acts(found: api.LinjeGrunnlag) -> list[dict[str, object]]:
    """Who ordered, approved, signed and approved the hours; the person signs the contract."""
    assert found.avtale is not None
    return [
        {
            "hva": AVTALEHANDLINGER[one.hva],
            "hvem": found.personer.get(one.bruker_id, "–") if one.bruker_id else found.navn or "–",
            "naar": one.at,
        }
        for one in found.avtale.handlinger
    ]


@require_GET
def case(request: HttpRequest, linje_id: UUID) -> HttpResponse:
    """The case behind a posted line: steps, decisions and journal, as far as documentation goes."""
    actor = ui.actor_of(request)
    found = api.read_linje_sak(actor=actor, linje_id=linje_id, language=words.language())
    if found is None:
        raise Http404
    basis_url = f"/lonn/linjer/{linje_id}/grunnlag/"
    return render(
        request,
        "payroll/linje/sak.html",
        {
            "crumbs": [
                *_crumbs(actor, found.linje), (basis_url, gettext("Grunnlag")), ("", found.nummer),
            ],
            "sak": found,
            "tilbake": basis_url,
            "steps": [
                ui.Step(_STATES.get(one.state, "skip"), one.title, " ".join(one.details))
                for one in (found.steg.lines if found.steg else ())
            ],
        },
    )  # fmt: skip
