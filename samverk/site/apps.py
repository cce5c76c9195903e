"""App registration."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Composition root."""

    name = "samverk.site"
    label = "site"
