"""Acts on hours: register, send, approve in bulk, return, mark as paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext_lazy
from psycopg.types.range import Int4Range

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal
from samverk.core.outbox.api import NewEvent, publish_all
from samverk.core.periods import OSLO
from samverk.hr.models import Kontrakt, Timeliste, Timeregistrering
from samverk.hr.services.guard import ANSWERS, Answer, guarded

USENDT = ("foert", "returnert")  # still the person's own to correct, delete and send


class HoursRefused(Refusal):
    """Hours outside the contract, twice, over its hours, over the day or too late."""


class TimelisteMissing(Refusal):
    """No such sheet waits here for the actor."""


class HoursSent(Refusal):
    """What is sent is the leader's to judge, and changes no more."""


class OwnHours(Refusal):
    """Nobody approves their own hours, nor as deputy for the one whose hours they are."""


class KontraktMissing(Refusal):
    """No such contract, or not the actor's."""


HOUR_ANSWERS = (
    Answer("SV020", HoursRefused,
           gettext_lazy("Dagen er utenfor kontrakten. Velg en dag i kontraktens periode."), "dato"),
    Answer("SV021", HoursRefused,
           gettext_lazy("Timene går ut over kontrakten. Be lederen om flere timer først."),
           "timer"),
    Answer("SV022", HoursRefused,
           gettext_lazy("Da blir det over 24 timer denne dagen. Sjekk antall timer."), "timer"),
    Answer("SV023", HoursRefused,
           gettext_lazy("Kontrakten gikk ut for over seks måneder siden. Snakk med lederen."),
           "dato"),
    Answer("SV024", HoursRefused,
           gettext_lazy("Kontrakten er ikke en signert timekontrakt i ditt navn.")),
    Answer("SV025", HoursRefused,
           gettext_lazy("Dagen er ikke kommet ennå. Før timene når de er gjort."), "dato"),
    Answer("hr_timer_to_ganger", HoursRefused,
           gettext_lazy("Du har allerede ført timer på dette klokkeslettet."), "fra"),
    Answer("hr_timer_uten_klokke", HoursRefused,
           gettext_lazy("Du har alt ført dette denne dagen. Skriv klokkeslett, eller endre det."),
           "aktivitet"),
    Answer("hr_timer_antall", HoursRefused,
           gettext_lazy("Skriv timer som tall mellom 0,1 og 24, for eksempel 8."), "timer"),
    Answer("hr_timer_klokke", HoursRefused,
           gettext_lazy("Klokkeslettene må være i samme døgn, og slutten etter starten."), "fra"),
    *ANSWERS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NyeTimer:
    """Hours of one day.

    Attributes:
        dato: the day; minutter: paid minutes (pre- and post-work included); aktivitet: what.
        fra, til: minutes after midnight of the time with students, or None when unknown.
    """

    dato: date
    minutter: int
    aktivitet: str
    fra: int | None = None
    til: int | None = None
    merknad: str = ""


def foer_timer(
    *, actor: Actor, kontrakt_id: UUID, timer: NyeTimer, now: datetime, og_send: bool = False
) -> UUID:
    """Register hours against one's own signed T1 contract.

    Args:
        actor: the person; kontrakt_id: the contract; timer: the hours; now: time of registration.
        og_send: also send what is registered on the contract for approval.

    Returns:
        The registration.

    Raises:
        KontraktMissing: not the actor's contract.
        HoursRefused: outside the contract, twice, over its hours, over the day, or too late.
    """
    actor.require("hr.timeliste.foer")
    kontrakt = _own_contract(actor, kontrakt_id)
    if timer.fra is not None and (timer.til is None or timer.til <= timer.fra):
        raise HoursRefused(
            "Klokkeslettene må være i samme døgn, og slutten etter starten.", field="fra"
        )
    with guarded(HOUR_ANSWERS):
        made = Timeregistrering.objects.create(
            tenant_id=actor.tenant_id, kontrakt_id=kontrakt.id, party_id=kontrakt.party_id,
            enhet_id=kontrakt.enhet_id, dato=timer.dato, minutter=timer.minutter,
            aktivitet=timer.aktivitet, merknad=timer.merknad, foert_at=now,
            tidsrom=None if timer.fra is None else Int4Range(timer.fra, timer.til),
        )  # fmt: skip
    record_act(
        actor=actor, handling="hr.timer.foer", objekt_type="timeregistrering", objekt_id=made.id
    )
    if og_send:
        send_inn(actor=actor, kontrakt_id=kontrakt_id, now=now)
    return made.id


def rett_timer(
    *, actor: Actor, timer_id: UUID, dato: date, minutter: int, aktivitet: str, now: datetime
) -> None:
    """Correct one's own hours that are not sent, or that were sent back.

    Args:
        actor: the person; timer_id: the registration; dato, minutter, aktivitet: as it shall be.
        now: time of the correction.

    Raises:
        TimelisteMissing: not the actor's; HoursSent: already sent.
        HoursRefused: as corrected they break a rule of hours.
    """
    row = _own_unsent(actor, timer_id)
    values: dict[str, Any] = {
        "dato": dato, "minutter": minutter, "aktivitet": aktivitet, "status": "foert",
    }  # fmt: skip
    if minutter != row.minutter:  # the clock was that of the old number of hours
        values["tidsrom"] = None
    # The six months of a claim run from its first registration; a later day is claimed now.
    if dato > row.foert_at.astimezone(OSLO).date():
        values["foert_at"] = now
    with guarded(HOUR_ANSWERS):
        Timeregistrering.objects.filter(tenant_id=actor.tenant_id, id=row.id).update(**values)
    record_act(
        actor=actor, handling="hr.timer.rett", objekt_type="timeregistrering", objekt_id=row.id
    )


def slett_timer(*, actor: Actor, timer_id: UUID) -> None:
    """Take away one's own hours that are not sent, or that were sent back.

    Raises:
        TimelisteMissing: not the actor's; HoursSent: already sent.
    """
    row = _own_unsent(actor, timer_id)
    with guarded(HOUR_ANSWERS):
        Timeregistrering.objects.filter(tenant_id=actor.tenant_id, id=row.id).delete()
    record_act(
        actor=actor, handling="hr.timer.slett", objekt_type="timeregistrering", objekt_id=timer_id
    )


def send_inn(*, actor: Actor, kontrakt_id: UUID, now: datetime) -> UUID:
    """Send the registered hours of a contract to the leader as one sheet.

    Raises:
        KontraktMissing: not the actor's contract; TimelisteMissing: nothing to send.
    """
    actor.require("hr.timeliste.foer")
    kontrakt = _own_contract(actor, kontrakt_id)
    waiting = Timeregistrering.objects.filter(
        tenant_id=actor.tenant_id, kontrakt_id=kontrakt.id, status__in=USENDT
    )
    minutes = waiting.aggregate(sum=Sum("minutter"))["sum"]
    if not minutes:
        raise TimelisteMissing("Det er ingen timer å sende. Før timer først.")
    with guarded(HOUR_ANSWERS):
        sheet = Timeliste.objects.create(
            tenant_id=actor.tenant_id, kontrakt_id=kontrakt.id, party_id=kontrakt.party_id,
            enhet_id=kontrakt.enhet_id, minutter=minutes, innsendt_at=now,
        )  # fmt: skip
        waiting.update(status="innsendt", timeliste_id=sheet.id)
    _told(actor, "innsendt", [sheet.id], now)
    return sheet.id


# The sheet and its rows in one statement, so that no sheet is ever half approved.
_APPROVE = """
WITH ark AS (
  UPDATE hr_timeliste SET status = 'godkjent', godkjent_at = %(now)s, godkjent_av_id = %(bruker)s,
    godkjent_party_id = %(party)s
  WHERE tenant_id = %(tenant)s AND id = ANY(%(ids)s) AND status = 'innsendt'
    AND enhet_id IN (SELECT samverk.enheter('hr.timeliste.godkjenn'))
  RETURNING id
), rader AS (
  UPDATE hr_timeregistrering SET status = 'godkjent'
  WHERE tenant_id = %(tenant)s AND status = 'innsendt' AND timeliste_id IN (SELECT id FROM ark)
)
SELECT id FROM ark
"""


def approve_timer(*, actor: Actor, timeliste_ids: Sequence[UUID], now: datetime) -> int:
    """Approve many hour sheets at once; all of them, or none.

    Args:
        actor: a leader (``hr.timeliste.godkjenn`` in the sheets' units), or a deputy.
        timeliste_ids: the sheets; now: time of approval.

    Returns:
        How many were approved.

    Raises:
        OwnHours: one of them is the actor's own, or of the person the actor stands in for.
        TimelisteMissing: one of them does not wait here (already handled, another unit).
    """
    actor.require("hr.timeliste.godkjenn")
    ids = list(dict.fromkeys(timeliste_ids))
    persons = {actor.party_id, actor.on_behalf_of_party, *principals(actor, now.date())}
    own = {person for person in persons if person}
    if Timeliste.objects.filter(tenant_id=actor.tenant_id, id__in=ids, party_id__in=own).exists():
        raise OwnHours(
            "Du kan ikke godkjenne egne timer, eller timene til den du er stedfortreder for."
        )
    with guarded(HOUR_ANSWERS):
        with connection.cursor() as cursor:
            cursor.execute(
                _APPROVE,
                {
                    "now": now, "bruker": actor.bruker_id, "party": actor.party_id,
                    "tenant": actor.tenant_id, "ids": ids,
                },
            )  # fmt: skip
            approved = [row[0] for row in cursor.fetchall()]
        if len(approved) != len(ids) or not ids:
            raise TimelisteMissing(
                "Noe på lista er alt behandlet, eller det hører til en annen enhet."
            )
    _told(actor, "godkjent", approved, now)
    return len(approved)


def principals(actor: Actor, on: date) -> set[UUID]:
    """Return the persons the actor stands in for: a deputy inherits their conflicts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.party_id FROM access_delegasjon d JOIN access_bruker b"
            " ON b.tenant_id = d.tenant_id AND b.id = d.fra_id"
            " WHERE d.tenant_id = %s AND d.til_id = %s AND d.gyldig @> %s::date"
            " AND 'hr.timeliste.godkjenn' = ANY (d.kapabiliteter)",
            [actor.tenant_id, actor.bruker_id, on],
        )
        return {row[0] for row in cursor.fetchall() if row[0]}


def return_timer(*, actor: Actor, timeliste_id: UUID, grunn: str, now: datetime) -> None:
    """Send a sheet back with a reason; the person corrects and sends it again.

    Raises:
        TimelisteMissing: it does not wait here; HoursRefused: no reason given.
    """
    actor.require("hr.timeliste.godkjenn")
    if not grunn.strip():
        raise HoursRefused("Skriv hva som må rettes.", field="grunn")
    with guarded(HOUR_ANSWERS):
        found = (
            Timeliste.objects.filter(tenant_id=actor.tenant_id, id=timeliste_id, status="innsendt")
            .extra(where=["enhet_id IN (SELECT samverk.enheter('hr.timeliste.godkjenn'))"])
            .update(status="returnert", retur_grunn=grunn.strip()[:400])
        )
        if not found:
            raise TimelisteMissing("Timelista er allerede behandlet.")
        Timeregistrering.objects.filter(
            tenant_id=actor.tenant_id, timeliste_id=timeliste_id, status="innsendt"
        ).update(status="returnert")
    _told(actor, "returnert", [timeliste_id], now)


# The sheets of a whole university go in one list, not as a parameter for each.
_PAY_SHEETS = """
UPDATE hr_timeliste SET status = 'utbetalt', kjoering_id = %(kjoering)s, utbetalt_at = %(now)s
WHERE tenant_id = %(tenant)s AND id = ANY (%(ids)s) AND status = 'godkjent'
"""
_PAID_SHEETS = """
SELECT count(*) FROM hr_timeliste WHERE tenant_id = %(tenant)s AND id = ANY (%(ids)s)
  AND status = 'utbetalt' AND kjoering_id = %(kjoering)s
"""
_PAY_HOURS = """
UPDATE hr_timeregistrering SET status = 'utbetalt'
WHERE tenant_id = %(tenant)s AND timeliste_id = ANY (%(ids)s) AND status = 'godkjent'
"""


def mark_timer_paid(
    *, actor: Actor, kjoering_id: UUID, timeliste_ids: Sequence[UUID], now: datetime
) -> int:
    """Mark approved hour sheets as paid by a run, all at once; twice is as once.

    Args:
        actor: payroll (``lonn.kjoring.klargjor`` or ``lonn.kjoring.godkjenn``) or its machine.
        kjoering_id: the pay run; timeliste_ids: the sheets it paid; now: time of payment.

    Returns:
        How many were marked by this call.

    Raises:
        TimelisteMissing: a sheet is not approved, or another run has paid it.
    """
    ids = list(dict.fromkeys(timeliste_ids))
    values: dict[str, Any] = {
        "tenant": actor.tenant_id,
        "ids": ids,
        "kjoering": kjoering_id,
        "now": now,
    }
    with guarded(HOUR_ANSWERS), connection.cursor() as cursor:
        cursor.execute(_PAY_SHEETS, values)
        marked = int(cursor.rowcount)
        cursor.execute(_PAID_SHEETS, values)
        (paid,) = cursor.fetchone()
        if paid != len(ids):
            raise TimelisteMissing("En timeliste er ikke godkjent, eller den er alt betalt.")
        cursor.execute(_PAY_HOURS, values)
    record_act(
        actor=actor, handling="hr.timer.utbetal", objekt_type="loennskjoering",
        objekt_id=kjoering_id,
    )  # fmt: skip
    return marked


def _own_contract(actor: Actor, kontrakt_id: UUID) -> Kontrakt:
    found = Kontrakt.objects.filter(
        tenant_id=actor.tenant_id, id=kontrakt_id, party_id=_person(actor)
    ).first()
    if found is None:
        raise KontraktMissing("Fant ikke kontrakten din.")
    return found


def _own_unsent(actor: Actor, timer_id: UUID) -> Timeregistrering:
    """Return the row, held until the act is over: a sheet sent meanwhile waits for it."""
    found = (
        Timeregistrering.objects.select_for_update(no_key=True)
        .filter(tenant_id=actor.tenant_id, id=timer_id, party_id=_person(actor))
        .first()
    )
    if found is None:
        raise TimelisteMissing("Fant ikke timene. De kan være slettet.")
    if found.status not in USENDT:
        raise HoursSent("Timene er sendt og kan ikke endres. Er noe feil, snakk med lederen din.")
    return found


def _person(actor: Actor) -> UUID:
    if actor.party_id is None:
        raise KontraktMissing("Bare en person kan føre timer.")
    return actor.party_id


def _told(actor: Actor, what: str, ids: Sequence[UUID], now: datetime) -> None:
    """One audit line and one event per sheet."""
    for sheet_id in ids[:1] if len(ids) == 1 else [None]:
        record_act(
            actor=actor, handling=f"hr.timeliste.{what}", objekt_type="timeliste",
            objekt_id=sheet_id,
        )  # fmt: skip
    publish_all(
        actor=actor,
        events=[NewEvent(f"hr.timeliste.{what}.v1", "timeliste", sheet) for sheet in ids],
        now=now,
    )
