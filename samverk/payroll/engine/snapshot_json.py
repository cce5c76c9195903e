"""Canonical JSON of a snapshot: stored with the run, hashed, and read back to calculate again.

Fields that may be empty and are (None, "", no elements) are left out; everything else is written
by name, keys sorted. The same snapshot always gives the same bytes, and reading them gives an
equal snapshot.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints

from samverk.core.errors import Refusal
from samverk.payroll.engine.snapshot import Snapshot

Decoder = Callable[[object], object]

_known_fields: dict[type, tuple[tuple[str, object], ...]] = {}


class SnapshotInvalid(Refusal):
    """Stored JSON that is not a snapshot of this shape."""


def snapshot_json(snapshot: Snapshot) -> str:
    """The canonical text."""
    return json.dumps(_encode(snapshot), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def snapshot_hash(snapshot: Snapshot) -> str:
    """SHA-256 of the canonical text; a changed hash makes the member dirty."""
    return hashlib.sha256(snapshot_json(snapshot).encode()).hexdigest()


def read_snapshot(text: str) -> Snapshot:
    """The snapshot a canonical text was made from; raises SnapshotInvalid for any other text."""
    try:
        found = _read(json.loads(text))
    except (KeyError, TypeError, ValueError) as problem:
        raise SnapshotInvalid(
            "Lagret grunnlag kan ikke leses: %(problem)s", values={"problem": problem}
        ) from problem
    assert isinstance(found, Snapshot)
    return found


def _encode(value: object) -> object:
    kind = type(value)
    if kind is int or kind is str or kind is bool or value is None:
        return value
    if kind is date:
        return str(value)
    plan = _fields(kind)
    if plan:
        pairs = ((name, getattr(value, name), empty) for name, empty in plan)
        return {name: _encode(part) for name, part, empty in pairs if part != empty}
    if isinstance(value, tuple):
        return [_encode(part) for part in value]
    if isinstance(value, StrEnum):
        return value.value
    raise TypeError(f"{kind.__name__} has no place in a snapshot")


def _fields(kind: type) -> tuple[tuple[str, object], ...]:
    """(name, the empty value that may be left out) of a dataclass or named tuple."""
    found = _known_fields.get(kind)
    if found is None:
        if is_dataclass(kind):
            defaults = {field.name: field.default for field in fields(kind)}
        else:
            given = getattr(kind, "_field_defaults", {})
            defaults = {name: given.get(name, MISSING) for name in getattr(kind, "_fields", ())}
        found = tuple(
            (name, default if default in (None, "", ()) else MISSING)
            for name, default in defaults.items()
        )
        _known_fields[kind] = found
    return found


def _decoder(wanted: object) -> Decoder:
    """How JSON becomes a value of the annotated type."""
    origin, args = get_origin(wanted), get_args(wanted)
    if origin in (Union, UnionType):
        (inner,) = (one for one in args if one is not type(None))
        return _optional(_decoder(inner))
    if origin is tuple:
        if Ellipsis in args:
            return _many(_decoder(args[0]))
        return _each(tuple(_decoder(one) for one in args))
    while hasattr(wanted, "__supertype__"):
        wanted = wanted.__supertype__
    assert isinstance(wanted, type)
    if wanted is date:
        return lambda value: date.fromisoformat(str(value))
    if issubclass(wanted, StrEnum):
        return wanted
    return _object(wanted) if _fields(wanted) else _same(wanted)


def _optional(inner: Decoder) -> Decoder:
    return lambda value: None if value is None else inner(value)


def _many(inner: Decoder) -> Decoder:
    return lambda value: tuple(inner(one) for one in _list(value))


def _each(inner: tuple[Decoder, ...]) -> Decoder:
    return lambda value: tuple(one(part) for one, part in zip(inner, _list(value), strict=True))


def _same(wanted: type) -> Decoder:
    def check(value: object) -> object:
        if type(value) is not wanted:
            raise TypeError(f"ventet {wanted.__name__}, fikk {type(value).__name__}")
        return value

    return check


def _object(wanted: type) -> Decoder:
    hints = get_type_hints(wanted)
    decoders = {name: _decoder(hints[name]) for name, _ in _fields(wanted)}

    def build(value: object) -> object:
        if not isinstance(value, dict):
            raise TypeError(f"{wanted.__name__} er ikke et objekt")
        return wanted(**{name: decoders[name](part) for name, part in value.items()})

    return build


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("ventet en liste")
    return value


_read = _decoder(Snapshot)
