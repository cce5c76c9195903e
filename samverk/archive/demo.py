"""The archive's part of the scripted life: the structure every case is put into."""

from __future__ import annotations

from samverk.archive import api as archive
from samverk.core.access import api as access
from samverk.core.access.api import DemoPlace
from samverk.core.periods import start_of_day


def build(place: DemoPlace) -> None:
    """Make arkiv, arkivdeler, filing plan and access codes on the first day of the life.

    Args:
        place: the tenant under construction.
    """
    first = start_of_day(place.start)
    with access.acting(place.actor, now=first) as actor:
        archive.ensure_arkivstruktur(actor=actor, now=first)
