"""The machine steps of the flow. Each calls one module's door and is idempotent on the step."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.core.access.api import Actor
from samverk.core.errors import Text
from samverk.core.periods import OSLO
from samverk.core.workflow.api import StepFacts
from samverk.hr import api as hr
from samverk.payroll import api as payroll
from samverk.processes.hire_to_pay.papers import decision_paper

MODUL = "hr"


def make_contract(actor: Actor, step: StepFacts, now: datetime) -> None:
    """`hr.lag_arbeidskontrakt`: the contract as PDF/A, waiting for the candidate."""
    hr.lag_arbeidskontrakt(
        actor=actor, ansettelse_id=step.case.objekt_id, steg_id=step.step_id, now=now
    )


def check_hire(actor: Actor, step: StepFacts, now: datetime) -> None:
    """`hr.kontroller_ansettelse`: the machine's check list, written in the case."""
    points = hr.kontroller_ansettelse(actor, step.case.objekt_id, today=now.astimezone(OSLO).date())
    marks = {"ok": "✓", "warn": "△", "stop": "✕"}
    lines = [
        Text("%(merke)s %(punkt)s", {"merke": marks[point.status], "punkt": point.tekst})
        for point in points
    ]
    sak = cases.sak_for_instans(actor, step.case.instance_id)
    assert sak is not None
    text = (Text("Automatisk kontroll:"), *lines)
    if not any(text == note.setninger for note in cases.notater(actor, sak.id)):
        cases.write_notat(actor=actor, sak_id=sak.id, tekst=text, now=now)


def register_hire(actor: Actor, step: StepFacts, now: datetime) -> dict[str, UUID]:
    """`hr.registrer_ansettelse`: employment, holding, coding and pay agreement."""
    employment = hr.registrer_ansettelse(actor=actor, ansettelse_id=step.case.objekt_id, now=now)
    return {"arbeidsforhold": employment}


def withdraw_hire(actor: Actor, step: StepFacts, now: datetime) -> None:
    """`hr.trekk_ansettelse`: the hire came to nothing; the case says so and stays."""
    hr.trekk_ansettelse(
        actor=actor, ansettelse_id=step.case.objekt_id, grunn="Kandidaten trakk seg.", now=now
    )


def make_ready_for_pay(actor: Actor, step: StepFacts, now: datetime) -> None:
    """`payroll.opprett_loennsforhold`: payroll knows the employment and asks for the tax card."""
    assert step.case.gjelder_party_id is not None
    sak = cases.sak_for_instans(actor, step.case.instance_id)
    payroll.opprett_loennsforhold(
        actor=actor, arbeidsforhold_id=step.case.noekler["arbeidsforhold"],
        party_id=step.case.gjelder_party_id, sak_id=sak.id if sak else None, now=now,
    )  # fmt: skip
    payroll.fetch_missing_skattekort(
        actor=actor, party_id=step.case.gjelder_party_id, year=now.astimezone(OSLO).year, now=now
    )


def archive_hire(actor: Actor, step: StepFacts, now: datetime) -> None:
    """`archive.arkiver_ansettelse`: the decision and the signed contract, without a keystroke.

    Each record carries the event behind it, so a retry after a crash finds what it made.
    """
    hire = hr.ansettelse(actor, step.case.objekt_id)
    assert hire is not None
    sak = cases.sak_for_instans(actor, step.case.instance_id)
    assert sak is not None
    contract = hr.kontrakt_for_ansettelse(actor, hire.id)
    assert contract is not None
    assert contract.dokument_id is not None
    decision = decision_paper(actor, hire, now)
    for kind, title, document, parties in (
        ("vedtak", f"Vedtak om ansettelse av {hire.tittel.lower()}",
         archive.NyttDokument("Vedtak", "vedtak.pdf", innhold=decision), ()),
        ("kontrakt", "Arbeidsavtale, signert",
         archive.NyttDokument("Arbeidsavtale", "arbeidsavtale.pdf", fil_id=contract.dokument_id),
         (archive.NyKorrespondansepart("EM", hire.navn, party_id=hire.party_id),)),
    ):  # fmt: skip
        archive.register_journalpost(
            actor=actor,
            mappe_id=sak.mappe.id,
            ny=archive.NyJournalpost(
                type="U" if parties else "X",
                tittel=title,
                dokumenter=(document,),
                parter=parties,
                status="J",
                hidden=tuple(hire.navn.split()),
                automatic=True,
                modul=MODUL,
                ekstern_id=f"{kind}:{hire.id}",
                steg_id=step.step_id,
                dokumentets_dato=now.date(),
                sendt_dato=now.date() if parties else None,
            ),
            now=now,
        )
