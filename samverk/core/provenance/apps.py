"""App registration."""

from django.apps import AppConfig


class ProvenanceConfig(AppConfig):
    """Provenance."""

    name = "samverk.core.provenance"
    label = "provenance"
