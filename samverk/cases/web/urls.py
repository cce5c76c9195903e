"""Addresses under /saker/."""

from django.urls import path

from samverk.cases.web.views import case, letters, lists

urlpatterns = [
    path("", lists.cases_list, name="case-list"),
    path("ny/", lists.new_case, name="case-new"),
    path("mappe/<uuid:mappe_id>/", lists.by_mappe, name="case-by-mappe"),
    path("<uuid:sak_id>/", case.page, name="case"),
    path("<uuid:sak_id>/flyttet/", case.moved, name="case-moved"),
    path("<uuid:sak_id>/notat/", case.note, name="case-note"),
    path("<uuid:sak_id>/hvem/", case.who, name="case-who"),
    path("<uuid:sak_id>/avslutt/", case.close, name="case-close"),
    path("<uuid:sak_id>/gjenaapne/", case.reopen, name="case-reopen"),
    path("<uuid:sak_id>/feil/", case.report, name="case-report"),
    path("<uuid:sak_id>/brev/", letters.letter, name="case-letter"),
    path("<uuid:sak_id>/dokument/", letters.document, name="case-document"),
]
