"""App registration: menu, short-cut, search, and reports that wait for an answer."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """Case work."""

    name = "samverk.cases"
    label = "cases"

    def ready(self) -> None:
        """Hang case work on the shell."""
        from samverk.cases import handlers, notices
        from samverk.cases.web import shell
        from samverk.core.access.api import PARTAKERS
        from samverk.core.ui import api as ui

        ui.add_menu(ui.MenuItem(url="/saker/", text=_("Saker"), icon="Folder", order=30, key="S"))
        ui.add_shortcut(
            ui.Shortcut(
                url="/saker/ny/",
                text=_("Åpne en sak"),
                icon="Folder",
                capability="sak.sak.behandle",
                order=60,
            )
        )
        handlers.register()
        notices.register()
        ui.add_search(
            shell.find,
            fields={
                "archive.Mappe.mappe_id": PARTAKERS,
                "archive.Mappe.tittel": PARTAKERS,
            },
        )
        ui.add_tasks(shell.unanswered)
