"""Kostnadsfordeling: dated shares that say which cost object carries a pay line.

Shares are whole millionths that sum to one at every date. A line that spans a change is weighted by
calendar days. Each part is rounded half up and the last share takes what is left, so that the parts
always sum to the line (payroll invariant: Σ cost shares = line).
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from samverk.core.errors import Refusal
from samverk.core.money import ONE, Ppm, split_last_takes_rest

Kostnad = tuple[tuple[str, int], ...]
"""Cost object and øre, in the order of the shares."""


class KostnadsandelerInvalid(Refusal):
    """Shares that are not positive or do not sum to 100 %."""


class KostnadsfordelingMissing(Refusal):
    """Days of a line that no split covers."""


class Kostnadsfordeling(NamedTuple):
    """The shares from and including `fra` up to, not including, `til` (None = open)."""

    fra: date
    til: date | None
    andeler: tuple[tuple[str, Ppm], ...]


def check_andeler(andeler: Sequence[tuple[str, Ppm]]) -> None:
    """Raises KostnadsandelerInvalid unless all are above zero and sum to exactly 100 %."""
    if any(andel <= 0 for _, andel in andeler) or sum(andel for _, andel in andeler) != ONE:
        raise KostnadsandelerInvalid(
            "Andelene i kostnadsfordelingen må være over null og bli 100 % til sammen.",
            field="kostnadsfordeling",
        )


def fordel(
    beloep_oere: int, fra: date, til: date, fordelinger: Sequence[Kostnadsfordeling]
) -> Kostnad:
    """Split a line earned in [fra, til) by the shares in force on its days."""
    weights: dict[str, int] = {}
    covered = 0
    for start, slutt, andeler in fordelinger:
        first = max(fra, start)
        last = til if slutt is None else min(til, slutt)
        days = (last - first).days
        if days <= 0:
            continue
        covered += days
        for kontering, andel in andeler:
            weights[kontering] = weights.get(kontering, 0) + days * andel
    if not weights or covered != (til - fra).days:
        raise KostnadsfordelingMissing(
            "Noen dager fra %(fra)s mangler kostnadsfordeling, eller har to.",
            values={"fra": fra},
            field="kostnadsfordeling",
        )
    if len(weights) == 1:
        return ((next(iter(weights)), beloep_oere),)
    parts = split_last_takes_rest(beloep_oere, tuple(weights.values()))
    return tuple(zip(weights, parts, strict=True))


def fordel_som(beloep_oere: int, grunnlag: Sequence[tuple[str, int]]) -> Kostnad:
    """Split an employer's cost the way its base was split.

    Where the base sums to nothing, the first object carries the amount.
    """
    if len(grunnlag) == 1 or sum(weight for _, weight in grunnlag) == 0:
        return ((grunnlag[0][0], beloep_oere),) if grunnlag else ()
    parts = split_last_takes_rest(beloep_oere, tuple(weight for _, weight in grunnlag))
    return tuple((kontering, part) for (kontering, _), part in zip(grunnlag, parts, strict=True))
