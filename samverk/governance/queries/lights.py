"""The lights of projects, computed from rows by the rules; and their last eight periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from samverk.core.clock import OSLO
from samverk.core.periods import add_months
from samverk.governance.models import StatusReport
from samverk.governance.queries.facts import HISTORY, Progress, ProjectFacts
from samverk.governance.rules import benefits, lights, stops
from samverk.governance.rules.lights import Light, Limits, Lys

AREAS = ("tid", "kost", "kvalitet", "risiko", "gevinst", "rapportering")


@dataclass(frozen=True, slots=True)
class ProjectLights:
    """The six lights, the whole, what is shown, and the last eight periods.

    Attributes:
        omraader: area → light with reason; samlet: computed; vist: after an override.
        vilkaar_forfalt, mandat_utloept: L5 and L10, which also decide the whole.
        historikk: eight periods, oldest first, the running one last; None is «not reported».
        utloest: the stop criteria that are met.
    """

    omraader: Mapping[str, Light]
    samlet: Lys
    vist: Lys
    begrunnelse: str
    vilkaar_forfalt: bool
    mandat_utloept: bool
    historikk: tuple[Lys, ...]
    utloest: tuple[stops.StopCriterion, ...]
    figures: Mapping[str, Decimal | None]


Measured = Mapping[tuple[str, UUID], Progress]


def compute(
    facts: ProjectFacts, progress: Measured, *, now: datetime, limits: Limits
) -> ProjectLights:
    """Compute a project's lights at an instant.

    Args:
        facts: the project's rows; progress: measured benefits by indicator and university.
        now: the instant; limits: the limits of the lights.
    """
    today = now.astimezone(OSLO).date()
    areas = _areas(facts, progress, now=now, limits=limits)
    late = any(c.oppfylt_dato is None and c.frist < today for c in facts.conditions)
    expired = facts.mandate is None or facts.mandate.utloeper <= today
    all_lights = [light.lys for light in areas.values()]
    all_lights += [Lys.ROED] if late else []
    all_lights += [Lys.GRAA] if expired else []
    whole = lights.samlet(all_lights)
    figures = figures_of(areas)
    met = stop_criteria_met(facts, figures, today)
    shown, reason = whole, ""
    if facts.override is not None and not met:
        shown, reason = Lys(facts.override.lys), facts.override.begrunnelse
    past = history(facts.reports, today)
    return ProjectLights(
        areas, whole, shown, reason, late, expired, (*past[:-1], shown), met, figures
    )


def _areas(
    facts: ProjectFacts, progress: Measured, *, now: datetime, limits: Limits
) -> dict[str, Light]:
    today = now.astimezone(OSLO).date()
    mandate, estimate = facts.mandate, facts.estimate
    rhythm = mandate.rapport_rytme_dager if mandate else 31
    reported = (now - facts.reports[-1].rapportert_at).days if facts.reports else None
    return {
        "tid": lights.tid(
            tuple(
                lights.Milepael(
                    f"{m.noekkel} {m.navn}", m.baseline_dato, m.prognose_dato, m.faktisk_dato,
                    m.is_kritisk,
                )
                for m in facts.milestones
            ),
            mandate.toleranse_dager if mandate else None,
            today,
            limits,
        ),
        "kost": lights.kost(
            mandate.ramme_oere if mandate else None,
            estimate.paaloept_oere if estimate else None,
            estimate.forpliktet_oere if estimate else None,
            estimate.gjenstaar_oere if estimate else None,
            (now - estimate.estimert_at).days if estimate else None,
            mandate.toleranse_kost_prosent if mandate else None,
            limits,
        ),
        "kvalitet": lights.kvalitet(_deliverables(facts), _defects(facts), today, limits),
        "risiko": lights.risiko(_risks(facts), _findings(facts), today, limits),
        "gevinst": benefits.gevinst(
            tuple(
                benefit_facts(
                    b.indikator,
                    progress.get((b.indikator, b.universitet_id)),
                    today,
                    signert=b.signert_dato is not None,
                )
                for b in facts.benefits
            ),
            today,
            i_drift=_live(facts, today),
            bp3_passert=facts.has_passed("BP3"),
            limits=limits,
        ),
        "rapportering": lights.rapportering(reported, rhythm, limits),
    }  # fmt: skip


def _live(facts: ProjectFacts, today: date) -> bool:
    return facts.project.i_drift_dato is not None and facts.project.i_drift_dato <= today


def _deliverables(facts: ProjectFacts) -> tuple[lights.Leveranse, ...]:
    return tuple(
        lights.Leveranse(d.navn, d.planlagt_dato, d.godkjent_dato) for d in facts.deliverables
    )


def _defects(facts: ProjectFacts) -> tuple[lights.Sak, ...]:
    """Open issues; consequence 5 is a critical defect."""
    return tuple(
        lights.Sak(
            r.tittel,
            "kritisk" if r.konsekvens_foer == 5 else "moderat",
            r.tiltak_frist,
            r.lukket_dato,
        )
        for r in facts.raid
        if r.type == "sak"
    )


def _risks(facts: ProjectFacts) -> tuple[lights.Risiko, ...]:
    return tuple(
        lights.Risiko(
            r.tittel,
            (r.sannsynlighet_foer or 0) * (r.konsekvens_foer or 0),
            r.sannsynlighet_etter * r.konsekvens_etter
            if r.sannsynlighet_etter and r.konsekvens_etter
            else None,
            r.tiltak_frist,
            r.tiltak_ferdig_dato,
            r.lukket_dato,
        )
        for r in facts.raid
        if r.type == "risiko"
    )


def _findings(facts: ProjectFacts) -> tuple[lights.Sak, ...]:
    return tuple(lights.Sak(f.tekst, f.alvor, f.frist, f.lukket_dato) for f in facts.findings)


def benefit_facts(
    indikator: str, progress: Progress | None, today: date, *, signert: bool
) -> lights.Gevinst:
    """Return what the benefit light needs, from the rows of one indicator at one university."""
    if progress is None:
        return lights.Gevinst(indikator, avtale_signert=signert)
    base, target, latest = progress.baseline, progress.target, progress.latest
    months = 2
    if latest is not None:
        apart = (today.year - latest.periode.year) * 12 + today.month - latest.periode.month
        months = max(0, apart - 1)  # the running month is not over yet
    return lights.Gevinst(
        navn=indikator,
        nullpunkt=base.verdi if base else None,
        nullpunkt_dato=base.maalt_dato if base else None,
        maal=target.verdi if target else None,
        maal_dato=target.maal_dato if target else None,
        maalt=latest.verdi if latest and not latest.is_undertrykt else _hidden(latest),
        n=(latest.n or 0) if latest else None,
        perioder_uten_maaling=months,
        avtale_signert=signert,
    )


def _hidden(latest: Any) -> Decimal | None:
    """A suppressed value was measured on too few: the rule answers «for få», not «ikke målt»."""
    return Decimal(0) if latest is not None else None


def figures_of(areas: Mapping[str, Light]) -> dict[str, Decimal | None]:
    """Return the figures that stop criteria look at; None where unknown."""

    def known(area: str, key: str) -> Decimal | None:
        value = areas[area].tall.get(key)
        return None if value in (None, "") else Decimal(str(value))

    red = sum(light.lys is Lys.ROED for light in areas.values())
    return {
        "tid_glipp_dager": known("tid", "dager"),
        "kost_overskridelse_prosent": known("kost", "prosent"),
        "risiko_faktor": known("risiko", "faktor"),
        "roede_lys": Decimal(red),
    }


def stop_criteria_met(
    facts: ProjectFacts, figures: Mapping[str, Decimal | None], today: date
) -> tuple[stops.StopCriterion, ...]:
    """Return the mandate's stop criteria that are met, counting the reported periods and now."""
    if facts.mandate is None:
        return ()
    period = today.replace(day=1)
    past = [r for _, r in sorted(_by_period(facts.reports).items()) if r.periode < period]
    met = []
    for row in facts.mandate.stoppkriterier:
        criterion = stops.StopCriterion(
            row["maal"], row["operator"], Decimal(row["verdi"]), row["perioder"]
        )
        series = [_reported(r, criterion.maal) for r in past] + [figures[criterion.maal]]
        if stops.is_met(criterion, tuple(series)):
            met.append(criterion)
    return tuple(met)


def _reported(report: StatusReport, maal: str) -> Decimal | None:
    value = report.fakta.get(maal)
    return None if value is None else Decimal(value)


def _by_period(reports: list[StatusReport]) -> dict[date, StatusReport]:
    """The newest report of each period; an older one of the same period was corrected by it."""
    return {report.periode: report for report in reports}


def history(reports: list[StatusReport], today: date) -> tuple[Lys, ...]:
    """§ 10: the last eight periods, oldest first. A period without report is grey: the last
    light is never carried forward."""
    known = _by_period(reports)
    first = today.replace(day=1)
    periods = [add_months(first, -back) for back in range(HISTORY - 1, -1, -1)]
    return tuple(Lys(known[p].samlet) if p in known else Lys.GRAA for p in periods)
