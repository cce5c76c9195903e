"""``{% load archive %}``: the standard's codes in words for people."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samverk.archive import api

register = template.Library()

_ACTS = {
    "F": _("Ferdigstill"),
    "E": _("Merk som sendt"),
    "J": _("Journalfør"),
    "A": _("Arkiver"),
    "TE": _("Tatt til etterretning"),
    "TO": _("Tatt til orientering"),
    "U": _("Merk som utgått"),
}


@register.filter
def journalposttype(code: str) -> Promise | str:
    """«Brev inn» for I."""
    return api.JOURNALPOSTTYPE.get(code, code)


@register.filter
def journalstatus(code: str) -> str:
    """«Journalført» for J."""
    return str(api.JOURNALSTATUS.get(code, code))


@register.filter
def status_kind(code: str) -> str:
    """Status chip of a journalstatus: ok when archived, mute when cancelled, else wait."""
    return {"A": "ok", "J": "ok", "U": "mute"}.get(code, "wait")


@register.filter
def avskrivning(code: str) -> Promise | str:
    """«besvart med brev» for BU; «–» for nothing."""
    return api.AVSKRIVNING.get(code, "–")


@register.filter
def mangel(code: str) -> Promise | str:
    """What a record lacks, in words."""
    return api.MANGLER.get(code, code)


@register.filter
def mangler(post: api.JournalpostFacts) -> list[Promise | str]:
    """Everything a record lacks, in words."""
    return [api.MANGLER[code] for code in api.lacks(post)]


@register.filter
def act_word(code: str) -> Promise | str:
    """The button of an act."""
    return _ACTS.get(code, code)


@register.filter
def post_crumbs(post: api.JournalpostFacts, mappe: api.MappeFacts | None) -> list[tuple[str, str]]:
    """The crumbs of a journalpost: list, case number, document number."""
    case = [(f"/saker/mappe/{mappe.id}/", mappe.mappe_id)] if mappe else []
    return [("/saker/", gettext("Saker")), *case, ("", post.registrerings_id)]
