"""The inbox as groups: over the deadline, today, later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from samverk.core.access.api import Actor
from samverk.core.clock import OSLO
from samverk.core.ui import api as ui

Group = Literal["mine", "venter", "gjort"]


@dataclass(frozen=True, slots=True)
class TaskList:
    """One tab of the inbox.

    Attributes:
        late, today, later: the rows, most urgent first; hidden: how many are not shown.
        counts: number of rows per tab; total: rows of this tab.
    """

    group: Group
    late: list[ui.TaskRow]
    today: list[ui.TaskRow]
    later: list[ui.TaskRow]
    hidden: int
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """Rows of this tab, shown or not."""
        return self.counts[self.group]

    @property
    def rows(self) -> list[ui.TaskRow]:
        """All shown rows."""
        return [*self.late, *self.today, *self.later]

    @property
    def first_id(self) -> str:
        """The row whose button is the page's primary act."""
        return self.rows[0].id if self.rows else ""


def task_list(actor: Actor, now: datetime, *, group: Group, limit: int) -> TaskList:
    """Return one tab of the actor's inbox.

    Args:
        actor: whose inbox; now: the time deadlines are measured from.
        group: which tab; limit: the most rows to show.
    """
    found = ui.tasks(actor, now)
    counts = {g: sum(1 for r in found if r.group == g) for g in ("mine", "venter", "gjort")}
    wanted = [r for r in found if r.group == group]
    shown = wanted[:limit]
    today = now.astimezone(OSLO).date()

    def is_late(row: ui.TaskRow) -> bool:
        return group != "gjort" and row.due_at is not None and row.due_at < now

    def is_today(row: ui.TaskRow) -> bool:
        return row.due_at is not None and row.due_at.astimezone(OSLO).date() == today

    late = [r for r in shown if is_late(r)]
    due = [r for r in shown if not is_late(r) and is_today(r)]
    later = [r for r in shown if not is_late(r) and not is_today(r)]
    return TaskList(group, late, due, later, len(wanted) - len(shown), counts)
