"""Projects, mandates, gates and benefits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from psycopg.types.range import DateRange

from samverk.core.access.api import Actor
from samverk.core.tenancy.api import tenant_by_slug
from samverk.governance.models import (
    Baseline,
    Benefit,
    CollabBody,
    Mandate,
    Membership,
    PassageCondition,
    PhasePassage,
    Project,
    Target,
)
from samverk.governance.rules.stops import StopCriterion
from samverk.governance.services.ledger import SamstyringRefused, bott, keep, refusing

PHASES = {
    "BP1": "konsept", "BP2": "planlegge", "BP3": "gjennomfore", "BP4": "avslutte",
    "BP5": "realisere", "BP6": "realisere",
}  # fmt: skip


def seat_member(
    *,
    actor: Actor,
    body: str,
    universitet: str,
    navn: str,
    fra: date,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> UUID:
    """Give a person a seat in a body.

    Args:
        actor: secretary; body: key; universitet: slug; navn: name of the office holder.
        fra: first day; details: ``rolle`` (default medlem), ``bruker_id``, ``til``; now: when.

    Raises:
        SamstyringRefused: the university already has a seat in the top body then.
    """
    actor.require("samstyring.forvalt")
    more = details or {}
    with refusing():
        row = Membership.objects.create(
            tenant_id=bott().id,
            body=CollabBody.objects.get(noekkel=body),
            universitet_id=tenant_by_slug(universitet).id,
            bruker_id=more.get("bruker_id"),
            navn=navn,
            rolle=more.get("rolle", "medlem"),
            gyldig=DateRange(fra, more.get("til")),
        )
    keep(
        actor=actor, handling="samstyring.plass.gi", objekt_type="plass", objekt_id=row.id, now=now
    )
    return row.id


def set_next_meeting(*, actor: Actor, body: str, dato: date, now: datetime) -> None:
    """Set the day of a body's next meeting."""
    actor.require("samstyring.forvalt")
    row = CollabBody.objects.get(noekkel=body)
    row.neste_moete_dato = dato
    row.save(update_fields=["neste_moete_dato"])
    keep(
        actor=actor, handling="samstyring.moete.sett", objekt_type="organ", objekt_id=row.id,
        now=now,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewProject:
    """What a project is when it enters the portfolio."""

    noekkel: str
    navn: str
    art: str
    body: str
    eier_navn: str
    leder_navn: str
    eier_bruker_id: UUID | None = None
    leder_bruker_id: UUID | None = None
    universitet: str = ""
    parent_id: UUID | None = None
    prosjektkoder: tuple[str, ...] = ()
    krever_ks: bool = False
    i_drift_dato: date | None = None


def create_project(*, actor: Actor, project: NewProject, now: datetime) -> UUID:
    """Take a project into the portfolio.

    Args:
        actor: secretary; project: what it is; now: when.

    Raises:
        SamstyringRefused: the key is in use, a reception project without university, an owner who
            also leads.
    """
    actor.require("samstyring.forvalt")
    facts = asdict(project) | {"prosjektkoder": list(project.prosjektkoder)}
    universitet = facts.pop("universitet")
    with refusing():
        row = Project.objects.create(
            tenant_id=bott().id,
            universitet_id=tenant_by_slug(universitet).id if universitet else None,
            opprettet_at=now,
            **(facts | {"body": CollabBody.objects.get(noekkel=project.body)}),
        )
    keep(
        actor=actor, handling="samstyring.prosjekt.opprett", objekt_type="prosjekt",
        objekt_id=row.id, now=now, event="governance.prosjekt.opprettet.v1",
    )  # fmt: skip
    return row.id


@dataclass(frozen=True, slots=True)
class NewMandate:
    """A mandate: goal, limits, tolerances, stop criteria, rhythm and expiry."""

    maal: str
    omfang: str
    ramme_oere: int
    toleranse_dager: int
    toleranse_kost_prosent: int
    stoppkriterier: tuple[StopCriterion, ...]
    gjelder_fra: date
    utloeper: date
    rapport_rytme_dager: int = 31
    vedtak_ref: str = ""


def give_mandate(*, actor: Actor, project_id: UUID, mandate: NewMandate, now: datetime) -> int:
    """Give a project a mandate, or the next version of it; return the version.

    Args:
        actor: secretary; project_id: the project; mandate: its terms; now: when.

    Raises:
        SamstyringRefused: no stop criterion, no benefit owner at an affected university, an
            expiry before the start.
    """
    actor.require("samstyring.forvalt")
    if not mandate.stoppkriterier:
        raise SamstyringRefused("Et mandat har minst ett stoppkriterium.", field="stoppkriterier")
    facts = asdict(mandate)
    facts["stoppkriterier"] = [asdict(c) | {"verdi": str(c.verdi)} for c in mandate.stoppkriterier]
    version = Mandate.objects.filter(project_id=project_id).count() + 1
    with refusing():
        row = Mandate.objects.create(
            tenant_id=bott().id,
            project_id=project_id,
            versjon=version,
            opprettet_at=now,
            **facts,
        )
    keep(
        actor=actor, handling="samstyring.mandat.gi", objekt_type="mandat", objekt_id=row.id,
        now=now, event="governance.mandat.gitt.v1", data={"prosjekt": str(project_id)},
    )  # fmt: skip
    return version


@dataclass(frozen=True, slots=True)
class Passage:
    """How a gate was passed."""

    beslutningspunkt: str
    besluttet_av: str
    passert_dato: date
    vedtak_ref: str = ""
    sjekkliste: Sequence[tuple[str, str]] = field(default_factory=tuple)
    vilkaar: Sequence[tuple[str, str, date]] = field(default_factory=tuple)  # text, who, by when


def pass_gate(*, actor: Actor, project_id: UUID, passage: Passage, now: datetime) -> UUID:
    """Record that a gate BP1–BP6 was passed; with conditions it is «godkjent med vilkår».

    Args:
        actor: director or secretary; project_id: the project; passage: gate, by whom, when.
        now: time of recording.

    Raises:
        SamstyringRefused: out of order, no valid mandate, BP3 without null-points, BP5 before the
            line has taken over (L1–L3).
    """
    if not actor.can("samstyring.beslutt"):
        actor.require("samstyring.forvalt")
    home = bott().id
    with refusing():
        row = PhasePassage.objects.create(
            tenant_id=home,
            project_id=project_id,
            beslutningspunkt=passage.beslutningspunkt,
            til_fase=PHASES.get(passage.beslutningspunkt, ""),
            utfall="godkjent_med_vilkaar" if passage.vilkaar else "godkjent",
            sjekkliste=[{"punkt": punkt, "svar": svar} for punkt, svar in passage.sjekkliste],
            vedtak_ref=passage.vedtak_ref,
            besluttet_av=passage.besluttet_av,
            passert_dato=passage.passert_dato,
            registrert_at=now,
        )
        PassageCondition.objects.bulk_create(
            PassageCondition(
                tenant_id=home, passage_id=row.id, tekst=tekst, ansvarlig=hvem, frist=frist
            )
            for tekst, hvem, frist in passage.vilkaar
        )
    keep(
        actor=actor, handling="samstyring.port.passer", objekt_type="prosjekt",
        objekt_id=project_id, now=now, event="governance.port.passert.v1",
        data={"beslutningspunkt": passage.beslutningspunkt},
    )  # fmt: skip
    return row.id


def register_benefit(
    *,
    actor: Actor,
    project_id: UUID,
    indikator: str,
    universitet: str,
    eier_navn: str,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> UUID:
    """Give a project's benefit at one university its owner in the line.

    Args:
        actor: secretary or project leader; project_id, indikator, universitet: whose and which.
        eier_navn: the line leader; details: ``type`` (default tid), ``eier_bruker_id``,
            ``forutsetning``, ``signert_dato``; now: when.
    """
    more = {"type": "tid"} | (details or {})
    with refusing():
        row = Benefit.objects.create(
            tenant_id=bott().id,
            project_id=project_id,
            indikator=indikator,
            universitet_id=tenant_by_slug(universitet).id,
            eier_navn=eier_navn,
            **more,
        )
    keep(
        actor=actor, handling="samstyring.gevinst.registrer", objekt_type="gevinst",
        objekt_id=row.id, now=now,
    )  # fmt: skip
    return row.id


@dataclass(frozen=True, slots=True)
class NullPoint:
    """What was measured before the measure worked, how, and who accepted it."""

    verdi: Decimal
    n: int
    metode: str
    maalt_dato: date
    kvalitet: str
    kildedokument: str
    godtatt_av: str
    godtatt_dato: date


def register_baseline(
    *, actor: Actor, indikator: str, universitet: str, nullpunkt: NullPoint, now: datetime
) -> UUID:
    """Record the null-point of an indicator at one university.

    Raises:
        SamstyringRefused: BP3 is passed; the null-point stands.
    """
    with refusing():
        row = Baseline.objects.create(
            tenant_id=bott().id,
            indikator=indikator,
            universitet_id=tenant_by_slug(universitet).id,
            **asdict(nullpunkt),
        )
    keep(
        actor=actor, handling="samstyring.nullpunkt.registrer", objekt_type="nullpunkt",
        objekt_id=row.id, now=now,
    )  # fmt: skip
    return row.id


def set_target(
    *,
    actor: Actor,
    indikator: str,
    universitet: str,
    verdi: Decimal,
    maal_dato: date,
    now: datetime,
    vedtak_ref: str = "",
) -> UUID:
    """Set what an indicator shall be on a date at one university; the newest target counts."""
    with refusing():
        row = Target.objects.create(
            tenant_id=bott().id,
            indikator=indikator,
            universitet_id=tenant_by_slug(universitet).id,
            verdi=verdi,
            maal_dato=maal_dato,
            vedtak_ref=vedtak_ref,
            registrert_at=now,
        )
    keep(
        actor=actor, handling="samstyring.maal.sett", objekt_type="maal", objekt_id=row.id, now=now
    )
    return row.id
