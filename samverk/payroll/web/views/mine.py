"""My pay: the list, and «Hvorfor er lønna mi dette?»."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from samverk.core import clock
from samverk.core.access.api import Actor
from samverk.core.audit.api import record_read
from samverk.core.errors import Refusal
from samverk.core.parties import api as parties
from samverk.core.tenancy.api import tenants
from samverk.core.ui import api as ui
from samverk.core.ui.api import words
from samverk.hr import api as hr
from samverk.payroll import api
from samverk.payroll.web.forms import FeilForm
from samverk.payroll.web.print import slip_pdf
from samverk.payroll.web.slip import SlipPage, slip_page
from samverk.payroll.web.words import month_title, own_advance_words, payout, run_title

SHOWN = 24


@require_GET
def my_pay(request: HttpRequest) -> HttpResponse:
    """The reader's own slips, newest first, and when the next money comes."""
    actor, today = ui.actor_of(request), clock.today()
    slips = api.my_slips(actor, limit=SHOWN)
    table = ui.Table(
        gettext("Lønnsslippene dine"),
        [
            ui.Column(gettext("Måned")),
            ui.Column(gettext("Penger på konto"), kind="tn"),
            ui.Column(gettext("Før trekk, kr"), kind="num"),
            ui.Column(gettext("Skatt, kr"), kind="num"),
            ui.Column(gettext("Etter trekk, kr"), kind="num"),
        ],
        [
            ui.Row(
                (
                    run_title(slip),
                    payout(slip, today).naar,
                    words.amount(slip.brutto_oere),
                    words.amount(-slip.skattetrekk_oere),
                    words.amount(slip.netto_oere),
                ),
                url=f"/lonn/slipper/{slip.id}/",
            )
            for slip in slips
        ],
        hide_caption=True,
        stack=True,
        empty_title=gettext("Ingen lønnsslipper ennå"),
        empty_text=gettext("Den første kommer når lønna di er godkjent."),
        empty_icon="Wallet",
    )
    return render(
        request,
        "payroll/mine/page.html",
        {
            "table": table,
            "siste": slips[0] if slips else None,
            "utbetaling": payout(slips[0], today) if slips else None,
            "neste": _next_pay(actor, slips, today),
            "kort": _card(actor, today),
            "forskudd": advances(actor, today),
            "hjelp": hr.forskuddshjelp(actor, clock.now()),
            "kan_kjoere": actor.can("lonn.kjoring.les"),
        },
    )


def _next_pay(actor: Actor, slips: Sequence[api.SlippHead], today: date) -> api.Utbetaling:
    """The first main pay that is not already worked out and approved for the reader."""
    done = [slip.utbetalingsdato for slip in slips if slip.art == "ordinaer"]
    return api.next_payout(actor=actor, dag=max([today, *done]), only_main=True)


def advances(actor: Actor, today: date) -> dict[str, Any] | None:
    """The reader's own advances: where each stands, and what is left to take back."""
    if actor.party_id is None:
        return None
    found = hr.my_forskudd(actor)
    if not found:
        return None
    return {
        "liste": [(one, *own_advance_words(one, today)) for one in found[:6]],
        "igjen_oere": api.forskudd_left(actor, actor.party_id),
    }


def _card(actor: Actor, today: date) -> dict[str, Any] | None:
    if actor.party_id is None:
        return None
    card = api.newest_card(actor, actor.party_id, aar=today.year)
    return _card_words(card) if card else None


def _card_words(card: api.KortFacts) -> dict[str, Any]:
    """A tax card as the person reads it."""
    main = next((one for one in card.trekk if "HOVEDARBEIDSGIVER" in one["trekkode"]), None)
    text = gettext("Du har ikke noe skattekort for dette året")
    if main and main["type"] == "trekktabell":
        text = gettext("Tabell %(nr)s") % {"nr": main["tabell"]}
    elif main and main["type"] == "trekkprosent":
        text = words.percent(main["prosentsats"])
    elif main and main["type"] == "frikort":
        text = gettext("Frikort, %(sum)s") % {"sum": words.kroner(main.get("frikort_oere", 0))}
    return {"tekst": text, "mottatt": card.mottatt_at, "versjon": card.versjon}


def _slip_or_404(actor: Actor, slipp_id: UUID) -> api.SlippFacts:
    slip = api.slipp(actor, slipp_id)
    if slip is None:
        raise Http404
    if slip.party_id != actor.party_id:
        record_read(
            actor=actor, kapabilitet="lonn.slipp.les", objekt_type="payroll.loennsslipp",
            objekt_id=slip.id, gjelder_party_id=slip.party_id, dataklasse=3,
        )  # fmt: skip
    return slip


@require_http_methods(["GET", "POST"])
def slip(request: HttpRequest, slipp_id: UUID) -> HttpResponse:
    """«Hvorfor er lønna mi dette?»: each line with sentence, steps, law and source.

    POST says that something is wrong: it opens a case that payroll answers.
    """
    actor, today = ui.actor_of(request), clock.today()
    found = _slip_or_404(actor, slipp_id)
    is_own = found.party_id == actor.party_id
    if request.method == "POST" and not is_own:
        raise Http404
    page = slip_page(actor, found, language=words.language(), today=today)
    form = _fault_form(request, page) if is_own else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            case = api.report_slip_fault(
                actor=actor, slipp_id=slipp_id, linje=form.cleaned_data["linje"],
                tekst=form.cleaned_data["tekst"], now=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            name = gettext("Sak %(nr)s") % {"nr": case.nummer}
            ui.say(
                request, gettext("Takk. Lønn svarer innen to virkedager."),
                link=(f"/saker/{case.id}/", name),
            )  # fmt: skip
            return redirect(f"/lonn/slipper/{slipp_id}/")
    return render(
        request, "payroll/slipp/page.html",
        {"slipp": found, "side": page, "form": form} | _around_slip(actor, found, today),
        status=422 if form is not None and form.errors else 200,
    )  # fmt: skip


def _fault_form(request: HttpRequest, page: SlipPage) -> FeilForm:
    """«Er noe feil?», with the line that the reader came from chosen."""
    lines = [line for group in page.grupper for line in group.linjer]
    return FeilForm(
        request.POST or None,
        initial={"linje": ui.whole(request.GET.get("linje"))},
        linjer=[(line.nr, f"{line.navn}, {words.amount(line.oere)}") for line in lines],
    )


def _around_slip(actor: Actor, found: api.SlippFacts, today: date) -> dict[str, Any]:
    """What the page shows beside the lines: whose, when, where to, and what it builds on."""
    accounts = api.receiving_accounts(
        actor.tenant_id, on=found.utbetalingsdato, known_at=found.kontrollert_at,
        party_ids=[found.party_id],
    )  # fmt: skip
    card = api.newest_card(actor, found.party_id, aar=found.utbetalingsdato.year)
    before = found.forrige
    return {
        "tittel": run_title(found),
        "maaned": month_title(found.aar, found.maaned),
        "forrige_maaned": month_title(before.aar, before.maaned) if before else "",
        "er_min": found.party_id == actor.party_id,
        "person": parties.party(actor.tenant_id, found.party_id),
        "konto": accounts.get(found.party_id),
        "kort": _card_words(card) if card else None,
        "ansettelser": hr.arbeidsforhold_of(actor, found.party_id, on=found.utbetalingsdato),
        "hittil": api.slip_sums_of_year(
            actor, found.party_id, found.utbetalingsdato.year, found.utbetalingsdato
        ),
        "neste": api.next_payout(
            actor=actor, dag=max(today, found.utbetalingsdato), only_main=True
        ),
        "kjoering_synlig": actor.can("lonn.kjoring.les"),
    }


@require_GET
def slip_file(request: HttpRequest, slipp_id: UUID) -> HttpResponse:
    """The slip as PDF/A, the same figures as on the page."""
    actor = ui.actor_of(request)
    found = _slip_or_404(actor, slipp_id)
    page = slip_page(actor, found, language=words.language(), today=clock.today())
    person = parties.party(actor.tenant_id, found.party_id)
    tenant = next(one for one in tenants() if one.id == actor.tenant_id)
    content = slip_pdf(
        found, page, avsender=tenant.navn, navn=person.navn if person else "",
        title=f"{gettext('Lønnsslipp')} {month_title(found.aar, found.maaned)}", now=clock.now(),
    )  # fmt: skip
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"lonnsslipp-{found.aar}-{found.maaned:02}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
