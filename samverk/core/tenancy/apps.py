"""App registration."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """Tenants."""

    name = "samverk.core.tenancy"
    label = "tenancy"
