"""App registration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents."""

    name = "samverk.core.documents"
    label = "documents"

    def ready(self) -> None:
        """Have stored contents sealed, and re-read by `samverk verify`."""
        from samverk.core.documents import api as documents
        from samverk.core.seals import api as seals

        seals.register_source("documents.fil", documents.SEALED)
        seals.register_check("documents.innhold", documents.content_findings)
