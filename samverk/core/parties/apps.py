"""App registration."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Parties."""

    name = "samverk.core.parties"
    label = "parties"
