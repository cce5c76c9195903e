"""Addresses of the site's own pages."""

from django.urls import path

from samverk.site.web.views import (
    about,
    answers,
    deliveries,
    inbox,
    job,
    me,
    notices,
    preferences,
    search,
    sign_in,
    start,
)

urlpatterns = [
    path("", start.start, name="start"),
    path("ny/", start.new, name="ny"),
    path("oppgaver/", inbox.inbox, name="oppgaver"),
    path("arbeid/<uuid:job_id>/", job.job, name="arbeid"),
    path("sok/", search.search, name="sok"),
    path("varsler/", notices.notices, name="varsler"),
    path("varsler/lest/", notices.read_all, name="varsler_lest"),
    path("varsler/valg/", notices.choice, name="varselvalg"),
    path("varsler/<uuid:varsel_id>/", notices.open_notice, name="varsel"),
    path("meg/tilganger/", me.grants, name="mine_tilganger"),
    path("meg/innsyn/", me.seen_by, name="mitt_innsyn"),
    path("meld-fra/", about.report, name="meld_fra"),
    path("drift/meldinger/", answers.answers, name="meldinger"),
    path("drift/meldinger/<uuid:tilbakemelding_id>/", answers.answer, name="melding"),
    path("drift/hendelser/", deliveries.dead, name="hendelser"),
    path("drift/hendelser/<uuid:levering_id>/", deliveries.replay, name="hendelse_igjen"),
    path("tilgjengelighet/", about.accessibility, name="tilgjengelighet"),
    path("hurtigtaster/", about.keys, name="hurtigtaster"),
    path("om/komponenter", about.components, name="komponenter"),
    path("sprak/", preferences.language, name="sprak"),
    path("visning/", preferences.scheme, name="visning"),
    path("logg-inn/", sign_in.institutions, name="logg_inn"),
    path("logg-inn/<slug:slug>/", sign_in.sign_in, name="logg_inn_hos"),
    path("logg-inn/<slug:slug>/demo/", sign_in.demo, name="logg_inn_demo"),
    path("logg-ut/", sign_in.sign_out, name="logg_ut"),
    path("oidc/<slug:slug>/start", sign_in.oidc_start, name="oidc_start"),
    path("oidc/<slug:slug>/svar", sign_in.oidc_answer, name="oidc_svar"),
]
