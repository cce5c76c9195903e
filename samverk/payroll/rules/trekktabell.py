"""The parameters of Skatteetaten's withholding routine, prepared per year, table and period.

A year is one file of constants, periods and tables; a new year is a new file, never new code.
Everything that does not depend on the pay is worked out here once, so that the routine itself
(`withholding.withhold_by_table`) is a handful of operations on ready numbers.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import NamedTuple

from samverk.core.errors import Refusal


class TrekktabellMissing(Refusal):
    """No such table, period or year in the withholding routine."""


class TrekkaarInvalid(Refusal):
    """The file of a year breaks its form."""


class TableParams(NamedTuple):
    """All that one table and period needs. Percentages and factors are floats by design: the
    official routine works in IEEE doubles and its results cannot be matched exactly otherwise. The
    `_tekst` fields are the same figures as written in the source, for the trace."""

    aar: int
    tabell: str
    periode: int
    trinn: int
    tabell_slutt: int
    overskytende_prosent: float
    inntektsfaktor: float
    inntektsfaktor_tekst: str
    minstefradrag_prosent: float
    minstefradrag_tak: int
    standardfradrag_prosent: float
    standardfradrag_tak: int
    sjoemannsfradrag_prosent: float
    sjoemannsfradrag_tak: int
    tabellfradrag: int
    personfradrag: int
    skattoere: float
    skattoere_tekst: str
    fellesskatt: float
    fellesskatt_tekst: str
    trinnskatt_fra: tuple[int, ...]
    trinnskatt: tuple[tuple[int, float, float], ...]
    trygdeavgift: float
    trygdeavgift_tekst: str
    trygdeavgift_fri: int
    trygdeavgift_grense: int
    trygdeavgift_opptrapping: float
    opptrapping_tekst: str
    divisor: float
    divisor_tekst: str
    runder_ned: bool


class Table(NamedTuple):
    """One row of the year's tables."""

    tabell: str
    type: str
    trygdeavgift: str
    tolv_maaneder: bool
    fradrag: int


class Trekkaar:
    """One income year: its constants, periods and tables, with the prepared parameters kept."""

    __slots__ = (
        "_constants", "_excess", "_periods", "_prepared", "_steps", "aar", "content_hash", "kilde",
        "tables",
    )  # fmt: skip

    def __init__(self, data: Mapping[str, object]) -> None:
        self.aar = _whole(data, "inntektsaar")
        self.kilde = str(data["kilde"])
        content = json.dumps(data, sort_keys=True, ensure_ascii=False)
        self.content_hash = hashlib.sha256(content.encode()).hexdigest()
        self._constants = _mapping(data, "konstanter")
        self._excess = (
            _mapping(data, "overskytende_prosent") if "overskytende_prosent" in data else {}
        )
        self._steps = tuple((int(fra), float(rate)) for fra, rate in _rows(data, "trinnskatt"))
        names = [str(name) for name in _rows(data, "periodefelt")]
        self._periods = {
            int(row[0]): dict(zip(names, map(str, row), strict=True))
            for row in _rows(data, "perioder")
        }
        self.tables = {
            str(row[0]): Table(str(row[0]), str(row[1]), str(row[2]), bool(row[3]), int(row[4]))
            for row in _rows(data, "tabeller")
        }
        self._prepared: dict[tuple[str, int], TableParams] = {}

    def params(self, tabell: str, periode: int) -> TableParams:
        """The prepared parameters; raises TrekktabellMissing for a table or period of no year."""
        found = self._prepared.get((tabell, periode))
        if found is None:
            found = self._prepare(tabell, periode)
            self._prepared[(tabell, periode)] = found
        return found

    def _prepare(self, tabell: str, periode: int) -> TableParams:
        table = self.tables.get(tabell)
        if table is None:
            raise TrekktabellMissing(
                "Tabell %(tabell)s finnes ikke i %(aar)s. Hent skattekortet på nytt.",
                values={"tabell": tabell, "aar": self.aar},
                field="trekktabell",
            )
        period = self._periods.get(periode)
        if period is None:
            raise TrekktabellMissing(
                "Trekkperiode %(periode)s finnes ikke. Velg 1 (måned) til 7 (dag).",
                values={"periode": periode},
                field="periode",
            )
        minste_pst, minste_tak = self._minstefradrag(table)
        levy_text = self._levy(table)
        levy = float(levy_text or 0)
        free, ramp = self._number("trygdeavgift_fri"), self._percent("trygdeavgift_opptrapping")
        finnmark = "_finnmark" if table.type == "FINNMARK" else ""
        has_standard = table.type in ("STANDARDFRADRAG", "SJO", "FINNMARK")
        factor, divisor_text = _factors(table, period)
        steps = self._step_terms(table)
        return TableParams(
            aar=self.aar,
            tabell=tabell,
            periode=periode,
            trinn=int(period["trinn"]),
            tabell_slutt=int(period["tabell_slutt"]) if self._excess else 0,
            overskytende_prosent=self._excess_percent(table),
            inntektsfaktor=_expression(factor),
            inntektsfaktor_tekst=factor,
            minstefradrag_prosent=minste_pst,
            minstefradrag_tak=minste_tak,
            standardfradrag_prosent=self._percent("standardfradrag_pst") if has_standard else 0.0,
            standardfradrag_tak=self._number("standardfradrag_max") if has_standard else 0,
            sjoemannsfradrag_prosent=(
                self._percent("sjomannsfradrag_pst") if table.type == "SJO" else 0.0
            ),
            sjoemannsfradrag_tak=self._number("sjomannsfradrag_max") if table.type == "SJO" else 0,
            tabellfradrag=table.fradrag,
            personfradrag=self._number(f"personfradrag{finnmark}"),
            skattoere=self._percent("skattoere"),
            skattoere_tekst=self._text("skattoere"),
            fellesskatt=self._percent(f"fellesskatt{finnmark}"),
            fellesskatt_tekst=self._text(f"fellesskatt{finnmark}"),
            trinnskatt_fra=tuple(fra for fra, _, _ in steps),
            trinnskatt=steps,
            trygdeavgift=levy,
            trygdeavgift_tekst=levy_text,
            trygdeavgift_fri=free,
            trygdeavgift_grense=int(free * ramp / (ramp - levy) + 0.5),
            trygdeavgift_opptrapping=ramp,
            opptrapping_tekst=self._text("trygdeavgift_opptrapping"),
            divisor=_expression(divisor_text),
            divisor_tekst=divisor_text,
            runder_ned=table.type == "SJO",
        )

    def _minstefradrag(self, table: Table) -> tuple[float, int]:
        suffix = {"SJO": "", "PENSJONIST": "_pensj_anvendt"}.get(table.type, "_anvendt")
        return (
            self._percent(f"minstefradrag_pst{suffix}"),
            self._number(f"minstefradrag_max{suffix}"),
        )

    def _levy(self, table: Table) -> str:
        """The percent as written, or nothing for those who pay no levy."""
        if table.trygdeavgift == "INGEN":
            return ""
        return self._text(f"trygdeavgift_{table.trygdeavgift.lower()}")

    def _excess_percent(self, table: Table) -> float:
        if not self._excess:
            return 0.0
        kind = {"VANLIG": "vanlig", "PENSJONIST": "pensjonist"}.get(table.type, table.tabell)
        return float(str(self._excess[kind]))

    def _step_terms(self, table: Table) -> tuple[tuple[int, float, float], ...]:
        """Per step: from, the tax of all lower steps added from below, and its own percent."""
        steps = list(self._steps)
        if table.type == "FINNMARK":
            steps[2] = (steps[2][0], self._percent("trinn3_finnmark"))
        terms: list[tuple[int, float, float]] = []
        below = 0.0
        for (fra, rate), following in zip(steps, [*steps[1:], None], strict=True):
            terms.append((fra, below, rate))
            if following is not None:
                below += (following[0] - fra) * rate / 100
        return tuple(terms)

    def _number(self, name: str) -> int:
        return int(str(self._constant(name)))

    def _percent(self, name: str) -> float:
        return float(str(self._constant(name)))

    def _text(self, name: str) -> str:
        return str(self._constant(name)).removesuffix(".0")

    def _constant(self, name: str) -> object:
        if name not in self._constants:
            raise TrekkaarInvalid(
                "Trekkrutinen for %(aar)s mangler %(name)s.",
                values={"aar": self.aar, "name": name},
                field=name,
            )
        return self._constants[name]


def _factors(table: Table, period: Mapping[str, str]) -> tuple[str, str]:
    """Income factor and divisor of the table's kind, as written in the source."""
    if table.type == "VANLIG":
        return period["inntekt_vanlig"], period["divisor_vanlig"]
    if table.type == "PENSJONIST":
        return period["inntekt_pensjonist"], period["divisor_pensjonist"]
    factor = period["inntekt_spesial"]
    return factor, factor if table.tolv_maaneder else period["divisor_spesial"]


def _expression(text: str) -> float:
    """`60*46/52` → (60.0 * 46.0) / 52.0, left to right in double precision."""
    product, _, quotient = text.partition("/")
    value = 1.0
    for part in product.split("*"):
        value *= float(part)
    return value / float(quotient) if quotient else value


def _rows(data: Mapping[str, object], name: str) -> list[list[str | int]]:
    rows = data.get(name)
    if not isinstance(rows, list) or not rows:
        raise TrekkaarInvalid(
            "Filen for trekkåret mangler %(name)s.", values={"name": name}, field=name
        )
    return rows


def _mapping(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = data.get(name)
    if not isinstance(found, Mapping):
        raise TrekkaarInvalid(
            "Filen for trekkåret mangler %(name)s.", values={"name": name}, field=name
        )
    return found


def _whole(data: Mapping[str, object], name: str) -> int:
    found = data.get(name)
    if not isinstance(found, int):
        raise TrekkaarInvalid(
            "Filen for trekkåret mangler %(name)s.", values={"name": name}, field=name
        )
    return found
