"""App registration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents."""

    name = "samverk.core.documents"
    label = "documents"
