"""One benefit: from figure to formula, number, series and the cases behind."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from samverk.core import clock
from samverk.core.access.api import current_actor
from samverk.governance.queries.cases import MAX_CASES
from samverk.governance.queries.detail import read_benefit_page
from samverk.governance.web import present, words


@require_GET
def benefit(request: HttpRequest, noekkel: str) -> HttpResponse:
    """Show an indicator at the four universities, and the reader's own cases behind it."""
    page = read_benefit_page(current_actor(), noekkel, now=clock.now())
    if page is None:
        raise Http404
    chart, table = present.benefit_chart(page)
    indicator = page.row.indicator
    data = {
        "indikator": indicator,
        "navn": words.indicator_name(indicator),
        "formel": words.indicator_formula(indicator),
        "enhet": words.UNITS[indicator.enhet],
        "linje": present.benefit_line(page.row),
        "alle": page.total,
        "alle_verdi": words.number(page.total.verdi) if page.total else "–",
        "figur": chart,
        "tabell": table,
        "ledd": present.step_table(page),
        "saker": present.case_rows(page),
        "flere": len(page.cases) > MAX_CASES,
        "ser_saker": page.sees_cases,
        "crumbs": [("/samstyring/", "UDIR-BOTT"), ("", words.indicator_name(indicator))],
    }
    return render(request, "governance/benefit/page.html", data)
