"""What a view needs from its request, typed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from samverk.core.access.api import Actor

LONGEST_NUMBER = 15


def actor_of(request: HttpRequest) -> Actor:
    """Return the signed-in actor; the middleware has sent visitors to sign-in."""
    actor = getattr(request, "actor", None)
    assert isinstance(actor, Actor), "The page needs a signed-in actor."
    return actor


def next_path(request: HttpRequest, fallback: str = "/") -> str:
    """Return the local address to go back to; never another host."""
    wanted = request.POST.get("neste") or request.GET.get("neste") or ""
    is_local = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None)
    return wanted if is_local else fallback


def whole(text: str | None) -> int | None:
    """Return a whole number as it came in an address or a form, or None for anything else.

    ``isdigit`` alone lets through «²», and numbers longer than Python will read.
    """
    if not text or not text.isascii() or not text.isdigit() or len(text) > LONGEST_NUMBER:
        return None
    return int(text)


def uuid(text: object) -> UUID | None:
    """Return an id as it came in an address or a form, or None for anything else."""
    try:
        return UUID(str(text))
    except ValueError:
        return None
