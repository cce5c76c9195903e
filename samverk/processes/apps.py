"""App registration: what the flows bring to the engine and to the shell."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcessesConfig(AppConfig):
    """End-to-end processes."""

    name = "samverk.processes"
    label = "processes"

    def ready(self) -> None:
        """Register roles, forms, machine steps, menu and short-cut."""
        from samverk.core.ui import api as ui
        from samverk.processes import notices
        from samverk.processes.hire_to_pay import register
        from samverk.processes.web import moving, tasks

        register.register()
        moving.register()
        notices.register()
        ui.add_tasks(tasks.proposal_tasks)
        ui.add_shortcut(
            ui.Shortcut(
                url="/prosesser/ansett/", text=_("Ansett noen"), icon="PersonPlus", key="A",
                capability="hr.ansettelse.bestill", order=30,
            )
        )  # fmt: skip
        ui.add_menu(
            ui.MenuItem(
                url="/prosesser/", text=_("Prosesser"), icon="Branching", group="sammen",
                capability="samstyring.les", order=80,
            )
        )  # fmt: skip
