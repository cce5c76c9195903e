"""From a unit's voucher to the pay lines it is the sum of, and on to what documents them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_read
from samverk.core.organisation import api as organisation
from samverk.core.parties import api as parties
from samverk.core.ui import api as ui
from samverk.core.ui.api import words
from samverk.payroll import api
from samverk.payroll.rules.wage_types import WageType
from samverk.payroll.web.views.runs import run_or_404
from samverk.payroll.web.words import quantity, run_title


@require_GET
def voucher(request: HttpRequest, bilag_id: UUID) -> HttpResponse:
    """From a ledger line to the pay lines behind it."""
    actor = ui.actor_of(request)
    found = api.bilag_of(actor, bilag_id)
    if found is None:
        raise Http404
    return redirect(f"/lonn/kjoringer/{found[0]}/bilag/{found[1]}/")


@require_GET
def voucher_lines(request: HttpRequest, kjoering_id: UUID, enhet_id: UUID) -> HttpResponse:
    """The sum of each wage type, and the lines, each one click from its contract.

    ``?art=`` keeps to one wage type.
    """
    actor = ui.actor_of(request)
    found = run_or_404(actor, kjoering_id)
    sums = api.summer_bak_bilag(actor, kjoering_id, enhet_id)
    unit = organisation.enhet(actor.tenant_id, enhet_id, on=found.utbetalingsdato)
    if not sums or unit is None:
        raise Http404
    art = request.GET.get("art", "")
    art = art if any(one.loennsart == art for one in sums) else ""
    lines = api.linjer_bak_bilag(actor, kjoering_id, enhet_id, loennsart=art)
    record_read(
        actor=actor, kapabilitet="lonn.bilag.les", objekt_type="payroll.bilag",
        objekt_id=kjoering_id, gjelder_party_id=None, dataklasse=3, antall=len(lines),
    )  # fmt: skip
    documents = _documents(actor, found, enhet_id)
    known = api.wage_types(found.utbetalingsdato)
    return render(
        request,
        "payroll/kjoering/bilag.html",
        {
            "k": found, "tittel": run_title(found), "enhet_navn": unit.name(words.language()),
            "ser_folk": actor.can("hr.arbeidsforhold.les"), "dokumenterer": documents,
            "summer": _sums(sums, known, art), "antall": sum(one.linjer for one in sums),
            "vist": len(lines), "art": known[art].name(words.language()) if art else "",
            "table": _lines(actor, lines, known, documents=documents),
        },
    )  # fmt: skip


def _documents(actor: Actor, found: api.KjoeringFacts, enhet_id: UUID) -> bool:
    """Whether the reader may follow a posted line of the unit to its contract and case."""
    return found.bokfoert_at is not None and all(
        enhet_id in organisation.unit_ids_with(right)
        for right in ("lonn.bilag.les", "okonomi.regnskap.les")
    )


def _sums(sums: list[api.ArtSum], known: dict[str, WageType], art: str) -> ui.Table:
    rows = [
        ui.Row(
            (
                ui.Cell(
                    known[one.loennsart].name(words.language()), code=one.loennsart,
                    url="" if one.loennsart == art else f"?art={one.loennsart}#linjer",
                ),
                str(one.linjer), words.amount(one.beloep_oere),
            ),
            css="on" if one.loennsart == art else "",
        )
        for one in sums
    ]  # fmt: skip
    return ui.Table(
        gettext("Sum for hver lønnsart"),
        [
            ui.Column(gettext("Lønnsart")), ui.Column(gettext("Linjer"), kind="num"),
            ui.Column(gettext("Beløp, kr"), kind="num"),
        ],
        rows, dense=True, hide_caption=True,
    )  # fmt: skip


def _lines(
    actor: Actor,
    lines: list[api.LinjeFacts],
    known: dict[str, WageType],
    *,
    documents: bool,
) -> ui.Table:
    names = parties.parties(actor.tenant_id, {line.party_id for line in lines})
    rows = []
    sees_people = actor.can("hr.arbeidsforhold.les")
    for line in lines:
        person = names.get(line.party_id)
        url = f"/folk/{line.party_id}/" if sees_people else ""
        if documents:
            url = f"/lonn/linjer/{line.id}/grunnlag/"
        rows.append(
            ui.Row(
                (
                    ui.Cell(known[line.loennsart].name(words.language()), code=line.loennsart),
                    ui.Cell(
                        person.navn if person else "–",
                        url=url if line.arbeidsforhold_id else "",
                    ),
                    quantity(line.antall),
                    words.amount(line.beloep_oere),
                )
            )
        )
    return ui.Table(
        gettext("Lønnslinjer bak bilaget"),
        [
            ui.Column(gettext("Lønnsart")),
            ui.Column(gettext("Person")),
            ui.Column(gettext("Antall"), kind="num"),
            ui.Column(gettext("Beløp, kr"), kind="num"),
        ],
        rows,
        dense=True,
        hide_caption=True,
    )
