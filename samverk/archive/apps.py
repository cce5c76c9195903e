"""App registration: menu, search and sealing."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    """The Noark 5 core."""

    name = "samverk.archive"
    label = "archive"

    def ready(self) -> None:
        """Hang the archive on the shell, and have what is archived sealed."""
        from samverk.archive import api as archive
        from samverk.archive.web import shell
        from samverk.core.access.api import PARTAKERS
        from samverk.core.seals import api as seals
        from samverk.core.ui import api as ui

        ui.add_search(
            shell.find,
            fields={
                "archive.Registrering.registrerings_id": PARTAKERS,
                "archive.Registrering.tittel": PARTAKERS,
            },
        )
        seals.register_source("archive.journalpost", archive.SEALED)
        ui.add_menu(
            ui.MenuItem(
                url="/arkiv/",
                text=_("Arkiv"),
                icon="Archive",
                group="arbeid",
                order=60,
                capability="arkiv.mappe.forvalt",
                key="R",
            )
        )
