"""Addresses below /lonn/."""

from __future__ import annotations

from django.urls import path

from samverk.payroll.web.views import accounts, advances, bilag, lines, mine, rates, runs

urlpatterns = [
    path("", mine.my_pay),
    path("slipper/<uuid:slipp_id>/", mine.slip),
    path("slipper/<uuid:slipp_id>/pdf/", mine.slip_file),
    path("kjoringer/", runs.runs),
    path("kjoringer/<uuid:kjoering_id>/", runs.run),
    path("kjoringer/<uuid:kjoering_id>/funn/<str:kontroll>/", runs.finding),
    path("kjoringer/<uuid:kjoering_id>/bilag/<uuid:enhet_id>/", bilag.voucher_lines),
    path("kjoringer/<uuid:kjoering_id>/innvilg/", advances.grant_advance),
    path("kjoringer/<uuid:kjoering_id>/avslaa/", advances.refuse_advance),
    path("kjoringer/<uuid:kjoering_id>/<str:handling>/", runs.act),
    path("bilag/<uuid:bilag_id>/", bilag.voucher),
    path("linjer/<uuid:linje_id>/grunnlag/", lines.basis),
    path("linjer/<uuid:linje_id>/sak/", lines.case),
    path("kontoer/", accounts.accounts),
    path("satser/", rates.rates),
    path("satser/<str:key>/", rates.rate),
]
