"""Addresses of the collaboration."""

from django.urls import path

from samverk.governance.web.views import benefits, board, decisions, projects

urlpatterns = [
    path("", board.board, name="samstyring"),
    path("oppdater/", board.measure, name="samstyring_maal"),
    path("prosjekt/<slug:noekkel>/", projects.project, name="samstyring_prosjekt"),
    path("gevinst/<slug:noekkel>/", benefits.benefit, name="samstyring_gevinst"),
    path("sak/<uuid:item_id>/", decisions.decide, name="samstyring_sak"),
]
