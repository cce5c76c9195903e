"""What finance hangs on the shell: menu, search, and what waits for a second person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from samverk.core.access.api import Actor
from samverk.core.periods import start_of_day
from samverk.core.ui import api as ui
from samverk.finance import api as finance
from samverk.finance import notices

RELEASE = "okonomi.betaling.frigi"
READ = "okonomi.regnskap.les"


def register() -> None:
    """Add the menu entries, the search and the tasks."""
    ui.add_menu(
        ui.MenuItem(
            url="/regnskap/", text=_("Regnskap"), icon="BarChart", group="arbeid",
            capability="okonomi.regnskap.les", order=40, key="R",
        )
    )  # fmt: skip
    ui.add_menu(
        ui.MenuItem(
            url="/regnskap/betalinger/", text=_("Betalinger"), icon="BankNote", group="arbeid",
            capability=("okonomi.betaling.foresla", RELEASE), order=41,
        )
    )  # fmt: skip
    ui.add_search(
        find,
        fields={
            "finance.Voucher.nr": READ, "finance.Voucher.tekst": READ,
            "finance.Voucher.voucher_date": READ,
        },
    )  # fmt: skip
    ui.add_tasks(tasks)
    notices.register()


def find(actor: Actor, text: str) -> Iterator[ui.SearchHit]:
    """Find vouchers by number or words, among those the actor may see."""
    if len(text.strip()) < 3:
        return
    for voucher_id, number, words, day in finance.find_vouchers(actor, text, limit=5):
        yield ui.SearchHit(
            words, f"{number}, {ui.words.day_long(day)}", f"/regnskap/bilag/{voucher_id}/",
            "bilag", "Receipt",
        )  # fmt: skip


def tasks(actor: Actor, now: datetime) -> Iterator[ui.TaskRow]:
    """Yield payments to release and periods to confirm, for those who may."""
    if actor.can(RELEASE):
        yield from _payments(actor, now)
    if actor.can("okonomi.periode.lukk") or actor.can("okonomi.periode.bekreft"):
        yield from _periods(actor, now)


def _payments(actor: Actor, now: datetime) -> Iterator[ui.TaskRow]:
    for batch in finance.payment_batches(actor, limit=20):
        mine = batch.opprettet_av == actor.bruker_id or any(
            step.bruker_id == actor.bruker_id for step in batch.steps
        )
        asked = mine or finance.asks_itself(batch.source, actor)
        if batch.state in {"venter", "halvt"} and not asked:
            yield ui.TaskRow(
                id=f"betaling-{batch.id}",
                title=gettext("Frigi betaling på %(sum)s")
                % {"sum": ui.words.kroner(batch.sum_oere)},
                text=gettext("To personer frigir filen før den sendes til banken."),
                url=f"/regnskap/betalinger/{batch.id}/", due_at=start_of_day(batch.forfall),
                module=gettext("Regnskap"), module_icon="BankNote",
                action_label=gettext("Se på filen"),
            )  # fmt: skip


def _periods(actor: Actor, now: datetime) -> Iterator[ui.TaskRow]:
    language = (get_language() or "nb")[:2]
    for year in (now.year, now.year - 1):
        for period in finance.periods(actor, year=year):
            if period.change_id and period.foreslaatt_av != actor.bruker_id:
                name = finance.period_text(period.periode, language=language)
                title = (
                    gettext("Bekreft at %(periode)s lukkes")
                    if period.til_status == "C"
                    else gettext("Bekreft at %(periode)s åpnes igjen")
                )
                yield ui.TaskRow(
                    id=f"periode-{period.change_id}", title=title % {"periode": name},
                    text=period.begrunnelse, url=f"/regnskap/perioder/?aar={year}",
                    module=gettext("Regnskap"), module_icon="BarChart",
                    action_label=gettext("Se perioden"),
                )  # fmt: skip
