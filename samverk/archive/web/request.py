"""What a view needs from its request, typed."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest

from samverk.core.access.api import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Return the signed-in actor; the middleware has sent visitors to sign-in."""
    actor = getattr(request, "actor", None)
    assert isinstance(actor, Actor), "The page needs a signed-in actor."
    return actor


def uuids(texts: Iterable[str]) -> list[UUID]:
    """Return the well-formed ids among texts from a form."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def cursor_of(request: HttpRequest) -> str:
    """Return the page cursor of the address, or empty when it is not one of ours."""
    return next((str(key) for key in uuids([request.GET.get("etter", "")])), "")
