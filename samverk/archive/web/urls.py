"""Addresses under /arkiv/."""

from django.urls import path

from samverk.archive.web.views import documents, journal, posts, queue

urlpatterns = [
    path("", queue.queue, name="archive-queue"),
    path("kvalitet/", queue.quality, name="archive-quality"),
    path("journal/", journal.day, name="archive-journal"),
    path("journalpost/<uuid:registrering_id>/", posts.post, name="archive-post"),
    path("dokument/<uuid:objekt_id>/", documents.download, name="archive-document"),
]
