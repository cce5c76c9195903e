"""App registration: start-up checks and the job queue's bell."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    """Composition root."""

    name = "samverk.site"
    label = "site"

    def ready(self) -> None:
        """Let published events ring the job queue; hang the site's own pages on the menu."""
        from samverk.core.jobs.api import add_job_bell
        from samverk.core.outbox.api import add_waker, dead_deliveries
        from samverk.core.ui.api import MenuItem, add_menu, add_search, add_tasks
        from samverk.site import tasks
        from samverk.site.web import access, pages, work

        add_waker(tasks.wake)
        add_job_bell(tasks.wake_jobs)
        tasks.register_workers()
        add_menu(MenuItem(url="/", text=_("Min side"), icon="House", order=1))
        # No number: what waits comes from every module, and to count it all is too much for a page.
        add_menu(MenuItem(url="/oppgaver/", text=_("Oppgaver"), icon="Tasklist", order=2))
        add_menu(
            MenuItem(
                url="/tilganger/", text=_("Roller og tilganger"), icon="KeyHorizontal",
                group="drift", order=40, capability=access.STEERS,
            )
        )  # fmt: skip
        add_menu(
            MenuItem(
                url="/drift/meldinger/", text=_("Meldinger fra brukerne"), icon="Chat",
                group="drift", capability="drift.les",
            )
        )  # fmt: skip
        add_menu(
            MenuItem(
                url="/drift/hendelser/", text=_("Hendelser som ikke kom fram"), icon="Bell",
                group="drift", capability="drift.les",
                count=lambda actor: len(dead_deliveries(actor)),
            )
        )  # fmt: skip
        add_tasks(work.tasks)
        add_tasks(access.tasks)
        add_search(pages.find, fields={})
