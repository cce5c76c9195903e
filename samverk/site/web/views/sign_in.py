"""Sign-in and sign-out: institution, then OIDC, password, or in demo mode one of the cast."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.errors import Refusal
from samverk.core.oidc import Question
from samverk.core.tenancy.api import TenantFacts, tenant_by_slug, tenants
from samverk.core.ui import api as ui
from samverk.core.ui.api import next_path
from samverk.site.web import oidc

_QUESTION = "oidc"


class PasswordForm(ui.Form):
    """Name and password of a local account."""

    concepts = {"brukernavn": "bruker.brukernavn", "passord": "bruker.passord"}
    brukernavn = forms.CharField(
        label=_("Brukernavn"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    passord = forms.CharField(
        label=_("Passord"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def _tenant(slug: str) -> TenantFacts:
    try:
        return tenant_by_slug(slug)
    except LookupError:
        raise Http404 from None


@require_GET
def institutions(request: HttpRequest) -> HttpResponse:
    """Let the visitor choose institution."""
    return render(
        request,
        "site/sign_in/institutions.html",
        {"houses": tenants(), "neste": next_path(request, "")},
    )


def _page(
    request: HttpRequest, tenant: TenantFacts, form: PasswordForm, *, status: int = 200
) -> HttpResponse:
    people = []
    if settings.DEMO_SIGN_IN:
        with access.acting(access.visitor(tenant)):
            people = access.cast(tenant)
    return render(
        request,
        "site/sign_in/page.html",
        {
            "house": tenant,
            "form": form,
            "people": people,
            "has_oidc": oidc.client_for(tenant) is not None,
            "neste": next_path(request, ""),
        },
        status=status,
    )


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Sign in at one institution with a local password."""
    tenant = _tenant(slug)
    if request.method == "GET":
        return _page(request, tenant, PasswordForm())
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return _page(request, tenant, form, status=422)
    try:
        bruker = access.check_sign_in(
            tenant=tenant,
            brukernavn=form.cleaned_data["brukernavn"],
            passord=form.cleaned_data["passord"],
            now=clock.now(),
        )
    except access.SignInRefused as refusal:
        form.refuse(refusal)
        return _page(request, tenant, form, status=422)
    return _welcome(request, tenant, bruker)


@require_POST
def demo(request: HttpRequest, slug: str) -> HttpResponse:
    """Sign in as one of the cast; does not exist outside demo mode."""
    tenant = _tenant(slug)
    if not settings.DEMO_SIGN_IN:
        raise Http404
    with access.acting(access.visitor(tenant)):
        found = {p.brukernavn: p.id for p in access.cast(tenant)}
    chosen = found.get(request.POST.get("brukernavn", ""))
    if chosen is None:
        raise Http404
    return _welcome(request, tenant, chosen)


def _welcome(request: HttpRequest, tenant: TenantFacts, bruker: UUID) -> HttpResponse:
    """Begin a session of the person's own under a new key."""
    target = next_path(request)
    request.session.clear()
    request.session.cycle_key()
    request.session["institusjon"] = tenant.slug
    request.session["bruker"] = str(bruker)
    return redirect(target)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here and on the server."""
    request.session.flush()
    return redirect("logg_inn")


def _callback(request: HttpRequest, tenant: TenantFacts) -> str:
    return request.build_absolute_uri(f"/oidc/{tenant.slug}/svar")


@require_GET
def oidc_start(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the visitor to the institution's identity provider."""
    tenant = _tenant(slug)
    client = oidc.client_for(tenant)
    if client is None:
        raise Http404
    try:
        question = oidc.ask(client, _callback(request, tenant))
    except oidc.OidcRefused as refusal:
        return _refused(request, tenant, refusal)
    request.session[_QUESTION] = asdict(question) | {
        "tenant": tenant.slug,
        "neste": next_path(request),
    }
    return redirect(question.url)


@require_GET
def oidc_answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the provider's answer and sign the person in."""
    tenant = _tenant(slug)
    client = oidc.client_for(tenant)
    kept = request.session.pop(_QUESTION, None)
    if client is None or kept is None or kept.pop("tenant") != tenant.slug:
        raise Http404
    target = kept.pop("neste")
    try:
        identity = oidc.read_answer(
            client,
            tenant,
            Question(**kept),
            _callback(request, tenant),
            request.build_absolute_uri(),
        )
        bruker = access.bind_oidc(
            tenant=tenant,
            issuer=identity.issuer,
            sub=identity.sub,
            brukernavn=identity.brukernavn,
            now=clock.now(),
        )
    except Refusal as refusal:
        return _refused(request, tenant, refusal)
    response = _welcome(request, tenant, bruker)
    response["Location"] = target
    return response


def _refused(request: HttpRequest, tenant: TenantFacts, refusal: Refusal) -> HttpResponse:
    form = PasswordForm({})
    form.errors.clear()
    form.refuse(refusal)
    return _page(request, tenant, form, status=403)
