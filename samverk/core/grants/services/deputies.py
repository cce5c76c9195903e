"""Deputies: lend what one may oneself, in a unit, until midnight of the last day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg.types.range import DateRange

from samverk.core.access.api import Actor, Bruker, Delegasjon, Grant, GrantRefused
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal
from samverk.core.grants import events
from samverk.core.grants.rules import NEVER_LENT
from samverk.core.grants.services.refusals import guarded
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.periods import OSLO


class DelegasjonMissing(Refusal):
    """No deputyship by that id from or to the actor."""


@dataclass(frozen=True, slots=True)
class Lendable:
    """One of the actor's own roles in a unit, and what of it can be lent."""

    grant_id: UUID
    rollenavn: tuple[str, str, str]
    enhet_id: UUID
    omfang: str
    kapabiliteter: tuple[str, ...]


def lendable(actor: Actor, *, on: date) -> list[Lendable]:
    """Return the roles the actor can lend from on a day: own ones, never what one has been lent."""
    found = Grant.objects.filter(
        tenant_id=actor.tenant_id, bruker_id=actor.bruker_id, gyldig__contains=on,
        omfang__in=("subtre", "enhet"),
    ).select_related("rolle")  # fmt: skip
    roles: dict[tuple[str, UUID, str], Lendable] = {}
    for g in found.order_by("rolle_id", "id"):
        lent = tuple(sorted(set(g.rolle.kapabiliteter) - NEVER_LENT - {"*"}))
        if g.enhet_id and lent:  # a role held twice (set up, and by position) is shown once
            names = (g.rolle.navn, g.rolle.navn_nn, g.rolle.navn_en)
            one = Lendable(g.id, names, g.enhet_id, g.omfang, lent)
            roles.setdefault((g.rolle_id, g.enhet_id, g.omfang), one)
    return list(roles.values())


def appoint_deputy(
    *,
    actor: Actor,
    til_bruker_id: UUID,
    grant_ids: Collection[UUID],
    fra: date,
    til_og_med: date,
    now: datetime,
    begrunnelse: str = "",
) -> list[UUID]:
    """Let a deputy act for the actor until midnight (Oslo) of the last day.

    Args:
        actor: who lends; til_bruker_id: the deputy's account.
        grant_ids: the actor's own grants that are lent, as `lendable` on the first day lists them.
        fra, til_og_med: first and last day; now: time of the act; begrunnelse: why, if said.

    Returns:
        The deputyships, one for each unit.

    Raises:
        GrantRefused: oneself (also by another account), somebody without an account, nothing or
            not one's own lent, a day that has been, an end before the start, or a second
            deputyship between the same two in a unit at once.
    """
    _require_days(actor, til_bruker_id, fra, til_og_med, now)
    units = _lent_by_unit(actor, grant_ids, fra)
    made = []
    with guarded():
        for enhet_id, kapabiliteter in units.items():
            row = Delegasjon.objects.create(
                tenant_id=actor.tenant_id, fra_id=actor.bruker_id, til_id=til_bruker_id,
                enhet_id=enhet_id, kapabiliteter=sorted(kapabiliteter),
                gyldig=DateRange(fra, til_og_med, "[]"), begrunnelse=begrunnelse.strip(),
                opprettet_at=now,
            )  # fmt: skip
            made.append(row.id)
    for key in made:
        _record(actor, "tilgang.stedfortreder.sett", key)
    _tell(actor, events.DEPUTY_APPOINTED, made[0], til_bruker_id, now)
    return made


def _require_days(
    actor: Actor, til_bruker_id: UUID, fra: date, til_og_med: date, now: datetime
) -> None:
    """Each refusal names its field; what was done yesterday cannot be made somebody else's."""
    if til_bruker_id == actor.bruker_id:
        raise GrantRefused("Du kan ikke være din egen stedfortreder.", field="til")
    known = Bruker.objects.filter(
        tenant_id=actor.tenant_id, id=til_bruker_id, aktiv=True, is_maskin=False
    )
    if not known.exists():
        raise GrantRefused("Velg en person som har konto her.", field="til")
    if fra < now.astimezone(OSLO).date():
        raise GrantRefused("Velg i dag eller en senere dag.", field="fra")
    if til_og_med < fra:
        raise GrantRefused("Siste dag kan ikke være før den første.", field="til_og_med")
    if til_og_med.year > fra.year + 1:
        raise GrantRefused("Velg en dag innen utgangen av neste år.", field="til_og_med")


def _lent_by_unit(actor: Actor, grant_ids: Collection[UUID], fra: date) -> dict[UUID, set[str]]:
    own = {one.grant_id: one for one in lendable(actor, on=fra)}
    if not grant_ids:
        raise GrantRefused("Velg minst én rolle.", field="omfang")
    if any(key not in own for key in grant_ids):
        raise GrantRefused("Du kan bare låne bort roller du selv har fått.", field="omfang")
    units: dict[UUID, set[str]] = {}
    for key in grant_ids:
        units.setdefault(own[key].enhet_id, set()).update(own[key].kapabiliteter)
    return units


def end_deputyship(*, actor: Actor, delegasjon_id: UUID, now: datetime) -> None:
    """End a deputyship at once: the one who lent may, and the deputy may give it back.

    Raises:
        DelegasjonMissing: not there, or between two others; GrantRefused: it has ended.
    """
    today = now.astimezone(OSLO).date()
    found = Delegasjon.objects.filter(tenant_id=actor.tenant_id, id=delegasjon_id).first()
    if found is None or actor.bruker_id not in (found.fra_id, found.til_id):
        raise DelegasjonMissing("Stedfortrederskapet finnes ikke.")
    if found.gyldig.isempty or found.gyldig.upper <= today:
        raise GrantRefused("Stedfortrederskapet er alt avsluttet.")
    first = found.gyldig.lower
    with guarded():
        Delegasjon.objects.filter(tenant_id=actor.tenant_id, id=delegasjon_id).update(
            gyldig=DateRange(first, max(first, today)), avsluttet_at=now
        )
    _record(actor, "tilgang.stedfortreder.avslutt", delegasjon_id)
    other = found.til_id if actor.bruker_id == found.fra_id else found.fra_id
    _tell(actor, events.DEPUTY_ENDED, delegasjon_id, other, now)


def _record(actor: Actor, handling: str, key: UUID) -> None:
    record_act(actor=actor, handling=handling, objekt_type="access_delegasjon", objekt_id=key)


def _tell(actor: Actor, kind: str, key: UUID, other: UUID, now: datetime) -> None:
    data = {"av": str(actor.bruker_id), "til": str(other)}
    publish(
        actor=actor, now=now,
        event=NewEvent(type=kind, subject_type="stedfortreder", subject_id=key, data=data),
    )  # fmt: skip
