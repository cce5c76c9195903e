"""App registration."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Case work."""

    name = "samverk.cases"
    label = "cases"
