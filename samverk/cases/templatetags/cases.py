"""``{% load cases %}``: codes of case work in words for people."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samverk.archive import api as archive
from samverk.cases import api
from samverk.core.ui import api as ui

register = template.Library()

_TYPES = {
    "ansettelse": _("Ansettelse"),
    "melding": _("Melding om feil"),
    "generell": _("Sak"),
}
_ROLES = {
    "KLI": _("Saken gjelder. Ser saken og brevene sine."),
    "PAA": _("Pårørende"),
    "FORM": _("Formynder"),
    "ADV": _("Advokat"),
}
_REASONS = {
    "saksansvarlig": _("har ansvar for saken"),
    "part": _("er part i saken"),
    "enhet": _("behandler saker ved enheten"),
    "stedfortreder": _("er stedfortreder for en som behandler saker ved enheten"),
    "arkiv": _("arbeider i arkivet"),
    "oppgave": _("har en oppgave i saken"),
    "gjort": _("har gjort en oppgave i saken"),
}


@register.filter
def sakstype(code: str) -> Promise | str:
    """«Ansettelse»."""
    return _TYPES.get(code, code)


@register.filter
def partrolle(code: str) -> Promise | str:
    """What a party is in the case."""
    return _ROLES.get(code, code)


@register.filter
def innsynsgrunn(code: str) -> Promise | str:
    """Why someone sees the case."""
    return _REASONS.get(code, code)


@register.filter
def saksstatus(code: str) -> Promise | str:
    """«Under behandling» for B."""
    return archive.SAKSSTATUS.get(code, code)


@register.filter
def tilgangsnavn(kode: archive.TilgangskodeFacts) -> str:
    """The access code's name in the page's language."""
    return ui.words.in_language(kode.navn)


@register.filter
def bevaring(found: archive.KassasjonFacts | None) -> str:
    """«Kasseres 10 år etter at saken er avsluttet»."""
    if found is None:
        return gettext("Ikke bestemt")
    word = str(archive.KASSASJON[found.vedtak])
    if found.bevaringstid_aar is None:
        return word
    after = gettext("%(aar)s år etter at saken er avsluttet") % {"aar": found.bevaringstid_aar}
    return f"{word} {after}"


@register.filter
def case_crumbs(case: api.SakFacts, here: str = "") -> list[tuple[str, str]]:
    """The crumbs of a page in a case."""
    if not here:
        return [("/saker/", gettext("Saker")), ("", case.nummer)]
    return [("/saker/", gettext("Saker")), (f"/saker/{case.id}/", case.nummer), ("", str(here))]
