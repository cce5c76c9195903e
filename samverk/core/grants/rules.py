"""How long an unconfirmed right is left, and what is never lent."""

from __future__ import annotations

from datetime import date, timedelta

NOTICE = timedelta(days=30)
# Pay approval, access administration and screened persons are never lent.
NEVER_LENT = frozenset(
    {
        "lonn.kjoring.godkjenn", "tilgang.tildel", "tilgang.godkjenn", "tilgang.resertifiser",
        "person.skjermet.les",
    }
)  # fmt: skip


def ends_on(told: date) -> date:
    """The day from which an unconfirmed right no longer holds: 30 days after the notice."""
    return told + NOTICE
