"""When a right given by hand is looked at again, and what is never lent."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

MONTHS_BETWEEN = 6
NOTICE = timedelta(days=30)
# Pay approval, access administration and screened persons are never lent.
NEVER_LENT = frozenset(
    {
        "lonn.kjoring.godkjenn", "tilgang.tildel", "tilgang.godkjenn", "tilgang.resertifiser",
        "person.skjermet.les",
    }
)  # fmt: skip


def due_on(last: date) -> date:
    """The day half a year after the right was given or last confirmed; a short month's last day."""
    month = last.month + MONTHS_BETWEEN
    year, month = last.year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(last.day, monthrange(year, month)[1]))


def ends_on(told: date) -> date:
    """The day from which an unconfirmed right no longer holds: 30 days after the notice."""
    return told + NOTICE
