"""How a change from a day rewrites a timeline of versions (two time axes, domain B1).

A change never edits a version: the ones it touches are closed, and new pieces take their place.
What lies outside the changed period is kept exactly as it was.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from samverk.core.errors import Refusal
from samverk.core.periods import Period


class ChangeImpossible(Refusal):
    """The change falls outside everything there is to change."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A version: when it holds, and its values. `id` is None for a piece not stored yet."""

    id: Hashable
    gyldig: Period
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Which versions to close, and which pieces to write instead."""

    close: tuple[Hashable, ...]
    write: tuple[Piece, ...]


def change(pieces: Sequence[Piece], span: Period, values: Mapping[str, object]) -> Rewrite:
    """Give the pieces new values inside a span; the parts outside keep their own.

    Raises:
        ChangeImpossible: no piece has a day in the span.
    """
    touched = [p for p in pieces if p.gyldig.overlaps(span)]
    if not touched:
        raise ChangeImpossible(
            "Det er ingenting å endre fra %(dag)s. Velg en dag i perioden.",
            values={"dag": span.fra},
            field="gjelder_fra",
        )
    close: list[Hashable] = []
    write: list[Piece] = []
    for piece in touched:
        new = {**piece.values, **values}
        if new == dict(piece.values):
            continue
        close.append(piece.id)
        write += _outside(piece, span)
        inside = piece.gyldig.intersection(span)
        assert inside is not None
        write.append(Piece(None, inside, new))
    return Rewrite(tuple(close), tuple(sorted(write, key=lambda p: p.gyldig.fra)))


def cut(pieces: Sequence[Piece], span: Period) -> Rewrite:
    """Remove a span from the timeline; an object that ends is cut from its last day on."""
    touched = [p for p in pieces if p.gyldig.overlaps(span)]
    return Rewrite(
        tuple(p.id for p in touched), tuple(part for p in touched for part in _outside(p, span))
    )


def extend(pieces: Sequence[Piece], til: date | None) -> Rewrite:
    """Let the last piece run to a later end (None = open).

    Raises:
        ChangeImpossible: there is nothing to extend, or the end is not later.
    """
    last = max(pieces, key=lambda p: p.gyldig.fra, default=None)
    if last is None or last.gyldig.til is None or (til is not None and til <= last.gyldig.til):
        raise ChangeImpossible("Velg en dag etter dagens sluttdato.", field="forleng_til")
    return Rewrite((last.id,), (replace(last, id=None, gyldig=Period(last.gyldig.fra, til)),))


def _outside(piece: Piece, span: Period) -> list[Piece]:
    parts = []
    if piece.gyldig.fra < span.fra:
        parts.append(replace(piece, id=None, gyldig=Period(piece.gyldig.fra, span.fra)))
    if span.til is not None and (piece.gyldig.til is None or span.til < piece.gyldig.til):
        parts.append(replace(piece, id=None, gyldig=Period(span.til, piece.gyldig.til)))
    return parts
