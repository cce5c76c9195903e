"""Addresses under /folk/."""

from django.urls import path

from samverk.hr.web.views import folk

urlpatterns = [
    path("", folk.people, name="hr-folk"),
    path("meg/", folk.me, name="hr-meg"),
    path("<uuid:party_id>/", folk.person, name="hr-person"),
]
