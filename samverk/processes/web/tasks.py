"""Proposals of own content that wait for a process owner, on the one inbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext

from samverk.core.access.api import Actor, brukere
from samverk.core.ui import api as ui
from samverk.core.workflow import api as workflow
from samverk.processes.web.variation import (
    MAY_DECIDE,
    MAY_PROPOSE,
    deciders,
    described,
)


def proposal_tasks(actor: Actor, now: datetime) -> Iterable[ui.TaskRow]:
    """Proposals of own content: those that wait for the reader's answer, and the reader's own."""
    if not (actor.can(MAY_DECIDE) or actor.can(MAY_PROPOSE)):
        return
    waiting = workflow.proposals(actor)
    people = brukere(actor, [v.foreslaatt_av for v in waiting])
    for one in waiting:
        if one.foreslaatt_av == actor.bruker_id:
            yield _row(
                actor, one, gettext("Forslag: %(hva)s"), "venter", now,
                text=gettext("Det gjelder først når det er godkjent."),
                who=deciders(actor, one, now.date()),
            )  # fmt: skip
        elif actor.can(MAY_DECIDE):
            proposer = people.get(one.foreslaatt_av)
            text = gettext("%(navn)s foreslår noe eget i en felles prosess.") % {
                "navn": proposer.navn if proposer else "–"
            }
            yield _row(actor, one, gettext("Svar på forslag: %(hva)s"), "mine", now, text=text)


def _row(
    actor: Actor,
    one: workflow.VariantFacts,
    title: str,
    group: Literal["mine", "venter"],
    now: datetime,
    *,
    text: str,
    who: str = "",
) -> ui.TaskRow:
    since = {"hvem": who, "naar": ui.words.moment(one.foreslaatt_at, now)}
    return ui.TaskRow(
        id=f"avvik-{one.id}",
        title=title % {"hva": described(actor, one)},
        text=text, group=group,
        waits_for=gettext("Venter på %(hvem)s siden %(naar)s") % since if who else "",
        url=f"/prosesser/{one.definisjon}/avvik/{one.id}/", module=gettext("Prosesser"),
        module_icon="Branching", action_label=gettext("Se og svar") if group == "mine" else "",
    )  # fmt: skip
