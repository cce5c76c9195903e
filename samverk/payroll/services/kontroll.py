"""Acts: run the controls, explain a finding, approve the run."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor, record_handling
from samverk.core.audit.api import record_act
from samverk.core.errors import Text
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.parties import api as parties
from samverk.core.periods import Period, add_months
from samverk.payroll.controls import CONFIRMABLE, KONTROLLER, MERKNADER
from samverk.payroll.engine.result import BLOCKING_REMARKS
from samverk.payroll.events import LOENNSKJOERING_GODKJENT, LOENNSKJOERING_KONTROLLERT
from samverk.payroll.models import Kontrollfunn, Loennskjoering
from samverk.payroll.queries import kjoering as kjoering_facts
from samverk.payroll.queries import previous_ordinary
from samverk.payroll.queries.bulk import everyone
from samverk.payroll.queries.grunnlag import DONE
from samverk.payroll.rates.tables import wage_types
from samverk.payroll.services.forskudd import tell_hr
from samverk.payroll.services.kjoering import (
    OBJEKT,
    OPEN_STATES,
    SAK_TYPE,
    run_to_act_on,
)
from samverk.payroll.services.refusals import LoennskjoeringRefused, database_says_why

NEW_ACCOUNT_DAYS = 10
OLD_CLAIM_MONTHS = 3
Funn = tuple[str, str, UUID | None, UUID | None, Any]


def control_loennskjoering(*, actor: Actor, kjoering_id: UUID, now: datetime) -> int:
    """Run every control on a calculated run; explanations given before are kept.

    Args:
        actor: needs ``lonn.kjoring.klargjor``; kjoering_id: the run; now: time of the act.

    Returns:
        How many findings stop the run.

    Raises:
        LoennskjoeringRefused: the run is not calculated, or is approved.
    """
    actor.require("lonn.kjoring.klargjor")
    run = run_to_act_on(actor, kjoering_id)
    if run.tilstand not in OPEN_STATES[1:]:
        raise LoennskjoeringRefused(
            Text("Beregn kjøringen før den kontrolleres.")
            if run.tilstand == "aapen"
            else Text("Kjøringen er godkjent og kan ikke kontrolleres på nytt."),
            code="feil_tilstand",
        )
    found = _run_controls(actor, run, now)
    _replace(run, found, now)
    with database_says_why():
        Loennskjoering.objects.filter(tenant_id=actor.tenant_id, id=run.id).update(
            tilstand="kontrollert", kontrollert_at=now, kontrollert_av=actor.bruker_id
        )
    if run.tilstand == "beregnet":
        publish(actor=actor, now=now, event=NewEvent(LOENNSKJOERING_KONTROLLERT, OBJEKT, run.id))
    record_act(
        actor=actor, handling="lonn.kjoring.kontroller", objekt_type=OBJEKT, objekt_id=run.id
    )
    return open_stoppers(actor, run.id)


def open_stoppers(actor: Actor, kjoering_id: UUID) -> int:
    """How many findings stop a run now."""
    return Kontrollfunn.objects.filter(
        tenant_id=actor.tenant_id, kjoering_id=kjoering_id, alvor="stopp", forklart_at=None
    ).count()


def _run_controls(actor: Actor, run: Loennskjoering, now: datetime) -> list[Funn]:
    values = _parameters(actor, run, now)
    found: list[Funn] = []
    with everyone(), connection.cursor() as cursor:
        for control in KONTROLLER:
            cursor.execute(control.sql, values)
            found += [
                (control.navn, control.alvor, party, arbeidsforhold, fakta)
                for party, arbeidsforhold, fakta in cursor.fetchall()
            ]
        cursor.execute(MERKNADER, values)
        found += [
            (code, "stopp" if code in BLOCKING_REMARKS else "varsel", party, None, args)
            for code, party, args in cursor.fetchall()
        ]
    return found


def _parameters(actor: Actor, run: Loennskjoering, now: datetime) -> dict[str, Any]:
    facts = kjoering_facts(actor, run.id)
    assert facts is not None
    before = previous_ordinary(actor, facts) if run.art == "ordinaer" else None
    accounts = parties.identifier_facts(actor.tenant_id, ["kontonummer"], on=run.utbetalingsdato)
    idents = parties.identifier_facts(
        actor.tenant_id, ["fnr", "dnr", "hnr", "pass"], on=run.utbetalingsdato
    )
    since = now - timedelta(days=NEW_ACCOUNT_DAYS)
    month = Period.month(run.aar, run.maaned)
    cash = [code for code, one in wage_types(month.fra).items() if one.is_cash]
    return {
        "tenant": actor.tenant_id,
        "kjoering": run.id,
        "forrige": before.id if before else None,
        "med_konto": list(accounts),
        "ny_konto": [party for party, seen in accounts.items() if seen.registrert_at >= since],
        "med_ident": list(idents),
        "kontante": cash,
        "ferdig": list(DONE),
        "for_gammelt": add_months(month.fra, -OLD_CLAIM_MONTHS),
    }


def _replace(run: Loennskjoering, found: list[Funn], now: datetime) -> None:
    """Write the new findings; an explanation of the same finding about the same person stays."""
    old = Kontrollfunn.objects.filter(tenant_id=run.tenant_id, kjoering_id=run.id)
    explained = {
        (f.kontroll, f.party_id): (f.forklart_at, f.forklart_av, f.forklaring)
        for f in old.exclude(forklart_at=None)
    }
    old.delete()
    rows = []
    for name, alvor, party, arbeidsforhold, fakta in found:
        at, by, text = explained.get((name, party), (None, None, ""))
        rows.append(
            Kontrollfunn(
                tenant_id=run.tenant_id, kjoering_id=run.id, kontroll=name, alvor=alvor,
                party_id=party, arbeidsforhold_id=arbeidsforhold, fakta=_plain(fakta),
                funnet_at=now, forklart_at=at, forklart_av=by, forklaring=text,
            )
        )  # fmt: skip
    Kontrollfunn.objects.bulk_create(rows, batch_size=2_000)


def _plain(fakta: Any) -> Any:
    import json

    return json.loads(fakta) if isinstance(fakta, str) else fakta


def explain_kontrollfunn(
    *, actor: Actor, kjoering_id: UUID, kontroll: str, forklaring: str, now: datetime,
    party_id: UUID | None = None,
) -> int:  # fmt: skip
    """Explain the findings of a control: for one person, or for all of the cause at once.

    Args:
        actor: needs ``lonn.kjoring.klargjor``; kjoering_id, kontroll: which findings.
        forklaring: why it is as it should be; party_id: one person only; now: when.

    Returns:
        How many findings were explained.

    Raises:
        LoennskjoeringRefused: no reason, or a stopper that must be put right instead.
    """
    actor.require("lonn.kjoring.klargjor")
    if len(forklaring.strip()) < 5:
        raise LoennskjoeringRefused("Skriv hva som forklarer funnet.", field="forklaring")
    run_to_act_on(actor, kjoering_id)
    found = Kontrollfunn.objects.filter(
        tenant_id=actor.tenant_id, kjoering_id=kjoering_id, kontroll=kontroll, forklart_at=None
    )
    if party_id is not None:
        found = found.filter(party_id=party_id)
    if kontroll not in CONFIRMABLE and found.filter(alvor="stopp").exists():
        raise LoennskjoeringRefused(
            "Dette må rettes, eller personen må tas ut av kjøringen.", code="maa_rettes"
        )
    with database_says_why():
        changed = found.update(
            forklart_at=now, forklart_av=actor.bruker_id, forklaring=forklaring.strip()
        )
    record_act(
        actor=actor, handling="lonn.kjoring.forklar", objekt_type=OBJEKT, objekt_id=kjoering_id
    )
    return changed


def approve_loennskjoering(
    *, actor: Actor, kjoering_id: UUID, now: datetime, sum_oere: int | None = None
) -> None:
    """Approve and lock a controlled run; the second of two people.

    Args:
        actor: needs ``lonn.kjoring.godkjenn``; kjoering_id: the run; now: time of the act.
        sum_oere: the sum to be paid that a person says is right; None where nobody was shown one.

    Raises:
        LoennskjoeringNotTwoPersons, DutiesNotSeparated: the actor calculated or controlled it.
        SatsNotConfirmed: a figure in use is neither seen nor confirmed by two.
        LoennskjoeringStopped: a control stops it.
        LoennskjoeringRefused: it is not controlled after the last calculation, the sum is
            another by now, or nobody is paid.
    """
    actor.require("lonn.kjoring.godkjenn")
    run = run_to_act_on(actor, kjoering_id)
    if sum_oere not in {None, run.netto_oere}:
        raise LoennskjoeringRefused(
            "Summen er en annen enn da du åpnet siden. Se over kjøringen og prøv igjen.",
            code="sum_endret",
        )
    if run.tilstand == "kontrollert" and not run.antall:
        raise LoennskjoeringRefused(
            "Ingen får penger i kjøringen. Det er ingenting å godkjenne.", code="tom_kjoering"
        )
    record_handling(
        actor=actor, sak_type=SAK_TYPE, sak_id=kjoering_id, handling="godkjenner", now=now
    )
    with database_says_why():
        Loennskjoering.objects.filter(tenant_id=actor.tenant_id, id=kjoering_id).update(
            tilstand="godkjent", godkjent_at=now, godkjent_av=actor.bruker_id
        )
    record_act(
        actor=actor, handling="lonn.kjoring.godkjenn", objekt_type=OBJEKT, objekt_id=kjoering_id
    )
    publish(actor=actor, now=now, event=NewEvent(LOENNSKJOERING_GODKJENT, OBJEKT, kjoering_id))
    tell_hr(run, svar="innvilget", now=now)
