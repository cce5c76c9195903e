"""Addresses under /folk/."""

from django.urls import path

from samverk.hr.web.views import folk, kontrakt, risiko, timer

urlpatterns = [
    path("", folk.people, name="hr-folk"),
    path("meg/", folk.me, name="hr-meg"),
    path("timer/", timer.register, name="hr-timer"),
    path("timer/send/", timer.send, name="hr-timer-send"),
    path("timer/godkjenn/", timer.approve, name="hr-timer-godkjenn"),
    path("risiko/", risiko.overview, name="hr-risiko"),
    path("risiko/<uuid:kontrakt_id>/forskudd/", risiko.advance, name="hr-forskudd"),
    path("kontrakt/<uuid:kontrakt_id>/", kontrakt.page, name="hr-kontrakt"),
    path("kontrakt/<uuid:kontrakt_id>/pdf/", kontrakt.pdf, name="hr-kontrakt-pdf"),
    path("kontrakt/<uuid:kontrakt_id>/svar/", kontrakt.answer, name="hr-kontrakt-svar"),
    path("kontrakt/oppgave/<uuid:task_id>/", kontrakt.from_task, name="hr-kontrakt-oppgave"),
    path("<uuid:party_id>/", folk.person, name="hr-person"),
]
