"""Proposals of own content that wait for a process owner, on the one inbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext

from samverk.core.access.api import Actor, brukere
from samverk.core.ui.api import TaskRow
from samverk.core.workflow import api as workflow
from samverk.processes.web.variation import MAY_DECIDE, point_title, value_text


def proposal_tasks(actor: Actor, now: datetime) -> Iterable[TaskRow]:
    """The proposals that somebody else has made, for those who may answer."""
    if not actor.can(MAY_DECIDE):
        return
    waiting = [v for v in workflow.proposals(actor) if v.foreslaatt_av != actor.bruker_id]
    people = brukere(actor, [v.foreslaatt_av for v in waiting])
    for one in waiting:
        found = workflow.definitions(actor, key=one.definisjon)[0]
        points = {(p.art, p.key): p for p in workflow.variation_points(found.id)}
        point = points.get(one.point)
        yield TaskRow(
            id=f"avvik-{one.id}",
            title=gettext("Svar på forslag: %(punkt)s, %(verdi)s") % {
                "punkt": point_title(point) if point else one.point[1],
                "verdi": value_text(point, one.fragment_id, one.verdi),
            },
            text=gettext("%(navn)s foreslår noe eget i en felles prosess.") % {
                "navn": people[one.foreslaatt_av].navn if one.foreslaatt_av in people else "–"
            },
            url=f"/prosesser/{one.definisjon}/avvik/{one.id}/", module=gettext("Prosesser"),
            module_icon="Branching", action_label=gettext("Se og svar"),
        )  # fmt: skip
