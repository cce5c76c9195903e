"""Documents of a case: write a letter, add a file."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.cases.web.forms import DocumentForm, LetterForm, submission_of
from samverk.cases.web.views.case import case_of
from samverk.core import clock
from samverk.core.access.api import AccessDenied, Actor
from samverk.core.documents import api as documents
from samverk.core.errors import Refusal
from samverk.core.ui import api as ui
from samverk.core.ui.api import actor_of


def _writable(actor: Actor, sak_id: UUID) -> cases.SakFacts:
    case = case_of(actor, sak_id)
    if not cases.handles(actor, case):
        raise AccessDenied(
            "Du kan ikke skrive i saken. Be den som har saken, eller arkivet om det."
        )
    return case


def _party_of(parter: list[cases.PartyLine], name: str) -> tuple[str, UUID | None]:
    """Return the name as it stands in the case and the party, so that one is not just a text."""
    wanted = " ".join(name.split())
    found = (p for p in parter if p.navn.casefold() == wanted.casefold())
    return next(((p.navn, p.party_id) for p in found), (wanted, None))


def _letter_form(
    request: HttpRequest, waiting: list[archive.JournalpostFacts], parter: list[cases.PartyLine]
) -> LetterForm:
    initial: dict[str, str] = {}
    sources: dict[str, ui.Source] = {}
    if parter:
        initial["mottaker"] = parter[0].navn
        sources["mottaker"] = ui.Source("hentet", gettext("fra partene i saken"))
    if waiting:
        initial["svar_paa"] = str(waiting[0].id)
        initial["tittel"] = f"{gettext('Svar')}: {waiting[0].tittel}"[:200]
        sources["svar_paa"] = ui.Source("hentet", gettext("fra det eldste som venter på svar"))
        sources["tittel"] = ui.Source("foreslått", gettext("fra brevet det svares på"))
    return LetterForm(
        request.POST or None, initial=initial, sources=sources,
        unanswered=[(str(p.id), f"{p.registrerings_id} {p.tittel}") for p in waiting],
    )  # fmt: skip


def _what_happened(post: archive.JournalpostFacts) -> str:
    """Say where the letter is now, and who has to do something."""
    words = {"nr": post.registrerings_id, "navn": post.parter[0].navn}
    if post.status == "E":
        said = gettext(
            "Brevet ligger i saken som %(nr)s. %(navn)s kan lese det nå og får varsel. "
            "Arkivet skal journalføre det."
        )
    else:
        said = gettext(
            "Brevet ligger i saken som %(nr)s, men er ikke sendt. Samverk sender ikke brev ennå: "
            "last det ned, send det til %(navn)s, og velg «Merk som sendt»."
        )
    return said % words


@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, sak_id: UUID) -> HttpResponse:
    """Write a letter; it is made as PDF/A and lies in the case."""
    actor = actor_of(request)
    case = _writable(actor, sak_id)
    parter = cases.party_lines(actor, case)
    form = _letter_form(request, archive.restanser(actor, case.mappe.id), parter)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        mottaker, party_id = _party_of(parter, data["mottaker"])
        brev = cases.NyttBrev(
            mottaker=mottaker,
            tittel=data["tittel"],
            tekst=data["tekst"],
            party_id=party_id,
            svar_paa=UUID(data["svar_paa"]) if data["svar_paa"] else None,
        )
        try:
            post = cases.send_letter(
                actor=actor, sak_id=sak_id, brev=brev, now=clock.now(),
                submission=submission_of(form, "cases.letter"),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            ui.say(request, _what_happened(post))
            is_sent = post.status == "E"
            return redirect(f"/saker/{sak_id}/" if is_sent else f"/arkiv/journalpost/{post.id}/")
    return render(
        request, "cases/case/letter.html", {"case": case, "form": form},
        status=422 if form.errors else 200,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, sak_id: UUID) -> HttpResponse:
    """Add a file to the case."""
    actor = actor_of(request)
    case = _writable(actor, sak_id)
    parter = cases.party_lines(actor, case)
    sources = {"hvem": ui.Source("hentet", gettext("fra partene i saken"))} if parter else {}
    form = DocumentForm(
        request.POST or None, request.FILES or None, sources=sources,
        initial={"type": "I", "hvem": parter[0].navn if parter else ""},
    )  # fmt: skip
    if getattr(request, "upload_too_large", False):
        form.refuse(documents.too_large())
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        hvem, party_id = _party_of(parter, data["hvem"])
        ny = cases.NyttSaksdokument(
            type=data["type"], tittel=data["tittel"], filnavn=data["fil"].name,
            innhold=data["fil"], hvem=hvem, party_id=party_id,
        )  # fmt: skip
        try:
            post = cases.add_document(
                actor=actor, sak_id=sak_id, ny=ny, now=clock.now(),
                submission=submission_of(form, "cases.document"),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            said = gettext("Dokumentet er lagt i saken som %(nr)s.")
            ui.say(request, said % {"nr": post.registrerings_id})
            return redirect(f"/saker/{sak_id}/")
    return render(
        request, "cases/case/document.html", {"case": case, "form": form},
        status=422 if form.errors else 200,
    )  # fmt: skip
