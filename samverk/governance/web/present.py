"""From facts to what a template writes: texts in the reader's language, letters, addresses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from samverk.core.ui import api as ui
from samverk.governance.queries.board import (
    AgendaFacts,
    BenefitCell,
    BenefitRow,
    Board,
    PathStep,
    ProjectRow,
    places,
)
from samverk.governance.queries.cases import MAX_CASES, CaseFacts
from samverk.governance.queries.detail import BenefitPage, ProjectPage
from samverk.governance.web import charts, words


def agenda_rows(items: list[AgendaFacts], today: date) -> list[dict[str, Any]]:
    """Return the matters to decide."""
    return [
        {
            "id": item.id,
            "title": words.cause_title(item.aarsak, item.prosjekt, item.tittel),
            "text": words.cause_text(item.aarsak, item.tall, item.bakgrunn),
            "siden": words.near_day(item.siden, today),
            "state": words.urgency(item.dager),
            "url": reverse("samstyring_sak", args=[item.id]),
        }
        for item in items
    ]


def _ahead(row: ProjectRow) -> date:
    assert row.neste_milepael is not None
    return row.neste_milepael.prognose_dato or row.neste_milepael.baseline_dato


def project_line(row: ProjectRow, today: date) -> dict[str, Any]:
    """Return one line of the portfolio."""
    facts, lights = row.facts, row.lights
    mandate, estimate = facts.mandate, facts.estimate
    reported = lights.omraader["rapportering"].tall.get("dager")
    risk = lights.omraader["risiko"]
    slip = lights.figures["tid_glipp_dager"]
    tolerance = mandate.toleranse_dager if mandate else 0
    return {
        "navn": words.typed(facts.project.navn),
        "url": reverse("samstyring_prosjekt", args=[facts.project.noekkel]),
        "fase": words.PHASES[facts.fase]
        if facts.project.status == "aktiv"
        else words.STATUSES[facts.project.status],
        "trend": [words.LETTERS[x] for x in lights.historikk],
        "trend_words": ", ".join(str(words.LIGHT_WORDS[x]) for x in lights.historikk),
        "lys": words.LETTERS[lights.vist],
        "beregnet": words.LETTERS[lights.samlet] if lights.vist is not lights.samlet else "",
        "neste": facts.next_gate,
        "neste_dato": words.short_day(_ahead(row)) if row.neste_milepael else "",
        "glipp": "–" if slip is None else words.signed_days(int(slip)),
        "glipp_over": slip is not None and slip > tolerance,
        "brukt": words.millions(estimate.paaloept_oere if estimate else None),
        "ramme": words.millions(mandate.ramme_oere if mandate else None),
        "risiko_lys": words.LETTERS[risk.lys],
        "risiko": words.typed(str(risk.tall.get("navn", "")))
        or words.reason(risk.grunn, risk.tall),
        "faktor": risk.tall.get("faktor", ""),
        "rapport": reported,
        "rapport_over": lights.omraader["rapportering"].lys == "graa",
    }


def benefit_line(row: BenefitRow) -> dict[str, Any]:
    """Return one line of «Lønte det seg?»."""
    return {
        "navn": words.indicator_name(row.indicator),
        "enhet": words.UNITS[row.indicator.enhet],
        "url": reverse("samstyring_gevinst", args=[row.indicator.noekkel]),
        "plan": words.number(row.maal[0]) if len(row.maal) == 1 else "–",
        "cells": [_cell(cell) for cell in row.cells],
    }


def _cell(cell: BenefitCell) -> dict[str, Any]:
    latest = cell.latest
    hidden = latest is not None and latest.is_undertrykt
    icon, word = words.TRENDS.get(cell.trend, ("", ""))
    return {
        "sted": cell.universitet.kortnavn,
        "lys": words.LETTERS[cell.light.lys],
        "grunn": words.reason(cell.light.grunn, cell.light.tall),
        "verdi": words.number(latest.verdi) if latest else "–",
        "n": latest.n if latest else None,
        "skjult": hidden,
        "tom": latest is None,
        "trend_ikon": icon,
        "trend": word,
        "kvalitet": words.QUALITIES[latest.kvalitet] if latest else "",
        "maal": words.number(cell.maal),
        "nullpunkt": words.number(cell.nullpunkt),
    }


def path_lines(path: list[PathStep], today: date) -> list[dict[str, Any]]:
    """Return the steps of the critical path, for the narrow list."""
    lines = []
    for number, step in enumerate(path, 1):
        done = step.milestone.faktisk_dato
        lines.append(
            {
                "state": "done" if done else "now" if step.is_next else "next",
                "nr": number,
                "navn": words.typed(step.milestone.navn),
                "prosjekt": words.typed(step.prosjekt),
                "ferdig": words.near_day(done, today) if done else "",
                "dato": words.near_day(
                    step.milestone.prognose_dato or step.milestone.baseline_dato, today
                ),
                "glipp": words.signed_days(step.slip) if step.slip > 0 and not done else "",
            }
        )
    return lines


def board(facts: Board, today: date) -> dict[str, Any]:
    """Return the whole page of UDIR-BOTT."""
    paid = _paid(facts)
    return {
        "uke": today.isocalendar().week,
        "dag": today,
        "maalt_at": facts.maalt_at,
        "periode": words.month(facts.periode) if facts.periode else "",
        "neste_moete": facts.body.neste_moete_dato,
        "saker": agenda_rows(facts.items, today),
        "antall_saker": facts.n_items,
        "prosjekter": [project_line(row, today) for row in facts.projects],
        "gevinster": [benefit_line(row) for row in facts.benefits],
        "upublisert": [
            {"navn": words.indicator_name(i), "enhet": words.UNITS[i.enhet]}
            for i in facts.unpublished
        ],
        "steder": [c.universitet.kortnavn for c in facts.benefits[0].cells]
        if facts.benefits
        else [],
        "sti": path_lines(facts.path, today),
        "sti_slutt": facts.path[-1].milestone.prognose_dato if facts.path else None,
        "sti_glipp": facts.path[-1].slip if facts.path else 0,
        "betalt": paid,
        "avvik": deviation_lines(facts, today),
    }


def deviation_lines(facts: Board, today: date) -> list[dict[str, Any]]:
    """Return the local deviations that expire, soonest first."""
    short = {place.id: place.kortnavn for place in places()}
    return [
        {
            "sted": short[d.universitet_id],
            "hva": words.step_name(d.navn, d.hva),
            "utloeper": d.utloeper,
            "dag": words.near_day(d.utloeper, today),
            "snart": (d.utloeper - today).days <= 14,
        }
        for d in facts.deviations
    ]


def _paid(facts: Board) -> dict[str, Any] | None:
    """«Fikk alle lønn?»: hourly sheets paid on time, of all four universities together."""
    total = facts.paid
    if total is None or total.is_undertrykt or not total.n:
        return None
    return {
        "tide": total.detaljer.get("i_tide"),
        "alle": total.n,
        "periode": words.month(total.periode),
        "url": reverse("samstyring_gevinst", args=["timeloenn_i_tide"]),
    }


def light_table(page: ProjectPage) -> list[dict[str, Any]]:
    """Return the six lights with why."""
    return [
        {
            "omraade": words.AREAS[area],
            "lys": words.LETTERS[light.lys],
            "grunn": words.reason(light.grunn, light.tall),
        }
        for area, light in page.row.lights.omraader.items()
    ]


def reports(page: ProjectPage) -> list[dict[str, Any]]:
    """Return the reports, newest first, with the lights as they were computed then."""
    return [
        {
            "periode": words.month(report.periode),
            "kommentar": words.typed(report.kommentar),
            "av": report.rapportert_av,
            "at": report.rapportert_at,
            "lys": words.LETTERS[report.samlet],
            "omraader": [
                {
                    "omraade": words.AREAS[area],
                    "lys": words.LETTERS[light["lys"]],
                    "grunn": words.reason(light["grunn"], light["tall"]),
                }
                for area, light in report.lys.items()
            ],
        }
        for report in reversed(page.row.facts.reports)
    ]


def milestone_table(page: ProjectPage) -> ui.Table:
    """Return the milestones: plan, forecast, reached."""
    rows = []
    for m in page.row.facts.milestones:
        reached = words.day(m.faktisk_dato) if m.faktisk_dato else ""
        forecast = words.day(m.prognose_dato) if m.prognose_dato else "–"
        late = (m.prognose_dato - m.baseline_dato).days if m.prognose_dato else 0
        rows.append(
            ui.Row(
                [
                    ui.Cell(words.typed(m.navn), code=m.noekkel),
                    words.day(m.baseline_dato),
                    ui.Cell(
                        forecast,
                        note=gettext("%(n)s dager etter plan") % {"n": late} if late > 0 else "",
                    ),
                    reached or "–",
                    gettext("ja") if m.is_kritisk else gettext("nei"),
                ]
            )
        )
    columns = [
        ui.Column(gettext("Milepæl")), ui.Column(gettext("Plan"), "tn"),
        ui.Column(gettext("Prognose"), "tn"), ui.Column(gettext("Nådd"), "tn"),
        ui.Column(gettext("Kritisk")),
    ]  # fmt: skip
    return ui.Table(
        gettext("Milepæler"), columns, rows, stack=True, hide_caption=True,
        empty_title=gettext("Ingen milepæler ennå."),
        empty_text=gettext("Prosjektlederen legger dem inn når planen er klar."),
    )  # fmt: skip


def risk_table(page: ProjectPage) -> ui.Table:
    """Return the open risks, highest first."""
    rows = []
    open_ones = [r for r in page.row.facts.raid if r.lukket_dato is None and r.type == "risiko"]
    open_ones.sort(key=lambda r: -(r.sannsynlighet_foer or 0) * (r.konsekvens_foer or 0))
    for r in open_ones:
        before = (r.sannsynlighet_foer or 0) * (r.konsekvens_foer or 0)
        after = (r.sannsynlighet_etter or 0) * (r.konsekvens_etter or 0)
        done = r.tiltak_ferdig_dato is not None
        note = gettext("gjort") if done else words.day(r.tiltak_frist) if r.tiltak_frist else ""
        rows.append(
            ui.Row([
                words.typed(r.tittel), str(before), str(after) if after else "–",
                ui.Cell(words.typed(r.tiltak) or "–", note=note), r.eier_navn,
            ])
        )  # fmt: skip
    columns = [
        ui.Column(gettext("Risiko")), ui.Column(gettext("Nå"), "num"),
        ui.Column(gettext("Etter tiltak"), "num"), ui.Column(gettext("Tiltak og frist")),
        ui.Column(gettext("Eier")),
    ]  # fmt: skip
    return ui.Table(
        gettext("Risiko, sannsynlighet × konsekvens av 25"), columns, rows, stack=True,
        empty_title=gettext("Ingen åpne risikoer."),
    )  # fmt: skip


def benefit_chart(page: BenefitPage) -> tuple[charts.Chart | None, ui.Table]:
    """Return the months at the four universities, drawn and as a table."""
    short = [words.month(m).split()[0][:3] for m in page.months]
    lines, rows = [], []
    for cell in page.row.cells:
        by_period = page.series.get(cell.universitet.id, {})
        found = [by_period.get(m) for m in page.months]
        lines.append((cell.universitet.kortnavn, [m.verdi if m else None for m in found]))
        rows.append(
            ui.Row(
                [
                    cell.universitet.kortnavn,
                    *[
                        gettext("skjult")
                        if m and m.is_undertrykt
                        else words.number(m.verdi if m else None)
                        for m in found
                    ],
                ]
            )
        )
    target = page.row.maal[0] if len(page.row.maal) == 1 else None
    table = ui.Table(
        gettext("%(navn)s, %(enhet)s per måned")
        % {
            "navn": words.indicator_name(page.row.indicator),
            "enhet": words.UNITS[page.row.indicator.enhet],
        },
        [
            ui.Column(gettext("Universitet")),
            *[ui.Column(words.month(m), "num") for m in page.months],
        ],
        rows,
        dense=True,
    )
    return charts.draw(lines, short, target=target), table


def step_table(page: BenefitPage) -> ui.Table | None:
    """Return the waiting time of each step at each university, when the figure has steps."""
    latest = {c.universitet.kortnavn: c.latest for c in page.row.cells}
    names: dict[str, dict[str, Any]] = {}
    for place, measured in latest.items():
        for step in measured.detaljer.get("ledd", []) if measured else []:
            key = step["ledd"]
            found = page.step_names.get((step["prosess"], key)) or page.step_names.get(("", key))
            names.setdefault(words.step_name(found, key), {})[place] = step
    if not names:
        return None
    columns = [ui.Column(gettext("Ledd"))]
    columns += [ui.Column(f"{place}, {words.UNITS['timer']}", "num") for place in latest]
    rows = []
    for name, by_place in names.items():
        cells: list[ui.Cell | str] = [name]
        for place in latest:
            step = by_place.get(place)
            cells.append(
                ui.Cell(words.number(Decimal(str(step["median"]))), note=f"n {step['n']}")
                if step
                else "–"
            )
        rows.append(ui.Row(cells))
    return ui.Table(gettext("Median ventetid per ledd"), columns, rows, dense=True)


def _case_url(case: CaseFacts) -> str:
    """The case's own page; a journal entry has one in the archive."""
    if case.sak_id is not None:
        return reverse("case", args=[case.sak_id])
    return reverse("archive-post", args=[case.id]) if case.slag == "journalpost" else ""


def case_rows(page: BenefitPage) -> list[dict[str, Any]]:
    """Return the cases behind a figure, named and with what each gave it."""
    key = page.row.indicator.noekkel
    return [
        {
            "navn": words.typed(case.tittel) or words.case_kind(case.slag),
            "dato": case.dato,
            "tekst": words.case_figure(key, case.tall),
            "url": _case_url(case),
        }
        for case in page.cases[:MAX_CASES]
    ]


def owner_lines(page: ProjectPage) -> list[dict[str, Any]]:
    """Return the benefit owners, one line per university and owner."""
    owners: dict[tuple[str, str], list[bool]] = {}
    for benefit in page.row.facts.benefits:
        key = (benefit.universitet.kortnavn, benefit.eier_navn)
        owners.setdefault(key, []).append(benefit.signert_dato is not None)
    return [
        {"sted": sted, "navn": navn, "antall": len(done), "signert": sum(done)}
        for (sted, navn), done in owners.items()
    ]
