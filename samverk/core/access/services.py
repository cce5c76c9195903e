"""Acts: accounts, grants, delegations, and the separation of duties in a matter."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import Error, transaction
from psycopg.types.range import DateRange

from samverk.core.access.actor import Actor
from samverk.core.access.models import Bruker, Grant, SakHandling
from samverk.core.errors import Refusal, Text
from samverk.core.periods import OSLO

Handling = Literal["bestiller", "attestant", "godkjenner", "utbetaler", "mottaker"]
ORD = {
    "bestiller": Text("bestilt"),
    "attestant": Text("attestert"),
    "godkjenner": Text("godkjent"),
    "utbetaler": Text("utbetalt"),
    "mottaker": Text("fått noe fra"),
}


class DutiesNotSeparated(Refusal):
    """The same person would hold two conflicting roles in one matter."""


class GrantRefused(Refusal):
    """A grant or delegation breaks a rule; the message says which."""


def create_bruker(
    *,
    actor: Actor,
    brukernavn: str,
    navn: str,
    party_id: UUID | None,
    now: datetime,
    passord: str = "",
    details: dict[str, object] | None = None,
) -> UUID:
    """Create an account.

    Args:
        actor: who creates it (needs ``tilgang.tildel``).
        brukernavn: unique in the tenant; navn: display name; party_id: the person, if any.
        now: time of creation.
        passord: local password (demo and CLI); empty means sign-in by OIDC only.
        details: further columns (rolletekst, is_cast, spraak, is_maskin).

    Raises:
        GrantRefused: the user name is taken.
    """
    actor.require("tilgang.tildel")
    if Bruker.objects.filter(tenant_id=actor.tenant_id, brukernavn=brukernavn).exists():
        raise GrantRefused(
            "Brukernavnet «%(brukernavn)s» er i bruk.",
            values={"brukernavn": brukernavn},
            field="brukernavn",
        )
    made = Bruker.objects.create(
        tenant_id=actor.tenant_id,
        brukernavn=brukernavn,
        visningsnavn=navn,
        party_id=party_id,
        passord=make_password(passord) if passord else "",
        opprettet_at=now,
        **(details or {}),
    )
    return made.id


def grant_rolle(
    *,
    actor: Actor,
    bruker_id: UUID,
    rolle: str,
    omfang: str,
    fra: date,
    now: datetime,
    til: date | None = None,
    details: dict[str, object] | None = None,
) -> UUID:
    """Grant a role at set-up, or one that follows from something else (not by hand).

    What one person gives another is proposed and confirmed in ``core.grants``.

    Args:
        actor: the tenant's service user.
        bruker_id: the receiver; rolle: role code; omfang: subtre, enhet, prosjekt, sak, selv.
        fra: first day; til: day after the last day, or None for open.
        now: time of the grant.
        details: enhet_id, omfang_id, kilde (oppsett or auto), begrunnelse.

    Raises:
        GrantRefused: the actor is not the service user, or the scope is wrong.
    """
    actor.require("tilgang.oppsett")
    values: dict[str, object] = {"kilde": "oppsett", "tildelt_av": actor.bruker_id}
    values |= details or {}
    try:
        with transaction.atomic():
            made = Grant.objects.create(
                tenant_id=actor.tenant_id,
                bruker_id=bruker_id,
                rolle_id=rolle,
                omfang=omfang,
                gyldig=DateRange(fra, til),
                opprettet_at=now,
                **values,
            )
    except Error as error:
        raise GrantRefused(_grant_message(str(error))) from error
    return made.id


def _grant_message(text: str) -> Text:
    if "noed_ett_doegn" in text:
        return Text("Nødtilgang gjelder høyst ett døgn.")
    return Text("Tilgangen har feil omfang. Velg enhet, prosjekt, sak eller deg selv.")


def sync_derived_grants(
    *,
    actor: Actor,
    rolle: str,
    enhet_id: UUID,
    holders: list[tuple[UUID, date, date | None]],
    now: datetime,
) -> int:
    """Rebuild the derived (kilde auto) grants of one role in one unit from who holds the position.

    Args:
        actor: the tenant's service user.
        rolle: role code; enhet_id: the unit, with everything below it.
        holders: (party, first day, day after the last or None); a person without an account has
            nothing to be granted.
        now: time of the rebuild; a grant that no longer has a ground ends today, and one that
            has not begun becomes empty.

    Returns:
        How many grants were made or changed.

    Raises:
        AccessDenied: the actor is not the service user.
    """
    actor.require("tilgang.oppsett")
    today = now.astimezone(OSLO).date()
    accounts = dict(
        Bruker.objects.filter(
            tenant_id=actor.tenant_id, party_id__in={h[0] for h in holders}, aktiv=True
        ).values_list("party_id", "id")
    )
    wanted = {(accounts[p], fra): til for p, fra, til in holders if p in accounts}
    changed = 0
    for grant in Grant.objects.filter(
        tenant_id=actor.tenant_id, rolle_id=rolle, enhet_id=enhet_id, kilde="auto",
        gyldig__isempty=False,
    ):  # fmt: skip
        fra = grant.gyldig.lower
        found = (grant.bruker_id, fra) in wanted
        ended = grant.gyldig.upper
        til = wanted.pop((grant.bruker_id, fra)) if found else max(fra, today)
        if til == ended or (not found and ended is not None and til is not None and ended < til):
            continue
        Grant.objects.filter(tenant_id=actor.tenant_id, id=grant.id).update(
            gyldig=DateRange(fra, til), avsluttet_av=actor.bruker_id if til else None
        )
        changed += 1
    Grant.objects.bulk_create(
        Grant(
            tenant_id=actor.tenant_id, bruker_id=bruker, rolle_id=rolle, omfang="subtre",
            enhet_id=enhet_id, gyldig=DateRange(fra, til), kilde="auto", opprettet_at=now,
            begrunnelse="Følger lederstillingen",
        )
        for (bruker, fra), til in wanted.items()
    )  # fmt: skip
    return changed + len(wanted)


def record_handling(
    *,
    actor: Actor,
    sak_type: str,
    sak_id: UUID,
    handling: Handling,
    now: datetime,
    party_id: UUID | None = None,
) -> None:
    """Record that a person acted in a matter; the database refuses two roles in one hand.

    Args:
        actor: who acts; a deputy's act counts for the principal too.
        sak_type: kind of matter; sak_id: its id.
        handling: bestiller, attestant, godkjenner, utbetaler or mottaker.
        now: time of the act.
        party_id: the person, when it is not the actor (the beneficiary).

    Raises:
        DutiesNotSeparated: the person already holds another role in the matter.
    """
    person = party_id or actor.party_id
    if person is None:  # a machine has no conflict of interest
        return
    values = {
        "tenant_id": actor.tenant_id, "sak_type": sak_type, "sak_id": sak_id,
        "handling": handling, "party_id": person,
    }  # fmt: skip
    try:
        with transaction.atomic():
            SakHandling.objects.get_or_create(
                **values,
                defaults={
                    "skjedde_at": now,
                    "paa_vegne_av_id": None if party_id else actor.on_behalf_of_party,
                },
            )
    except Error as error:
        refusal = duties_refusal(error)
        if refusal is None:
            raise
        raise refusal from error


def duties_refusal(error: Error) -> DutiesNotSeparated | None:
    """Return what the user is told of two duties in one hand, or None when it is another error."""
    if getattr(error.__cause__, "sqlstate", "") != "SV002":
        return None
    diag = getattr(error.__cause__, "diag", None)
    other = str(getattr(diag, "message_detail", "") or "")
    sentence = (
        Text(
            "En du er stedfortreder for, eller som er stedfortreder for deg, har allerede"
            " %(other)s denne saken. En tredje må gjøre dette steget."
        )
        if getattr(diag, "message_hint", "") == "stedfortreder"
        else Text("Du har allerede %(other)s denne saken. En annen må gjøre dette steget.")
    )
    return DutiesNotSeparated(sentence, values={"other": ORD.get(other, other)}, code="pliktdeling")


def set_spraak(*, actor: Actor, spraak: str) -> None:
    """Keep the language that the actor reads in.

    Args:
        actor: whose account; spraak: nb, nn or en.
    """
    Bruker.objects.filter(tenant_id=actor.tenant_id, id=actor.bruker_id).update(spraak=spraak)
