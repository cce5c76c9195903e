"""The steps of pay runs that wait for someone, on the one inbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from samverk.core.access.api import Actor
from samverk.core.periods import OSLO
from samverk.core.ui.api import TaskRow, words
from samverk.payroll.api import (
    Betalingsfil,
    KjoeringFacts,
    amelding_frist,
    betalingsfiler,
    is_unpaid,
    own_kjoeringer,
    waiting_kjoeringer,
)
from samverk.payroll.web.words import run_title

END_OF_DAY = time(15, 0)
_STEPS: dict[str, tuple[str, str | Promise, str | Promise]] = {
    "aapen": ("lonn.kjoring.klargjor", _("Beregn %(kjoering)s"), _("Beregn")),
    "beregnet": ("lonn.kjoring.klargjor", _("Kontroller %(kjoering)s"), _("Kontroller")),
    "kontrollert": ("lonn.kjoring.godkjenn", _("Godkjenn %(kjoering)s"), _("Se og godkjenn")),
    "godkjent": ("okonomi.betaling.frigi", _("Frigi betalingen av %(kjoering)s"), _("Se og frigi")),
    "betalt": ("lonn.kjoring.utbetal", _("Bokfør %(kjoering)s"), _("Bokfør")),
    "bokfoert": ("lonn.kjoring.klargjor", _("Lag a-meldingen for %(kjoering)s"), _("Meld")),
}
SENT_BACK_WITHIN = timedelta(days=60)  # that a bank sends a payment back; older runs are not read
_ADVANCE: dict[str, tuple[str, str | Promise, str | Promise]] = {
    "aapen": ("lonn.kjoring.klargjor", _("Avgjør %(kjoering)s"), _("Se og avgjør")),
    "bokfoert": ("lonn.kjoring.klargjor", _("Avslutt %(kjoering)s"), _("Avslutt")),
}


def sees_runs(actor: Actor) -> bool:
    """Whoever may see a run is asked there, with its sums and its two persons at hand."""
    return actor.can("lonn.kjoring.les")


def run_tasks(actor: Actor, now: datetime) -> Iterable[TaskRow]:
    """The steps of pay runs that wait for the reader, on the one inbox."""
    if not sees_runs(actor):
        return
    runs = waiting_kjoeringer(
        actor, _STEPS, reported_since=now.astimezone(OSLO).date() - SENT_BACK_WITHIN
    )
    files = betalingsfiler(actor, [run.id for run in runs])
    # Money that was stopped after its release waits for a new one, however far its run has come.
    at = {run.id: "godkjent" if is_unpaid(run, files.get(run.id)) else run.tilstand for run in runs}
    runs = [run for run in runs if at[run.id] in _STEPS]
    own = own_kjoeringer(actor, [run.id for run in runs if _is_for_others(run, at[run.id])])
    for run in runs:
        step = _STEPS[at[run.id]]
        if run.art == "forskudd":
            step = _ADVANCE.get(at[run.id], step)
        has_acted = _has_acted(actor, run, at[run.id], files.get(run.id))
        if run.id in own or not actor.can(step[0]) or has_acted:
            continue
        name = run_title(run)
        yield TaskRow(
            id=f"loennskjoering-{run.id}",
            title=str(step[1]) % {"kjoering": name},
            text=_text(run, at[run.id]),
            url=f"/lonn/kjoringer/{run.id}/", due_at=_due(run, at[run.id]), module=gettext("Lønn"),
            module_icon="Wallet", action_label=str(step[2]),
        )  # fmt: skip


def _is_for_others(run: KjoeringFacts, at: str) -> bool:
    """Whether the one who is paid is asked for nothing: an advance, or a release to one person."""
    return run.art == "forskudd" or (at == "godkjent" and run.antall == 1)


def _text(run: KjoeringFacts, at: str) -> str:
    if at != run.tilstand:
        text = ngettext(
            "%(n)s person har ikke fått pengene. Den første filen ble stanset.",
            "%(n)s personer har ikke fått pengene. Den første filen ble stanset.", run.antall,
        )  # fmt: skip
        return text % {"n": words.number(run.antall)}
    day = words.day_long(run.utbetalingsdato)
    if run.art == "forskudd":
        return gettext("Til én person, penger på konto %(dag)s.") % {"dag": day}
    return gettext("%(n)s personer, penger på konto %(dag)s.") % {
        "n": words.number(run.antall), "dag": day,
    }  # fmt: skip


def _due(run: KjoeringFacts, at: str) -> datetime:
    """When the next step must be taken: cut-off, pay day, or the deadline of the a-melding."""
    day = run.utbetalingsdato
    if at == "bokfoert":
        day = amelding_frist(day.year, day.month)
    elif at not in {"godkjent", "betalt"}:
        return run.frist_at
    return datetime.combine(day, END_OF_DAY, tzinfo=OSLO)


def _has_acted(actor: Actor, run: KjoeringFacts, at: str, file: Betalingsfil | None) -> bool:
    """Who has a duty in the run is not asked for another one."""
    me = actor.bruker_id
    if at == "kontrollert":
        asked = run.opprettet_av if run.art == "forskudd" else None
        return me in {run.beregnet_av, run.kontrollert_av, asked}
    if at == "godkjent":
        released = file.releasers if file is not None else ()
        return me in {run.beregnet_av, run.godkjent_av, *released} or (
            not released and not actor.can("lonn.kjoring.utbetal")
        )
    return False
