"""What changed on a timeline, read from its versions: the second time axis as sentences.

A version that was closed at the instant another was written is what that other one replaced.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Versjon:
    """One version of an object: valid [fra, til), known [kjent_fra, kjent_til)."""

    slag: str
    objekt_id: Hashable
    fra: date
    til: date | None
    kjent_fra: datetime
    kjent_til: datetime | None
    grunnlag: str
    verdier: Mapping[str, Any]

    def known_at(self, at: datetime) -> bool:
        """Whether this was what Samverk knew at an instant."""
        return self.kjent_fra <= at and (self.kjent_til is None or at < self.kjent_til)

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.fra <= day and (self.til is None or day < self.til)


@dataclass(frozen=True, slots=True)
class Endring:
    """Something that became known: new, changed from a day, ended or extended.

    `foer` and `etter` are the values before and after; `dag` is the first day it holds, or for an
    end the first day after.
    """

    slag: str
    hva: str  # ny | endret | slutt | forlenget
    dag: date | None
    kjent_fra: datetime
    grunnlag: str
    foer: Mapping[str, Any] | None
    etter: Mapping[str, Any]


def changes(versions: Sequence[Versjon]) -> list[Endring]:
    """What became known, newest first; the versions may be of many objects and kinds."""
    objects: dict[tuple[str, Hashable], list[Versjon]] = {}
    for version in versions:
        objects.setdefault((version.slag, version.objekt_id), []).append(version)
    found = [e for group in objects.values() for e in _of_object(group)]
    return sorted(found, key=lambda e: (e.kjent_fra, e.dag or date.max), reverse=True)


def grunnlag_of(version: Versjon, versions: Sequence[Versjon]) -> str:
    """Why a version says what it says.

    A change also rewrites the parts it leaves alone; those keep the reason of what they replaced.
    """
    for old in versions:
        is_replaced = (
            old.slag == version.slag and old.objekt_id == version.objekt_id
            and old.kjent_til == version.kjent_fra and old.holds_on(version.fra)
        )  # fmt: skip
        if is_replaced and dict(old.verdier) == dict(version.verdier):
            return grunnlag_of(old, versions)
    return version.grunnlag


def _of_object(versions: Sequence[Versjon]) -> list[Endring]:
    found: list[Endring] = []
    for at in sorted({v.kjent_fra for v in versions}):
        written = sorted((v for v in versions if v.kjent_fra == at), key=lambda v: v.fra)
        closed = [v for v in versions if v.kjent_til == at]
        if not closed and at == min(v.kjent_fra for v in versions):
            first = written[0]
            found.append(_told("ny", first.fra, first, None))
            continue
        found += [
            _told("endret", new.fra, new, old)
            for new in written
            if (old := next((o for o in closed if o.holds_on(new.fra)), None))
            and dict(old.verdier) != dict(new.verdier)
            and not _only_reason(old, new)
        ]
        found += _end_moved(closed, written)
    return found


def _only_reason(old: Versjon, new: Versjon) -> bool:
    """The reason why something ended belongs to the end, not to a change from its first day."""
    different = {k for k in new.verdier if old.verdier.get(k) != new.verdier[k]}
    return different == {"sluttaarsak"}


def _end_moved(closed: Sequence[Versjon], written: Sequence[Versjon]) -> list[Endring]:
    if not closed or not written:
        return []
    old = max(closed, key=lambda v: v.til or date.max)
    new = max(written, key=lambda v: v.til or date.max)
    if old.til == new.til:
        return []
    shorter = new.til is not None and (old.til is None or new.til < old.til)
    return [_told("slutt" if shorter else "forlenget", new.til, new, old)]


def _told(hva: str, dag: date | None, new: Versjon, old: Versjon | None) -> Endring:
    return Endring(
        new.slag, hva, dag, new.kjent_fra, new.grunnlag, old.verdier if old else None, new.verdier
    )
