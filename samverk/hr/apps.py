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
        """Hang the people pages on the shell, and mail on the change of an account."""
        from samverk.core.outbox import api as outbox
        from samverk.core.ui import api as ui
        from samverk.hr import handlers, notices
        from samverk.hr.web import shell

        outbox.subscribe("hr.kontoendring", handlers.TYPES, handlers.mail_about_account)
        outbox.subscribe("hr.epost", handlers.ADDRESSES, handlers.mail_to_old_address)
        outbox.subscribe(
            "hr.kontoendring.ny_adresse", handlers.CHANGED, handlers.mail_to_new_address
        )
        notices.register()
        ui.add_panel("hr.risiko", shell.risk_panel, order=10)
        ui.add_tasks(shell.tasks)
        ui.add_search(
            shell.find,
            fields={
                "parties.Party.navn": "",
                "hr.StillingVersjon.tittel": "",
                "organisation.OrgenhetVersjon.navn": "",
            },
        )
        ui.add_menu(
            ui.MenuItem(
                url="/folk/timer/", text=_("Timer"), icon="Clock", order=41, key="T",
                capability="hr.timeliste.foer",
                words=_("timeliste, timeføring, føre timer, forskudd"),
            )
        )  # fmt: skip
        ui.add_menu(
            ui.MenuItem(
                url="/folk/risiko/", text=_("Kan miste lønna"), icon="ExclamationmarkTriangle",
                group="arbeid", order=12, capability="hr.timeliste.godkjenn",
                words=_("forskudd, lønnsfrist, sen lønn, purre timer"),
            )
        )  # fmt: skip

        ui.add_menu(
            ui.MenuItem(
                url="/folk/meg/", text=_("Min stilling"), icon="Briefcase", order=40, key="M",
                words=_("kontrakt, arbeidskontrakt, kontonummer, konto, ansettelse, leder"),
            )
        )  # fmt: skip
        ui.add_menu(
            ui.MenuItem(
                url="/folk/", text=_("Folk"), icon="PersonGroup", group="arbeid", order=10,
                capability="hr.arbeidsforhold.les", key="F",
                words=_("ansatte, kolleger, personer, e-postadresse"),
            )
        )  # fmt: skip
