"""App registration."""

from django.apps import AppConfig


class SealsConfig(AppConfig):
    """Seals; the audit log is its first source."""

    name = "samverk.core.seals"
    label = "seals"

    def ready(self) -> None:
        """Register the audit log, which lies below this app and knows nothing of it."""
        from samverk.core.seals.api import register_source
        from samverk.core.seals.sources import AUDIT_SPOR

        register_source("audit_spor", AUDIT_SPOR)
