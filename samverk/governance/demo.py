"""The collaboration's part of the scripted life: UDIR-BOTT, three projects, months of reports.

Projects, budgets, null-points and targets are invented and say nothing about the four
universities. The measured figures are not: they are taken from what the demo life itself did.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import yaml

from samverk.core.access import api as access
from samverk.core.access.api import Actor, DemoPlace
from samverk.core.clock import OSLO
from samverk.core.periods import add_months
from samverk.core.tenancy.api import tenants
from samverk.governance import api
from samverk.governance.api import (
    Estimate,
    NewMandate,
    NewProject,
    NullPoint,
    Passage,
    StopCriterion,
)
from samverk.governance.queries.board import agenda

KRONER = 100
MNOK = 1_000_000 * KRONER
# Null-point and target per indicator, in the order UiB, UiO, UiT, NTNU.
BENEFITS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "vedtak_til_loenn": (("54", "61", "58", "66"), "21", "tid"),
    "timeloenn_i_tide": (("88", "84", "79", "82"), "99", "kvalitet"),
    "gjentatte_felt": (("140", "155", "148", "162"), "10", "tid"),
    "autoarkiv": (("41", "38", "35", "44"), "95", "kvalitet"),
    "ventetid_ledd": (("52", "60", "49", "63"), "16", "tid"),
}


@dataclass(frozen=True, slots=True)
class Director:
    """A university director as the demo life knows her."""

    slug: str
    sted: str
    bruker_id: UUID
    navn: str


def build(place: DemoPlace) -> None:
    """Build the collaboration; only BOTT's own tenant has something to build.

    Args:
        place: the tenant under construction; the four universities stand already.
    """
    if place.tenant.slug != "bott":
        return
    story = Story(place, _directors())
    story.seat_everyone()
    story.measure()
    first = story.first_project()
    third = story.idea()
    second = story.reception_project()
    story.months(first, second, third)
    story.close()


def _directors() -> list[Director]:
    found = []
    for tenant in tenants():
        if tenant.is_university:
            with access.acting(access.visitor(tenant)):
                row = next(b for b in access.cast(tenant) if b.brukernavn == "direktor")
            found.append(Director(tenant.slug, tenant.kortnavn, row.id, row.navn))
    return found


@dataclass
class Running:
    """A project under way and the milestones by key."""

    id: UUID
    milestones: dict[str, UUID]


class Story:
    """Tells the life in the order it happened, as the secretary and the project manager."""

    def __init__(self, place: DemoPlace, directors: list[Director]) -> None:
        self.place = place
        self.directors = directors
        self.secretary = place.cast["sekretariat"]
        self.manager = place.cast["prosjektleder"]

    @contextmanager
    def on(self, who: Actor, day: date, hour: int = 10) -> Iterator[datetime]:
        """Act as someone on a day."""
        at = datetime(day.year, day.month, day.day, hour, tzinfo=OSLO)
        with access.acting(who, now=at):
            yield at

    def seat_everyone(self) -> None:
        """The four directors sit in UDIR-BOTT; the next meeting is set."""
        with self.on(self.secretary, date(2026, 1, 5)) as at:
            for number, director in enumerate(self.directors):
                api.seat_member(
                    actor=self.secretary, body="udir_bott", universitet=director.slug,
                    navn=director.navn, fra=date(2026, 1, 1), now=at,
                    details={
                        "rolle": "leder" if number == 0 else "medlem",
                        "bruker_id": director.bruker_id,
                    },
                )  # fmt: skip
            api.set_next_meeting(
                actor=self.secretary, body="udir_bott", dato=date(2026, 11, 26), now=at
            )

    def measure(self) -> None:
        """Measure the twelve months behind, each just after it ended, and the running one."""
        this = self.place.today.replace(day=1)
        machine = self.place.actor
        for back in range(12, -1, -1):
            month = add_months(this, -back)
            after = min(add_months(month, 1), self.place.today)
            with self.on(machine, after, hour=3) as at:
                api.measure_all(actor=machine, period=month, now=at)

    def decide(self, title: str, day: date, reason: str) -> str:
        """Raise a matter and decide it in the same meeting; return its number."""
        with self.on(self.secretary, day) as at:
            item = api.raise_item(
                actor=self.secretary, body="udir_bott", tittel=title, bakgrunn=reason, now=at
            )
            return api.decide_item(
                actor=self.secretary, item_id=item, utfall="godkjent", begrunnelse=reason, now=at
            )

    def start(self, project: NewProject, mandate: NewMandate, indikatorer: list[str]) -> UUID:
        """Take a project into the portfolio with owners in the line, and give it its mandate."""
        places = [d for d in self.directors if project.universitet in ("", d.slug)]
        day = mandate.gjelder_fra
        number = self.decide(f"Mandat for {project.navn}", day, "Enstemmig.")
        with self.on(self.secretary, day, hour=12) as at:
            found = api.create_project(actor=self.secretary, project=project, now=at)
            for key in indikatorer:
                for director in places:
                    api.register_benefit(
                        actor=self.secretary, project_id=found, indikator=key,
                        universitet=director.slug, eier_navn=f"HR-leder, {director.sted}",
                        now=at,
                        details={
                            "type": BENEFITS[key][2], "signert_dato": day + timedelta(days=60),
                        },
                    )  # fmt: skip
            terms = NewMandate(
                **{f: getattr(mandate, f) for f in mandate.__slots__ if f != "vedtak_ref"},
                vedtak_ref=number,
            )
            api.give_mandate(actor=self.secretary, project_id=found, mandate=terms, now=at)
        return found

    def null_points(self, day: date) -> None:
        """The null-points of the old systems and the targets, for every university."""
        with self.on(self.secretary, day) as at:
            for key, (values, target, _type) in BENEFITS.items():
                for director, value in zip(self.directors, values, strict=True):
                    api.register_baseline(
                        actor=self.secretary, indikator=key, universitet=director.slug, now=at,
                        nullpunkt=NullPoint(
                            Decimal(value), 120, "Gjennomgang av saker i gammelt system",
                            date(2026, 3, 31), "anslaatt", "Oppdiktet for demolivet",
                            f"HR-leder, {director.sted}", day,
                        ),
                    )  # fmt: skip
                    api.set_target(
                        actor=self.secretary, indikator=key, universitet=director.slug,
                        verdi=Decimal(target), maal_dato=date(2027, 6, 30), now=at,
                    )  # fmt: skip

    def gates(self, project: UUID, passed: list[tuple[str, date]]) -> None:
        """Pass gates in order, decided by UDIR-BOTT."""
        for gate, day in passed:
            with self.on(self.secretary, day, hour=13) as at:
                vilkaar = []
                if gate == "BP3":
                    vilkaar = [("Opplæring av emneansvarlige", "HR-leder, UiT", date(2026, 12, 18))]
                api.pass_gate(
                    actor=self.secretary, project_id=project, now=at,
                    passage=Passage(gate, "UDIR-BOTT", day, vilkaar=vilkaar),
                )  # fmt: skip

    def plan(self, project: UUID, day: date, rows: list[tuple[str, str, date]]) -> dict[str, UUID]:
        """Plan milestones that wait for each other in a chain."""
        known: dict[str, UUID] = {}
        before: list[UUID] = []
        with self.on(self.manager, day) as at:
            for key, name, planned in rows:
                known[key] = api.plan_milestone(
                    actor=self.manager, project_id=project, noekkel=key, navn=name, dato=planned,
                    venter_paa=before, now=at,
                )  # fmt: skip
                before = [known[key]]
        return known

    def deliver(self, project: UUID, day: date, rows: list[tuple[str, date, date | None]]) -> None:
        """Plan deliverables; those with an acceptance day are accepted then."""
        with self.on(self.manager, day) as at:
            for name, planned, accepted in rows:
                made = api.plan_deliverable(
                    actor=self.manager, project_id=project, navn=name, dato=planned, now=at,
                    akseptkriterier="Brukertest ved to universiteter", ansvarlig="HR-leder",
                )  # fmt: skip
                if accepted is not None:
                    api.accept_deliverable(
                        actor=self.manager, deliverable_id=made, dato=accepted, now=at
                    )

    def risk(self, project: UUID, day: date, title: str, before: int, after: int) -> None:
        """Register a risk as probability × consequence in two digits, with its measure."""
        with self.on(self.manager, day) as at:
            api.register_raid(
                actor=self.manager, project_id=project, tittel=title, eier_navn="Anne Løvås",
                now=at,
                details={
                    "sannsynlighet_foer": before // 10, "konsekvens_foer": before % 10,
                    "sannsynlighet_etter": after // 10, "konsekvens_etter": after % 10,
                    "tiltak": "Oppfølging i hvert statusmøte", "vis_i_portefoelje": True,
                    "tiltak_frist": date(2027, 1, 15),
                },
            )  # fmt: skip

    def first_project(self) -> Running:
        """«Én ansettelse, én registrering»: mandate in March, in use since August."""
        uit = self.directors[2]
        project = NewProject(
            "en-ansettelse-en-registrering", "Én ansettelse, én registrering", "nasjonalt",
            "udir_bott", uit.navn, "Anne Løvås", eier_bruker_id=uit.bruker_id,
            leder_bruker_id=self.manager.bruker_id, i_drift_dato=date(2026, 8, 17),
        )  # fmt: skip
        mandate = NewMandate(
            "Det en person oppgir én gang, skal ingen oppgi på nytt.",
            "Ansettelse på timer, fra behov til lønnsslipp, ved alle fire universiteter",
            12 * MNOK, 30, 10,
            (StopCriterion("kost_overskridelse_prosent", ">", Decimal(20), 2),
             StopCriterion("tid_glipp_dager", ">", Decimal(90), 2)),
            date(2026, 3, 2), date(2027, 12, 31),
        )  # fmt: skip
        found = self.start(project, mandate, list(BENEFITS))
        self.null_points(date(2026, 5, 20))
        self.gates(
            found, [("BP1", date(2026, 3, 12)), ("BP2", date(2026, 4, 16)),
                    ("BP3", date(2026, 6, 11))]
        )  # fmt: skip
        milestones = self.plan(
            found, date(2026, 4, 17),
            [("M1", "Felles prosess vedtatt", date(2026, 6, 1)),
             ("M2", "Kontrakt og signering i drift", date(2026, 8, 17)),
             ("M3", "Første lønn uten omtasting", date(2026, 10, 12)),
             ("M4", "Alle fire i full drift", date(2027, 1, 18)),
             ("M5", "Gevinst målt ved alle fire", date(2027, 6, 18))],
        )  # fmt: skip
        self.deliver(
            found, date(2026, 4, 17),
            [("Prosess med lokale spor", date(2026, 6, 1), date(2026, 4, 17)),
             ("Opplæring per rolle", date(2026, 12, 18), None)],
        )  # fmt: skip
        self.risk(found, date(2026, 4, 17), "Kontrakter ved semesterstart", 34, 23)
        self.risk(found, date(2026, 4, 17), "Lokale unntak blir varige", 33, 22)
        return Running(found, milestones)

    def reception_project(self) -> Running:
        """NTNU's own reception project, which slips: red in October and November."""
        ntnu = self.directors[3]
        project = NewProject(
            "mottak-ntnu-timelonn", "Mottak NTNU, timelønn", "mottak", "udir_bott", ntnu.navn,
            "Anne Løvås", eier_bruker_id=ntnu.bruker_id,
            leder_bruker_id=self.manager.bruker_id, universitet="ntnu",
        )  # fmt: skip
        mandate = NewMandate(
            "NTNU tar i bruk felles timelønn.", "Opprydding, roller og opplæring ved NTNU",
            4 * MNOK, 20, 10, (StopCriterion("tid_glipp_dager", ">", Decimal(30), 2),),
            date(2026, 6, 15), date(2027, 1, 15),
        )  # fmt: skip
        found = self.start(project, mandate, ["timeloenn_i_tide"])
        self.gates(found, [("BP1", date(2026, 6, 18)), ("BP2", date(2026, 8, 20)),
                           ("BP3", date(2026, 9, 17))])  # fmt: skip
        milestones = self.plan(
            found, date(2026, 6, 19),
            [("N1", "Roller kartlagt", date(2026, 9, 1)),
             ("N2", "Gamle kontrakter ryddet", date(2026, 11, 2)),
             ("N3", "Alle enheter klare", date(2027, 2, 1))],
        )  # fmt: skip
        self.deliver(found, date(2026, 6, 19), [("Opplæringsplan", date(2026, 11, 2), None)])
        self.risk(found, date(2026, 6, 19), "Ubetalte kontrakter i gammelt system", 44, 23)
        return Running(found, milestones)

    def idea(self) -> Running:
        """A concept in the procurement community that has gone quiet: grey, never green."""
        uio = self.directors[1]
        project = NewProject(
            "innkjop-felles-avtaler", "Innkjøp, felles avtaler", "fagaktivitet", "fag_innkjoep",
            uio.navn, "Anne Løvås", eier_bruker_id=uio.bruker_id,
            leder_bruker_id=self.manager.bruker_id,
        )  # fmt: skip
        mandate = NewMandate(
            "Utrede felles rammeavtaler.", "IT-utstyr og møtested", 1 * MNOK, 30, 10,
            (StopCriterion("kost_overskridelse_prosent", ">", Decimal(10), 1),),
            date(2026, 5, 4), date(2027, 5, 4),
        )  # fmt: skip
        found = self.start(project, mandate, ["ventetid_ledd"])
        self.gates(found, [("BP1", date(2026, 5, 7))])
        milestones = self.plan(
            found, date(2026, 5, 8), [("K1", "Konsept levert", date(2026, 12, 1))]
        )
        return Running(found, milestones)

    def months(self, first: Running, second: Running, third: Running) -> None:
        """Eight months of moves and reports, in the order they happened."""
        file = Path(__file__).parent / "data" / "demo_reports.yaml"
        texts = yaml.safe_load(file.read_text(encoding="utf8"))
        spent = (8, 17, 29, 38, 47, 58, 66, 74)  # tenths of a million, April to November
        for month, tenths in enumerate(spent, 4):
            day = date(2026, month, 20)
            self.moves(first, month)
            self.report(first.id, day, texts["first"][month], tenths, 120)
            if month >= 7:
                if month == 10:
                    self.move(second, "N2", date(2026, 12, 10), date(2026, 10, 5))
                if month == 9:
                    self.reach(second, "N1", date(2026, 9, 4))
                self.report(second.id, day, texts["second"][month], 5 * (month - 6), 40)
            if 5 <= month <= 9:
                self.report(third.id, day, "Utredningen går etter planen.", month - 4, 10)

    def moves(self, first: Running, month: int) -> None:
        """What happened to the first project's milestones in a month."""
        if month == 6:
            self.reach(first, "M1", date(2026, 6, 4))
        if month == 8:
            self.reach(first, "M2", date(2026, 8, 17))
            self.move(first, "M3", date(2026, 10, 30), date(2026, 8, 19))
        if month == 10:
            self.move(first, "M3", date(2026, 11, 12), date(2026, 10, 19))
        if month == 11:
            self.reach(first, "M3", date(2026, 11, 12))
            self.move(first, "M4", date(2027, 1, 29), date(2026, 11, 13))

    def move(self, running: Running, key: str, to: date, day: date) -> None:
        """Give a milestone a new forecast on a day."""
        with self.on(self.manager, day) as at:
            api.move_milestone(
                actor=self.manager, milestone_id=running.milestones[key], prognose=to, now=at
            )

    def reach(self, running: Running, key: str, day: date) -> None:
        """Reach a milestone."""
        with self.on(self.manager, day, hour=15) as at:
            api.reach_milestone(
                actor=self.manager, milestone_id=running.milestones[key], dato=day, now=at
            )

    def report(self, project: UUID, day: date, text: str, tenths: int, frame: int) -> None:
        """Report with a cost estimate in tenths of a million."""
        tenth = MNOK // 10
        estimate = Estimate(tenths * tenth, 2 * tenth, max(0, frame - tenths - 4) * tenth)
        with self.on(self.manager, day) as at:
            api.submit_report(
                actor=self.manager, project_id=project, kommentar=text, estimate=estimate, now=at
            )

    def close(self) -> None:
        """What waits for the meeting on Thursday."""
        with self.on(self.secretary, date(2026, 11, 16)) as at:
            api.raise_item(
                actor=self.secretary, body="udir_bott", now=at,
                tittel="Timer per årsverk: 1 695, 1 750 eller 1 950",
                bakgrunn="Uten vedtak kan frigjort tid ikke vises for noen.",
            )  # fmt: skip
        with self.on(self.secretary, date(2026, 10, 29)) as at:
            for item in agenda(today=at.date()):
                if item.prosjekt_noekkel == "en-ansettelse-en-registrering":
                    api.decide_item(
                        actor=self.secretary, item_id=item.id, utfall="godkjent_med_vilkaar",
                        begrunnelse="Ny dato 12. november. Bankfilen prøves uka før.", now=at,
                    )  # fmt: skip
        with self.on(self.place.actor, self.place.today, hour=3) as at:
            api.raise_due(actor=self.place.actor, now=at)
