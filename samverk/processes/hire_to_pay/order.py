"""Ordering a hire is one act: the order, its case, its process and its first paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.core.access.api import Actor, acting, service_actor
from samverk.core.documents import api as documents
from samverk.core.errors import Refusal
from samverk.core.provenance.api import FieldProvenance
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.ui import api as ui
from samverk.core.workflow import api as workflow
from samverk.hr import api as hr
from samverk.processes.hire_to_pay.papers import order_paper

DEFINITION = "hire_to_pay"
OBJEKT = "ansettelse"
FORM = "hr.ansettelse.bestill"
# Personnel cases: class and series of the archive's own plan, screened as personnel matters.
KLASSE, ARKIVDEL, TILGANGSKODE = "221", "PERS", "P"
WRITTEN = ("fornavn", "etternavn", "tittel", "emne", "begrunnelse")


class HireTaskMissing(Refusal):
    """The task does not wait for this actor, or not any longer."""


def order_hire(
    *,
    actor: Actor,
    order: hr.NyAnsettelse,
    now: datetime,
    provenance: Sequence[FieldProvenance] = (),
    active_seconds: int = 0,
) -> tuple[UUID, UUID]:
    """Order a hire in one act; nothing of it stands if any part is refused.

    Args:
        actor: the orderer; order: what is needed, coding and cost included; now: when.
        provenance: where each field came from; active_seconds: time in the form.

    Returns:
        The hire and its case.

    Raises:
        AnsettelseRefused, DutiesNotSeparated, CandidatesMissing: with a sentence for the user.
    """
    with transaction.atomic():
        return _order(actor, order, now, provenance, active_seconds)


def _order(
    actor: Actor,
    order: hr.NyAnsettelse,
    now: datetime,
    provenance: Sequence[FieldProvenance],
    active_seconds: int,
) -> tuple[UUID, UUID]:
    hire_id = hr.order_ansettelse(actor=actor, order=order, now=now)
    hire = hr.ansettelse(actor, hire_id)
    assert hire is not None
    machine = service_actor(tenant_by_slug(actor.tenant))
    with acting(machine, now=now):
        sak = cases.open_sak(actor=machine, ny=_new_case(actor, hire), now=now)
    instance = workflow.start_process(
        actor=actor, definition=DEFINITION, objekt_type=OBJEKT, objekt_id=hire_id,
        enhet_id=order.enhet_id, gjelder_party_id=hire.party_id, now=now,
    )  # fmt: skip
    with acting(machine, now=now):
        hr.link_ansettelse(actor=machine, ansettelse_id=hire_id, sak_id=sak.id, instans_id=instance)
        cases.attach_process(actor=machine, sak_id=sak.id, instans_id=instance, now=now)
        paper = _order_paper(machine, hire, order, now)
        _archive_order(machine, hire, sak.mappe.id, paper, now)
    _complete_first(actor, instance, now, provenance, active_seconds)
    return hire_id, sak.id


def _new_case(actor: Actor, hire: hr.AnsettelseFacts) -> cases.NySak:
    return cases.NySak(
        type="ansettelse",
        saksmappe=archive.NySaksmappe(
            tittel=f"{hire.emne}, {hire.navn}",
            klasse=KLASSE,
            arkivdel=ARKIVDEL,
            enhet_id=hire.enhet_id,
            saksansvarlig=actor.bruker_id,
            tilgangskode=TILGANGSKODE,
            hidden=tuple(hire.navn.split()),
            parter=(archive.NyPart(hire.party_id),),
        ),
        party_id=hire.party_id,
        gjelder_type=OBJEKT,
        gjelder_id=hire.id,
        opened_by=actor.bruker_id,
    )


def _order_paper(
    machine: Actor, hire: hr.AnsettelseFacts, order: hr.NyAnsettelse, now: datetime
) -> bytes:
    """The order as it is archived.

    Raises:
        AnsettelseRefused: at the field with a character that cannot be archived.
    """
    try:
        return order_paper(machine, hire, now)
    except documents.CharacterRefused as refused:
        wrong = str(refused.text.values["tegn"])
        field = next((name for name in WRITTEN if wrong in getattr(order, name)), None)
        raise hr.AnsettelseRefused(refused.text, field=field) from refused


def _archive_order(
    machine: Actor, hire: hr.AnsettelseFacts, mappe_id: UUID, paper: bytes, now: datetime
) -> None:
    archive.register_journalpost(
        actor=machine,
        mappe_id=mappe_id,
        ny=archive.NyJournalpost(
            type="X",
            tittel=f"Bestilling av {hire.tittel.lower()}",
            dokumenter=(archive.NyttDokument("Bestilling", "bestilling.pdf", innhold=paper),),
            status="J",
            automatic=True,
            modul="hr",
            ekstern_id=f"bestilling:{hire.id}",
            dokumentets_dato=now.date(),
        ),
        now=now,
    )


def _complete_first(
    actor: Actor,
    instance: UUID,
    now: datetime,
    provenance: Sequence[FieldProvenance],
    active_seconds: int,
) -> None:
    first = next(t for t in workflow.tasks_of_instance(actor, instance, now=now))
    workflow.complete_task(
        actor=actor, task_id=first.id, now=now,
        submission=workflow.Submission(1, provenance, active_seconds),
    )  # fmt: skip


def task_of_hire(actor: Actor, task_id: UUID, now: datetime) -> workflow.TaskFacts:
    """Return an open task of this process.

    Raises:
        HireTaskMissing: none that the actor may see.
    """
    found = workflow.task_facts(actor, task_id, now=now, language=ui.language())
    if found is None or found.case.objekt_type != OBJEKT:
        raise HireTaskMissing("Oppgaven finnes ikke, eller er ikke din.")
    return found


def approve_hire(*, actor: Actor, task_id: UUID, now: datetime, comment: str = "") -> None:
    """Approve as the one with the budget, or as the board: domain act and task in one.

    Raises:
        AccessDenied, DutiesNotSeparated, StatusRefused, TaskNotYours: with a sentence.
    """
    task = task_of_hire(actor, task_id, now)
    if task.status not in {"utfoert", "avbrutt"}:
        hr.approve_ansettelse(actor=actor, ansettelse_id=task.case.objekt_id, now=now)
    outcome = {"svar": "godkjent"} if "svar" in task.outcomes else {}
    workflow.complete_task(actor=actor, task_id=task_id, now=now, outcome=outcome, comment=comment)


def return_hire(*, actor: Actor, task_id: UUID, grunn: str, now: datetime) -> None:
    """Send the order back to the orderer with a reason.

    Raises:
        AnsettelseRefused: no reason. Others as approving.
    """
    task = task_of_hire(actor, task_id, now)
    hr.return_ansettelse(actor=actor, ansettelse_id=task.case.objekt_id, grunn=grunn, now=now)
    workflow.complete_task(
        actor=actor, task_id=task_id, now=now, outcome={"svar": "tilbake"}, comment=grunn
    )


def correct_hire(*, actor: Actor, task_id: UUID, order: hr.NyAnsettelse, now: datetime) -> None:
    """Send a returned order again, corrected.

    Raises:
        AnsettelseRefused, StatusRefused: with a sentence.
    """
    task = task_of_hire(actor, task_id, now)
    with transaction.atomic():
        hr.change_ansettelse(actor=actor, ansettelse_id=task.case.objekt_id, order=order, now=now)
        hire = hr.ansettelse(actor, task.case.objekt_id)
        assert hire is not None
        _order_paper(actor, hire, order, now)  # what is decided later must be possible to archive
    workflow.complete_task(actor=actor, task_id=task_id, now=now)


def settle_hire(*, actor: Actor, task_id: UUID, avklart: str, now: datetime) -> None:
    """Say what became of an unsigned contract: a new one, or withdrawn."""
    workflow.complete_task(actor=actor, task_id=task_id, now=now, outcome={"avklart": avklart})


def check_done(*, actor: Actor, task_id: UUID, merknad: str, now: datetime) -> None:
    """Close the HR check with a remark that follows the case."""
    workflow.complete_task(actor=actor, task_id=task_id, now=now, comment=merknad)
