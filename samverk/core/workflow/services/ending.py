"""Take a definition out of use, by its owner's decision."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal
from samverk.core.periods import ONE_DAY
from samverk.core.workflow.models import ProcessDefinition
from samverk.core.workflow.queries.library import DefinitionMissing
from samverk.core.workflow.services.context import local_day
from samverk.core.workflow.services.definitions import PUBLISH


class EndRefused(Refusal):
    """A last day that has been, or one that is set already."""


def end_definition(
    *, actor: Actor, definition_id: UUID, siste_dag: date, vedtaksref: str, now: datetime
) -> None:
    """Take a published version out of use after a day; the cases that run go on to their end.

    It is said once and never for a day that has been; a new version is the way back.

    Args:
        actor: needs `prosess.definisjon.publiser`, in the tenant that owns the definition.
        siste_dag: the last day on which a case may start; vedtaksref: the decision behind it.

    Raises:
        DefinitionMissing: unknown, not published, or another tenant's. EndRefused: with the field.
    """
    actor.require(PUBLISH)
    row = (
        ProcessDefinition.objects.select_for_update()
        .filter(tenant_id=actor.tenant_id, id=definition_id, publisert_at__isnull=False)
        .defer("xml", "scenarier")
        .first()
    )
    if row is None or row.gyldig_fra is None:
        raise DefinitionMissing("Denne prosessversjonen finnes ikke.")
    if row.gyldig_til is not None:
        raise EndRefused("Prosessen er alt tatt ut av bruk.")
    if siste_dag < max(local_day(now), row.gyldig_fra):
        raise EndRefused(
            "Siste dag kan ikke være før i dag, og ikke før prosessen tas i bruk.",
            field="siste_dag",
        )
    if row.is_nasjonal and not vedtaksref.strip():
        raise EndRefused("En nasjonal definisjon må ha vedtaksreferanse.", field="vedtaksref")
    row.gyldig_til, row.slutt_vedtaksref = siste_dag + ONE_DAY, vedtaksref.strip()
    row.save(update_fields=["gyldig_til", "slutt_vedtaksref"])
    record_act(
        actor=actor, handling="flyt.definisjon.avslutt", objekt_type="definisjon",
        objekt_id=row.id,
    )  # fmt: skip
