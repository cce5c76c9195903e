"""What long work there is; filled by modules in apps.ready()."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.utils.functional import Promise

from samverk.core.access.api import Actor

Sentence = str | Promise


class Meter(Protocol):
    """What the work tells of itself while it goes on."""

    def __call__(self, done: int, total: int) -> None:
        """Tell how many are done of how many."""

    def phase(self, name: str) -> None:
        """Tell that a named part of the work has begun."""


Run = Callable[[Actor, UUID, Meter, datetime], object]


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of long work.

    Attributes:
        name: stable name; it stands in the rows. run: does the work, as the person who ordered it,
            in one transaction: ``run(actor, objekt_id, meter, now)``.
        needs: capability to order it; sees: capability to see what it works on.
        objekt_type: what it works on; url_for: the page of that, from its id.
        title: what goes on («Lønna beregnes»); done: said when it is over.
        counted: ``%(gjort)s`` and ``%(av)s`` in a sentence; phases: sentence of each named part.
    """

    name: str
    run: Run
    needs: str
    sees: str
    objekt_type: str
    url_for: Callable[[UUID], str]
    title: Sentence
    done: Sentence
    counted: Sentence = ""
    phases: Mapping[str, Sentence] = field(default_factory=dict)


_kinds: dict[str, JobKind] = {}
_bells: list[Callable[[str], None]] = []


def register_job(kind: JobKind) -> None:
    """Register a kind of long work."""
    _kinds[kind.name] = kind


def kind_of(name: str) -> JobKind | None:
    """Return a registered kind, or None when its module is gone."""
    return _kinds.get(name)


def add_job_bell(bell: Callable[[str], None]) -> None:
    """Register who is told that a tenant has long work waiting (the queue; set by site)."""
    _bells.append(bell)


def ring(tenant: str) -> None:
    """Tell the queue that a tenant has long work waiting."""
    for bell in _bells:
        bell(tenant)
