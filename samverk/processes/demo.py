"""The flows' part of the scripted life: local variants, and the hires of this week."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from samverk.core.access.api import Actor, DemoPlace, acting
from samverk.core.organisation import api as organisation
from samverk.core.periods import ONE_DAY, OSLO, Period
from samverk.core.workflow import api as workflow
from samverk.hr import api as hr
from samverk.processes.hire_to_pay.order import approve_hire, order_hire

SLOT = "lokal_kontroll"
# Two universities have a local check in the declared slot; two follow the national process.
VARIANTS = {
    "uit": (
        "lokal_kontroll_uit", "Vi lar Samverk sjekke alle ansettelser før kontrakten lages.",
        date(2027, 7, 31),
    ),
    "uio": (
        "lokal_kontroll_uio", "HR ser på alle timekontrakter til rutinen er innarbeidet.",
        date(2026, 12, 31),
    ),
}  # fmt: skip
# Who orders, who decides, who is hired, and what for: one story per university.
STORIES = {
    "uit": ("ola", "ingrid", "jonas", "Seminarleder i STV-2510 Internasjonal politikk", 60),
    "uio": ("yusuf", "karin", "sara", "Gruppelærer i IN1000 Introduksjon til programmering", 48),
    "uib": ("terje", "wenche", "ida", "Seminarleder i SAMPOL115 Demokrati og demokratisering", 40),
    "ntnu": (
        "lars",
        "grete",
        "emil",
        "Læringsassistent i TDT4100 Objektorientert programmering",
        80,
    ),
}


def build(place: DemoPlace) -> None:
    """Order this week's hire, and let the first pay end the flows of the autumn."""
    slug = place.tenant.slug
    if slug in STORIES:
        _order(place, *STORIES[slug])
        if slug == "uit":
            _advance(place.cast[STORIES[slug][1]], place.now - timedelta(minutes=25))
            _propose(place.cast["hrleder"], place.now - timedelta(days=3))
        workflow.drain(place.tenant, place.now)  # the pay events end the flows of the autumn


def bind(place: DemoPlace, fragment: str, why: str, until: date) -> None:
    """Bind a university's own check in the declared slot; two persons agree to it."""
    owner, other = place.cast["hrleder"], place.cast["personvern"]
    now = datetime(2025, 8, 1, 9, 0, tzinfo=OSLO)
    with acting(owner, now=now):
        [found] = [d for d in workflow.definitions(owner, key=fragment) if d.is_fragment]
        variant = workflow.propose_variant(
            actor=owner, now=now,
            variant=workflow.NewVariant(
                definisjon="hire_to_pay", eier_id=owner.bruker_id, begrunnelse=why,
                gyldig_fra=now.date(), utloeper_on=until, spor=SLOT, fragment_id=found.id,
            ),
        )  # fmt: skip
    with acting(other, now=now):
        workflow.approve_variant(
            actor=other, variant_id=variant, vedtaksref="Prosessrådet 4/25", now=now
        )


def _order(place: DemoPlace, who: str, decides: str, person: str, what: str, hours: int) -> None:
    """The course leader's need, this Monday morning; it waits for the budget holder.

    At UiO the budget holder has approved, and HR has the case.
    """
    now = place.now - timedelta(minutes=40)
    orderer = place.cast[who]
    with acting(orderer, now=now):
        _ordered(orderer, place, place.cast[person], what, hours, now)
    if place.tenant.slug == "uio":
        boss = place.cast[decides]
        at = now + timedelta(minutes=12)
        with acting(boss, now=at):
            [task] = [t for t in workflow.inbox(boss, now=at).tasks if t.node == "bdm"]
            approve_hire(actor=boss, task_id=task.id, now=at)
        workflow.drain(place.tenant, at)


def _advance(boss: Actor, at: datetime) -> None:
    """For the one whose hours are registered and not sent, the leader asks for an advance."""
    with acting(boss, now=at):
        risk = next(r for r in hr.at_risk(boss, on=at.date()) if r.grunn == "timer")
        plan = hr.forskuddsplan(boss, at)
        assert plan is not None
        proposed = hr.propose_forskudd(boss, risk.kontrakt_id, holdes_igjen=plan.holdes_igjen)
        assert proposed is not None
        hr.request_forskudd(
            actor=boss, kontrakt_id=risk.kontrakt_id, beloep_oere=proposed.beloep_oere,
            grunn="Timene ble ført for sent til novemberkjøringen.", now=at,
        )  # fmt: skip


def _propose(owner: Actor, at: datetime) -> None:
    """A shorter deadline for leaders, for a semester; it waits for the other process owner."""
    with acting(owner, now=at):
        workflow.propose_variant(
            actor=owner, now=at,
            variant=workflow.NewVariant(
                definisjon="hire_to_pay", eier_id=owner.bruker_id, parameter="frist_bdm",
                verdi="P2D", gyldig_fra=date(2027, 1, 1), utloeper_on=date(2027, 6, 30),
                begrunnelse="Lederne svarer oftest samme dag. Vi vil prøve to dager i et semester.",
            ),
        )  # fmt: skip


def _ordered(
    orderer: Actor, place: DemoPlace, person: Actor, what: str, hours: int, now: datetime
) -> None:
    [unit_id, *_] = organisation.unit_ids_with("hr.ansettelse.bestill")
    unit = organisation.enhet(place.tenant.id, unit_id, on=place.today)
    assert unit is not None
    proposal = hr.propose_ansettelse(orderer, unit_id, what, on=place.today)
    order_hire(
        actor=orderer, now=now,
        order=hr.NyAnsettelse(
            enhet_id=unit_id, emne=what, party_id=person.party_id,
            stillingskode=proposal.verdi("stillingskode"), tittel=proposal.verdi("tittel"),
            yrkeskode=proposal.verdi("yrkeskode") or "", minutter=hours * 60,
            timesats_oere=proposal.verdi("timesats_oere"), koststed=unit.koststed or "",
            gyldig=Period(place.today, date(2027, 1, 31) + ONE_DAY),
            lovhjemmel="statsansatteloven § 9 første ledd bokstav a",
        ),
    )  # fmt: skip
