"""App registration."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Page shell and components."""

    name = "samverk.core.ui"
    label = "ui"
