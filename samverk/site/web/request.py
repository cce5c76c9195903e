"""What a view needs from its request, typed."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def next_path(request: HttpRequest, fallback: str = "/") -> str:
    """Return the local address to go back to; never another host."""
    wanted = request.POST.get("neste") or request.GET.get("neste") or ""
    is_local = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None)
    return wanted if is_local else fallback
