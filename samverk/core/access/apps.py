"""App registration."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Access."""

    name = "samverk.core.access"
    label = "access"
