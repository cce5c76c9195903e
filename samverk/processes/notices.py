"""What the common processes tell people: what came of a proposal of own content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samverk.core.access.api import Actor
from samverk.core.outbox.api import EventFacts
from samverk.core.ui import api as ui
from samverk.core.workflow import api as workflow
from samverk.processes.web.variation import described


def _proposer(actor: Actor, event: EventFacts, now: datetime) -> Iterable[ui.Recipient]:
    return [ui.Recipient(UUID(event.data["foreslaatt_av"]), {"svar": event.data["svar"]})]


def _answered(actor: Actor, rows: Sequence[ui.NoticeRow]) -> Mapping[UUID, ui.Told]:
    """«Godkjent: …» or «Avslått: …», with the proposal as the page."""
    told = {}
    for row in rows:
        one = workflow.variant(actor, row.objekt_id)
        if one is None:
            continue
        sentence = (
            gettext("Godkjent: %(hva)s")
            if row.data["svar"] == "ja"
            else gettext("Avslått: %(hva)s")
        )
        url = f"/prosesser/{one.definisjon}/avvik/{one.id}/"
        told[row.id] = ui.Told(sentence % {"hva": described(actor, one)}, url)
    return told


def register() -> None:
    """Register the notices of the processes."""
    ui.add_notice_rule(
        ui.NoticeRule(
            kind="variant.besvart", group="oppgaver", types=(workflow.events.VARIANT_ANSWERED,),
            to=_proposer, text=_("Et forslag du sendte, er besvart"), tell=_answered,
            icon="Branching",
        )
    )  # fmt: skip
