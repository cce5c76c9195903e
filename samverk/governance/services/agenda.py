"""What comes to the table by itself, what people raise, and what is decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.clock import OSLO
from samverk.governance.models import AgendaItem, CollabBody, Decision, Project
from samverk.governance.queries.facts import ProjectFacts, limits_on, read_facts, read_progress
from samverk.governance.queries.lights import ProjectLights, compute
from samverk.governance.rules import stops
from samverk.governance.rules.lights import Lys
from samverk.governance.services.ledger import (
    SamstyringRefused,
    Submission,
    bott,
    keep,
    refusing,
)

TOP_BODY = "udir_bott"
OUTCOMES = (
    "godkjent", "godkjent_med_vilkaar", "utsatt", "fortsett_endret_mandat", "pause", "stopp",
    "avslaatt", "tatt_til_orientering",
)  # fmt: skip
STATUS_AFTER = {"pause": "pause", "stopp": "stoppet", "fortsett_endret_mandat": "aktiv"}


def raise_item(
    *, actor: Actor, body: str, tittel: str, bakgrunn: str, now: datetime, noekkel: str = ""
) -> UUID:
    """Put a matter before a body.

    Args:
        actor: director, project leader or secretary; body: its key.
        tittel: 1–160 characters; bakgrunn: at most 400; noekkel: what it is, so that the same
            matter is not raised twice (default: the title); now: when.

    Raises:
        SamstyringRefused: no title, or raised already.
    """
    if not tittel.strip():
        raise SamstyringRefused("Skriv hva saken gjelder.", field="tittel")
    with refusing():
        row = AgendaItem.objects.create(
            tenant_id=bott().id,
            body=CollabBody.objects.get(noekkel=body),
            aarsak="reist",
            noekkel=noekkel or f"reist:{tittel.strip()}"[:120],
            tittel=tittel.strip(),
            bakgrunn=bakgrunn.strip(),
            reist_at=now,
        )
    keep(
        actor=actor, handling="samstyring.sak.reis", objekt_type="agendasak", objekt_id=row.id,
        now=now, event="governance.sak.reist.v1", data={"aarsak": "reist"},
    )  # fmt: skip
    return row.id


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a project's matter comes to the table by itself."""

    aarsak: str
    detalj: str
    tall: dict[str, Any]


def causes(facts: ProjectFacts, lights: ProjectLights, today: date) -> Iterator[Cause]:
    """Return what must be decided about a project (L2, L6, L7, L10)."""
    for number, criterion in enumerate(lights.utloest):
        tall = {
            "maal": criterion.maal, "verdi": str(criterion.verdi), "perioder": criterion.perioder,
            "naa": str(lights.figures[criterion.maal]),
        }  # fmt: skip
        yield Cause("stoppkriterium", str(number), tall)
    for area in ("tid", "kost"):
        light = lights.omraader[area]
        if light.lys is Lys.ROED and not lights.utloest:
            yield Cause("toleranse", area, {"omraade": area, **light.tall})
    if stops.must_choose(lights.historikk) and not lights.utloest:  # the same choice once
        yield Cause("roed_to", "", {})
    if lights.omraader["gevinst"].grunn == "nullpunkt_mangler":
        yield Cause("nullpunkt", "", dict(lights.omraader["gevinst"].tall))
    mandate = facts.mandate
    if mandate and stops.mandate_ends_soon(mandate.utloeper, today):
        tall = {"utloeper": mandate.utloeper.isoformat(), "versjon": mandate.versjon}
        yield Cause("mandat", str(mandate.versjon), tall)


def raise_for_project(
    *, actor: Actor, facts: ProjectFacts, lights: ProjectLights, now: datetime
) -> int:
    """Raise what must be decided about one project, unless it is on the table already.

    A matter that was decided comes back in a later period if its cause still stands.
    """
    today = now.astimezone(OSLO).date()
    body = CollabBody.objects.get(noekkel=TOP_BODY)
    raised = 0
    for cause in causes(facts, lights, today):
        if _on_the_table(facts.project, cause, today):
            continue
        row = AgendaItem.objects.create(
            tenant_id=bott().id,
            body=body,
            project=facts.project,
            aarsak=cause.aarsak,
            noekkel=_key(facts.project, cause, today),
            tall=cause.tall,
            reist_at=now,
        )
        event = "governance.sak.reist.v1"
        if cause.aarsak == "stoppkriterium":
            event = "governance.stoppkriterium.utloest.v1"
        keep(
            actor=actor, handling="samstyring.sak.reis", objekt_type="agendasak",
            objekt_id=row.id, now=now, event=event,
            data={"aarsak": cause.aarsak, "prosjekt": str(facts.project.id)},
        )  # fmt: skip
        raised += 1
    return raised


def _key(project: Project, cause: Cause, today: date) -> str:
    return f"{cause.aarsak}:{project.noekkel}:{cause.detalj}:{today:%Y-%m}"


def _on_the_table(project: Project, cause: Cause, today: date) -> bool:
    """Open with the same cause, or raised (and decided) in this same period already."""
    prefix = f"{cause.aarsak}:{project.noekkel}:{cause.detalj}:"
    found = AgendaItem.objects.filter(noekkel__startswith=prefix)
    key = _key(project, cause, today)
    return found.filter(vedtak__isnull=True).exists() or found.filter(noekkel=key).exists()


def raise_due(*, actor: Actor, now: datetime) -> int:
    """Look at every running project and raise what must be decided; the nightly job (L6: 24 h).

    Args:
        actor: BOTT's service user; now: when.

    Returns:
        How many matters were raised.
    """
    today = now.astimezone(OSLO).date()
    _version, limits = limits_on(today)
    raised = 0
    for facts in read_facts(today=today):
        if facts.project.status == "stoppet":
            continue
        progress = read_progress({b.indikator for b in facts.benefits}, today=today)
        lights = compute(facts, progress, now=now, limits=limits)
        raised += raise_for_project(actor=actor, facts=facts, lights=lights, now=now)
    return raised


def decide_item(
    *,
    actor: Actor,
    item_id: UUID,
    utfall: str,
    begrunnelse: str,
    now: datetime,
    fattet_dato: date | None = None,
    submission: Submission | None = None,
) -> str:
    """Decide a matter; return the number that everything else cites («UDIR-BOTT 12/26»).

    Args:
        actor: a director, or the secretary who keeps the minutes; item_id: the matter.
        utfall: one of the outcomes; begrunnelse: why; fattet_dato: the meeting's day, if not today.
        submission: the form it came from, if any.

    Raises:
        SamstyringRefused: unknown outcome, no reason, or decided already.
    """
    if not actor.can("samstyring.beslutt"):
        actor.require("samstyring.forvalt")
    if utfall not in OUTCOMES:
        raise SamstyringRefused("Velg hva UDIR-BOTT bestemte.", field="utfall")
    if not begrunnelse.strip():
        raise SamstyringRefused("Skriv kort hvorfor.", field="begrunnelse")
    item = AgendaItem.objects.select_related("body", "project").filter(id=item_id).first()
    if item is None:
        raise SamstyringRefused("Saken finnes ikke.", code="finnes_ikke")
    if Decision.objects.filter(item_id=item_id).exists():
        raise SamstyringRefused("Saken er allerede avgjort.", code="avgjort")
    with refusing():
        row = Decision.objects.create(
            tenant_id=bott().id,
            item=item,
            body=item.body,
            aar=now.year,
            nummer=0,
            utfall=utfall,
            begrunnelse=begrunnelse.strip(),
            fattet_dato=fattet_dato or now.astimezone(OSLO).date(),
            registrert_av=actor.navn,
            registrert_at=now,
        )
    row.refresh_from_db()
    if item.project is not None and utfall in STATUS_AFTER:
        item.project.status = STATUS_AFTER[utfall]
        item.project.save(update_fields=["status"])
    number = stops.decision_number(item.body.navn, row.nummer, row.aar)
    keep(
        actor=actor, handling="samstyring.vedtak.fatt", objekt_type="vedtak", objekt_id=row.id,
        now=now, event="governance.vedtak.fattet.v1",
        data={"organ": item.body.noekkel, "nummer": number, "utfall": utfall},
        submission=submission,
    )  # fmt: skip
    return number
