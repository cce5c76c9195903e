"""Acts: open a year, ask for a period to be closed or reopened, and confirm as second person."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Literal
from uuid import UUID

from django.db import Error, IntegrityError, connection, transaction

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal, Text
from samverk.core.outbox.api import NewEvent, publish
from samverk.finance.events import PERIOD_CLOSED, PERIOD_REOPENED
from samverk.finance.models import Period, PeriodChange
from samverk.finance.rules.periods import check_period, period_first, periods_of
from samverk.finance.services.refusals import TwoPersonsNeeded, sqlstate


class PeriodRefused(Refusal):
    """A period cannot be changed as asked; the message says why."""


def open_year(*, actor: Actor, year: int, now: datetime) -> int:
    """Open the thirteen periods of a fiscal year; twice is as once.

    Args:
        actor: who opens (needs ``okonomi.periode.lukk``); year: fiscal year; now: time of the act.

    Returns:
        How many periods were made.
    """
    actor.require("okonomi.periode.lukk")
    wanted = [check_period(periode) for periode in periods_of(year)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT samverk.ensure_ledger_partitions(%s)", [year])
    have = set(
        Period.objects.filter(tenant_id=actor.tenant_id, periode__in=wanted).values_list(
            "periode", flat=True
        )
    )
    made = Period.objects.bulk_create(
        Period(tenant_id=actor.tenant_id, periode=p) for p in wanted if p not in have
    )
    if made:
        record_act(actor=actor, handling="finance.year.open", objekt_type="finance_period")
    return len(made)


def close_period(*, actor: Actor, periode: int, begrunnelse: str, now: datetime) -> UUID:
    """Ask for a period to be closed; another person confirms (:func:`confirm_period_change`).

    Args:
        actor: who asks (needs ``okonomi.periode.lukk``); periode: yyyymm; begrunnelse: why.
        now: time of the act.

    Raises:
        PeriodRefused: unknown period, already closed, already asked for, or no reason.
    """
    return _ask(actor, periode, "C", begrunnelse)


def reopen_period(*, actor: Actor, periode: int, begrunnelse: str, now: datetime) -> UUID:
    """Ask for a closed period to be opened again; another person confirms.

    Args and errors as for :func:`close_period`.
    """
    return _ask(actor, periode, "O", begrunnelse)


def _ask(actor: Actor, periode: int, status: Literal["O", "C"], begrunnelse: str) -> UUID:
    actor.require("okonomi.periode.lukk")
    check_period(periode)
    if len(begrunnelse.strip()) < 3:
        raise PeriodRefused("Skriv en kort begrunnelse.", field="begrunnelse")
    try:
        with transaction.atomic():
            made = PeriodChange(
                tenant_id=actor.tenant_id, periode=periode, til_status=status,
                begrunnelse=begrunnelse.strip()[:400],
            )  # fmt: skip
            # The trigger writes who and when; the values here only satisfy NOT NULL.
            made.foreslaatt_av, made.foreslaatt_at = actor.bruker_id, _db_now()
            made.save(force_insert=True)
    except IntegrityError as error:
        raise PeriodRefused("En endring av perioden venter alt på en bekreftelse.") from error
    except Error as error:
        if sqlstate(error) != "SV209":
            raise
        text = (
            Text("%(periode)s er alt lukket, eller finnes ikke.")
            if status == "C"
            else Text("%(periode)s er alt åpen, eller finnes ikke.")
        )
        raise PeriodRefused(
            text, values={"periode": partial(period_first, periode)}, field="periode"
        ) from error
    record_act(
        actor=actor, handling="finance.period.ask", objekt_type="finance_periodchange",
        objekt_id=made.id,
    )  # fmt: skip
    return made.id


def _db_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT samverk.now()")
        found = cursor.fetchone()[0]
    assert isinstance(found, datetime)
    return found


def confirm_period_change(*, actor: Actor, change_id: UUID, now: datetime) -> None:
    """Confirm as second person that a period is closed or reopened; it happens at once.

    Args:
        actor: another person than the one who asked (``okonomi.periode.lukk`` or ``….bekreft``).
        change_id: the wish; now: time of the act.

    Raises:
        TwoPersonsNeeded: the same person, or a deputy of that person.
        PeriodRefused: nothing waits under this id.
    """
    if not actor.can("okonomi.periode.bekreft"):
        actor.require("okonomi.periode.lukk")
    change = PeriodChange.objects.filter(
        tenant_id=actor.tenant_id, id=change_id, bekreftet_at=None
    ).first()
    if change is None:
        raise PeriodRefused("Det er ingenting som venter på bekreftelse her.")
    try:
        with transaction.atomic():
            PeriodChange.objects.filter(id=change.id).update(bekreftet_at=now)
    except Error as error:
        if sqlstate(error) != "SV003":
            raise
        raise TwoPersonsNeeded("Du ba om dette selv. En annen må bekrefte.") from error
    record_act(
        actor=actor, handling="finance.period.confirm", objekt_type="finance_periodchange",
        objekt_id=change.id,
    )  # fmt: skip
    kind = PERIOD_CLOSED if change.til_status == "C" else PERIOD_REOPENED
    publish(
        actor=actor, now=now,
        event=NewEvent(kind, "finance_periodchange", change.id, {"periode": change.periode}),
    )  # fmt: skip


def withdraw_period_change(*, actor: Actor, change_id: UUID, now: datetime) -> None:
    """Take back a wish that nobody has confirmed yet.

    Raises:
        PeriodRefused: nothing waits under this id.
    """
    actor.require("okonomi.periode.lukk")
    gone, _ = PeriodChange.objects.filter(
        tenant_id=actor.tenant_id, id=change_id, bekreftet_at=None
    ).delete()
    if not gone:
        raise PeriodRefused("Det er ingenting som venter på bekreftelse her.")
    record_act(
        actor=actor, handling="finance.period.withdraw", objekt_type="finance_periodchange",
        objekt_id=change_id,
    )  # fmt: skip
