"""What the engine needs to know about this flow: people, pages, machine steps, facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from samverk.core.access.api import Actor, bruker_for_party
from samverk.core.periods import add_months
from samverk.core.workflow import api as workflow
from samverk.core.workflow.api import CaseFacts
from samverk.hr import api as hr
from samverk.processes.hire_to_pay import steps

PAID = "payroll.loenn.utbetalt.v1"
SIX_MONTHS = 6
ASKS = {
    "bestill": ("Bestill ansettelse", "Bestill tilsetjing", "Order the hire"),
    "rett": ("Rett bestillingen", "Rett bestillinga", "Correct the order"),
    "vedta": ("Vedta ansettelse", "Vedta tilsetjing", "Decide on the hire"),
    "godkjenn": ("Godkjenn ansettelse", "Godkjenn tilsetjing", "Approve the hire"),
    "kontroller": ("Kontroller ansettelse", "Kontroller tilsetjing", "Check the hire"),
    "avklar": ("Avklar med kandidaten", "Avklar med kandidaten", "Settle with the candidate"),
}


def register() -> None:
    """Register everything `process.bpmn` and its slots name."""
    workflow.register_role(
        "bestiller", names=("bestiller", "bestillar", "orderer"), resolver=_orderer
    )
    workflow.register_role(
        "bdm", names=("leder med budsjett", "leiar med budsjett", "budget holder"),
        access_role="bdm", capability="okonomi.bilag.bdm",
    )  # fmt: skip
    workflow.register_role(
        "ansettelsesraad",
        names=("ansettelsesråd", "tilsetjingsråd", "appointment board"),
        access_role="ansettelsesraad",
    )
    workflow.register_role(
        "hr", names=("HR-saksbehandler", "HR-saksbehandlar", "HR officer"),
        access_role="hr_saksbehandler", capability="hr.arbeidsforhold.skriv",
    )  # fmt: skip
    workflow.register_role(
        "kandidat", names=("kandidaten", "kandidaten", "the candidate"), resolver=_candidate,
        is_subject=True,
    )  # fmt: skip
    for key, asks in ASKS.items():
        workflow.register_form(f"hr.ansettelse.{key}", url=_task_url, titles=_titles, asks=asks)
    workflow.register_form(
        "hr.kontrakt.signer", url=_sign_url, titles=_titles,
        asks=("Signer arbeidsavtalen", "Signer arbeidsavtalen", "Sign the contract"),
    )  # fmt: skip
    workflow.register_handler("hr.lag_arbeidskontrakt", steps.make_contract)
    workflow.register_handler("hr.kontroller_ansettelse", steps.check_hire)
    workflow.register_handler("hr.registrer_ansettelse", steps.register_hire)
    workflow.register_handler("hr.trekk_ansettelse", steps.withdraw_hire)
    workflow.register_handler("archive.arkiver_ansettelse", steps.archive_hire)
    workflow.register_handler("payroll.opprett_loennsforhold", steps.make_ready_for_pay)
    workflow.register_event_type(PAID, keys=("arbeidsforhold",))
    workflow.register_decision_reader("godkjenningsvei", _path_facts)
    workflow.register_decision_reader("hr_kontroll", _check_facts)


def _orderer(actor: Actor, case: CaseFacts, on: date) -> Iterable[UUID]:
    return [case.started_by]


def _candidate(actor: Actor, case: CaseFacts, on: date) -> Iterable[UUID]:
    assert case.gjelder_party_id is not None
    found = bruker_for_party(actor, case.gjelder_party_id)
    return [found.id] if found else []


def _task_url(task_id: UUID, case: CaseFacts) -> str:
    return f"/prosesser/oppgave/{task_id}/"


def _sign_url(task_id: UUID, case: CaseFacts) -> str:
    return f"/folk/kontrakt/oppgave/{task_id}/"


def _titles(actor: Actor, cases: Sequence[CaseFacts]) -> Mapping[UUID, str]:
    hires = hr.ansettelser(actor, [case.objekt_id for case in cases])
    return {hire.id: f"{hire.emne}, {hire.navn}" for hire in hires}


def _hire(actor: Actor, case: CaseFacts) -> hr.AnsettelseFacts:
    found = hr.ansettelse(actor, case.objekt_id)
    assert found is not None
    return found


def _path_facts(actor: Actor, case: CaseFacts, on: date) -> Mapping[str, object]:
    """`godkjenningsvei`: six months is date arithmetic, not rounded months."""
    hire = _hire(actor, case)
    end = hire.gyldig.til
    long = end is None or end > add_months(hire.gyldig.fra, SIX_MONTHS)
    kinds = {"T1": "timeloenn", "T2": "bistilling", "T3": "midlertidig"}
    return {"stillingstype": kinds[hire.kontrakttype], "over_seks_maaneder": long}


def _check_facts(actor: Actor, case: CaseFacts, on: date) -> Mapping[str, object]:
    """`hr_kontroll`: is the rate the proposed one, how many hours, is the person known."""
    hire = _hire(actor, case)
    proposed = hr.propose_ansettelse(actor, hire.enhet_id, hire.tittel, on=on)
    return {
        "timesats_foreslaatt": hire.timesats_oere == proposed.verdi("timesats_oere"),
        "timer": -(-hire.minutter // 60),
        "kjent_person": hr.arbeidsforhold_of(actor, hire.party_id, on=on) != [],
    }
