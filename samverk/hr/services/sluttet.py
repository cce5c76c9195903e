"""Rights end with the employment, the night after its last day."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.grants.api import end_for_leavers
from samverk.core.periods import OSLO

# Employed once, not today, and still with something that was given by hand. Who was never employed
# here (a board member, a consultant) is looked at each half-year like everybody.
_LEFT = """SELECT DISTINCT b.party_id FROM access_bruker b
WHERE b.tenant_id = %(tenant)s AND (
    EXISTS (SELECT FROM access_grant g WHERE g.tenant_id = b.tenant_id AND g.bruker_id = b.id
            AND g.kilde <> 'auto' AND g.gyldig @> %(on)s::date)
    OR EXISTS (SELECT FROM access_delegasjon d WHERE d.tenant_id = b.tenant_id
               AND b.id IN (d.fra_id, d.til_id) AND d.avsluttet_at IS NULL
               AND upper(d.gyldig) > %(on)s))
  AND EXISTS (SELECT FROM hr_arbeidsforholdversjon v WHERE v.tenant_id = b.tenant_id
              AND v.party_id = b.party_id AND upper_inf(v.registrert) AND upper(v.gyldig) <= %(on)s)
  AND NOT EXISTS (SELECT FROM hr_arbeidsforholdversjon v WHERE v.tenant_id = b.tenant_id
                  AND v.party_id = b.party_id AND upper_inf(v.registrert)
                  AND v.gyldig @> %(on)s::date)"""


def end_roles_of_leavers(*, actor: Actor, now: datetime) -> int:
    """End the roles and deputyships of people whose last employment here is over.

    Args:
        actor: the tenant's service user; now: the time of the night.

    Returns:
        How many roles and deputyships ended.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, {"tenant": actor.tenant_id, "on": now.astimezone(OSLO).date()})
        left = [row[0] for row in cursor.fetchall()]
    return end_for_leavers(actor=actor, party_ids=left, now=now) if left else 0
