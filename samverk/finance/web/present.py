"""The trial balance as a page needs it: groups, written amounts, addresses, small lines."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samverk.core.money import divide_half_up
from samverk.core.ui import api as ui
from samverk.finance import api as finance
from samverk.finance.web.choice import Choice, spark

GROUPS: tuple[tuple[tuple[int, ...], str | Promise], ...] = (
    ((1,), _("Eiendeler")),
    ((2,), _("Gjeld og avregning")),
    ((3,), _("Inntekter")),
    ((4,), _("Varer og investering")),
    ((5,), _("Lønn")),
    ((6, 7), _("Drift")),
    ((8,), _("Finans og avregning")),
)


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One account, written."""

    navn: str
    kode: str
    inngaaende: str
    debet: str
    kredit: str
    saldo: str
    maaned: str
    saldo_url: str
    maaned_url: str
    points: str
    end_x: str
    end_y: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class TrialGroup:
    """A heading and its accounts."""

    navn: str | Promise
    lines: list[TrialLine]


@dataclass(frozen=True, slots=True)
class Trial:
    """The whole table with its sums."""

    groups: list[TrialGroup]
    sums: tuple[str, str, str, str, str]


def written(oere: int, *, i_kroner: bool) -> str:
    """Write whole kroner or thousands, as the page says above the table."""
    return (
        ui.words.whole_kroner(oere) if i_kroner else ui.words.number(divide_half_up(oere, 100_000))
    )


def trial(rows: list[finance.TrialRow], choice: Choice, chosen: int) -> Trial:
    """Lay out the rows in groups."""
    month = choice.periode % 100
    lines = {row.konto: _line(row, choice, month, is_chosen=row.konto == chosen) for row in rows}
    groups = []
    for classes, navn in GROUPS:
        mine = [lines[row.konto] for row in rows if row.klasse in classes]
        if mine:
            groups.append(TrialGroup(navn, mine))
    totals = (
        sum(r.inngaaende_oere for r in rows), sum(r.debet_oere for r in rows),
        sum(r.kredit_oere for r in rows), sum(r.saldo_oere for r in rows),
        sum(r.maaneder[month - 1] for r in rows),
    )  # fmt: skip
    a, b, c, d, e = (written(t, i_kroner=choice.i_kroner) for t in totals)
    return Trial(groups, (a, b, c, d, e))


def _line(row: finance.TrialRow, choice: Choice, month: int, *, is_chosen: bool) -> TrialLine:
    def write(oere: int) -> str:
        return written(oere, i_kroner=choice.i_kroner)

    points, end_x, end_y = spark(row.maaneder[:month])
    base = reverse("regnskap")
    return TrialLine(
        row.navn, str(row.konto), write(row.inngaaende_oere), write(row.debet_oere),
        write(row.kredit_oere), write(row.saldo_oere), write(row.maaneder[month - 1]),
        f"{base}?{choice.query(konto=row.konto)}",
        f"{base}?{choice.query(konto=row.konto, hva='maaned')}",
        points, end_x, end_y, is_chosen,
    )  # fmt: skip
