"""The door to HR: its facts about work become payroll's own, once, here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.money import Ppm, divide_half_up
from samverk.core.periods import ONE_DAY, Period
from samverk.core.tenancy.api import tenants
from samverk.hr import api as hr
from samverk.payroll.engine.facts import Arbeidsgrunnlag
from samverk.payroll.engine.snapshot import Claim, FixedPay
from samverk.payroll.queries.bulk import everyone
from samverk.payroll.rules.kostnadsfordeling import Kostnadsfordeling
from samverk.payroll.rules.pensjon import LAERLING, PENSJONISTVILKAAR, STYREVERV

MONTHLY, SECONDARY, HOURLY, HONORAR = "1000", "1020", "1010", "1300"
LONG_AGO = date(1900, 1, 1)
FRILANSER = "frilanserOppdragstakerHonorarPersonerMm"
UNNTAK = {"10": LAERLING, "30": PENSJONISTVILKAAR, "51": STYREVERV}
"""HR's sub-group → ground of the regulation for being outside the pension fund."""


def work_of(
    actor: Actor, month: Period, party_ids: frozenset[UUID] | None, known_at: datetime
) -> list[Arbeidsgrunnlag]:
    """Everyone's work in a month (or some people's), as payroll takes it.

    It is read by the tenant's service user, so that the same run gives the same facts whoever asks,
    and as it is known at the time of the act.
    Several holdings of one arbeidsforhold become one: pay and hours are put together, the unit is
    that of the first.
    """
    by_employment: dict[UUID, list[hr.Loennsgrunnlag]] = defaultdict(list)
    tenant = next(one for one in tenants() if one.id == actor.tenant_id)
    with access.acting(access.service_actor(tenant)) as machine, everyone():
        for row in hr.loennsgrunnlag(machine, month, known_at=known_at, party_ids=party_ids):
            by_employment[row.arbeidsforhold_id].append(row)
    return [_work(rows) for rows in by_employment.values()]


@dataclass(frozen=True, slots=True)
class Venter:
    """Someone with approved hours that no run has paid yet."""

    party_id: UUID
    navn: str
    timer_hundredeler: int


def waiting_for_pay(actor: Actor, month: Period, known_at: datetime) -> list[Venter]:
    """Everyone with approved and unpaid hours, most hours first."""
    tenant = next(one for one in tenants() if one.id == actor.tenant_id)
    found: dict[UUID, Venter] = {}
    with access.acting(access.service_actor(tenant)) as machine, everyone():
        for row in hr.loennsgrunnlag(machine, month, known_at=known_at):
            hours = sum(hundredths(sheet.minutter) for sheet in row.timer)
            if hours:
                before = found.get(row.party_id)
                total = hours + (before.timer_hundredeler if before else 0)
                found[row.party_id] = Venter(row.party_id, row.navn, total)
    return sorted(found.values(), key=lambda one: (-one.timer_hundredeler, one.navn))


def _work(rows: list[hr.Loennsgrunnlag]) -> Arbeidsgrunnlag:
    first = rows[0]
    several = len(rows) > 1
    fixed = tuple(pay for row in rows for pay in _fixed(row))
    return Arbeidsgrunnlag(
        arbeidsforhold_id=first.arbeidsforhold_id,
        party_id=first.party_id,
        enhet_id=first.enhet_id,
        sone=first.aga_sone,
        er_ansatt=first.arbeidsforhold_type != FRILANSER,
        spk_unntak=next(
            (
                UNNTAK[row.medarbeiderundergruppe]
                for row in rows
                if row.medarbeiderundergruppe in UNNTAK
            ),
            "",
        ),
        fixed=fixed,
        claims=tuple(claim for row in rows for claim in _claims(row, several=several)),
        fordelinger=shares(first),
        foedselsdato=first.foedselsdato,
    )


def _fixed(row: hr.Loennsgrunnlag) -> Iterable[FixedPay]:
    code = MONTHLY if row.besettelse_type == "HOVED" else SECONDARY
    for pay in row.loenn:
        if pay.slag == "maaned" and pay.aarsloenn_oere and pay.prosent:
            yield FixedPay(
                wage_type=code, aarsloenn_oere=pay.aarsloenn_oere,
                stillingsprosent=percent_ppm(pay.prosent), fra=pay.fra, til=pay.til,
            )  # fmt: skip


def _claims(row: hr.Loennsgrunnlag, *, several: bool) -> Iterable[Claim]:
    code = HONORAR if row.arbeidsforhold_type == FRILANSER else HOURLY
    own = shares(row) if several and row.timer else ()
    for sheet in row.timer:
        yield Claim(
            key=str(sheet.timeliste_id), wage_type=code, fra=sheet.fra,
            til=sheet.til_og_med + ONE_DAY, antall=hundredths(sheet.minutter),
            sats_oere=sheet.timesats_oere, fordelinger=own,
        )  # fmt: skip


def hundredths(minutter: int) -> int:
    """Hours in hundredths, half up: 45 minutes are 75."""
    return divide_half_up(minutter * 100, 60)


def percent_ppm(prosent: Decimal) -> Ppm:
    """HR's percent with two decimals in millionths: 62.50 is 625 000."""
    return Ppm(int(prosent * 10_000))


def shares(row: hr.Loennsgrunnlag) -> tuple[Kostnadsfordeling, ...]:
    """Who pays, by period; the unit's own cost centre where nothing else is said.

    A cost object is written `koststed/delprosjekt`.
    """
    by_period: dict[tuple[date, date], list[tuple[str, Ppm]]] = defaultdict(list)
    for one in row.kontering:
        by_period[(one.fra, one.til)].append(
            (f"{one.koststed}/{one.delprosjekt}", percent_ppm(one.andel))
        )
    if not by_period:
        whole = Ppm(1_000_000)
        return (Kostnadsfordeling(LONG_AGO, None, ((f"{row.koststed}/", whole),)),)
    rows = [
        Kostnadsfordeling(fra, til, tuple(parts)) for (fra, til), parts in sorted(by_period.items())
    ]
    # HR answers for the month; what was earned before it, or is paid after, follows the nearest.
    rows[0] = rows[0]._replace(fra=LONG_AGO)
    rows[-1] = rows[-1]._replace(til=None)
    return tuple(rows)
