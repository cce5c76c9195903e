"""Payment batches: release as one of two persons, stop, fetch the file, record the answer."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samverk.core import clock
from samverk.core.access.api import AccessDenied, Actor, brukere, current_actor
from samverk.core.errors import Refusal
from samverk.core.ui import api as ui
from samverk.finance import api as finance
from samverk.finance.web.forms import StopForm


def _states() -> dict[str, tuple[str, str]]:
    return {
        "venter": ("wait", gettext("Venter på to")),
        "halvt": ("wait", gettext("Venter på én til")),
        "frigitt": ("ok", gettext("Frigitt")),
        "hentet": ("ok", gettext("Hentet til banken")),
        "betalt": ("ok", gettext("Betalt")),
        "avvist": ("stop", gettext("Avvist av banken")),
        "stanset": ("stop", gettext("Stanset")),
    }


def _kinds() -> dict[str, str]:
    return {
        "lonn": gettext("Lønn"), "leverandor": gettext("Leverandører"), "reise": gettext("Reise"),
    }  # fmt: skip


def _may_see(actor: Actor) -> None:
    if not actor.can("okonomi.betaling.foresla"):
        actor.require("okonomi.betaling.frigi")


@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    """Show the newest batches and what each waits for."""
    actor = current_actor()
    _may_see(actor)
    states, kinds = _states(), _kinds()
    rows = [
        ui.Row(
            (
                ui.Cell(kinds[b.art], code=b.msg_id[:8]), ui.words.day_long(b.forfall),
                str(b.antall),
                ui.words.amount(b.sum_oere), ui.Cell(states[b.state][1], status=states[b.state][0]),
            ),
            url=f"/regnskap/betalinger/{b.id}/",
        )
        for b in finance.payment_batches(actor)
    ]  # fmt: skip
    table = ui.Table(
        gettext("Betalingsfiler, kroner"),
        [
            ui.Column(gettext("Hva")), ui.Column(gettext("Betales"), "tn"),
            ui.Column(gettext("Antall"), "num"), ui.Column(gettext("Sum"), "num"),
            ui.Column(gettext("Status")),
        ],
        rows, hide_caption=True, empty_title=gettext("Ingen betalinger"),
        empty_text=gettext("Når en lønnskjøring er godkjent, kommer betalingsfilen hit."),
    )  # fmt: skip
    return render(request, "finance/payments/list.html", {"table": table})


@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Show one batch; POST releases, stops or records the bank's answer."""
    actor = current_actor()
    _may_see(actor)
    found = finance.payment_batch(actor, batch_id)
    if found is None:
        raise Http404
    handling = request.POST.get("handling", "")
    form = StopForm(request.POST if handling in {"stans", "betalt", "avvist"} else None)
    refused = ""
    if request.method == "POST":
        try:
            said = _act(actor, batch_id, handling, form)
        except AccessDenied:
            raise
        except Refusal as refusal:
            refused = ui.sentence(refusal)
        else:
            if said:
                ui.say(request, said)
                return redirect("regnskap-betaling", batch_id=batch_id)
    people = brukere(actor, [s.bruker_id for s in found.steps] + [found.opprettet_av])
    state = _states()[found.state]
    names = {key: facts.navn for key, facts in people.items()}
    context = {
        "fil": found, "art": _kinds()[found.art], "form": form, "refused": refused,
        "status_s": state[0], "status_ord": state[1],
        "laget_av": names.get(found.opprettet_av, "Samverk"),
        "steg": [(step, names.get(step.bruker_id, "Samverk")) for step in found.steps],
        "can_release": actor.can("okonomi.betaling.frigi"),
    }  # fmt: skip
    status = 422 if refused or form.errors else 200
    return render(request, "finance/payments/page.html", context, status=status)


def _act(actor: Actor, batch_id: UUID, handling: str, form: StopForm) -> str:
    now = clock.now()
    if handling == "frigi":
        count = finance.release_payment_batch(actor=actor, batch_id=batch_id, now=now)
        if count == 2:
            return gettext("Frigitt av to. Filen kan hentes.")
        return gettext("Frigitt av deg. Én til må frigi før filen kan hentes.")
    acts = {
        "stans": (finance.stop_payment_batch, gettext("Betalingen er stanset.")),
        "betalt": (finance.confirm_paid, gettext("Betalingen er ført som betalt.")),
        "avvist": (finance.reject_payment_batch, gettext("Betalingen er ført som avvist.")),
    }
    if handling not in acts or not form.is_valid():
        return ""
    act, said = acts[handling]
    act(actor=actor, batch_id=batch_id, merknad=form.cleaned_data["merknad"], now=now)
    return said


@require_POST
def file(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Hand out the file to one who may release; a POST, for the fetch is recorded."""
    actor = current_actor()
    actor.require("okonomi.betaling.frigi")
    if finance.payment_batch(actor, batch_id) is None:
        raise Http404
    with ui.attempt(request):
        content = finance.payment_file(actor=actor, batch_id=batch_id, now=clock.now())
        response = HttpResponse(content, content_type="application/xml")
        response["Content-Disposition"] = f'attachment; filename="pain001-{batch_id.hex[:8]}.xml"'
        return response
    return redirect("regnskap-betaling", batch_id=batch_id)
