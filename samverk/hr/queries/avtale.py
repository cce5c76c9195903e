"""What an employment is agreed on, as documentation of its pay: no identifier, account or address.

The caller has the right to the pay line; HR answers for the employment behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.periods import Period
from samverk.hr.models import Ansettelse, Kontrakt, Timeliste
from samverk.hr.queries.loenn import KonteringAndel, Loennsgrunnlag, loennsgrunnlag


@dataclass(frozen=True, slots=True)
class Handling:
    """Who did something to the agreement, and when; `bruker_id` is None for the person."""

    hva: str
    bruker_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class AvtaleFacts:
    """The agreement behind a pay line; hours in minutes, amounts in øre.

    `nummer` is empty for an employment without a contract in Samverk; `handlinger` are bestilt,
    godkjent, signert and timer_godkjent, in that order, those that have happened.
    """

    kontrakt_id: UUID | None
    nummer: str
    tittel: str
    stillingskode: str
    emne: str
    fra: date | None
    til_og_med: date | None
    minutter: int
    timesats_oere: int | None
    prosent: Decimal | None
    aarsloenn_oere: int | None
    kontering: tuple[KonteringAndel, ...]
    koststed: str
    handlinger: tuple[Handling, ...]
    sak_id: UUID | None


def avtale_bak_loenn(
    actor: Actor, *, arbeidsforhold_id: UUID, party_id: UUID, timeliste_id: UUID | None, on: date
) -> AvtaleFacts | None:
    """Return the agreement that pay rests on, or None when the actor may not see it.

    Args:
        actor: who may read employments there (payroll's service user).
        arbeidsforhold_id, party_id: the employment; timeliste_id: the hour sheet of an hourly line,
            which names the one contract among several.
        on: a day of the month the pay was earned in.
    """
    sheet = (
        Timeliste.objects.filter(tenant_id=actor.tenant_id, id=timeliste_id).first()
        if timeliste_id
        else None
    )
    contract = _contract(actor, arbeidsforhold_id, sheet, on)
    pay = _pay(actor, arbeidsforhold_id, party_id, on)
    if contract is None and pay is None:
        return None
    hire = (
        Ansettelse.objects.filter(tenant_id=actor.tenant_id, id=contract.ansettelse_id).first()
        if contract and contract.ansettelse_id
        else None
    )
    period = Period(contract.gyldig.lower, contract.gyldig.upper) if contract else None
    fixed = next((one for one in pay.loenn if one.aarsloenn_oere), None) if pay else None
    return AvtaleFacts(
        kontrakt_id=contract.id if contract else None,
        nummer=f"{contract.type} {contract.nummer}/{contract.versjon}" if contract else "",
        tittel=contract.tittel if contract else pay.tittel if pay else "",
        stillingskode=pay.stillingskode if pay else hire.stillingskode if hire else "",
        emne=contract.emne if contract else "",
        fra=period.fra if period else pay.startdato if pay else None,
        til_og_med=period.til_og_med if period else None,
        minutter=contract.budsjett_minutter if contract else 0,
        timesats_oere=contract.timesats_oere if contract else None,
        prosent=fixed.prosent if fixed else None,
        aarsloenn_oere=fixed.aarsloenn_oere if fixed else None,
        kontering=_coding(pay, hire),
        koststed=(pay.koststed if pay else "") or (hire.koststed if hire else ""),
        handlinger=tuple(_acts(contract, hire, sheet)),
        sak_id=hire.sak_id if hire else None,
    )


def _contract(
    actor: Actor, arbeidsforhold_id: UUID, sheet: Timeliste | None, on: date
) -> Kontrakt | None:
    rows = Kontrakt.objects.filter(tenant_id=actor.tenant_id)
    if sheet is not None:
        return rows.filter(id=sheet.kontrakt_id).first()
    own = rows.filter(arbeidsforhold_id=arbeidsforhold_id, status="signert")
    newest = own.order_by("-gyldig", "-versjon")
    return newest.filter(gyldig__contains=on).first() or newest.first()


def _pay(actor: Actor, arbeidsforhold_id: UUID, party_id: UUID, on: date) -> Loennsgrunnlag | None:
    month = Period.month(on.year, on.month)
    rows = loennsgrunnlag(actor, month, party_ids=[party_id])
    return next((row for row in rows if row.arbeidsforhold_id == arbeidsforhold_id), None)


def _coding(pay: Loennsgrunnlag | None, hire: Ansettelse | None) -> tuple[KonteringAndel, ...]:
    if pay is not None and pay.kontering:
        return pay.kontering
    if hire is None or not hire.koststed:
        return ()
    whole = Decimal(100)
    return (
        KonteringAndel(
            hire.gyldig.lower, hire.gyldig.upper, hire.koststed, hire.delprosjekt, whole
        ),
    )


def _acts(
    contract: Kontrakt | None, hire: Ansettelse | None, sheet: Timeliste | None
) -> list[Handling]:
    found: list[Handling] = []
    if hire is not None:
        found.append(Handling("bestilt", hire.bestilt_av_id, hire.bestilt_at))
        if hire.besluttet_at is not None:
            found.append(Handling("godkjent", hire.besluttet_av_id, hire.besluttet_at))
    if contract is not None and contract.signert_at is not None:
        found.append(Handling("signert", None, contract.signert_at))
    if sheet is not None and sheet.godkjent_at is not None:
        found.append(Handling("timer_godkjent", sheet.godkjent_av_id, sheet.godkjent_at))
    return found
