"""What is left to take back of a person's advances."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.payroll.queries.grunnlag import DONE, PAID, STANDING

_LEFT = f"""
SELECT coalesce(sum(l.beloep_oere), 0) FROM payroll_loennslinje l
JOIN payroll_loennskjoering k ON k.id = l.kjoering_id AND k.tenant_id = l.tenant_id
WHERE l.tenant_id = %(tenant)s AND l.party_id = %(party)s AND {STANDING}
"""  # noqa: S608 - a constant condition, not user input


def forskudd_left(actor: Actor, party_id: UUID) -> int:
    """Øre released in advance that no approved run has taken back; never below zero."""
    values: dict[str, Any] = {
        "tenant": actor.tenant_id, "party": party_id, "betalt": list(PAID), "ferdig": list(DONE),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, values)
        row = cursor.fetchone()
    return max(int(row[0]), 0) if row else 0
