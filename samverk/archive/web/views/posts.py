"""One journalpost: what it is, where it is in its flow, and what the reader may do with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from samverk.archive import api as archive
from samverk.archive.rules.status import JOURNALSTATUS
from samverk.core import clock
from samverk.core.access.api import AccessDenied, Actor
from samverk.core.errors import Refusal
from samverk.core.organisation import api as organisation
from samverk.core.ui import api as ui
from samverk.core.ui.api import actor_of

Act = Callable[[Actor, UUID, datetime], archive.JournalpostFacts]

ACTS: dict[str, Act] = {
    "F": lambda a, r, n: archive.ferdigstill_journalpost(actor=a, registrering_id=r, now=n),
    "E": lambda a, r, n: archive.ekspeder_journalpost(actor=a, registrering_id=r, now=n),
    "J": lambda a, r, n: archive.journalfoer_journalpost(actor=a, registrering_id=r, now=n),
    "A": lambda a, r, n: archive.arkiver_journalpost(actor=a, registrering_id=r, now=n),
    "U": lambda a, r, n: archive.cancel_journalpost(actor=a, registrering_id=r, now=n),
    "TE": lambda a, r, n: archive.avskriv_journalpost(
        actor=a, registrering_id=r, maate="TE", now=n
    ),
    "TO": lambda a, r, n: archive.avskriv_journalpost(
        actor=a, registrering_id=r, maate="TO", now=n
    ),
}


def _handles(
    actor: Actor, post: archive.JournalpostFacts, mappe: archive.MappeFacts | None
) -> bool:
    """Tell whether the actor handles cases in this unit, or has this one."""
    is_owner = mappe is not None and mappe.saksansvarlig_id == actor.bruker_id
    return actor.can("sak.sak.behandle") and (
        is_owner or post.enhet_id in organisation.unit_ids_with("sak.sak.behandle")
    )


def _open_acts(post: archive.JournalpostFacts, *, keeper: bool, writer: bool) -> list[str]:
    """Return the acts that the flow and the reader's rights here allow now."""
    if not (keeper or writer):
        return []
    steps = JOURNALSTATUS[post.type][post.status]
    found = [s for s in "FEJA" if s in _near(steps) and (keeper or s in "FE")]
    if post.type in "IN" and not post.avskrevet and post.status != "U":
        found += ["TE", "TO"]
    return found + (["U"] if "U" in steps else [])


def _near(steps: str) -> str:
    """G is passed on the way to E, so that E is the button."""
    return steps.replace("G", "E")


@require_http_methods(["GET", "POST"])
def post(request: HttpRequest, registrering_id: UUID) -> HttpResponse:
    """Show a journalpost; POST carries out one act."""
    actor, now = actor_of(request), clock.now()
    found = archive.journalpost(actor, registrering_id)
    if found is None:
        raise Http404
    mappe = archive.mappe(actor, found.mappe_id)
    keeper, writer = actor.can("arkiv.mappe.forvalt"), _handles(actor, found, mappe)
    if request.method == "POST" and not (keeper or writer):
        raise AccessDenied("Du kan ikke gjøre noe med journalposten. Be den som har saken, om det.")
    refused = ""
    if request.method == "POST" and (act := ACTS.get(request.POST.get("handling", ""))):
        try:
            act(actor, registrering_id, now)
        except Refusal as refusal:
            refused = ui.sentence(refusal)
        else:
            ui.say(request, gettext("Lagret."))
            return redirect(request.path)
    return render(
        request, "archive/post/page.html",
        {
            "post": found, "mappe": mappe, "acts": _open_acts(found, keeper=keeper, writer=writer),
            "refused": refused, "now": now,
        },
        status=422 if refused else 200,
    )  # fmt: skip
