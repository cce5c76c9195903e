"""Tables and short lists of the people pages, made from facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samverk.core import money
from samverk.core.organisation.api import EnhetFacts
from samverk.core.periods import day_text, month_text
from samverk.core.ui import api as ui
from samverk.hr import api as hr
from samverk.hr.web.figure import (
    MAIN,
    hours_number,
    hours_text,
    pay_text,
    percent_text,
    period_text,
    position_text,
)


def _day(day: date) -> str:
    return day_text(day, language=ui.language())


def _last(til: date | None) -> str:
    return _("ingen slutt") if til is None else _day(til - timedelta(days=1))


def unit_name(unit: EnhetFacts) -> str:
    """The unit's name in the reader's language."""
    return unit.name(ui.language())


def unit_of(units: Mapping[UUID, EnhetFacts], enhet_id: UUID) -> str:
    """The name of a unit by its id."""
    unit = units.get(enhet_id)
    return _("Nedlagt enhet") if unit is None else unit_name(unit)


def people_table(page: hr.FolkSide, today: date, *, more: str, first: str) -> ui.Table:
    """The list of people."""
    return ui.Table(
        _("Ansatte"),
        [
            ui.Column(_("Navn")), ui.Column(_("Stilling")), ui.Column(_("Enhet")),
            ui.Column(_("Ansatt")), ui.Column(_("Prosent"), "num"),
        ],
        [_person_row(row, page, today) for row in page.rader],
        hide_caption=True, stack=True, empty_icon="PersonGroup",
        paging=ui.Paging(next_url=more, first_url=first),
        empty_title=_("Ingen her"),
        empty_text=_("Prøv et annet navn, en annen enhet, eller ta med sluttet og kommende."),
    )  # fmt: skip


def _person_row(row: hr.FolkRad, page: hr.FolkSide, today: date) -> ui.Row:
    title = hr.stillingstittel(row.stillingskode, row.tittel, ui.language())
    note = ""
    if row.fra > today:
        note = _("begynner %(dag)s") % {"dag": _day(row.fra)}
    elif row.til is not None and row.til <= today:
        note = _("sluttet %(dag)s") % {"dag": _day(row.til - timedelta(days=1))}
    return ui.Row(
        (
            ui.Cell(row.navn, note=note), ui.Cell(title, code=row.stillingskode),
            unit_of(page.enheter, row.enhet_id),
            period_text(row.fra, row.til),
            _("timer") if row.is_time else percent_text(row.prosent),
        ),
        url=f"/folk/{row.party_id}/",
        css="mut" if note else "",
    )  # fmt: skip


def main_position(person: hr.PersonTidslinje, on: date) -> hr.Versjon | None:
    """The main position on a day, or any position then."""
    held = person.paa("stilling", on)
    return next((v for v in held if v.verdier["type"] == MAIN), held[0] if held else None)


def title_of(position: hr.Versjon | None) -> str:
    """The title of a position in the reader's language."""
    if position is None:
        return ""
    v = position.verdier
    return hr.stillingstittel(v["stillingskode"], v["tittel"], ui.language())


def group_text(kode: str) -> str:
    """An employee group in plain words; the code list's own text for the rare ones."""
    plain = {
        "1": _("Fast ansatt"), "2": _("Embetsmann"), "3": _("Ansatt på åremål"),
        "4": _("Midlertidig ansatt"), "5": _("Ekstrahjelp"), "6": _("Vikar"),
    }  # fmt: skip
    return plain.get(kode) or hr.medarbeidergruppe(kode)


def summary(person: hr.PersonTidslinje, on: date) -> list[tuple[str, str, str]]:
    """What holds on the day: label, value, and a note under it."""
    main, rows = main_position(person, on), []
    for position in person.paa("stilling", on):
        label = _("Stilling") if position is main else _("Også")
        place = unit_of(person.enheter, position.verdier["enhet_id"])
        rows.append((label, position_text(position.verdier), place))
    for pay in person.paa("loenn", on):
        label = _("Timelønn") if pay.verdier["slag"] == "time" else _("Årslønn i 100 %")
        rows.append((label, pay_text(pay.verdier), ""))
    if main is not None:
        rows.append(
            (
                _("Ansatt som"),
                group_text(main.verdier["mg"]),
                ui.words.written(main.verdier["lovhjemmel"], "nb"),
            )
        )
    for job in person.paa("arbeidsforhold", on):
        rows.append((_("Ansatt"), period_text(job.fra, job.til), ""))
        rows.append((_("Ansattnummer"), str(job.verdier["ansattnummer"]), ""))
    return rows


def timeline_table(person: hr.PersonTidslinje) -> ui.Table:
    """Everything in the figure, as a table."""
    kinds: tuple[tuple[str, str, Callable[[Mapping[str, Any]], str]], ...] = (
        ("stilling", _("Stilling"), position_text),
        ("loenn", _("Lønn"), pay_text),
        ("arbeidsforhold", _("Ansatt"), lambda v: str(v["ansattnummer"])),
    )
    rows = [
        ui.Row((label, text(v.verdier), _day(v.fra), _last(v.til)))
        for slag, label, text in kinds
        for v in person.slik(slag)
    ]
    rows += [
        ui.Row((_("Timer"), _hours(m), month_text(m.maaned, language=ui.language()), ""))
        for m in person.timer
    ]
    return ui.Table(
        _("Tidslinje som tabell"),
        [
            ui.Column(_("Hva")), ui.Column(_("Innhold")), ui.Column(_("Fra og med"), "tn"),
            ui.Column(_("Til og med"), "tn"),
        ],
        rows, dense=True, hide_caption=True,
    )  # fmt: skip


def _hours(month: hr.TimerMaaned) -> str:
    if not month.aapne:
        return hours_text(month.godkjent)
    if not month.godkjent:
        return _("%(timer)s, ikke godkjent") % {"timer": hours_text(month.aapne)}
    return _("%(timer)s, av dem %(aapne)s ikke godkjent") % {
        "timer": hours_text(month.godkjent + month.aapne), "aapne": hours_text(month.aapne),
    }  # fmt: skip


def detail_tables(person: hr.PersonTidslinje) -> list[tuple[str, ui.Table]]:
    """Positions, pay, coding and contracts with what each rests on; empty ones are left out."""
    made = [
        (_("Stillinger"), _positions(person)),
        (_("Lønnsavtaler"), _pay(person)),
        (_("Hvem som betaler"), _coding(person)),
        (_("Timekontrakter"), _contracts(person)),
    ]
    return [(title, table) for title, table in made if table.data]


def _table(caption: str, columns: Iterable[ui.Column], rows: Iterable[ui.Row]) -> ui.Table:
    return ui.Table(caption, list(columns), list(rows), stack=True, hide_caption=True)


def _positions(person: hr.PersonTidslinje) -> ui.Table:
    return _table(
        _("Stillinger"),
        (
            ui.Column(_("Stilling")), ui.Column(_("Periode")), ui.Column(_("Enhet")),
            ui.Column(_("Prosent"), "num"),
        ),
        (
            ui.Row((
                ui.Cell(
                    title_of(v), code=v.verdier["stillingskode"],
                    note=ui.words.written(hr.grunnlag_of(v, person.versjoner), "nb"),
                ),
                period_text(v.fra, v.til), unit_of(person.enheter, v.verdier["enhet_id"]),
                percent_text(v.verdier["prosent"]) if v.verdier["prosent"] else _("timer"),
            ))
            for v in reversed(person.slik("stilling"))
        ),
    )  # fmt: skip


def _pay(person: hr.PersonTidslinje) -> ui.Table:
    return _table(
        _("Lønnsavtaler"),
        (ui.Column(_("Avtale")), ui.Column(_("Periode")), ui.Column(_("Beløp"), "num")),
        (
            ui.Row((
                ui.Cell(
                    _("Timelønn") if v.verdier["slag"] == "time" else _("Årslønn i 100 %"),
                    note=ui.words.written(hr.grunnlag_of(v, person.versjoner), "nb"),
                ),
                period_text(v.fra, v.til), pay_text(v.verdier),
            ))
            for v in reversed(person.slik("loenn"))
        ),
    )  # fmt: skip


def _coding(person: hr.PersonTidslinje) -> ui.Table:
    return _table(
        _("Hvem som betaler"),
        (ui.Column(_("Koststed")), ui.Column(_("Periode")), ui.Column(_("Andel"), "num")),
        (
            ui.Row((
                ui.Cell(
                    _cost_centre(person, v.verdier["koststed"]), code=v.verdier["koststed"],
                    note=ui.words.written(hr.grunnlag_of(v, person.versjoner), "nb"),
                ),
                period_text(v.fra, v.til), percent_text(v.verdier["andel"]),
            ))
            for v in reversed(person.slik("kontering"))
        ),
    )  # fmt: skip


def _cost_centre(person: hr.PersonTidslinje, koststed: str) -> str:
    """The unit that owns a cost centre; the highest one, when others inherit it."""
    owners = [u for u in person.enheter.values() if u.koststed == koststed]
    return unit_of(person.enheter, owners[0].id) if owners else _("Koststed")


def _contracts(person: hr.PersonTidslinje) -> ui.Table:
    return _table(
        _("Timekontrakter"),
        (
            ui.Column(_("Kontrakt")), ui.Column(_("Periode")), ui.Column(_("Timesats"), "num"),
            ui.Column(_("Ført av avtalt"), "num"),
        ),
        (_contract(k) for k in person.kontrakter),
    )  # fmt: skip


def _contract(k: hr.KontraktLinje) -> ui.Row:
    signed = _("signert %(dag)s") % {"dag": _day(k.signert_at.date())}
    if k.skattekommune:
        values = {"signert": signed, "kommune": k.skattekommune}
        signed = _("%(signert)s, skatt til %(kommune)s") % values
    rate = money.format_kr(k.timesats_oere, language=ui.language()) if k.timesats_oere else "–"
    used = {"brukt": hours_number(k.brukt_minutter), "avtalt": hours_text(k.budsjett_minutter)}
    title = hr.stillingstittel("", k.tittel, ui.language())
    if k.emne:
        values = {"tittel": title, "emne": ui.words.written(k.emne, "nb")}
        title = ui.words.filled("%(tittel)s, %(emne)s", values)
    return ui.Row(
        (
            ui.Cell(title, code=str(k.nummer), note=signed), period_text(k.fra, k.til),
            rate, _("%(brukt)s av %(avtalt)s") % used,
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One thing that became known: what, since when known, and why."""

    tekst: str
    kjent_fra: datetime
    grunnlag: str
    foer: str


def change_rows(person: hr.PersonTidslinje) -> list[ChangeRow]:
    """What became known up to the instant asked about, newest first."""
    texts: dict[str, Callable[[Mapping[str, Any]], str]] = {
        "stilling": position_text, "loenn": pay_text,
        "kontering": lambda v: _("%(enhet)s betaler %(andel)s") % {
            "enhet": _cost_centre(person, v["koststed"]), "andel": percent_text(v["andel"]),
        },
        "arbeidsforhold": lambda v: pgettext("forhold", "Ansettelse"),
    }  # fmt: skip
    rows, seen = [], set()
    for change in hr.changes(person.kjente):
        if change.hva in {"slutt", "forlenget"} and change.slag != "arbeidsforhold":
            continue  # it ended because the employment did
        row = _change(change, texts[change.slag])
        if row is None or (row.tekst, row.kjent_fra) in seen:
            continue
        seen.add((row.tekst, row.kjent_fra))
        rows.append(row)
    return rows


def _change(change: hr.Endring, text: Callable[[Mapping[str, Any]], str]) -> ChangeRow | None:
    before = text(change.foer) if change.foer else ""
    if change.slag == "arbeidsforhold":
        line = _employment(change)
        return ChangeRow(line, change.kjent_fra, change.grunnlag, "") if line else None
    if change.hva == "ny" or change.dag is None:
        return None  # told by the employment itself
    line = _("%(hva)s fra %(dag)s") % {"hva": text(change.etter), "dag": _day(change.dag)}
    return ChangeRow(line, change.kjent_fra, change.grunnlag, before)


def _employment(change: hr.Endring) -> str:
    if change.hva == "ny" and change.dag:
        return _("Ansatt fra %(dag)s") % {"dag": _day(change.dag)}
    if change.hva == "forlenget":
        if change.dag is None:
            return _("Ansettelsen er uten sluttdato")
        return _("Forlenget til og med %(dag)s") % {"dag": _last(change.dag)}
    if change.hva == "slutt" and change.dag:
        return _("Slutter %(dag)s") % {"dag": _last(change.dag)}
    return ""
