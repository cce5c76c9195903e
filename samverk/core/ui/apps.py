"""App registration."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Page shell and components."""

    name = "samverk.core.ui"
    label = "ui"

    def ready(self) -> None:
        """Register the notices of the process engine, which lies below the shell."""
        from samverk.core.ui import task_notices

        task_notices.register()
