"""What a payroll view needs from its request."""

from __future__ import annotations

from django.http import HttpRequest

from samverk.core.access.api import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Return the signed-in actor; the middleware has sent visitors to sign-in."""
    actor = getattr(request, "actor", None)
    assert isinstance(actor, Actor), "The page needs a signed-in actor."
    return actor
