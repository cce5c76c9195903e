"""Søk: people, cases, vouchers, pages and verbs that the reader may see."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from samverk.core.ui import api as ui
from samverk.core.ui.api import actor_of

LONGEST = 100


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Answer a search as a page, or as JSON for the palette (``format=json``)."""
    asked = request.GET.get("q", "").strip()
    text = asked[:LONGEST]
    is_palette = request.GET.get("format") == "json"
    hits = ui.search(actor_of(request), text) if text or is_palette else []
    if is_palette:
        return JsonResponse({"treff": [asdict(hit) | {"group": hit.group} for hit in hits]})
    return render(
        request, "site/search/page.html",
        {"q": text, "hits": hits, "longest": LONGEST,
         "written": len(asked) if len(asked) > LONGEST else 0},
    )  # fmt: skip
