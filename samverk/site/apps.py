"""App registration: start-up checks and the job queue's bell."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Composition root."""

    name = "samverk.site"
    label = "site"

    def ready(self) -> None:
        """Let published events ring the job queue."""
        from samverk.core.outbox.api import add_waker
        from samverk.site import tasks

        add_waker(tasks.wake)
