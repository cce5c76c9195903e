"""Min side: what waits for the reader, the verbs, the week, and the panels of the modules."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET

from samverk.core import clock
from samverk.core.ui import api as ui
from samverk.core.ui.api import actor_of
from samverk.site.web.tasks import TaskList, task_list

SHOWN = 12


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Show the reader's own start page."""
    actor, now = actor_of(request), clock.now()
    found = task_list(actor, now, group="mine", limit=SHOWN)
    return render(
        request,
        "site/start/page.html",
        {
            "greeting": greeting(actor.navn, now),
            "summary": summary(found),
            "tasks": found,
            "week": week(
                ui.days(actor, monday(now), monday(now) + timedelta(days=4)) + deadlines(found),
                now,
            ),
            "panels": ui.panels(actor, now),
        },
    )


@require_GET
def new(request: HttpRequest) -> HttpResponse:
    """Show the verbs that the reader may begin with (the phone's «Ny»)."""
    return render(request, "site/start/new.html")


def greeting(name: str, now: datetime) -> str:
    """«God morgen, Ingrid»."""
    first = name.split(" ", maxsplit=1)[0]
    hour = now.astimezone(clock.OSLO).hour
    if hour < 10:
        return gettext("God morgen, %(navn)s") % {"navn": first}
    if hour < 18:
        return gettext("Hei, %(navn)s") % {"navn": first}
    return gettext("God kveld, %(navn)s") % {"navn": first}


def summary(found: TaskList) -> str:
    """One sentence about what waits today."""
    due = len(found.late) + len(found.today)
    if not found.total:
        return gettext("Ingenting venter på deg.")
    if not due:
        return ngettext(
            "%(n)s oppgave venter på deg, den haster ikke.",
            "%(n)s oppgaver venter på deg, ingen av dem haster.",
            found.total,
        ) % {"n": found.total}
    text = ngettext("%(n)s ting venter på deg i dag", "%(n)s ting venter på deg i dag", due) % {
        "n": due
    }
    if not found.late:
        return f"{text}."
    late = ngettext("%(n)s er over fristen", "%(n)s er over fristen", len(found.late)) % {
        "n": len(found.late)
    }
    return f"{text}, {late}."


def monday(now: datetime) -> date:
    """Return the Monday of the week; of the next one at the weekend."""
    today = now.astimezone(clock.OSLO).date()
    back = today.weekday() if today.weekday() < 5 else today.weekday() - 7
    return today - timedelta(days=back)


def deadlines(found: TaskList) -> list[ui.DayEntry]:
    """Return the deadlines of tasks that are not yet due, as lines of the week."""
    return [
        ui.DayEntry(
            row.due_at.astimezone(clock.OSLO).date(),
            gettext("Siste dag: %(oppgave)s") % {"oppgave": row.title},
            url=row.url,
        )
        for row in found.later
        if row.due_at is not None
    ]


def week(entries: list[ui.DayEntry], now: datetime) -> list[dict[str, Any]]:
    """Return five working days with their entries."""
    first, today = monday(now), now.astimezone(clock.OSLO).date()
    return [
        {
            "day": first + timedelta(days=n),
            "is_today": first + timedelta(days=n) == today,
            "entries": [e for e in entries if e.day == first + timedelta(days=n)],
        }
        for n in range(5)
    ]
