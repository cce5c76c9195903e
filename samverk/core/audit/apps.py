"""App registration."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Audit."""

    name = "samverk.core.audit"
    label = "audit"
