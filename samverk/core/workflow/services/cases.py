"""Start and stop a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal
from samverk.core.tenancy.api import new_id
from samverk.core.workflow import events
from samverk.core.workflow.models import ProcessInstance
from samverk.core.workflow.queries import library
from samverk.core.workflow.services.context import local_day
from samverk.core.workflow.services.run import Run

ADMINISTER = "prosess.instans.administrer"
REASON_MIN = 10


class InstanceNotOpen(Refusal):
    """The case is finished or stopped."""


class ReasonMissing(Refusal):
    """The act needs a reason that others can understand."""


def start_process(
    *,
    actor: Actor,
    definition: str,
    objekt_type: str,
    objekt_id: UUID,
    enhet_id: UUID | None,
    now: datetime,
    gjelder_party_id: UUID | None = None,
    keys: Mapping[str, UUID] | None = None,
) -> UUID:
    """Start a case on the newest version in force and the tenant's slot fragments of the day.

    The caller's domain service has checked the right to start; the engine only moves it on.

    Args:
        actor: who starts; definition: key; objekt_type, objekt_id: the business object.
        enhet_id: the unit whose people are asked first; gjelder_party_id: the person it is about.
        now: when; keys: ids events may be matched by (`{"ordre": id}`).

    Returns:
        The instance id.

    Raises:
        DefinitionMissing: unknown key, or no version valid yet.
        CandidatesMissing: nobody could do the first task.
    """
    on = local_day(now)
    found = library.definition_in_force(actor, key=definition, on=on)
    parsed = library.read_definition(found.id)
    bound = library.bound_fragments(actor, definition=parsed, on=on)
    instance = ProcessInstance(
        id=new_id(), tenant_id=actor.tenant_id, definition_id=found.id,
        fragments={node: str(key) for node, key in bound.items()}, objekt_type=objekt_type,
        objekt_id=objekt_id, enhet_id=enhet_id, gjelder_party_id=gjelder_party_id,
        noekler={key: str(value) for key, value in (keys or {}).items()},
        started_by_id=actor.bruker_id, started_at=now,
    )  # fmt: skip
    run = Run(actor, instance, now)
    run.tell(events.INSTANCE_STARTED, {"versjon": found.versjon, "spor": sorted(bound)})
    with run.engine():
        instance.save(force_insert=True)
        record_act(
            actor=actor, handling="flyt.instans.start", objekt_type="instans",
            objekt_id=instance.id,
        )  # fmt: skip
        run.machine.start()
        run.settle()
    return instance.id


def cancel_instance(*, actor: Actor, instance_id: UUID, grunn: str, now: datetime) -> None:
    """Stop a case for good (R8); domain services undo, the engine does not compensate.

    Args:
        actor: needs `prosess.instans.administrer`; grunn: at least ten characters.

    Raises:
        InstanceMissing, InstanceNotOpen, ReasonMissing.
    """
    actor.require(ADMINISTER)
    require_reason(grunn)
    run = Run.locked(actor, instance_id, now)
    if run.instance.status != "aapen":
        raise InstanceNotOpen("Saken er allerede avsluttet.")
    run.tell(events.INSTANCE_CANCELLED, {})
    with run.engine():
        run.close("avbrutt", grunn.strip())
        run.machine.cancel_all()
        record_act(
            actor=actor, handling="flyt.instans.avbryt", objekt_type="instans",
            objekt_id=instance_id,
        )  # fmt: skip
        run.settle()


def require_reason(grunn: str) -> None:
    """Refuse an empty or too short reason."""
    if len(grunn.strip()) < REASON_MIN:
        raise ReasonMissing("Skriv en begrunnelse på minst ti tegn.", field="grunn")
