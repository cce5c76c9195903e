"""What hours and missed pay hang on the start page and the inbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samverk.core import clock
from samverk.core.access.api import Actor
from samverk.core.ui import api as ui
from samverk.hr import api as hr
from samverk.hr.web.views.risiko import days_left, reason

SHOWN = 4


def risk_panel(actor: Actor, now: datetime) -> ui.Panel | None:
    """Return the panel of those who may miss their pay, for whoever leads a unit."""
    if not actor.can("hr.timeliste.godkjenn"):
        return None
    found = hr.at_risk(actor, on=now.date())
    if not found:
        return None
    rows = [{"navn": r.navn, "grunn": reason(r.grunn)} for r in found[:SHOWN]]
    return ui.Panel(
        "hr/risiko/_panel.html",
        {
            "n": len(found), "rows": rows, "frist": hr.cutoff(actor, now),
            "dager": days_left(actor, now),
        },
    )  # fmt: skip


def tasks(actor: Actor, now: datetime) -> Iterator[ui.TaskRow]:
    """Return the leader's sheets to approve and the person's unsent hours, one row each.

    Both are due when the pay they shall reach closes.
    """
    closes = hr.cutoff(actor, now)
    due = closes.stenger if closes else None
    if actor.can("hr.timeliste.godkjenn"):
        sheets = hr.sheets_to_approve(actor)
        if sheets:
            people = ", ".join(dict.fromkeys(s.navn for s in sheets[:3]))
            yield ui.TaskRow(
                id="hr-timer-godkjenn", url="/folk/timer/godkjenn/", module=_("Timer"),
                title=ngettext("Godkjenn %(n)s timeliste", "Godkjenn %(n)s timelister", len(sheets))
                % {"n": len(sheets)},
                text=_without_answer(people, closes), due_at=due,
                module_icon="Clock", action_label=_("Se"),
            )  # fmt: skip
    waiting = [t for t in hr.my_timer(actor) if t.status in {"foert", "returnert"}]
    if waiting:
        yield ui.TaskRow(
            id="hr-timer-send", url="/folk/timer/", module=_("Timer"),
            title=_("Send timene du har ført"), text=_("De blir ikke betalt før de er sendt."),
            due_at=due, module_icon="Clock", action_label=_("Send"),
        )  # fmt: skip


def _without_answer(people: str, closes: hr.Loennsfrist | None) -> str:
    """Whose hours they are, and what no answer leads to: with the day and the hour."""
    if closes is None:
        return _("Fra %(hvem)s.") % {"hvem": people}
    text = _("Fra %(hvem)s. Uten svar innen %(frist)s %(kl)s rekker de ikke lønna %(dag)s.")
    return text % {
        "hvem": people, "frist": ui.words.day_full(closes.siste_dag),
        "kl": ui.words.clock_time(closes.stenger), "dag": ui.words.day_long(closes.utbetaling),
    }  # fmt: skip


def find(actor: Actor, text: str) -> Iterator[ui.SearchHit]:
    """Return people at work by name, those the actor may see."""
    for found in hr.find_people(actor, text, on=clock.today(), language=ui.language()):
        where = ", ".join(word for word in (found.tittel, found.enhet) if word)
        yield ui.SearchHit(found.navn, where, f"/folk/{found.party_id}/", "person", "Person")
