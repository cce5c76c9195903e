"""Addresses under /folk/."""

from django.urls import path

from samverk.hr.web.views import epost, folk, kjent, konto, kontrakt, nummer, risiko, timer

urlpatterns = [
    path("", folk.people, name="hr-folk"),
    path("meg/", folk.me, name="hr-meg"),
    path("meg/konto/", konto.page, name="hr-konto"),
    path("meg/konto/stopp/", konto.stop, name="hr-konto-stopp"),
    path("meg/konto/samtykke/", konto.recognition, name="hr-konto-samtykke"),
    path("meg/konto/trekk/<uuid:kilde_id>/", konto.withdraw, name="hr-konto-trekk"),
    path("meg/konto/<uuid:endring_id>/<slug:merke>/", konto.confirm, name="hr-konto-bekreft"),
    path("timer/", timer.register, name="hr-timer"),
    path("timer/send/", timer.send, name="hr-timer-send"),
    path("timer/<uuid:timer_id>/", timer.change, name="hr-timer-rett"),
    path("timer/godkjenn/", timer.approve, name="hr-timer-godkjenn"),
    path("timer/godkjenn/valgt/", timer.chosen, name="hr-timer-valgt"),
    path("risiko/", risiko.overview, name="hr-risiko"),
    path("risiko/<uuid:kontrakt_id>/minn/", risiko.remind, name="hr-minn"),
    path("risiko/<uuid:kontrakt_id>/forskudd/", risiko.advance, name="hr-forskudd"),
    path("kontrakt/<uuid:kontrakt_id>/", kontrakt.page, name="hr-kontrakt"),
    path("kontrakt/<uuid:kontrakt_id>/pdf/", kontrakt.pdf, name="hr-kontrakt-pdf"),
    path("kontrakt/<uuid:kontrakt_id>/svar/", kontrakt.answer, name="hr-kontrakt-svar"),
    path("kontrakt/<uuid:kontrakt_id>/kjent/", kjent.identify, name="hr-kontrakt-kjent"),
    path("kontrakt/<uuid:kontrakt_id>/hent/<uuid:kilde_id>/", kjent.fetch, name="hr-kontrakt-hent"),
    path("kontrakt/oppgave/<uuid:task_id>/", kontrakt.from_task, name="hr-kontrakt-oppgave"),
    path("<uuid:party_id>/epost/", epost.change, name="hr-epost"),
    path("<uuid:party_id>/", folk.person, name="hr-person"),
    path("<uuid:party_id>/nummer/<slug:slag>/", nummer.look, name="hr-nummer"),
]
