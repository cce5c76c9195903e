"""App registration."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Outbox."""

    name = "samverk.core.outbox"
    label = "outbox"
