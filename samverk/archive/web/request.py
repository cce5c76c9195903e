"""What a view reads from an address or a form, checked."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest


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
