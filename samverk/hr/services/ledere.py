"""The leader's right follows the leader position: it begins and ends with the holding."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import connection

from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.tenancy.api import tenants

LEADER_ROLE = "leder"

_UNITS = {
    "stilling": "v.stilling_id = %(id)s",
    "besettelse": "b.besettelse_id = %(id)s",
    "arbeidsforhold": "b.arbeidsforhold_id = %(id)s",
}
# Every unit the object has ever led, so that a right that lost its ground is found too.
_LED = """SELECT DISTINCT v.enhet_id FROM hr_stillingversjon v
LEFT JOIN hr_besettelseversjon b ON b.tenant_id = v.tenant_id AND b.stilling_id = v.stilling_id
WHERE v.tenant_id = %(tenant)s AND v.lederflagg AND {}"""

_HOLDERS = """SELECT b.party_id, lower(x.p), upper(x.p) FROM hr_stillingversjon v
JOIN hr_besettelseversjon b ON b.tenant_id = v.tenant_id AND b.stilling_id = v.stilling_id
 AND upper_inf(b.registrert) AND b.gyldig && v.gyldig
CROSS JOIN LATERAL (SELECT v.gyldig * b.gyldig AS p) x
WHERE v.tenant_id = %(tenant)s AND v.enhet_id = %(enhet)s AND v.lederflagg
 AND upper_inf(v.registrert)
ORDER BY 2"""


def sync_after(*, actor: Actor, objekt_type: str, objekt_id: UUID, now: datetime) -> None:
    """Rebuild the leader rights of the units that a changed object leads or has led."""
    where = _UNITS.get(objekt_type)
    if where is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_LED.format(where), {"tenant": actor.tenant_id, "id": objekt_id})
        units = [row[0] for row in cursor.fetchall()]
    if not units:
        return
    tenant = next(t for t in tenants() if t.id == actor.tenant_id)
    # Whoever registers the change need not be allowed to grant: the right is derived.
    with access.acting(access.service_actor(tenant), now=now) as machine:
        for enhet_id in units:
            access.sync_derived_grants(
                actor=machine, rolle=LEADER_ROLE, enhet_id=enhet_id,
                holders=_holders(actor.tenant_id, enhet_id), now=now,
            )  # fmt: skip


def _holders(tenant_id: UUID, enhet_id: UUID) -> list[tuple[UUID, date, date | None]]:
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, {"tenant": tenant_id, "enhet": enhet_id})
        joined: dict[tuple[UUID, date], date | None] = {}
        for party, fra, til in cursor.fetchall():
            # Pieces of one holding that touch are one right.
            touching = next((k for k, end in joined.items() if k[0] == party and end == fra), None)
            joined[touching or (party, fra)] = til
    return [(party, fra, til) for (party, fra), til in joined.items()]
