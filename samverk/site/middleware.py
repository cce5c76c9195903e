"""Every request runs in one transaction, as the signed-in person or as a visitor."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

import psycopg
from django.db import Error, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import gettext

from samverk.core import clock
from samverk.core.access.api import (
    AccessDenied,
    Actor,
    acting,
    actor_of_session,
    actor_of_token,
    visitor,
)
from samverk.core.tenancy.api import TenantFacts, tenant_by_slug, tenants
from samverk.site.web.views.errors import bad_request, conflict, forbidden

OPEN_PATHS = ("/logg-inn", "/logg-ut", "/tilgjengelighet", "/sprak", "/visning", "/oidc/", "/helse")


logger = logging.getLogger(__name__)
NO_RIGHT, OUR_NO = "42501", "SV403"  # PostgreSQL's own, and our triggers'
ROW_CHECK = "ExecWithCheckOptions"  # where PostgreSQL refuses a row; a missing GRANT is elsewhere
# Two acts stood in each other's way, and the database broke this one off.
AT_ONCE = frozenset({"40P01", "40001"})
READS = frozenset({"GET", "HEAD", "OPTIONS"})


def _is_refused(request: HttpRequest, response: HttpResponseBase) -> bool:
    lowest = 500 if request.method in READS else 400
    return response.status_code >= lowest


def _refusal(exception: Exception) -> str | None:
    """Return what the database refused for want of access, in words without values, or None.

    PostgreSQL has one code for a row that a policy refuses and for a table nobody was granted: the
    first is a no to the reader, the second a fault of ours.
    """
    cause = exception.__cause__ if isinstance(exception, Error) else None
    if not isinstance(cause, psycopg.Error):
        return None
    is_row = cause.sqlstate == NO_RIGHT and cause.diag.source_function == ROW_CHECK
    return cause.diag.message_primary if is_row or cause.sqlstate == OUR_NO else None


def _is_broken_off(exception: Exception) -> bool:
    cause = exception.__cause__ if isinstance(exception, Error) else None
    return isinstance(cause, psycopg.Error) and cause.sqlstate in AT_ONCE


NUL = "\x00"  # the one character that the database can neither store nor search for


def _has_null(request: HttpRequest) -> bool:
    """Tell whether the address, a cookie or, of one who may send a form, a field holds a NUL.

    The form of a stranger is read only at the open addresses; elsewhere it is not even received.
    """
    asked = [request.GET] if request.method in READS else [request.GET, request.POST]
    return NUL in request.path or any(
        NUL in str(text) for data in asked for key, row in data.lists() for text in (key, *row)
    )


class ActorMiddleware:
    """Put ``request.actor`` on the request and the actor's context on its transaction.

    The transaction also covers the rendering of templates. It is rolled back when the answer is an
    error: always for 500 and above, and for every 4xx to a request that would have written.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request as its actor, or send the visitor to sign-in."""
        if request.path.startswith("/static/"):
            return self.get_response(request)
        if any(NUL in value for value in request.COOKIES.values()):  # before a session is looked up
            return bad_request(request)
        tenant = self._tenant(request)
        bruker = request.session.get("bruker")
        if request.path.startswith("/api/"):
            return self._api(request)
        if bruker is None or tenant is None:
            return self._stranger(request)
        with acting(visitor(tenant)):
            actor = actor_of_session(tenant=tenant, bruker_id=UUID(bruker))
        if actor is None:
            request.session.flush()
            return redirect("/logg-inn/")
        return self._as(request, actor)

    def _stranger(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = None  # type: ignore[attr-defined]
        if not request.path.startswith(OPEN_PATHS):
            return redirect(f"/logg-inn/?{urlencode({'neste': request.get_full_path()})}")
        return bad_request(request) if _has_null(request) else self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 403 when what was asked for is not the reader's to see or do.

        A capability is held in a unit, and only the policy of the table knows which: an act that
        was let through here and stopped there is a no to the reader and nothing more. An act that
        the database broke off because another stood in its way is 409, to be sent again.
        """
        if isinstance(exception, AccessDenied):
            return forbidden(request, exception)
        place = request.resolver_match.route if request.resolver_match else ""
        if refused := _refusal(exception):
            logger.warning("Refused by the database at %s: %s", place, refused)
            transaction.set_rollback(True)  # nothing more can be done in this transaction
            return forbidden(request)
        if _is_broken_off(exception):
            logger.warning("Broken off by the database at %s", place)
            transaction.set_rollback(True)
            return conflict(request)
        return None

    def _as(self, request: HttpRequest, actor: Actor) -> HttpResponseBase:
        """Serve a page in the language chosen in this browser, else the account's own."""
        if "samverk_sprak" not in request.COOKIES:
            translation.activate(actor.spraak)
            request.LANGUAGE_CODE = translation.get_language()
        return self._serve(request, actor)

    def _serve(self, request: HttpRequest, actor: Actor) -> HttpResponseBase:
        request.actor = actor  # type: ignore[attr-defined]
        try:
            with acting(actor):
                response = (
                    bad_request(request) if _has_null(request) else self.get_response(request)
                )
                if _is_refused(request, response):
                    transaction.set_rollback(True)
        except Error as error:  # at the commit, where deferred rules are checked
            if not _is_broken_off(error):
                raise
            logger.warning("Broken off by the database at the commit")
            response = conflict(request)
        if isinstance(response, HttpResponse) and "Cache-Control" not in response:
            patch_cache_control(response, no_store=True)
        return response

    def _api(self, request: HttpRequest) -> HttpResponseBase:
        """Serve a JSON call by token: ``Authorization: Bearer …`` and ``X-Samverk-Tenant``.

        What is refused is said in the language of ``Accept-Language``: the account of a program
        has no reader.
        """
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        try:
            tenant = tenant_by_slug(request.headers.get("X-Samverk-Tenant", ""))
        except LookupError:
            return JsonResponse(
                {"feil": gettext("Ukjent institusjon i X-Samverk-Tenant.")}, status=401
            )
        with acting(visitor(tenant)):
            actor = actor_of_token(tenant=tenant, token=token, now=clock.now())
        if actor is None:
            return JsonResponse({"feil": gettext("Ugyldig eller utløpt nøkkel.")}, status=401)
        return self._serve(request, actor)

    def _tenant(self, request: HttpRequest) -> TenantFacts | None:
        slug = request.session.get("institusjon")
        return next((t for t in tenants() if t.slug == slug), None)
