"""Act: calculate a run. Loads, works out only what has changed, stores; all in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samverk.core.access.api import Actor, record_handling
from samverk.core.audit.api import record_act
from samverk.core.confirmations.api import book_for
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.periods import Period
from samverk.core.rates.api import Certainty, RateBook
from samverk.payroll.engine.batch import Job, calculate_batch, many_objects
from samverk.payroll.engine.load import Grunnlagskilde, Regler, load_jobs, rules_for
from samverk.payroll.engine.snapshot_json import snapshot_hash
from samverk.payroll.engine.store import remove_results, store_batch
from samverk.payroll.engine.work import work_of
from samverk.payroll.events import LOENNSKJOERING_BEREGNET
from samverk.payroll.models import Loennskjoering, LoennskjoeringMedlem
from samverk.payroll.queries import run_sums, stored_digests, trekkoder
from samverk.payroll.services.forskudd import refuse_uncovered
from samverk.payroll.services.kjoering import (
    OBJEKT,
    OPEN_STATES,
    SAK_TYPE,
    add_medlemmer,
    run_to_act_on,
)
from samverk.payroll.services.refusals import LoennskjoeringRefused, database_says_why


@dataclass(frozen=True, slots=True)
class Beregning:
    """What a calculation did: people in the run, how many were worked out again, and how long."""

    antall: int
    beregnet: int
    linjer: int
    millisekunder: int


def calculate_loennskjoering(
    *,
    actor: Actor,
    kjoering_id: UUID,
    now: datetime,
    kilde: Grunnlagskilde | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Beregning:
    """Calculate a run; only people whose facts or rules have changed since last time.

    Args:
        actor: needs ``lonn.kjoring.klargjor``; who calculates can neither approve nor pay.
        kjoering_id: the run; now: time of the act.
        kilde: where the facts about work come from; HR when left out.
        progress: called with (done, all) while it works.

    Raises:
        LoennskjoeringRefused: the run is approved, or has nobody in it.
        RateMissing, TrekktabellMissing: a figure of the year is not known.
        DutiesNotSeparated: the actor has already approved or paid this run.
    """
    started = time.perf_counter()
    actor.require("lonn.kjoring.klargjor")
    kjoering = run_to_act_on(actor, kjoering_id)
    if kjoering.tilstand not in OPEN_STATES:
        raise LoennskjoeringRefused(
            "Kjøringen er godkjent og kan ikke regnes på nytt. Rett feil i en egen kjøring.",
            code="kjoering_laast",
        )
    refuse_uncovered(actor, kjoering_id)
    record_handling(
        actor=actor, sak_type=SAK_TYPE, sak_id=kjoering_id, handling="bestiller", now=now
    )
    book = book_for(actor.tenant_id)
    regler = rules_for(book, kjoering, f"spk.arbeidsgiverpremie.{actor.tenant}")
    with many_objects():
        jobs = _jobs(actor, kjoering, regler, kilde or work_of, now)
        dirty = _drop_stale(actor, kjoering, regler, jobs)
        batch = calculate_batch(dirty, regler.ruleset, regler.run, progress=progress)
    store_batch(
        tenant_id=actor.tenant_id, kjoering_id=kjoering_id,
        utbetalingsdato=kjoering.utbetalingsdato, batch=batch,
    )  # fmt: skip
    same_rules = kjoering.regelsett_hash == regler.ruleset.content_hash
    refs = batch.refs | (set(kjoering.satser) if same_rules else set())
    ms = int((time.perf_counter() - started) * 1000)
    _stamp(actor, kjoering, regler, book, sorted(refs), (now, ms))
    record_act(
        actor=actor, handling="lonn.kjoring.beregn", objekt_type=OBJEKT, objekt_id=kjoering_id
    )
    publish(
        actor=actor, now=now,
        event=NewEvent(LOENNSKJOERING_BEREGNET, OBJEKT, kjoering_id),
    )  # fmt: skip
    return Beregning(len(jobs), len(dirty), batch.linjeantall, ms)


def _jobs(
    actor: Actor, kjoering: Loennskjoering, regler: Regler, kilde: Grunnlagskilde, now: datetime
) -> list[Job]:
    """One job per member; the ordinary run takes in everyone who has something to be paid."""
    month = Period.month(kjoering.aar, kjoering.maaned)
    members = dict(
        LoennskjoeringMedlem.objects.filter(
            tenant_id=actor.tenant_id, kjoering_id=kjoering.id
        ).values_list("party_id", "status")
    )
    ordinary = kjoering.art == "ordinaer"
    wanted = None if ordinary else frozenset(members)
    if wanted is not None and not wanted:
        raise LoennskjoeringRefused(
            "Kjøringen har ingen personer. Velg hvem som skal få lønn.", code="ingen_medlemmer"
        )
    set_up = trekkoder(actor)
    work = [one for one in kilde(actor, month, wanted, now) if one.arbeidsforhold_id in set_up]
    advances = _advances(kjoering)
    jobs = load_jobs(actor, kjoering, regler, grunnlag=work, trekkoder=set_up, forskudd=advances)
    out = {party for party, status in members.items() if status == "tatt_ut"}
    jobs = [job for job in jobs if UUID(job.snapshot.member) not in out and _has_pay(job)]
    if ordinary:
        _sync_medlemmer(kjoering, jobs, members)
    if not jobs:
        raise LoennskjoeringRefused(
            "Ingen har noe å få utbetalt i denne kjøringen.", code="ingen_medlemmer"
        )
    return jobs


def _advances(kjoering: Loennskjoering) -> dict[UUID, int]:
    if kjoering.art != "forskudd":
        return {}
    return dict(
        LoennskjoeringMedlem.objects.filter(
            tenant_id=kjoering.tenant_id, kjoering_id=kjoering.id
        ).values_list("party_id", "oppdrag_oere")
    )


def _has_pay(job: Job) -> bool:
    gets_back = any((one.beloep_oere or 0) < 0 for one in job.snapshot.deductions)
    return gets_back or any(e.fixed or e.claims or e.holiday for e in job.snapshot.employments)


def _sync_medlemmer(
    kjoering: Loennskjoering, jobs: Sequence[Job], members: dict[UUID, str]
) -> None:
    """Add who is new, and let go of who no longer has anything to be paid."""
    now_in = {UUID(job.snapshot.member) for job in jobs}
    gone = [p for p, status in members.items() if status == "med" and p not in now_in]
    if gone:
        remove_results(tenant_id=kjoering.tenant_id, kjoering_id=kjoering.id, party_ids=gone)
        LoennskjoeringMedlem.objects.filter(
            tenant_id=kjoering.tenant_id, kjoering_id=kjoering.id, party_id__in=gone
        ).delete()
    add_medlemmer(kjoering=kjoering, medlemmer=[(p, 0) for p in now_in if p not in members])


def _drop_stale(
    actor: Actor, kjoering: Loennskjoering, regler: Regler, jobs: Sequence[Job]
) -> list[Job]:
    """The dirty set: whose snapshot differs from the stored one. Their old results go."""
    stored = stored_digests(actor, kjoering.id)
    if not stored:
        return list(jobs)
    if kjoering.regelsett_hash != regler.ruleset.content_hash:
        remove_results(tenant_id=actor.tenant_id, kjoering_id=kjoering.id)
        return list(jobs)
    dirty = [
        job for job in jobs if stored.get(UUID(job.snapshot.member)) != snapshot_hash(job.snapshot)
    ]
    remove_results(
        tenant_id=actor.tenant_id, kjoering_id=kjoering.id,
        party_ids=[UUID(job.snapshot.member) for job in dirty],
    )  # fmt: skip
    return dirty


def unconfirmed_refs(book: RateBook, refs: Sequence[str]) -> list[str]:
    """`key@from=value` of every figure in use that nobody has seen in a source.

    Two people may have confirmed it already; the database decides that at approval.
    """
    found = []
    for ref in refs:
        row = book.by_ref(ref)
        if row.certainty is Certainty.UBEKREFTET:
            value = row.word or format(row.value.normalize(), "f")
            found.append(f"{ref}={value}")
    return found


def _stamp(
    actor: Actor,
    kjoering: Loennskjoering,
    regler: Regler,
    book: RateBook,
    refs: list[str],
    measured: tuple[datetime, int],
) -> None:
    now, ms = measured
    with database_says_why():
        Loennskjoering.objects.filter(tenant_id=actor.tenant_id, id=kjoering.id).update(
            tilstand="beregnet",
            regelsett_hash=regler.ruleset.content_hash,
            satser=refs,
            ubekreftede_satser=unconfirmed_refs(book, refs),
            beregnet_at=now,
            beregnet_av=actor.bruker_id,
            beregnet_ms=ms,
            kontrollert_at=None,
            kontrollert_av=None,
            **run_sums(actor.tenant_id, kjoering.id),
        )
