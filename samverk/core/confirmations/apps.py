"""App registration."""

from django.apps import AppConfig


class ConfirmationsConfig(AppConfig):
    """Confirmations of dated figures."""

    name = "samverk.core.confirmations"
    label = "confirmations"
