"""The crowd with monthly pay: how many, where, on what terms, and what happens to some of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from samverk.core.periods import Period, add_months
from samverk.hr.demo_plan import (
    ALL,
    Draw,
    Employee,
    Happening,
    People,
    Unit,
    at_hour,
    first_days,
    raised,
)

WEIGHT = {"institutt": 3, "fakultet": 2, "institusjon": 2}
QUIT = "arbeidstakerHarSagtOppSelv"
EXPIRED = "kontraktEngasjementEllerVikariatErUtloept"


class Crowd:
    """Invents the employees of one institution from its draw, its people and its data."""

    def __init__(
        self, draw: Draw, people: People, data: Mapping[str, Any], units: Sequence[Unit],
        life: tuple[date, datetime],
    ) -> None:  # fmt: skip
        self.draw, self.people, self.data, self.units = draw, people, data, units
        self.start, self.now = life
        self.start_at = at_hour(self.start, 8)
        settled = data["oppgjoer"]
        self.settled = Happening(
            "loenn", at_hour(settled["registrert"]), settled["fra"], settled["tekst"],
            settled["promille"],
        )  # fmt: skip
        self._fag = [(row, row["fag"]) for row in data["koder"] if row["fag"]]
        self._adm = [(row, row["adm"]) for row in data["koder"] if row["adm"]]

    def unit(self) -> Unit:
        """A unit, institutes more often than faculties."""
        return self.draw.weighted([(u, WEIGHT[u.type]) for u in self.units])

    def employees(self, count: int) -> list[Employee]:
        """So many who work today, and besides them one in twenty-five who has left."""
        hired = max(1, count * 7 // 100)
        left = max(1, count // 25)
        made = [self._steady() for _ in range(count - hired)]
        made += [self._hired() for _ in range(hired)]
        made += [self._left() for _ in range(left)]
        return made

    def _one(self, fra: date, known: datetime) -> Employee:
        unit = self.unit()
        kode = self.draw.weighted(self._adm if unit.type == "institusjon" else self._fag)
        term = kode.get("aar")
        # One in eight holds a part-time position.
        percent = self.draw.weighted([(ALL, 88), (Decimal("80.00"), 6), (Decimal("50.00"), 6)])
        pay = self.draw.within(kode["kr"], 100) * 100
        if known >= self.settled.at:
            pay = raised(pay, self.settled.verdi)
        ages = (1988, 1999) if term else (1958, 1996)
        split = Decimal("60.00") if not self.draw.below(12) else None
        return Employee(
            person=self.people.invent(ages, account=bool(self.draw.below(40))),
            unit=unit, kode=kode, known=known, prosent=percent, oere=pay,
            gyldig=Period(fra, add_months(fra, 12 * term) if term else None),
            delt=split if unit.neste != unit.koststed else None, happenings=[self.settled],
        )  # fmt: skip

    def _steady(self) -> Employee:
        """Was here before the life began; of ten, one changes percent on the way."""
        made = self._one(self._long_ago(), self.start_at)
        if made.gyldig.til is not None:
            # Somebody on a fixed term began so late that the term still runs.
            fra = date(2025, 1, 1) - timedelta(self.draw.below(360))
            made.gyldig = Period(fra, add_months(fra, 12 * made.kode["aar"]))
        if not self.draw.below(10):
            day = self.draw.pick(first_days(self.start, 15)[2:14])
            value = Decimal("80.00") if made.prosent == ALL else ALL
            known = at_hour(add_months(day, -2) + timedelta(self.draw.below(20)))
            reason = "Redusert stilling etter søknad" if made.prosent == ALL else "Utvidet stilling"
            made.happenings.append(Happening("prosent", max(known, made.known), day, reason, value))
        return made

    def _long_ago(self) -> date:
        year = self.draw.between(1996, 2024)
        return date(year, self.draw.between(1, 12), self.draw.pick([1, 1, 1, 15]))

    def _hired(self) -> Employee:
        """Came in the course of the life; the position was registered the month before."""
        day = self.draw.pick(first_days(self.start, 16)[1:])
        return self._one(day, at_hour(add_months(day, -1) + timedelta(9)))

    def _left(self) -> Employee:
        """Left in the course of the life, most of them of their own will."""
        made = self._one(self._long_ago(), self.start_at)
        day = self.draw.pick(first_days(self.start, 15)[2:])
        term = made.gyldig.til is not None
        if term:
            made.gyldig = Period(add_months(day, -12 * made.kode["aar"]), add_months(day, 2))
        known = at_hour(add_months(day, -2) + timedelta(self.draw.below(25)))
        why = EXPIRED if term else QUIT
        reason = "Åremålet kortet ned" if term else "Oppsigelse"
        made.happenings.append(Happening("slutt", max(known, made.known), day, reason, why))
        return made
