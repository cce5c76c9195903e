"""Language and colour scheme: kept in a cookie, and the language also on account and person."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from samverk.core.access import api as access
from samverk.core.parties import api as parties
from samverk.core.ui.api import next_path
from samverk.site.context import SCHEME_COOKIE

YEAR = 365 * 24 * 3600


def _keep(response: HttpResponse, name: str, value: str) -> HttpResponse:
    response.set_cookie(
        name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of all pages for this reader, and of what is written to the reader.

    A contract or a letter is to speak as the pages its receiver reads.
    """
    chosen = request.POST.get("spraak", "")
    response = redirect(next_path(request))
    if chosen not in dict(settings.LANGUAGES):
        return response
    actor = getattr(request, "actor", None)
    if actor is not None:
        access.set_spraak(actor=actor, spraak=chosen)
        if actor.party_id is not None:
            parties.choose_spraak(tenant_id=actor.tenant_id, party_id=actor.party_id, spraak=chosen)
    return _keep(response, settings.LANGUAGE_COOKIE_NAME, chosen)


@require_POST
def scheme(request: HttpRequest) -> HttpResponse:
    """Change between light and dark; without JavaScript."""
    chosen = request.POST.get("visning", "")
    response = redirect(next_path(request))
    if chosen not in {"light", "dark", "auto"}:
        return response
    return _keep(response, SCHEME_COOKIE, chosen)
