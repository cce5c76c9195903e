"""Status reports: a snapshot of computed facts and at most 400 characters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from samverk.core.access.api import AccessDenied, Actor
from samverk.core.clock import OSLO
from samverk.governance.models import CostEstimate, LightOverride, StatusReport
from samverk.governance.queries.facts import ProjectFacts, limits_on, read_facts, read_progress
from samverk.governance.queries.lights import ProjectLights, compute
from samverk.governance.rules.lights import Lys, samlet, vis
from samverk.governance.services.agenda import raise_for_project
from samverk.governance.services.ledger import (
    SamstyringRefused,
    Submission,
    bott,
    keep,
    refusing,
)

COMMENT_MAX = 400


@dataclass(frozen=True, slots=True)
class Estimate:
    """What has run up, what is bound, and what is expected to remain, in øre."""

    paaloept_oere: int
    forpliktet_oere: int
    gjenstaar_oere: int
    kilde: str = "oppgitt"  # regnskap | oppgitt


def read_project(project_id: UUID, *, now: datetime) -> tuple[ProjectFacts, ProjectLights, int]:
    """Return a project's rows, its lights now, and the version of the limits.

    Raises:
        SamstyringRefused: no such project, or the actor may not see it.
    """
    today = now.astimezone(OSLO).date()
    found = read_facts(today=today, ids=[project_id])
    if not found:
        raise SamstyringRefused("Prosjektet finnes ikke.", code="finnes_ikke")
    version, limits = limits_on(today)
    progress = read_progress({b.indikator for b in found[0].benefits}, today=today)
    return found[0], compute(found[0], progress, now=now, limits=limits), version


def submit_report(
    *,
    actor: Actor,
    project_id: UUID,
    kommentar: str,
    estimate: Estimate | None,
    now: datetime,
    submission: Submission | None = None,
) -> UUID:
    """Take the period's snapshot: everything is computed, the leader adds a comment.

    Args:
        actor: the project's leader, or the secretary; project_id: the project.
        kommentar: 1–400 characters; estimate: a new cost estimate, or None to keep the last one.
        now: when; the period is its month; submission: the form it came from, if any.

    Raises:
        SamstyringRefused: no comment or one too long, a stopped project.
        AccessDenied: someone else's project.
    """
    actor.require("samstyring.rapporter")
    text = kommentar.strip()
    if not 1 <= len(text) <= COMMENT_MAX:
        raise SamstyringRefused(
            "Skriv mellom 1 og %(max)s tegn. Du har skrevet %(n)s.",
            values={"max": COMMENT_MAX, "n": len(text)},
            field="kommentar",
        )
    if estimate is not None:
        _write_estimate(project_id, estimate, now)
    facts, lights, version = read_project(project_id, now=now)
    if not actor.can("samstyring.forvalt") and facts.project.leder_bruker_id != actor.bruker_id:
        raise AccessDenied("Bare prosjektlederen rapporterer for prosjektet.", code="ingen_tilgang")
    if facts.project.status == "stoppet":
        raise SamstyringRefused("Prosjektet er stoppet og rapporterer ikke lenger.")
    row = StatusReport.objects.create(
        tenant_id=bott().id,
        project_id=project_id,
        periode=now.astimezone(OSLO).date().replace(day=1),
        kommentar=text,
        fakta={k: None if v is None else str(v) for k, v in lights.figures.items()},
        lys=_snapshot(lights),
        samlet=_reported_whole(lights).value,
        skala_versjon=version,
        rapportert_av=actor.navn,
        rapportert_at=now,
    )
    keep(
        actor=actor, handling="samstyring.rapport.lever", objekt_type="prosjekt",
        objekt_id=project_id, now=now, event="governance.rapport.levert.v1",
        data={"rapport": str(row.id), "samlet": row.samlet}, submission=submission,
    )  # fmt: skip
    _announce_changes(actor, facts, row, now)
    facts.reports.append(row)
    raise_for_project(actor=actor, facts=facts, lights=lights, now=now)
    return row.id


def _write_estimate(project_id: UUID, estimate: Estimate, now: datetime) -> None:
    with refusing():
        CostEstimate.objects.create(
            tenant_id=bott().id,
            project_id=project_id,
            paaloept_oere=estimate.paaloept_oere,
            forpliktet_oere=estimate.forpliktet_oere,
            gjenstaar_oere=estimate.gjenstaar_oere,
            kilde=estimate.kilde,
            estimert_at=now,
        )


def _snapshot(lights: ProjectLights) -> dict[str, Any]:
    """The reporting light is what it was *before* this report; from now on it is green."""
    return {
        area: {"lys": light.lys.value, "grunn": light.grunn, "tall": light.tall}
        for area, light in lights.omraader.items()
        if area != "rapportering"
    }


def _reported_whole(lights: ProjectLights) -> Lys:
    areas = [light.lys for area, light in lights.omraader.items() if area != "rapportering"]
    areas += [Lys.ROED] if lights.vilkaar_forfalt else []
    areas += [Lys.GRAA] if lights.mandat_utloept else []
    return samlet(areas)


def _announce_changes(
    actor: Actor, facts: ProjectFacts, report: StatusReport, now: datetime
) -> None:
    """Light changes are events with the fact that caused them (§ 10)."""
    if not facts.reports:
        return
    before = facts.reports[-1].lys
    for area, light in report.lys.items():
        was = before.get(area, {}).get("lys")
        if was is not None and was != light["lys"]:
            keep(
                actor=actor, handling="samstyring.lys.endre", objekt_type="prosjekt",
                objekt_id=facts.project.id, now=now, event="governance.lys.endret.v1",
                data={
                    "omraade": area, "fra": was, "til": light["lys"], "grunn": light["grunn"],
                },
            )  # fmt: skip


def override_light(
    *, actor: Actor, project_id: UUID, lys: Lys, begrunnelse: str, now: datetime
) -> None:
    """Show another light than the computed one for this period, with the reason beside it.

    Args:
        actor: the project's owner; project_id: the project; lys: what to show.
        begrunnelse: at least 20 characters; now: when; it is valid this month only.

    Raises:
        OverrideRefused: reason too short, same light, or a stop criterion is met.
        AccessDenied: someone else than the owner.
    """
    actor.require("samstyring.beslutt")
    facts, lights, _version = read_project(project_id, now=now)
    if facts.project.eier_bruker_id != actor.bruker_id:
        raise AccessDenied("Bare prosjekteieren kan overstyre lyset.", code="ingen_tilgang")
    vis(lights.samlet, lys, begrunnelse, stoppkriterium_utloest=bool(lights.utloest))
    with refusing():
        LightOverride.objects.create(
            tenant_id=bott().id,
            project_id=project_id,
            periode=now.astimezone(OSLO).date().replace(day=1),
            beregnet=lights.samlet.value,
            lys=lys.value,
            begrunnelse=begrunnelse.strip(),
            overstyrt_av=actor.navn,
            overstyrt_at=now,
        )
    keep(
        actor=actor, handling="samstyring.lys.overstyr", objekt_type="prosjekt",
        objekt_id=project_id, now=now, event="governance.lys.overstyrt.v1",
        data={"fra": lights.samlet.value, "til": lys.value},
    )  # fmt: skip
