"""Critical path: the chain of milestones that decides when everything is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter

from samverk.core.errors import Refusal


class MilestoneCircular(Refusal):
    """Milestones would wait for each other in a circle."""


@dataclass(frozen=True, slots=True)
class Node:
    """A milestone as the path sees it: its forecast, or the day it was reached."""

    id: str
    dato: date
    venter_paa: tuple[str, ...] = ()
    ferdig: bool = False


def refuse_cycles(waits: Mapping[str, Iterable[str]]) -> None:
    """Refuse a graph in which a milestone ends up waiting for itself.

    Args:
        waits: milestone → those it depends on.

    Raises:
        MilestoneCircular: naming the circle.
    """
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        circle = " → ".join(str(node) for node in error.args[1])
        raise MilestoneCircular(
            "Milepælene kan ikke vente på hverandre i ring: %(circle)s.",
            values={"circle": circle},
            field="venter_paa",
        ) from error


def critical_path(nodes: tuple[Node, ...]) -> tuple[str, ...]:
    """Return the ids of the longest path on forecast dates, first milestone first.

    The path ends in the milestone with the latest date; before each milestone stands the one it
    depends on that is latest, for that is the one it has to wait for. Ties go to the lower id.

    Raises:
        MilestoneCircular: the milestones depend on each other in a circle.
    """
    if not nodes:
        return ()
    known = {node.id: node for node in nodes}
    refuse_cycles({node.id: node.venter_paa for node in nodes})
    at: Node | None = _latest(nodes)
    path: list[str] = []
    while at is not None:
        path.append(at.id)
        at = _latest([known[key] for key in at.venter_paa if key in known])
    return tuple(reversed(path))


def _latest(nodes: Iterable[Node]) -> Node | None:
    return min(nodes, key=lambda node: (-node.dato.toordinal(), node.id), default=None)
