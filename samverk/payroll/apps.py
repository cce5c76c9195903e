"""The payroll app: pay runs, tax, a-melding, pay slips."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from samverk.core.access.api import Actor
    from samverk.hr.api import Forskuddsplan, Loennsfrist


class PayrollConfig(AppConfig):
    """Lønn: from hours and contracts to money in the account, with every figure explained."""

    name = "samverk.payroll"
    label = "payroll"
    verbose_name = "Lønn"

    def ready(self) -> None:
        """Hang payroll on the shell, on the ledger and on finance's events."""
        from samverk.core.outbox import api as outbox
        from samverk.core.ui import api as ui
        from samverk.finance import api as finance
        from samverk.hr import api as hr
        from samverk.payroll import handlers, notices
        from samverk.payroll.web import jobs, tasks

        outbox.subscribe("payroll.betaling", handlers.TYPES, handlers.follow_payment)
        outbox.subscribe("payroll.forskudd", handlers.ADVANCES, handlers.open_advance)
        finance.register_source(
            handlers.SOURCE, label=str(_("Lønnskjøring")), url_for=_source_address,
            asks=tasks.sees_runs,
        )  # fmt: skip
        finance.register_line("payroll.bilag", url_for=_line_address)
        ui.add_menu(
            ui.MenuItem(
                url="/lonn/", text=_("Lønn"), icon="Wallet", group="arbeid", order=20,
                words=_("lønnsslipp, slipp, utbetaling, forskudd, feriepenger, skattekort, skatt"),
            )
        )  # fmt: skip
        ui.add_menu(
            ui.MenuItem(
                url="/lonn/kjoringer/", text=_("Lønnskjøringer"), icon="Calculator",
                group="arbeid", order=21, capability="lonn.kjoring.les",
                words=_("forskudd, utbetaling, lønnskontroll, a-melding"),
            )
        )  # fmt: skip
        notices.register()
        jobs.register()
        hr.register_cutoff(_cutoff)
        hr.register_forskuddsplan(_plan)
        hr.register_forskudd_utestaaende(_outstanding)
        ui.add_tasks(tasks.run_tasks)


def _source_address(actor: Actor, source_id: str) -> str:
    if not actor.can("lonn.kjoring.les"):
        return ""
    run, _colon, unit = source_id.partition(":")
    if len(unit) == 36 and _reads_lines(actor):
        return f"/lonn/kjoringer/{run}/bilag/{unit}/"
    return f"/lonn/kjoringer/{run}/"


def _line_address(actor: Actor, ref_id: UUID) -> str:
    may = actor.can("lonn.kjoring.les") and _reads_lines(actor)
    return f"/lonn/bilag/{ref_id}/" if may else ""


def _reads_lines(actor: Actor) -> bool:
    return actor.can("lonn.bilag.les") or actor.can("lonn.slipp.les")


def _cutoff(actor: Actor, now: datetime) -> Loennsfrist:
    """Return when the main pay that can still be reached closes."""
    from samverk.hr.api import Loennsfrist
    from samverk.payroll.api import closes_at, counting_day, next_payout

    found = next_payout(actor=actor, dag=counting_day(now), only_main=True)
    return Loennsfrist(found.siste_dag, found.utbetalingsdato, closes_at(found.siste_dag))


def _plan(actor: Actor, now: datetime) -> Forskuddsplan:
    """Return when an advance asked for now is paid and taken back."""
    from samverk.payroll.api import forskuddsplan

    return forskuddsplan(actor=actor, now=now)


def _outstanding(actor: Actor, party_id: UUID) -> int:
    """Return what is still to be taken back; who asks for an advance does not read the pay runs."""
    from samverk.core.access.api import acting, service_actor
    from samverk.core.tenancy.api import tenant_by_slug
    from samverk.payroll.api import forskudd_left

    with acting(service_actor(tenant_by_slug(actor.tenant))) as machine:
        return forskudd_left(machine, party_id)
