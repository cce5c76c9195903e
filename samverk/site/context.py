"""What every page knows: the actor, the tenant, the language and the shell's own lists."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static

from samverk.core import clock
from samverk.core.tenancy.api import tenants
from samverk.core.ui.api import MenuGroup, menu_for, shortcuts_for, take_messages, unread_count

STYLESHEETS = (
    "tokens", "base", "shell", "controls", "components", "pages", "extras", "phone", "print",
)  # fmt: skip
SCHEME_COOKIE = "samverk_visning"


@cache
def stylesheets() -> tuple[str, ...]:
    """Return the addresses of our own style sheets, in order."""
    return tuple(static(f"samverk/{name}.css") for name in STYLESHEETS)


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the shell's own variables for a page.

    Lists that need the database are functions, called only by the templates that show them.
    """
    actor = getattr(request, "actor", None)
    scheme = request.COOKIES.get(SCHEME_COOKIE, "auto")

    def menu() -> list[MenuGroup]:
        return menu_for(actor, request.path) if actor else []

    return {
        "actor": actor,
        "tenant": next((t for t in tenants() if actor and t.id == actor.tenant_id), None),
        "spraak": settings.LANGUAGES,
        "visning": scheme if scheme in {"light", "dark"} else "auto",
        "is_demo": settings.DEMO_SIGN_IN,
        "stylesheets": stylesheets(),
        "now": clock.now(),
        "menu": menu,
        "shortcuts": lambda: shortcuts_for(actor) if actor else [],
        "unread_notices": lambda: unread_count(actor) if actor else 0,
        "page_messages": lambda: take_messages(request) if hasattr(request, "session") else [],
    }
