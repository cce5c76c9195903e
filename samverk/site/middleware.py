"""Every request runs in one transaction, as the signed-in person or as a visitor."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_cache_control

from samverk.core import clock
from samverk.core.access.api import Actor, acting, actor_of_session, actor_of_token, visitor
from samverk.core.tenancy.api import TenantFacts, tenant_by_slug, tenants

OPEN_PATHS = ("/logg-inn", "/static/", "/tilgjengelighet", "/sprak", "/oidc/", "/helse")


class ActorMiddleware:
    """Put ``request.actor`` on the request and the actor's context on its transaction.

    The transaction also covers the rendering of templates. A response of 500 rolls it back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request as its actor, or send the visitor to sign-in."""
        if request.path.startswith("/static/"):
            return self.get_response(request)
        tenant = self._tenant(request)
        bruker = request.session.get("bruker")
        if request.path.startswith("/api/"):
            return self._api(request)
        if bruker is None or tenant is None:
            request.actor = None  # type: ignore[attr-defined]
            if not request.path.startswith(OPEN_PATHS):
                return redirect(f"/logg-inn/?neste={request.get_full_path()}")
            return self.get_response(request)
        with acting(visitor(tenant)):
            actor = actor_of_session(tenant=tenant, bruker_id=UUID(bruker))
        if actor is None:
            request.session.flush()
            return redirect("/logg-inn/")
        return self._as(request, actor)

    def _as(self, request: HttpRequest, actor: Actor) -> HttpResponseBase:
        request.actor = actor  # type: ignore[attr-defined]
        if "samverk_sprak" not in request.COOKIES:
            translation.activate(actor.spraak)
            request.LANGUAGE_CODE = translation.get_language()
        with acting(actor):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        if isinstance(response, HttpResponse) and "Cache-Control" not in response:
            patch_cache_control(response, no_store=True)
        return response

    def _api(self, request: HttpRequest) -> HttpResponseBase:
        """Serve a JSON call by token: ``Authorization: Bearer …`` and ``X-Samverk-Tenant``."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        try:
            tenant = tenant_by_slug(request.headers.get("X-Samverk-Tenant", ""))
        except LookupError:
            return JsonResponse({"feil": "Ukjent institusjon i X-Samverk-Tenant."}, status=401)
        with acting(visitor(tenant)):
            actor = actor_of_token(tenant=tenant, token=token, now=clock.now())
        if actor is None:
            return JsonResponse({"feil": "Ugyldig eller utløpt nøkkel."}, status=401)
        return self._as(request, actor)

    def _tenant(self, request: HttpRequest) -> TenantFacts | None:
        slug = request.session.get("institusjon")
        return next((t for t in tenants() if t.slug == slug), None)
