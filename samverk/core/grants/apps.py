"""App registration."""

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    """Grants."""

    name = "samverk.core.grants"
    label = "grants"
