"""Act: report a posted run. One a-melding per run; several in a month add up at Skatteetaten."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act, record_read
from samverk.core.confirmations.api import book_for
from samverk.core.errors import Text
from samverk.core.money import Ppm
from samverk.core.organisation import api as organisation
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.parties import api as parties
from samverk.core.periods import ONE_DAY, Period
from samverk.core.tenancy.api import TenantFacts, tenants
from samverk.hr import api as hr
from samverk.payroll.events import LOENNSKJOERING_MELDT
from samverk.payroll.models import Artefakt, Loennskjoering
from samverk.payroll.queries.bulk import everyone
from samverk.payroll.rates.tables import wage_types
from samverk.payroll.rules.wage_types import Kind, Treatment, WageType
from samverk.payroll.services.kjoering import OBJEKT, run_to_act_on
from samverk.payroll.services.refusals import (
    AmeldingInvalid,
    LoennskjoeringRefused,
    database_says_why,
)
from samverk.payroll.wire import amelding as wire

FULL_WEEK = "arbeidstid.full_uke"


@dataclass(frozen=True, slots=True)
class _Line:
    party_id: UUID
    arbeidsforhold_id: UUID | None
    enhet_id: UUID | None
    loennsart: str
    oere: int
    antall: int | None


_LINES = """
SELECT party_id, arbeidsforhold_id, enhet_id, loennsart, sum(beloep_oere)::bigint,
  sum(antall)::bigint
FROM payroll_loennslinje WHERE tenant_id = %s AND kjoering_id = %s
GROUP BY party_id, arbeidsforhold_id, enhet_id, loennsart
ORDER BY party_id, arbeidsforhold_id, loennsart
"""


def report_loennskjoering(*, actor: Actor, kjoering_id: UUID, now: datetime) -> int:
    """Make the a-melding of a posted run, check it, and keep it for sending.

    Args:
        actor: needs ``lonn.kjoring.klargjor``; kjoering_id: the run; now: time of delivery.

    Returns:
        How many people it reports; none for an advance, which has nothing to report.

    Raises:
        LoennskjoeringRefused: the run is not posted, or is reported already.
        AmeldingInvalid: the message breaks a rule; nothing is kept.
    """
    actor.require("lonn.kjoring.klargjor")
    run = run_to_act_on(actor, kjoering_id)
    if run.tilstand != "bokfoert":
        raise LoennskjoeringRefused(
            Text("A-meldingen er alt laget.")
            if run.meldt_at
            else Text("Kjøringen må bokføres før den kan meldes."),
            code="feil_tilstand",
        )
    tenant = next(one for one in tenants() if one.id == actor.tenant_id)
    people = 0
    # An advance has no income code: the pay is reported, and taxed, by the run it is taken back in.
    # That this is right for an advance is not seen in a source (ubekreftet).
    if run.art != "forskudd":
        people = _keep_message(actor, tenant, run, now)
    with database_says_why():
        Loennskjoering.objects.filter(tenant_id=actor.tenant_id, id=run.id).update(
            tilstand="meldt", meldt_at=now
        )
    record_act(actor=actor, handling="lonn.kjoring.meld", objekt_type=OBJEKT, objekt_id=run.id)
    publish(actor=actor, now=now, event=NewEvent(LOENNSKJOERING_MELDT, OBJEKT, run.id))
    return people


def _keep_message(actor: Actor, tenant: TenantFacts, run: Loennskjoering, now: datetime) -> int:
    """Make the message, check it and keep it for sending; returns how many it reports."""
    with access.acting(access.service_actor(tenant), now=now) as machine:
        message = _message(machine, tenant, run, now)
    data = wire.build_leveranse(message)
    wrong = wire.check_leveranse(data)
    if wrong:
        raise AmeldingInvalid(
            "A-meldingen har %(antall)s feil. Den første: %(wrong)s.",
            values={"antall": len(wrong), "wrong": wrong[0]},
        )
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    people = sum(len(v.mottakere) for v in message.virksomheter)
    Artefakt.objects.create(
        tenant_id=run.tenant_id, kjoering_id=run.id, type="amelding", noekkel=message.meldings_id,
        sha256=hashlib.sha256(content).hexdigest(), innhold=zlib.compress(content), laget_at=now,
        laget_av=actor.bruker_id,
    )  # fmt: skip
    return people


def _message(
    machine: Actor, tenant: TenantFacts, run: Loennskjoering, now: datetime
) -> wire.Melding:
    paid = run.utbetalingsdato
    book = book_for(run.tenant_id)
    known = wage_types(paid)
    units = {unit.id: unit for unit in organisation.enheter(run.tenant_id, on=paid)}
    work = _employments(machine, run)
    monthly = list(work.values()) if run.art == "ordinaer" else []
    lines = _lines(run)
    idents = _idents(run, {r.party_id for r in monthly} | {line.party_id for line in lines})
    establishments: dict[str, wire.Virksomhet] = {}
    people: dict[tuple[str, UUID], wire.Mottaker] = {}
    bases: dict[tuple[str, str], wire.Avgift] = {}

    def receiver(orgnr: str, party: UUID) -> wire.Mottaker:
        key = (orgnr, party)
        if key not in people:
            people[key] = wire.Mottaker(ident=idents.get(party, ""))
            place = establishments.setdefault(orgnr, wire.Virksomhet(orgnr))
            place.mottakere.append(people[key])
        return people[key]

    for row in monthly:
        if row.party_id in idents:
            place = receiver(row.virksomhet_orgnr or tenant.orgnr, row.party_id)
            place.arbeidsforhold.append(_employment(row, str(book.rate(FULL_WEEK, paid).value)))
    for line in lines:
        unit = units.get(line.enhet_id) if line.enhet_id else None
        orgnr = (unit.virksomhet_orgnr if unit else "") or tenant.orgnr
        _place(receiver(orgnr, line.party_id), line, known[line.loennsart], work)
        sone = (unit.aga_sone if unit else "") or ""
        share = book.rate(f"arbeidsgiveravgift.sone_{sone}", paid).share
        _add_base(bases, (orgnr, sone), share, line, known[line.loennsart])
    for (orgnr, _sone), base in bases.items():
        establishments[orgnr].avgift.append(base)
    return wire.Melding(
        opplysningspliktig=tenant.orgnr, kalendermaaned=paid, meldings_id=f"samverk-{run.id}",
        leveringstidspunkt=now, utbetalingsdato=paid,
        beregningskode=book.choice("amelding.beregningskode", paid),
        virksomheter=list(establishments.values()),
    )  # fmt: skip


def _lines(run: Loennskjoering) -> list[_Line]:
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [run.tenant_id, run.id])
        return [_Line(*row) for row in cursor.fetchall()]


def _idents(run: Loennskjoering, people: Collection[UUID]) -> dict[UUID, str]:
    """The numbers of those the message tells of, and of nobody else."""
    seen = parties.identifier_facts(
        run.tenant_id, ["fnr", "dnr"], on=run.utbetalingsdato, party_ids=people
    )
    wanted = {party: one.id for party, one in seen.items()}
    values = parties.reveal_identifiers(
        tenant_id=run.tenant_id, ident_ids=wanted.values(), formaal="amelding"
    )
    return {party: values[ident] for party, ident in wanted.items() if ident in values}


def _employments(machine: Actor, run: Loennskjoering) -> dict[UUID, hr.Loennsgrunnlag]:
    """Every active employment of the month; reported each month, also without pay."""
    found: dict[UUID, hr.Loennsgrunnlag] = {}
    with everyone():
        for row in hr.loennsgrunnlag(machine, Period.month(run.aar, run.maaned)):
            found.setdefault(row.arbeidsforhold_id, row)
    return found


def _employment(row: hr.Loennsgrunnlag, full_week: str) -> wire.Arbeidsforhold:
    percent = max((one.prosent for one in row.loenn), default=None)
    last = row.sluttdato - ONE_DAY if row.sluttdato else None
    return wire.Arbeidsforhold(
        arbeidsforhold_id=row.amelding_id, type=row.arbeidsforhold_type, startdato=row.startdato,
        sluttdato=last, yrke=row.yrkeskode if len(row.yrkeskode) == 7 else "",
        stillingsprosent=f"{percent or 0:.2f}", timer_full_stilling=full_week,
        aarsak_til_sluttdato="kontraktEngasjementEllerVikariatErUtloept" if last else "",
    )  # fmt: skip


def _place(
    person: wire.Mottaker,
    line: _Line,
    wage_type: WageType,
    work: dict[UUID, hr.Loennsgrunnlag],
) -> None:
    """Put one sum where its wage type belongs in the message."""
    code = wage_type.amelding_code
    if wage_type.amelding_type == "loennsinntekt" and line.oere:
        employment = work.get(line.arbeidsforhold_id) if line.arbeidsforhold_id else None
        person.inntekter.append(
            wire.Inntekt(
                beskrivelse=code, fordel=wage_type.fordel, beloep_oere=line.oere,
                utloeser_avgift=wage_type.is_aga,
                inngaar_i_trekk=wage_type.treatment is not Treatment.NONE,
                arbeidsforhold_id=employment.amelding_id if employment else "",
                antall=line.antall if wage_type.has_quantity else None,
            )
        )  # fmt: skip
    elif wage_type.amelding_type in {"forskuddstrekk", "fradrag", "utleggstrekk"} and line.oere:
        sums: dict[str, int] = getattr(person, wage_type.amelding_type)
        sums[code] = sums.get(code, 0) - line.oere


def _add_base(
    bases: dict[tuple[str, str], wire.Avgift],
    key: tuple[str, str],
    share: Ppm,
    line: _Line,
    wage_type: WageType,
) -> None:
    if not wage_type.is_aga or not line.oere:
        return
    base = bases.setdefault(key, wire.Avgift(key[1], share, 0, 0))
    if wage_type.kind is Kind.EMPLOYER:
        base.pensjon_oere += line.oere
    else:
        base.loenn_oere += line.oere


def amelding_file(*, actor: Actor, kjoering_id: UUID) -> bytes | None:
    """The message of a run as it is sent, byte for byte, or None before it is made.

    Args:
        actor: needs ``lonn.kjoring.klargjor``; the read is logged.
    """
    actor.require("lonn.kjoring.klargjor")
    found = Artefakt.objects.filter(
        tenant_id=actor.tenant_id, kjoering_id=kjoering_id, type="amelding"
    ).first()
    if found is None or found.innhold is None:
        return None
    record_read(
        actor=actor.for_purpose("amelding"), kapabilitet="lonn.kjoring.klargjor",
        objekt_type=OBJEKT, objekt_id=kjoering_id, gjelder_party_id=None, dataklasse=3,
    )  # fmt: skip
    return zlib.decompress(bytes(found.innhold))
