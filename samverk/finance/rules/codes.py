"""Codes of the coding string: koststed (8 digits), delprosjekt (9 = prosjekt 6 + serial 3)."""

from __future__ import annotations

from samverk.core.errors import Refusal, Text


class KonteringInvalid(Refusal):
    """An account, cost centre or sub-project cannot be used like this; the message says why."""


def parse_koststed(text: str, *, field: str = "koststed") -> int:
    """Read an 8-digit cost centre; empty means not used."""
    return _digits(text, 8, Text("Koststed har åtte siffer, for eksempel 12400000."), field)


def parse_delprosjekt(text: str, *, field: str = "delprosjekt") -> int:
    """Read a 9-digit sub-project, spaces and hyphens allowed; empty means not used."""
    message = Text("Delprosjekt har ni siffer: prosjektet (seks) og løpenummeret (tre).")
    return _digits(text.replace("-", ""), 9, message, field)


def _digits(text: str, length: int, message: Text, field: str) -> int:
    compact = text.replace(" ", "").replace("\u202f", "").replace("\u00a0", "")
    if not compact:
        return 0
    if len(compact) != length or not (compact.isascii() and compact.isdigit()):
        raise KonteringInvalid(message, field=field)
    return int(compact)


def koststed_text(kode: int) -> str:
    """Write a cost centre with its leading zeros; empty when not used."""
    return f"{kode:08d}" if kode else ""


def delprosjekt_text(kode: int) -> str:
    """Write a sub-project with its leading zeros; empty when not used."""
    return f"{kode:09d}" if kode else ""


def prosjekt_of(delprosjekt: int) -> int:
    """Return the project a sub-project belongs to: its first six digits."""
    return delprosjekt // 1000
