"""App registration."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Page shell and components."""

    name = "samverk.core.ui"
    label = "ui"

    def ready(self) -> None:
        """Register the notices of what lies below the shell: processes, long work, roles."""
        from samverk.core.ui import grant_notices, job_notices, task_notices

        task_notices.register()
        job_notices.register()
        grant_notices.register()
