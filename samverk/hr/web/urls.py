"""Addresses under /folk/."""

from django.urls import path

from samverk.hr.web.views import folk, kontrakt

urlpatterns = [
    path("", folk.people, name="hr-folk"),
    path("meg/", folk.me, name="hr-meg"),
    path("kontrakt/<uuid:kontrakt_id>/", kontrakt.page, name="hr-kontrakt"),
    path("kontrakt/<uuid:kontrakt_id>/pdf/", kontrakt.pdf, name="hr-kontrakt-pdf"),
    path("kontrakt/<uuid:kontrakt_id>/svar/", kontrakt.answer, name="hr-kontrakt-svar"),
    path("kontrakt/oppgave/<uuid:task_id>/", kontrakt.from_task, name="hr-kontrakt-oppgave"),
    path("<uuid:party_id>/", folk.person, name="hr-person"),
]
