"""What a view reads from an address or a form, checked."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest

from samverk.core.ui import api as ui


def uuids(texts: Iterable[str]) -> list[UUID]:
    """Return the well-formed ids among texts from a form."""
    return [found for text in texts if (found := ui.uuid(text))]


def cursor_of(request: HttpRequest) -> str:
    """Return the page cursor of the address, or empty when it is not one of ours."""
    return next((str(key) for key in uuids([request.GET.get("etter", "")])), "")
