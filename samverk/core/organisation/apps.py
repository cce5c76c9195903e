"""App registration."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Organisation."""

    name = "samverk.core.organisation"
    label = "organisation"
