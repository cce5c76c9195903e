"""App registration."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """Workflow."""

    name = "samverk.core.workflow"
    label = "workflow"

    def ready(self) -> None:
        """Register what the engine itself brings."""
        from samverk.core.workflow import handlers

        handlers.register()
