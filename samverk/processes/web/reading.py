"""What a form says so far, also while it is not complete: None is «not known», never a fault."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from samverk.core.ui import api as ui

MINUTES = 60


def as_minutes(value: object) -> int | None:
    """Return hours as they are written («7,5») in minutes."""
    hours = _read(ui.TimerField(required=False), value)
    return int(hours * MINUTES) if isinstance(hours, Decimal) else None


def as_oere(value: object) -> int | None:
    """Return kroner as they are written in øre; a whole number is øre already."""
    oere = _read(ui.KronerField(required=False), value)
    return oere if isinstance(oere, int) else None


def as_date(value: object) -> date | None:
    """Return a date as it is written in the form."""
    day = _read(ui.DatoField(required=False), value)
    return day if isinstance(day, date) else None


def _read(field: ui.KronerField | ui.DatoField | ui.TimerField, value: object) -> object:
    try:
        return field.clean(value)
    except ValidationError:
        return None
