"""App registration."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """The Noark 5 core."""

    name = "samverk.archive"
    label = "archive"
