"""Reads of hires and contracts, and the machine's check list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from samverk.core.access.api import Actor
from samverk.core.organisation import api as organisation
from samverk.core.parties import api as parties
from samverk.core.periods import Period
from samverk.core.rates.api import national_book
from samverk.core.ui.api import words
from samverk.hr.codes import stillingskoder
from samverk.hr.models import Ansettelse, Kontrakt, Signatur
from samverk.hr.queries.forslag import propose_ansettelse
from samverk.hr.queries.gjenkjenning import my_fetches
from samverk.hr.rules.forslag import Kontrollgrunnlag, Kontrollpunkt, check

RECOGNISE = "gjenkjenning"
WEEK_LIMIT = "hr.timeloenn.forslag_hoeyeste_uke"


@dataclass(frozen=True, slots=True)
class AnsettelseFacts:
    """A hire as others may know it; amounts in øre, hours in minutes."""

    id: UUID
    status: str
    enhet_id: UUID
    enhet: str
    party_id: UUID
    navn: str
    epost: str
    bestilt_av: UUID
    bestilt_at: datetime
    kontrakttype: str
    stillingskode: str
    tittel: str
    yrkeskode: str
    emne: str
    begrunnelse: str
    lovhjemmel: str
    gyldig: Period
    minutter: int
    timesats_oere: int | None
    trinn: str
    koststed: str
    delprosjekt: str
    kostnad: dict[str, Any]
    kilder: dict[str, Any]
    retur_grunn: str
    besluttet_at: datetime | None
    besluttet_av: UUID | None
    sak_id: UUID | None
    instans_id: UUID | None
    annen_jobb_enn: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class KontraktFacts:
    """A contract; `brukt_minutter` counts everything registered and not returned."""

    id: UUID
    ansettelse_id: UUID | None
    arbeidsforhold_id: UUID | None
    besettelse_id: UUID | None
    party_id: UUID
    navn: str
    enhet_id: UUID
    enhet: str
    type: str
    nummer: int
    versjon: int
    tittel: str
    emne: str
    gyldig: Period
    budsjett_minutter: int
    brukt_minutter: int
    timesats_oere: int | None
    status: str
    dokument_id: UUID | None
    dokument_sha256: str
    signert_at: datetime | None


def ansettelse(actor: Actor, ansettelse_id: UUID) -> AnsettelseFacts | None:
    """Return one hire, or None when it is not there for the actor."""
    return next(iter(ansettelser(actor, [ansettelse_id])), None)


def ansettelser(actor: Actor, ids: Iterable[UUID]) -> list[AnsettelseFacts]:
    """Return hires by id, newest first."""
    rows = Ansettelse.objects.filter(tenant_id=actor.tenant_id, id__in=list(ids))
    found = list(rows.order_by("-bestilt_at"))
    people = parties.parties(actor.tenant_id, [a.party_id for a in found])
    units = _units(actor, [a.gyldig.lower for a in found])
    return [
        AnsettelseFacts(
            id=a.id, status=a.status, enhet_id=a.enhet_id, enhet=units.get(a.enhet_id, ""),
            party_id=a.party_id, navn=people[a.party_id].navn, epost=people[a.party_id].epost,
            bestilt_av=a.bestilt_av_id, bestilt_at=a.bestilt_at, kontrakttype=a.kontrakttype,
            stillingskode=a.stillingskode, tittel=a.tittel, yrkeskode=a.yrkeskode, emne=a.emne,
            begrunnelse=a.begrunnelse, lovhjemmel=a.lovhjemmel,
            gyldig=Period(a.gyldig.lower, a.gyldig.upper), minutter=a.minutter,
            timesats_oere=a.timesats_oere, trinn=a.trinn, koststed=a.koststed,
            delprosjekt=a.delprosjekt, kostnad=a.kostnad, kilder=a.kilder,
            retur_grunn=a.retur_grunn, besluttet_at=a.besluttet_at,
            besluttet_av=a.besluttet_av_id, sak_id=a.sak_id,
            instans_id=a.instans_id, annen_jobb_enn=tuple(a.annen_jobb_enn),
        )
        for a in found if a.party_id in people
    ]  # fmt: skip


def kontrakt(actor: Actor, kontrakt_id: UUID) -> KontraktFacts | None:
    """Return one contract, or None when it is not there for the actor."""
    return next(iter(_kontrakter(actor, id=kontrakt_id)), None)


def kontrakter(actor: Actor, ids: Iterable[UUID]) -> list[KontraktFacts]:
    """Return the contracts with these ids that the actor may see."""
    return _kontrakter(actor, id__in=list(ids))


def kontrakt_for_ansettelse(actor: Actor, ansettelse_id: UUID) -> KontraktFacts | None:
    """Return the newest version of a hire's contract, or None."""
    found = _kontrakter(actor, ansettelse_id=ansettelse_id)
    return max(found, key=lambda k: k.versjon, default=None)


def my_kontrakter(actor: Actor, *, status: str | None = None) -> list[KontraktFacts]:
    """Return the actor's own contracts, the latest period first."""
    if actor.party_id is None:
        return []
    wanted = {"party_id": actor.party_id} | ({"status": status} if status else {})
    return _kontrakter(actor, **wanted)


def _kontrakter(actor: Actor, **where: Any) -> list[KontraktFacts]:
    found = list(
        Kontrakt.objects.filter(tenant_id=actor.tenant_id, **where).order_by("-gyldig", "-versjon")
    )
    people = parties.parties(actor.tenant_id, [k.party_id for k in found])
    units = _units(actor, [k.gyldig.lower for k in found])
    used = _used(actor, [k.id for k in found])
    return [
        KontraktFacts(
            id=k.id, ansettelse_id=k.ansettelse_id, arbeidsforhold_id=k.arbeidsforhold_id,
            besettelse_id=k.besettelse_id, party_id=k.party_id, navn=people[k.party_id].navn,
            enhet_id=k.enhet_id, enhet=units.get(k.enhet_id, ""), type=k.type, nummer=k.nummer,
            versjon=k.versjon, tittel=k.tittel, emne=k.emne,
            gyldig=Period(k.gyldig.lower, k.gyldig.upper), budsjett_minutter=k.budsjett_minutter,
            brukt_minutter=used.get(k.id, 0), timesats_oere=k.timesats_oere, status=k.status,
            dokument_id=k.dokument_id, dokument_sha256=k.dokument_sha256, signert_at=k.signert_at,
        )
        for k in found if k.party_id in people
    ]  # fmt: skip


def _units(actor: Actor, days: list[date]) -> dict[UUID, str]:
    if not days:
        return {}
    found = organisation.enheter(actor.tenant_id, on=max(days))
    return {u.id: u.name(words.language()) for u in found}


def _used(actor: Actor, ids: list[UUID]) -> dict[UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kontrakt_id, sum(minutter) FROM hr_timeregistrering WHERE tenant_id = %s"
            " AND kontrakt_id = ANY(%s) AND status <> 'returnert' GROUP BY 1",
            [actor.tenant_id, ids],
        )
        return {key: int(minutes) for key, minutes in cursor.fetchall()}


def kontroller_ansettelse(
    actor: Actor, ansettelse_id: UUID, *, today: date
) -> tuple[Kontrollpunkt, ...]:
    """Return the machine's check list of a hire; `stop` is what HR must look at.

    Args:
        actor: whose view; ansettelse_id: the hire; today: the day of the check.

    Raises:
        LookupError: no such hire for the actor.
    """
    hire = ansettelse(actor, ansettelse_id)
    if hire is None:
        raise LookupError(ansettelse_id)
    unit = organisation.enhet(actor.tenant_id, hire.enhet_id, on=hire.gyldig.fra)
    proposal = propose_ansettelse(actor, hire.enhet_id, hire.emne, on=hire.gyldig.fra)
    rate = proposal.felter.get("timesats_oere")
    idents = parties.identifiers(actor.tenant_id, hire.party_id, on=today)
    others = Kontrakt.objects.filter(
        tenant_id=actor.tenant_id, party_id=hire.party_id, type="T1", status="signert",
        gyldig__overlap=(hire.gyldig.fra, hire.gyldig.til),
    ).exclude(ansettelse_id=hire.id)  # fmt: skip
    return check(
        Kontrollgrunnlag(
            period=hire.gyldig,
            minutter=hire.minutter,
            timesats_oere=hire.timesats_oere,
            foreslaatt_oere=rate.verdi if rate else None,
            is_sats_bekreftet=bool(rate and rate.is_bekreftet),
            is_kode_kjent=hire.stillingskode in stillingskoder(),
            has_koststed=bool(hire.koststed),
            has_sone=bool(unit and unit.aga_sone),
            has_lovhjemmel=bool(hire.lovhjemmel),
            is_identifisert=any(i.type in {"fnr", "dnr"} for i in idents),
            andre_minutter=others.aggregate(sum=Sum("budsjett_minutter"))["sum"] or 0,
            uke_grense=Decimal(national_book().rate(WEEK_LIMIT, hire.gyldig.fra).value),
            today=today,
        )
    )


@dataclass(frozen=True, slots=True)
class SigneringKjent:
    """What the signer has said before, here or elsewhere, so that it is not asked again.

    Attributes:
        has_nummer: a national number is known; konto_slutt: last digits of the account, or empty.
        skattekommune: municipality; har_samtykket: others may recognise me.
        konto_fra, kommune_fra: the institution it was fetched from, empty when it was said here.
        henting_id: the fetch the municipality came with.
    """

    has_nummer: bool
    konto_slutt: str
    skattekommune: str
    har_samtykket: bool
    konto_fra: str = ""
    kommune_fra: str = ""
    henting_id: UUID | None = None


def known_to_sign(actor: Actor, *, on: date) -> SigneringKjent:
    """Return what is known about the actor from earlier signatures and registers."""
    assert actor.party_id is not None
    known = {i.type: i for i in parties.identifiers(actor.tenant_id, actor.party_id, on=on)}
    account = known.get("kontonummer")
    last = (
        Signatur.objects.filter(tenant_id=actor.tenant_id, party_id=actor.party_id)
        .order_by("-signert_at")
        .values_list("skattekommune", flat=True)
        .first()
    )
    fetches = my_fetches(actor)
    konto_fra = next((f for f in fetches if account and f.konto_ident_id == account.id), None)
    # A withdrawn consent takes the municipality along: nothing has been confirmed with it yet.
    kommune_fra = next((f for f in fetches if f.gitt and f.skattekommune and not last), None)
    return SigneringKjent(
        has_nummer=bool(known.keys() & {"fnr", "dnr"}),
        konto_slutt=account.siste_fire if account else "",
        skattekommune=last or (kommune_fra.skattekommune if kommune_fra else ""),
        konto_fra=konto_fra.institusjon if konto_fra else "",
        kommune_fra=kommune_fra.institusjon if kommune_fra else "",
        henting_id=kommune_fra.henting_id if kommune_fra else None,
        har_samtykket=parties.has_consented(actor.tenant_id, actor.party_id, RECOGNISE),
    )
