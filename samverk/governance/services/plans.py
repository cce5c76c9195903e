"""Milestones, deliverables, risks and findings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.governance.models import (
    Deliverable,
    Milestone,
    MilestoneDependency,
    RaidItem,
    ReviewFinding,
)
from samverk.governance.services.ledger import SamstyringRefused, bott, keep, refusing


def plan_milestone(
    *,
    actor: Actor,
    project_id: UUID,
    noekkel: str,
    navn: str,
    dato: date,
    now: datetime,
    venter_paa: Sequence[UUID] = (),
    is_kritisk: bool = True,
) -> UUID:
    """Plan a milestone; the date is its baseline and never moves.

    Args:
        actor: project leader; project_id, noekkel, navn: which; dato: planned day.
        venter_paa: milestones it depends on, also in other projects; is_kritisk: whether the
            time light looks at it; now: when.

    Raises:
        SamstyringRefused: the key is in use, or milestones would wait in a circle.
    """
    actor.require("samstyring.rapporter")
    home = bott().id
    with refusing():
        row = Milestone.objects.create(
            tenant_id=home,
            project_id=project_id,
            noekkel=noekkel,
            navn=navn,
            baseline_dato=dato,
            prognose_dato=dato,
            is_kritisk=is_kritisk,
        )
        for before in venter_paa:
            MilestoneDependency.objects.create(
                tenant_id=home, milestone_id=row.id, venter_paa_id=before
            )
    _changed(actor, row.id, "opprettet", now)
    return row.id


def link_milestones(
    *, actor: Actor, milestone_id: UUID, venter_paa_id: UUID, now: datetime
) -> None:
    """Let one milestone wait for another.

    Raises:
        SamstyringRefused: they would wait in a circle.
    """
    actor.require("samstyring.rapporter")
    with refusing():
        MilestoneDependency.objects.create(
            tenant_id=bott().id, milestone_id=milestone_id, venter_paa_id=venter_paa_id
        )
    _changed(actor, milestone_id, "avhengighet", now)


def move_milestone(*, actor: Actor, milestone_id: UUID, prognose: date, now: datetime) -> None:
    """Give a milestone a new forecast.

    Raises:
        SamstyringRefused: it is reached already.
    """
    actor.require("samstyring.rapporter")
    row = Milestone.objects.get(id=milestone_id)
    if row.faktisk_dato is not None:
        raise SamstyringRefused("Milepælen er nådd og kan ikke flyttes.", field="prognose")
    row.prognose_dato = prognose
    row.save(update_fields=["prognose_dato"])
    _changed(actor, milestone_id, "prognose_dato", now)


def reach_milestone(*, actor: Actor, milestone_id: UUID, dato: date, now: datetime) -> None:
    """Record the day a milestone was reached.

    Raises:
        SamstyringRefused: the day is in the future.
    """
    actor.require("samstyring.rapporter")
    if dato > now.date():
        raise SamstyringRefused("En milepæl nås ikke i framtiden.", field="dato")
    Milestone.objects.filter(id=milestone_id).update(faktisk_dato=dato)
    _changed(actor, milestone_id, "faktisk_dato", now)


def _changed(actor: Actor, milestone_id: UUID, felt: str, now: datetime) -> None:
    keep(
        actor=actor, handling="samstyring.milepael.endre", objekt_type="milepael",
        objekt_id=milestone_id, now=now, event="governance.milepael.endret.v1",
        data={"felt": felt},
    )  # fmt: skip


def plan_deliverable(
    *,
    actor: Actor,
    project_id: UUID,
    navn: str,
    akseptkriterier: str,
    ansvarlig: str,
    dato: date,
    now: datetime,
) -> UUID:
    """Plan a deliverable with who accepts it, by which criteria, on which day."""
    actor.require("samstyring.rapporter")
    with refusing():
        row = Deliverable.objects.create(
            tenant_id=bott().id,
            project_id=project_id,
            navn=navn,
            akseptkriterier=akseptkriterier,
            ansvarlig=ansvarlig,
            planlagt_dato=dato,
        )
    _kept(actor, "samstyring.leveranse.planlegg", "leveranse", row.id, now)
    return row.id


def accept_deliverable(*, actor: Actor, deliverable_id: UUID, dato: date, now: datetime) -> None:
    """Record that the receiver has accepted a deliverable."""
    actor.require("samstyring.rapporter")
    Deliverable.objects.filter(id=deliverable_id).update(godkjent_dato=dato)
    _kept(actor, "samstyring.leveranse.godkjenn", "leveranse", deliverable_id, now)


def register_raid(
    *,
    actor: Actor,
    project_id: UUID,
    tittel: str,
    eier_navn: str,
    now: datetime,
    type: str = "risiko",
    details: dict[str, Any] | None = None,
) -> UUID:
    """Register a risk, opportunity, assumption, issue or dependency.

    Args:
        actor: project leader; project_id, tittel, eier_navn: which and whose; type: raid_type.
        details: the remaining fields of RaidItem (1–5 scales, measure, dates); now: when.

    Raises:
        SamstyringRefused: a risk without probability and consequence, or off the scale 1–5.
    """
    actor.require("samstyring.rapporter")
    with refusing():
        row = RaidItem.objects.create(
            tenant_id=bott().id,
            project_id=project_id,
            type=type,
            tittel=tittel,
            eier_navn=eier_navn,
            registrert_at=now,
            **(details or {}),
        )
    _kept(actor, "samstyring.raid.registrer", "raid", row.id, now)
    return row.id


def complete_measure(*, actor: Actor, raid_id: UUID, dato: date, now: datetime) -> None:
    """Record that a risk's measure is done; from now on the factor *after* counts."""
    actor.require("samstyring.rapporter")
    RaidItem.objects.filter(id=raid_id).update(tiltak_ferdig_dato=dato)
    _kept(actor, "samstyring.tiltak.fullfoer", "raid", raid_id, now)


def register_finding(
    *,
    actor: Actor,
    project_id: UUID,
    tekst: str,
    alvor: str,
    frist: date,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> UUID:
    """Register a finding of a review: it follows the project until somebody else closes it.

    Args:
        actor: secretary or director; project_id, tekst, alvor: what; frist: by when.
        details: ``kilde``, ``ansvarlig``, ``svar``; now: when.
    """
    more = {"kilde": "", "ansvarlig": ""} | (details or {})
    with refusing():
        row = ReviewFinding.objects.create(
            tenant_id=bott().id,
            project_id=project_id,
            tekst=tekst,
            alvor=alvor,
            frist=frist,
            registrert_at=now,
            **more,
        )
    _kept(actor, "samstyring.funn.registrer", "funn", row.id, now)
    return row.id


def close_finding(*, actor: Actor, finding_id: UUID, svar: str, now: datetime) -> None:
    """Close a finding with an answer.

    Raises:
        SamstyringRefused: the project leader tries to close it.
    """
    row = ReviewFinding.objects.get(id=finding_id)
    row.svar, row.lukket_dato, row.lukket_av_id = svar, now.date(), actor.bruker_id
    with refusing():
        row.save(update_fields=["svar", "lukket_dato", "lukket_av_id"])
    _kept(actor, "samstyring.funn.lukk", "funn", finding_id, now)


def _kept(actor: Actor, handling: str, objekt_type: str, objekt_id: UUID, now: datetime) -> None:
    keep(actor=actor, handling=handling, objekt_type=objekt_type, objekt_id=objekt_id, now=now)
