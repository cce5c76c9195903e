"""App registration."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Outbox."""

    name = "samverk.core.outbox"
    label = "outbox"

    def ready(self) -> None:
        """Register consumers outside the platform."""
        from samverk.core.outbox.http_sink import subscribe_consumers

        subscribe_consumers()
