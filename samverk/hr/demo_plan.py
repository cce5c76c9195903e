"""Who works at an invented university, decided without a database: same seed, same people.

What happens to a person later (new percent, pay settlement, leaving) goes through the same pure
timeline rule as the services, so that both time axes are as if it had been registered day by day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import blake2b
from typing import Any, TypeVar
from uuid import UUID

from samverk.core.identifiers import is_valid_kontonummer, synthetic_fnr
from samverk.core.parties.api import NyPerson
from samverk.core.periods import OSLO, Period, add_months
from samverk.hr.rules import tidslinje
from samverk.hr.rules.tidslinje import Piece, Rewrite

T = TypeVar("T")
ALL = Decimal("100.00")
OVERFOERT = "Overført ved oppstart"
ASCII = str.maketrans({"æ": "a", "ø": "o", "å": "a", "é": "e", " ": "."})


class Draw:
    """Choices that are the same on every machine, whatever the version of Python."""

    def __init__(self, seed: int) -> None:
        self._seed, self._count = seed, 0

    def below(self, limit: int) -> int:
        """A whole number from 0 up to, not including, the limit."""
        self._count += 1
        digest = blake2b(f"{self._seed}:{self._count}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") % limit

    def between(self, low: int, high: int, step: int = 1) -> int:
        """A number from low to high, both included, in steps."""
        return low + self.below((high - low) // step + 1) * step

    def within(self, limits: Sequence[int], step: int) -> int:
        """A number between two limits, in steps."""
        return self.between(limits[0], limits[1], step)

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self.below(len(choices))]

    def weighted(self, choices: Sequence[tuple[T, int]]) -> T:
        """One of the choices, as often as its weight."""
        left = self.below(sum(weight for _, weight in choices))
        for choice, weight in choices:
            left -= weight
            if left < 0:
                return choice
        return choices[-1][0]

    def sample(self, choices: Sequence[T], count: int) -> list[T]:
        """Several different ones, in their own order."""
        left = list(range(len(choices)))
        taken = [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]
        return [choices[n] for n in sorted(taken)]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit people can work in; `neste` is the cost centre that may share a person's pay."""

    id: UUID
    type: str
    navn: str
    stedkode: str
    koststed: str
    neste: str


@dataclass(frozen=True, slots=True)
class Version:
    """A finished version of some object: values, both periods and why."""

    values: Mapping[str, Any]
    gyldig: Period
    known: datetime
    until: datetime | None
    grunn: str


class History:
    """The versions of one object as they come to be known."""

    def __init__(self, pieces: Sequence[Piece], at: datetime, grunn: str) -> None:
        self._open: dict[int, tuple[Piece, datetime, str]] = {}
        self._done: list[Version] = []
        self._count = 0
        self._add(pieces, at, grunn)

    def _add(self, pieces: Sequence[Piece], at: datetime, grunn: str) -> None:
        for piece in pieces:
            self._count += 1
            self._open[self._count] = (replace(piece, id=self._count), at, grunn)

    @property
    def pieces(self) -> list[Piece]:
        """What is known now, in order."""
        return sorted((p for p, _, _ in self._open.values()), key=lambda p: p.gyldig.fra)

    def apply(self, rewrite: Rewrite, at: datetime, grunn: str) -> None:
        """Close and write, as the service does."""
        for key in rewrite.close:
            assert isinstance(key, int)
            piece, known, why = self._open.pop(key)
            self._done.append(Version(piece.values, piece.gyldig, known, at, why))
        self._add(rewrite.write, at, grunn)

    def versions(self) -> Iterator[Version]:
        """Every version there has been."""
        yield from self._done
        for piece, known, why in self._open.values():
            yield Version(piece.values, piece.gyldig, known, None, why)


@dataclass(frozen=True, slots=True)
class Happening:
    """What is registered about a person at a time: percent, pay, coding or the end."""

    hva: str
    at: datetime
    fra: date
    grunn: str
    verdi: Any = None


@dataclass(slots=True)
class Employee:
    """One person of the crowd with a monthly salary."""

    person: NyPerson
    unit: Unit
    kode: Mapping[str, Any]
    gyldig: Period
    known: datetime
    prosent: Decimal
    oere: int
    delt: Decimal | None = None
    happenings: list[Happening] = field(default_factory=list)


def at_hour(day: date, hour: int = 10) -> datetime:
    """A time of day in Oslo."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=OSLO)


def histories(e: Employee, start: date) -> dict[str, History]:
    """The timelines of a person: employment, holding, coding and pay agreement.

    What lies before the life begins is only the start of the employment; the rest was brought
    along as it stood.
    """
    grunn = OVERFOERT if e.gyldig.fra < start else "Tilsetting"
    span = Period(max(e.gyldig.fra, start), e.gyldig.til)
    made = {
        "arbeidsforhold": History(
            [Piece(None, e.gyldig, {"type": "ordinaertArbeidsforhold", "sluttaarsak": ""})],
            e.known, grunn,
        ),
        "besettelse": History([Piece(None, span, {"prosent": e.prosent})], e.known, grunn),
        "kontering": History(_lines(e, span), e.known, grunn),
        "loennsavtale": History([Piece(None, span, {"oere": e.oere})], e.known, grunn),
    }  # fmt: skip
    for happening in sorted(e.happenings, key=lambda h: h.at):
        if happening.at >= e.known:
            _happen(made, happening)
    return made


def _lines(e: Employee, span: Period) -> list[Piece]:
    if e.delt is None:
        return [Piece(None, span, {"linje": 1, "koststed": e.unit.koststed, "andel": ALL})]
    return [
        Piece(None, span, {"linje": 1, "koststed": e.unit.koststed, "andel": e.delt}),
        Piece(None, span, {"linje": 2, "koststed": e.unit.neste, "andel": ALL - e.delt}),
    ]


def _happen(made: Mapping[str, History], h: Happening) -> None:
    span = Period(h.fra)
    if h.hva == "slutt":
        for name in ("loennsavtale", "kontering", "besettelse"):
            history = made[name]
            history.apply(tidslinje.cut(history.pieces, span), h.at, h.grunn)
        job = made["arbeidsforhold"]
        ended = [
            replace(p, values={**p.values, "sluttaarsak": h.verdi}, gyldig=part)
            for p in job.pieces
            if (part := p.gyldig.intersection(Period(p.gyldig.fra, h.fra)))
        ]
        job.apply(Rewrite(tuple(p.id for p in job.pieces), tuple(ended)), h.at, h.grunn)
        return
    if h.hva == "prosent":
        history, values = made["besettelse"], {"prosent": h.verdi}
    else:
        history = made["loennsavtale"]
        values = {"oere": raised(history.pieces[-1].values["oere"], h.verdi)}
    if any(p.gyldig.overlaps(span) for p in history.pieces):
        history.apply(tidslinje.change(history.pieces, span, values), h.at, h.grunn)


def raised(oere: Any, promille: int) -> int:
    """Pay after a settlement, to whole hundreds of kroner."""
    return round(int(oere) * (1000 + promille) / 1_000 / 10_000) * 10_000


class People:
    """Invents persons of one institution; no two share a number, nor do two institutions."""

    def __init__(self, draw: Draw, data: Mapping[str, Any], domain: str, seed: int) -> None:
        self._draw, self._data, self._domain, self._seed = draw, data, domain, seed
        self._birthdays: dict[date, int] = {}
        self._count = self._accounts = 0

    def avoid(self, birthday: date) -> None:
        """Leave a birthday to the named cast."""
        self._birthdays[birthday] = -1

    def invent(self, ages: tuple[int, int], *, account: bool = True) -> NyPerson:
        """A person whose birth year lies in the range."""
        self._count += 1
        first, last = (
            self._draw.pick(self._data["fornavn"]),
            self._draw.pick(self._data["etternavn"]),
        )
        born = self._birthday(ages)
        serial = self._birthdays.get(born, 0)
        self._birthdays[born] = serial + 1
        name = f"{first}.{last}".lower().translate(ASCII)
        return NyPerson(
            fornavn=first, etternavn=last, foedselsdato=born, is_syntetisk=True,
            epost=f"{name}{self._count}@{self._domain}", fnr=synthetic_fnr(born, serial),
            kontonummer=self.account() if account else "",
        )  # fmt: skip

    def _birthday(self, ages: tuple[int, int]) -> date:
        while True:
            day = date(ages[0], 1, 1) + timedelta(self._draw.below((ages[1] - ages[0]) * 365))
            if day.toordinal() % 4 == self._seed % 4 and self._birthdays.get(day, 0) >= 0:
                return day

    def account(self) -> str:
        """Eleven digits with a valid check digit, in a register series no bank of the demo has."""
        while True:
            self._accounts += 1
            body = f"9990{self._seed % 4 + 1}{self._accounts:05d}"
            for last in "0123456789":  # one body in eleven has no digit that fits
                if is_valid_kontonummer(body + last):
                    return body + last


def first_days(start: date, months: int) -> list[date]:
    """The first of each month from a day."""
    return [add_months(start.replace(day=1), n) for n in range(months)]
