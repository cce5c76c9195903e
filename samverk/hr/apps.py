"""The HR module."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HrConfig(AppConfig):
    """People at work."""

    name = "samverk.hr"
    label = "hr"
    verbose_name = "Folk"

    def ready(self) -> None:
        """Hang the people pages on the shell."""
        from samverk.core.ui import api as ui

        ui.add_menu(
            ui.MenuItem(
                url="/folk/meg/", text=_("Min stilling"), icon="Briefcase", order=40, key="M",
            )
        )  # fmt: skip
        ui.add_menu(
            ui.MenuItem(
                url="/folk/", text=_("Folk"), icon="PersonGroup", group="arbeid", order=10,
                capability="hr.arbeidsforhold.les", key="F",
            )
        )  # fmt: skip
