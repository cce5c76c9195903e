"""Acts: give and answer a report about a page."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.audit import api as audit
from samverk.core.errors import Refusal
from samverk.core.ui.models import Tilbakemelding

LONGEST = 2000


class TilbakemeldingRefused(Refusal):
    """The report is empty, too long or unknown."""


def give_tilbakemelding(*, actor: Actor, side: str, tekst: str, now: datetime) -> UUID:
    """Store what the actor says about a page.

    Args:
        actor: who says it; side: path of the page; tekst: at most 2000 characters; now: when.

    Raises:
        TilbakemeldingRefused: the text is empty or too long.
    """
    said = tekst.strip()
    if not said or len(said) > LONGEST:
        raise TilbakemeldingRefused(
            "Skriv hva du vil si fra om, med høyst %(antall)s tegn.",
            values={"antall": LONGEST},
            field="tekst",
        )
    path = side.split("?", maxsplit=1)[0][:300]
    made = Tilbakemelding.objects.create(
        tenant_id=actor.tenant_id,
        side=path if path.startswith("/") else "/",
        tekst=said,
        bruker_id=actor.bruker_id,
        opprettet_at=now,
    )
    audit.record_act(
        actor=actor,
        handling="ui.tilbakemelding.gi",
        objekt_type="ui_tilbakemelding",
        objekt_id=made.id,
    )
    return made.id


def answer_tilbakemelding(
    *, actor: Actor, tilbakemelding_id: UUID, svar: str, now: datetime
) -> None:
    """Answer a report; the answer is shown to the one who gave it.

    Args:
        actor: who answers (needs ``drift.les``); svar: at most 2000 characters; now: when.

    Raises:
        TilbakemeldingRefused: the answer is empty or too long, or there is no such report.
    """
    actor.require("drift.les")
    said = svar.strip()
    if not said or len(said) > LONGEST:
        raise TilbakemeldingRefused(
            "Skriv et svar med høyst %(antall)s tegn.", values={"antall": LONGEST}, field="svar"
        )
    changed = Tilbakemelding.objects.filter(tenant_id=actor.tenant_id, id=tilbakemelding_id).update(
        svar=said, besvart_at=now, besvart_av_id=actor.bruker_id
    )
    if not changed:
        raise TilbakemeldingRefused("Meldingen finnes ikke.", code="ukjent")
    audit.record_act(
        actor=actor,
        handling="ui.tilbakemelding.besvar",
        objekt_type="ui_tilbakemelding",
        objekt_id=tilbakemelding_id,
    )
