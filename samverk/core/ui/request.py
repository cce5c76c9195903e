"""What a view needs from its request, typed."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import get_language

from samverk.core.access.api import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Return the signed-in actor; the middleware has sent visitors to sign-in."""
    actor = getattr(request, "actor", None)
    assert isinstance(actor, Actor), "The page needs a signed-in actor."
    return actor


def language() -> str:
    """Return the page's language as texts made in Python know it: nb, nn or en."""
    found = (get_language() or "nb")[:2]
    return found if found in {"nb", "nn", "en"} else "nb"
