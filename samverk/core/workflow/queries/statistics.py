"""How long each step waits: one query over the step rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.periods import start_of_day

_WAITING = """
SELECT s.scope, s.node, s.kind, count(*),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM s.left_at - s.entered_at)),
  percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM s.left_at - s.entered_at))
FROM workflow_step s
WHERE s.tenant_id = %(tenant)s AND s.left_at >= %(fra)s AND s.left_at < %(til)s
  AND s.status = 'ferdig' AND s.kind IN ('userTask', 'serviceTask', 'intermediateCatchEvent')
  AND s.instance_id IN (SELECT i.id FROM workflow_instance i WHERE i.tenant_id = %(tenant)s
    AND i.definition_id = ANY (%(definitions)s))
GROUP BY s.scope, s.node, s.kind ORDER BY 5 DESC
"""


@dataclass(frozen=True, slots=True)
class WaitingTime:
    """Median and P90 from entered to left, in seconds, for one step of a process."""

    scope: str
    node: str
    kind: str
    n: int
    median_s: float
    p90_s: float


def waiting_times(
    actor: Actor, *, definition_ids: list[UUID], fra: date, til: date
) -> list[WaitingTime]:
    """Return waiting time per step for steps left in `[fra, til)`, the longest median first.

    Args:
        definition_ids: the versions counted together (`definitions(actor, key=…)`).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _WAITING,
            {
                "tenant": actor.tenant_id, "definitions": definition_ids,
                "fra": start_of_day(fra), "til": start_of_day(til),
            },
        )  # fmt: skip
        return [WaitingTime(*row) for row in cursor.fetchall()]
