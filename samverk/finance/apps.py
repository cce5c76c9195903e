"""App registration."""

from django.apps import AppConfig


class FinanceConfig(AppConfig):
    """Finance (økonomi)."""

    name = "samverk.finance"
    label = "finance"
