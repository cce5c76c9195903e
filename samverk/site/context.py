"""What every page knows: the actor, the tenant and the language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from samverk.core.tenancy.api import tenants


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the shell's own variables for a page."""
    actor = getattr(request, "actor", None)
    tenant = next((t for t in tenants() if actor and t.id == actor.tenant_id), None)
    return {
        "actor": actor,
        "tenant": tenant,
        "spraak": settings.LANGUAGES,
        "is_demo": settings.DEMO_SIGN_IN,
    }
