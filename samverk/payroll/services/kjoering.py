"""Acts on a pay run as a whole: open it, set a person aside, close it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

from django.db.models import Max

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.confirmations.api import book_for
from samverk.core.periods import ONE_DAY, OSLO, WorkingCalendar
from samverk.core.rates.api import RateBook
from samverk.payroll.engine.store import remove_results
from samverk.payroll.models import Loennskjoering, LoennskjoeringMedlem
from samverk.payroll.queries.kjoering import own_kjoeringer
from samverk.payroll.rules.utbetalingsdato import (
    Utbetaling,
    Utbetalingsregel,
    loennsdag,
    neste_utbetaling,
)
from samverk.payroll.services.refusals import (
    LoennskjoeringMissing,
    LoennskjoeringRefused,
    database_says_why,
)

Art = Literal["ordinaer", "utenom", "forskudd", "korreksjon"]
OBJEKT = "payroll.loennskjoering"
SAK_TYPE = "payroll.loennskjoering"
OPEN_STATES = ("aapen", "beregnet", "kontrollert")
FRIST_KLOKKE = time(12, 0)


def standing_payouts(book: RateBook, on: date) -> tuple[Utbetalingsregel, ...]:
    """The tenant's standing payouts of a month: the pay day and the extra ones."""
    last = int(book.rate("kjoereplan.frist_hovedloenn", on).value)
    extra = int(book.rate("kjoereplan.frist_ekstra", on).value)
    days = {
        "hovedloenn": (int(book.rate("utbetaling.loennsdag", on).value), last),
        "ekstra_1": (int(book.rate("kjoereplan.ekstra_foerste", on).value), extra),
        "ekstra_2": (int(book.rate("kjoereplan.ekstra_andre", on).value), extra),
    }
    return tuple(Utbetalingsregel(name, day, limit) for name, (day, limit) in days.items())


def counting_day(now: datetime) -> date:
    """The day that something done now counts as: after the hour a cut-off closes, the next one."""
    local = now.astimezone(OSLO)
    return local.date() + ONE_DAY if local.time() >= FRIST_KLOKKE else local.date()


def closes_at(siste_dag: date) -> datetime:
    """The moment a payout closes on its last day."""
    return datetime.combine(siste_dag, FRIST_KLOKKE, tzinfo=OSLO)


def next_payout(*, actor: Actor, dag: date, only_main: bool = False) -> Utbetaling:
    """The first payout that something approved on a day can still reach.

    Args:
        actor: whose tenant; dag: the day of approval.
        only_main: leave the extra payouts out, and answer for the monthly pay.
    """
    rules = standing_payouts(book_for(actor.tenant_id), dag)
    return neste_utbetaling(dag, rules[:1] if only_main else rules)


def open_loennskjoering(
    *,
    actor: Actor,
    art: Art,
    aar: int,
    maaned: int,
    now: datetime,
    utbetalingsdato: date | None = None,
    medlemmer: Sequence[tuple[UUID, int]] = (),
    begrunnelse: str = "",
) -> UUID:
    """Open a pay run.

    Args:
        actor: needs ``lonn.kjoring.klargjor``.
        art: ordinaer (the month, everyone), utenom (off-cycle), forskudd (á konto), korreksjon.
        aar, maaned: the month that is paid; now: time of the act.
        utbetalingsdato: day of payout; an ordinary run takes the pay day of the month.
        medlemmer: (party, amount in øre) of an off-cycle run; the amount is that of an advance.
        begrunnelse: why, for anything but the ordinary run.

    Raises:
        LoennskjoeringRefused: the month already has its ordinary run, or the day is missing.
    """
    actor.require("lonn.kjoring.klargjor")
    book = book_for(actor.tenant_id)
    if not 1 <= maaned <= 12:
        raise LoennskjoeringRefused("Måneden må være fra 1 til 12.", field="maaned")
    dag = utbetalingsdato or _pay_day(book, art, aar, maaned)
    if not WorkingCalendar().is_working_day(dag):
        raise LoennskjoeringRefused(
            "%(dag)s er ikke en virkedag. Velg en dag banken har åpent.",
            values={"dag": dag},
            field="utbetalingsdato",
        )
    if art == "ordinaer" and _exists(actor, art, aar, maaned):
        raise LoennskjoeringRefused(
            "Måneden har alt en ordinær kjøring. Åpne den, eller lag en ekstra utbetaling.",
            code="kjoering_finnes",
        )
    made = Loennskjoering.objects.create(
        tenant_id=actor.tenant_id, art=art, aar=aar, maaned=maaned,
        loepenr=next_number(actor, art, aar, maaned), utbetalingsdato=dag,
        frist_at=cut_off(book, art, dag), begrunnelse=begrunnelse,
        opprettet_at=now, opprettet_av=actor.bruker_id,
    )  # fmt: skip
    add_medlemmer(kjoering=made, medlemmer=medlemmer)
    record_act(actor=actor, handling="lonn.kjoring.aapne", objekt_type=OBJEKT, objekt_id=made.id)
    return made.id


def _pay_day(book: RateBook, art: Art, aar: int, maaned: int) -> date:
    if art != "ordinaer":
        raise LoennskjoeringRefused(
            "Velg dagen pengene skal være på konto.", field="utbetalingsdato"
        )
    day = int(book.rate("utbetaling.loennsdag", date(aar, maaned, 1)).value)
    return loennsdag(aar, maaned, day)


def cut_off(book: RateBook, art: Art, dag: date) -> datetime:
    """When everything must be ready for a payout day."""
    key = "kjoereplan.frist_hovedloenn" if art == "ordinaer" else "kjoereplan.frist_ekstra"
    days = int(book.rate(key, dag).value)
    return closes_at(WorkingCalendar().add(dag, -days))


def _exists(actor: Actor, art: Art, aar: int, maaned: int) -> bool:
    return Loennskjoering.objects.filter(
        tenant_id=actor.tenant_id, art=art, aar=aar, maaned=maaned
    ).exists()


def next_number(actor: Actor, art: Art, aar: int, maaned: int) -> int:
    """The next running number of a kind of run in a month."""
    newest = Loennskjoering.objects.filter(
        tenant_id=actor.tenant_id, art=art, aar=aar, maaned=maaned
    ).aggregate(newest=Max("loepenr"))["newest"]
    return int(newest or 0) + 1


def medlem_key(kjoering: Loennskjoering) -> str:
    """What makes a person paid once: the month of an ordinary run, the payout day
    of others, and the advance itself of one that was asked for."""
    if kjoering.art == "ordinaer":
        return f"ordinaer:{kjoering.aar}-{kjoering.maaned:02}"
    if kjoering.forskudd_id is not None:
        return f"akonto:{kjoering.forskudd_id.hex}"
    return f"{kjoering.art}:{kjoering.utbetalingsdato.isoformat()}"


def add_medlemmer(*, kjoering: Loennskjoering, medlemmer: Sequence[tuple[UUID, int]]) -> None:
    """Put people into a run; those who are there already stay as they are.

    Raises:
        MedlemPaidTwice: someone is in another run of the same kind and period.
    """
    if not medlemmer:
        return
    known = set(
        LoennskjoeringMedlem.objects.filter(
            tenant_id=kjoering.tenant_id, kjoering_id=kjoering.id
        ).values_list("party_id", flat=True)
    )
    key = medlem_key(kjoering)
    with database_says_why():
        LoennskjoeringMedlem.objects.bulk_create(
            [
                LoennskjoeringMedlem(
                    tenant_id=kjoering.tenant_id, kjoering_id=kjoering.id, party_id=party,
                    noekkel=key, oppdrag_oere=oere,
                )
                for party, oere in medlemmer
                if party not in known
            ],
            batch_size=5_000,
        )  # fmt: skip


def run_to_act_on(actor: Actor, kjoering_id: UUID) -> Loennskjoering:
    """Return the run for an act on it: the one door, which nobody passes to their own advance.

    The row is locked, so that two acts on the run wait for each other.

    Args:
        actor: who acts; kjoering_id: the run.

    Raises:
        LoennskjoeringMissing: no such run in the actor's tenant.
        LoennskjoeringRefused: the actor, or the one stood in for, gets the advance.
    """
    found = (
        Loennskjoering.objects.select_for_update()
        .filter(tenant_id=actor.tenant_id, id=kjoering_id)
        .first()
    )
    if found is None:
        raise LoennskjoeringMissing("Kjøringen finnes ikke.", code="finnes_ikke")
    _refuse_own(actor, found)
    return found


def is_own(actor: Actor, kjoering_id: UUID) -> bool:
    """Whether the actor, or the one stood in for, is a member of the run."""
    return kjoering_id in own_kjoeringer(actor, [kjoering_id])


def _refuse_own(actor: Actor, kjoering: Loennskjoering) -> None:
    """Nobody takes a step in their own advance, nor as deputy for the one who gets it."""
    if kjoering.art == "forskudd" and is_own(actor, kjoering.id):
        raise LoennskjoeringRefused(
            "Forskuddet er ditt eget. En annen må behandle det.", code="eget_forskudd"
        )


def set_aside_medlem(
    *, actor: Actor, kjoering_id: UUID, party_id: UUID, grunn: str, now: datetime
) -> None:
    """Take one person out of a run; the rest goes on, and the person is paid off-cycle later.

    Args:
        actor: needs ``lonn.kjoring.klargjor``; kjoering_id, party_id: whom, out of what.
        grunn: shown on the run and to the person; now: time of the act.

    Raises:
        LoennskjoeringRefused: no reason, not a member, the run is approved, or an advance.
    """
    actor.require("lonn.kjoring.klargjor")
    if len(grunn.strip()) < 5:
        raise LoennskjoeringRefused("Skriv hvorfor personen tas ut.", field="grunn")
    kjoering = _open_run(actor, kjoering_id)
    if kjoering.forskudd_id is not None:
        raise LoennskjoeringRefused(
            "Et forskudd har bare én person. Avslå forskuddet i stedet.", code="avslaa_i_stedet"
        )
    with database_says_why():
        changed = LoennskjoeringMedlem.objects.filter(
            tenant_id=actor.tenant_id, kjoering_id=kjoering_id, party_id=party_id, status="med"
        ).update(status="tatt_ut", grunn=grunn.strip(), tatt_ut_av=actor.bruker_id)
    if not changed:
        raise LoennskjoeringRefused("Personen er ikke med i kjøringen.", code="ikke_med")
    remove_results(tenant_id=actor.tenant_id, kjoering_id=kjoering_id, party_ids=[party_id])
    refresh_sums(kjoering, back_to="beregnet")
    record_act(
        actor=actor, handling="lonn.kjoring.ta_ut", objekt_type=OBJEKT, objekt_id=kjoering_id
    )


def _open_run(actor: Actor, kjoering_id: UUID) -> Loennskjoering:
    kjoering = run_to_act_on(actor, kjoering_id)
    if kjoering.tilstand not in OPEN_STATES:
        raise LoennskjoeringRefused(
            "Kjøringen er godkjent og kan ikke endres. Rett feil i en egen kjøring.",
            code="kjoering_laast",
        )
    return kjoering


def refresh_sums(kjoering: Loennskjoering, *, back_to: str) -> None:
    """Add up the stored results on the run; a run that was further goes back to a state."""
    from samverk.payroll.queries import run_sums

    sums = run_sums(kjoering.tenant_id, kjoering.id)
    values: dict[str, object] = dict(sums)
    if kjoering.tilstand not in {"aapen", back_to}:
        values["tilstand"] = back_to
    with database_says_why():
        Loennskjoering.objects.filter(tenant_id=kjoering.tenant_id, id=kjoering.id).update(**values)


def close_loennskjoering(*, actor: Actor, kjoering_id: UUID, now: datetime) -> None:
    """Close a reported run: everything is sent and agreed.

    Raises:
        LoennskjoeringRefused: it is not reported yet.
    """
    actor.require("lonn.kjoring.klargjor")
    run_to_act_on(actor, kjoering_id)
    with database_says_why():
        Loennskjoering.objects.filter(tenant_id=actor.tenant_id, id=kjoering_id).update(
            tilstand="lukket", lukket_at=now
        )
    record_act(actor=actor, handling="lonn.kjoring.lukk", objekt_type=OBJEKT, objekt_id=kjoering_id)
