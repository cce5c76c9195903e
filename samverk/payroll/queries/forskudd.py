"""What is left to take back of a person's advances."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.payroll.queries.grunnlag import DONE

_LEFT = """
SELECT coalesce(sum(l.beloep_oere), 0) FROM payroll_loennslinje l
JOIN payroll_loennskjoering k ON k.id = l.kjoering_id AND k.tenant_id = l.tenant_id
WHERE l.tenant_id = %s AND l.party_id = %s AND l.loennsart IN ('2500', '2510')
  AND k.tilstand = ANY (%s)
"""


def forskudd_left(actor: Actor, party_id: UUID) -> int:
    """Øre paid in advance that no approved run has taken back yet."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, [actor.tenant_id, party_id, list(DONE)])
        row = cursor.fetchone()
    return int(row[0]) if row else 0
