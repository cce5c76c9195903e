"""Invented content for the page that shows every component once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms

from samverk.core.errors import Refusal
from samverk.core.ui import api as ui


class SampleForm(ui.Form):
    """One field of each kind, some filled in, some refused."""

    concepts = {
        "person": "person.navn",
        "epost": "person.epost",
        "fra": "arbeidsforhold.fra",
        "timer": "arbeidsforhold.timer",
        "beloep": "loenn.beloep",
        "regel": "arbeidsforhold.regel",
        "grunn": "arbeidsforhold.grunn",
        "varsle": "varsel.oensket",
        "melding": "sak.merknad",
    }
    segmented = ("grunn",)
    person = forms.CharField(label="Person")
    epost = forms.EmailField(label="Send kontrakten til", help_text="Vi sender én lenke.")
    fra = ui.DatoField(label="Fra og med")
    timer = ui.TimerField(label="Timer")
    beloep = ui.KronerField(label="Beløp")
    regel = forms.ChoiceField(label="For- og etterarbeid", choices=[("4", "4 timer per time")])
    grunn = forms.ChoiceField(
        label="Hvorfor midlertidig?",
        choices=[("vikar", "Vikar for en navngitt person"), ("kort", "Arbeidet varer kort")],
        widget=forms.RadioSelect(),
    )
    varsle = forms.BooleanField(label="Si fra på e-post", required=False)
    melding = forms.CharField(label="Melding", required=False, widget=forms.Textarea())


def _form() -> SampleForm:
    sources = {
        "epost": ui.Source("hentet", "fra søknaden, sak 2026/4417"),
        "regel": ui.Source("arvet", "fra instituttets regel"),
        "beloep": ui.Source("beregnet", "av timer og sats"),
        "fra": ui.Source("foreslått", "fra sensurfristen i emnet"),
        "timer": ui.Source("mangler"),
    }
    form = SampleForm(
        {"person": "Jonas Lyngmo", "epost": "jonas", "timer": "tolv", "beloep": "18 640,50",
         "regel": "4", "grunn": "vikar", "fra": "2026-11-25"},
        sources=sources,
    )  # fmt: skip
    form.is_valid()
    form.refuse(Refusal("Skriv en dato etter 25. november.", field="fra"))
    return form


def _tasks(now: datetime) -> list[ui.TaskRow]:
    return [
        ui.TaskRow(
            id="1", title="Godkjenn faktura fra Breheim Trykk, 18 640 kr", url="#",
            text="Attestert tirsdag. Forfaller i morgen.", due_at=now - timedelta(days=3),
            module="Faktura", module_icon="Receipt", action_label="Godkjenn",
        ),
        ui.TaskRow(
            id="2", title="Godkjenn 4 timelister", url="#", text="Fire får pengene i tide.",
            due_at=now + timedelta(minutes=1), module="Lønn", module_icon="ClockFill",
            action_label="Se",
        ),
        ui.TaskRow(
            id="3", title="Gå gjennom hvem som har tilgang hos dere", url="#", text="3 er nye.",
            due_at=now + timedelta(days=8), module="Tilgang", module_icon="PadlockLocked",
            action_label="Se",
        ),
    ]  # fmt: skip


def _tables() -> dict[str, ui.Table]:
    things = ui.Table(
        "Fakturaer",
        [ui.Column("Leverandør", sorted="ascending", sort_url="?sorter=navn"),
         ui.Column("Status"), ui.Column("Frist", kind="tn"), ui.Column("Beløp, kr", kind="num")],
        [
            ui.Row(("Breheim Trykk", ui.Cell("Venter på deg", status="wait"), "24. nov.",
                    "18 640,00"), url="#1"),
            ui.Row((ui.Cell("Fjordkaia Hotell", note="2 bilag"), ui.Cell("1 avvik", status="warn"),
                    "30. nov.", "6 912,00"), url="#2"),
        ],
        stack=True,
        paging=ui.Paging("2 av mange", next_url="?etter=2"),
    )  # fmt: skip
    figures = ui.Table(
        "Saldobalanse, hele kroner",
        [ui.Column("Konto"), ui.Column("Inngående", kind="num"), ui.Column("Nå", kind="num")],
        [
            ui.Row((ui.Cell("Lønn timelærere", code="5120"), "1 204 500",
                    ui.Cell("1 223 606", url="#f"))),
            ui.Row((ui.Cell("IT-utstyr", code="6550"), "88 000", ui.Cell("−12 400", url="#g"))),
        ],
        dense=True,
        total_row=ui.Row(("Sum", "1 292 500", "1 211 206")),
    )  # fmt: skip
    empty = ui.Table(
        "Reiser", [ui.Column("Reise")], [], empty_title="Ingen reiser ennå",
        empty_text="Her kommer reisene dine når du har søkt.", empty_url="#",
        empty_action="Søk om reise", empty_icon="Airplane",
    )  # fmt: skip
    return {"things": things, "figures": figures, "empty_table": empty}


def everything(now: datetime) -> dict[str, Any]:
    """Return the content of the component page."""
    steps = [
        ui.Step("done", "Bestilt", "Ola Fjeldvær, i dag"),
        ui.Step("now", "Leder godkjenner", "Ingrid Solbakken, frist 26. november"),
        ui.Step("next", "Jonas signerer", "Lenke på SMS", note="14 dager"),
        ui.Step("skip", "Ansettelsesråd", "Ikke aktuelt i denne saken"),
    ]
    events = [
        {"when": "Videre", "icon": "Hourglass", "kind": "neste", "title": "Arbeidskontrakt"},
        {"at": now - timedelta(hours=1), "icon": "PersonPlus", "kind": "", "title": "Bestilling",
         "text": "60 timer.", "documents": [{"title": "Bestilling", "url": "#d"}]},
        {"at": now - timedelta(days=4), "icon": "EnvelopeClosed", "kind": "ut",
         "title": "Brev ut", "text": "Til Jonas Lyngmo.", "code": "2026/4417-3"},
    ]  # fmt: skip
    calc = [
        ui.CalcLine("60 timer à 263,50", "15 810,00"),
        ui.CalcLine("Feriepenger 12 %", "1 897,20"),
        ui.CalcLine("Til sammen", "17 707,20", is_sum=True),
    ]
    return {
        "form": _form(), "tasks": _tasks(now), "steps": steps, "events": events, "calc": calc,
        "frist_snart": (now + timedelta(days=8)).date(), "figur_oere": 1_864_050,
        "negativ_oere": -40_000, "andel_ppm": 79_000, **_tables(),
    }  # fmt: skip
