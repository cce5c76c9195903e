"""«Hva endret seg siden sist?» – two slips compared, cause by cause."""

from collections.abc import Iterable
from typing import NamedTuple


class Endring(NamedTuple):
    """One wage type that changed: øre before and after, signed as on the slip."""

    wage_type: str
    foer_oere: int
    naa_oere: int

    @property
    def forskjell_oere(self) -> int:
        """How much more (or, below zero, less) is paid out because of it."""
        return self.naa_oere - self.foer_oere


def endringer(
    foer: Iterable[tuple[str, int]], naa: Iterable[tuple[str, int]]
) -> tuple[Endring, ...]:
    """What changed between two slips, given (wage type, øre) of the lines that are paid out.

    Ordered by wage type. The differences sum to the difference in net pay.
    """
    before, after = _sums(foer), _sums(naa)
    return tuple(
        Endring(code, before.get(code, 0), after.get(code, 0))
        for code in sorted(before.keys() | after.keys())
        if before.get(code, 0) != after.get(code, 0)
    )


def _sums(lines: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for code, oere in lines:
        found[code] = found.get(code, 0) + oere
    return found
