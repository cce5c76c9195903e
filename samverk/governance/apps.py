"""App registration: the menu entry."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GovernanceConfig(AppConfig):
    """Samstyring."""

    name = "samverk.governance"
    label = "governance"

    def ready(self) -> None:
        """Hang the board on the menu of those who may read it."""
        from samverk.core.ui import api as ui

        ui.add_menu(
            ui.MenuItem(
                url="/samstyring/",
                text=_("Samstyring"),
                icon="Handshake",
                group="sammen",
                capability="samstyring.les",
                order=10,
            )
        )
