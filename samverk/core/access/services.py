"""Acts: accounts, grants, delegations, and the separation of duties in a matter."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import Error, transaction
from psycopg.types.range import DateRange

from samverk.core.access.actor import Actor
from samverk.core.access.models import Bruker, Delegasjon, Grant, SakHandling
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
    """Grant a role within a scope from a day.

    Args:
        actor: who grants (needs ``tilgang.tildel``).
        bruker_id: the receiver; rolle: role code; omfang: subtre, enhet, prosjekt, sak, selv.
        fra: first day; til: day after the last day, or None for open.
        now: time of the grant.
        details: enhet_id, omfang_id, kilde (default manuell), godkjent_av, begrunnelse.

    Raises:
        GrantRefused: granter, approver and receiver are not three persons, or the scope is wrong.
    """
    actor.require("tilgang.tildel")
    values: dict[str, object] = {"kilde": "manuell", "tildelt_av": actor.bruker_id}
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
    if "to_personer" in text:
        return Text(
            "Den som gir tilgangen, den som godkjenner og den som får den, må være tre ulike"
            " personer."
        )
    if "noed_ett_doegn" in text:
        return Text("Nødtilgang gjelder høyst ett døgn.")
    return Text("Tilgangen har feil omfang. Velg enhet, prosjekt, sak eller deg selv.")


def end_grant(*, actor: Actor, grant_id: UUID, til: date) -> None:
    """End a grant on a day (the day after its last); it is kept for ever.

    Raises:
        GrantRefused: unknown grant, or an end before its start.
    """
    actor.require("tilgang.tildel")
    grant = Grant.objects.filter(tenant_id=actor.tenant_id, id=grant_id).first()
    if grant is None or til < grant.gyldig.lower:
        raise GrantRefused("Tilgangen finnes ikke, eller slutten er før starten.", field="til")
    Grant.objects.filter(tenant_id=actor.tenant_id, id=grant_id).update(
        gyldig=DateRange(grant.gyldig.lower, til), avsluttet_av=actor.bruker_id
    )


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
        actor: the tenant's service user (needs ``tilgang.tildel``).
        rolle: role code; enhet_id: the unit, with everything below it.
        holders: (party, first day, day after the last or None); a person without an account has
            nothing to be granted.
        now: time of the rebuild; a grant that no longer has a ground ends today, and one that
            has not begun becomes empty.

    Returns:
        How many grants were made or changed.
    """
    actor.require("tilgang.tildel")
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
        til = wanted.pop((grant.bruker_id, fra)) if found else max(fra, now.date())
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


def delegate(
    *,
    actor: Actor,
    til_bruker_id: UUID,
    enhet_id: UUID,
    kapabiliteter: list[str],
    fra: date,
    til_og_med: date,
    now: datetime,
    begrunnelse: str = "",
) -> UUID:
    """Let a deputy act for the actor until midnight (Oslo) of the last day.

    Raises:
        GrantRefused: a capability the actor lacks or may not lend, oneself, a day that has been,
            an end before the start, or a second deputyship with the same person at once.
    """
    _require_deputyship(actor, til_bruker_id, fra, til_og_med, now)
    own = _direct_capabilities(actor, fra)
    missing = set(kapabiliteter) - own
    if missing:
        raise GrantRefused(
            "Du kan bare gi fra deg tilganger du selv har fått.", field="kapabiliteter"
        )
    try:
        with transaction.atomic():
            made = Delegasjon.objects.create(
                tenant_id=actor.tenant_id,
                fra_id=actor.bruker_id,
                til_id=til_bruker_id,
                enhet_id=enhet_id,
                kapabiliteter=kapabiliteter,
                gyldig=DateRange(fra, til_og_med, "[]"),
                begrunnelse=begrunnelse,
                opprettet_at=now,
            )
    except Error as error:
        if "delegasjon_overlapper" in str(error):
            raise GrantRefused(
                "Personen er allerede stedfortreder for deg i en del av denne tiden.", field="fra"
            ) from error
        raise GrantRefused(
            "Dette kan ikke lånes bort. Velg en annen person, en sluttdato, og tilganger som ikke"
            " gjelder lønnsgodkjenning eller tilgangsstyring."
        ) from error
    return made.id


def _require_deputyship(
    actor: Actor, til_bruker_id: UUID, fra: date, til_og_med: date, now: datetime
) -> None:
    """Each refusal names its field; what was done yesterday cannot be made somebody else's."""
    if til_bruker_id == actor.bruker_id:
        raise GrantRefused("Du kan ikke være din egen stedfortreder.", field="til_bruker_id")
    if fra < now.astimezone(OSLO).date():
        raise GrantRefused("Velg i dag eller en senere dag.", field="fra")
    if til_og_med < fra:
        raise GrantRefused("Siste dag kan ikke være før den første.", field="til_og_med")


def _direct_capabilities(actor: Actor, on: date) -> set[str]:
    found = Grant.objects.filter(
        tenant_id=actor.tenant_id, bruker_id=actor.bruker_id, gyldig__contains=on
    ).values_list("rolle__kapabiliteter", flat=True)
    return {capability for capabilities in found for capability in capabilities}


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
        if getattr(error.__cause__, "sqlstate", "") != "SV002":
            raise
        diag = getattr(error.__cause__, "diag", None)
        other = str(getattr(diag, "message_detail", "") or "")
        raise DutiesNotSeparated(
            "Du har allerede %(other)s denne saken. En annen må gjøre dette steget.",
            values={"other": ORD.get(other, other)},
            code="pliktdeling",
        ) from error


def set_spraak(*, actor: Actor, spraak: str) -> None:
    """Keep the language that the actor reads in.

    Args:
        actor: whose account; spraak: nb, nn or en.
    """
    Bruker.objects.filter(tenant_id=actor.tenant_id, id=actor.bruker_id).update(spraak=spraak)
