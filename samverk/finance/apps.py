"""App registration."""

from django.apps import AppConfig


class FinanceConfig(AppConfig):
    """Finance (økonomi)."""

    name = "samverk.finance"
    label = "finance"

    def ready(self) -> None:
        """Register seals and proofs for ``samverk verify``, and the entries of the shell."""
        from samverk.core.seals import api as seals
        from samverk.finance import api as finance
        from samverk.finance.web import shell

        seals.register_source("finance.bilag", finance.SEALED)
        seals.register_check("finance.hovedbok", finance.proof_findings)
        shell.register()
