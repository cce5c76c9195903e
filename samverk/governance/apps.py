"""App registration."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Samstyring."""

    name = "samverk.governance"
    label = "governance"
