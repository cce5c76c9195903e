"""App registration."""

from django.apps import AppConfig


class FinanceConfig(AppConfig):
    """Finance (økonomi)."""

    name = "samverk.finance"
    label = "finance"

    def ready(self) -> None:
        """Have vouchers sealed, and the books proved, by ``samverk verify``."""
        from samverk.core.seals import api as seals
        from samverk.finance import api as finance

        seals.register_source("finance.bilag", finance.SEALED)
        seals.register_check("finance.hovedbok", finance.proof_findings)
