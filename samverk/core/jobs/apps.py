"""App registration."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Long work."""

    name = "samverk.core.jobs"
    label = "jobs"
