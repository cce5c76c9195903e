"""Where a case is, for the pages that are its steps: whom it waits for, since when, the drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe

from samverk.core.access.api import Actor
from samverk.core.ui.tables import Step
from samverk.core.ui.words import language
from samverk.core.workflow import api as workflow

_STATES: dict[str, Literal["done", "now", "next"]] = {"done": "done", "now": "now", "next": "next"}


@dataclass(frozen=True, slots=True)
class Place:
    """What ``ui/_place.html`` shows: one sentence, the steps, the drawing."""

    summary: str
    steps: list[Step]
    svg: SafeString


def steps_of(found: workflow.StepList) -> list[Step]:
    """Return the engine's step list as lines of ``ui/_steps.html``."""
    return [
        Step(_STATES.get(line.state, "skip"), line.title, " ".join(line.details))
        for line in found.lines
    ]


def drawing_of(progress: workflow.Progress) -> SafeString:
    """Return the drawing with «du er her»; the engine escapes every text in it."""
    return mark_safe(workflow.draw_case(progress, prefix="sak", language=language()))  # noqa: S308


def place_of(actor: Actor, instance_id: UUID | None) -> Place | None:
    """Return where a case is, or None for what has no process.

    Args:
        actor: sees the business object; the caller has checked it. instance_id: its instance.
    """
    if instance_id is None:
        return None
    progress = workflow.progress(actor, instance_id, language=language())
    found = workflow.list_steps(progress, language=language())
    return Place(found.summary, steps_of(found), drawing_of(progress))
