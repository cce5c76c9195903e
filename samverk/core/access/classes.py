"""The field registry: data class 0–5 of every stored field, from each module's classes.yaml.

Classes: 0 catalogue, 1 internal, 2 employment, 3 identifier and private, 4 special category,
5 screened. Search, exports, API descriptions, log masking and events ask here; no module has its
own list. What a field may be used for is asked when the use is registered, not for each row.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import yaml
from django.apps import apps

from samverk.core.access.actor import Actor

REST = "_"
WORDS = "_ord"
EMPLOYMENT, IDENTIFIER, SCREENED = 2, 3, 5
PARTAKERS = "deltakere"
"""In place of a capability: the database gives the rows only to those who take part."""
Guard = str | tuple[str, ...]
_LONG_WORD = 6  # from here on a word is recognised inside a compound: «barnetsfoedselsnummer»
_PARTS = re.compile(r"(?<=[a-z0-9])(?=[A-ZÆØÅ])|[^A-Za-z0-9ÆØÅæøå]+")
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


class FieldRefused(TypeError):  # noqa: N818 - meets a programmer at start-up, never a user
    """A fault in the program: a field is used for what its data class forbids."""


@cache
def _registry() -> dict[str, dict[str, dict[str, int]]]:
    """Return label → model → field → class."""
    modules = Path(__file__).resolve().parents[2]
    found: dict[str, dict[str, dict[str, int]]] = {}
    for path in sorted([*modules.glob("*/classes.yaml"), *modules.glob("core/*/classes.yaml")]):
        found[path.parent.name] = yaml.safe_load(path.read_text(encoding="utf8")) or {}
    return found


def data_class(label: str, model: str, field: str) -> int | None:
    """Return the data class of a field, or None when nobody has classified it.

    Args:
        label: app label; model: class name; field: field name. ``_`` in the file is the model's
            default for fields not named.
    """
    fields = _registry().get(label, {}).get(model, {})
    return fields.get(field, fields.get(REST))


def class_of(source: str) -> int:
    """Return the data class of a field of a model, named ``parties.Party.navn``.

    Raises:
        FieldRefused: there is no such field, or nobody has classified it.
    """
    label, model, field = source.split(".")
    found = data_class(label, model, field)
    if found is None or field not in {f.name for f in apps.get_model(label, model)._meta.fields}:
        msg = f"{source}: not a field of the registry"
        raise FieldRefused(msg)
    return found


def check_use(source: str, guard: Guard = "") -> int:
    """Return the class of a field that is to be searched, exported or put in an API.

    Args:
        source: ``parties.Party.navn``; guard: the capability that a reader needs (any of several),
            which everything from class 2 must have. `PARTAKERS` will do for what is not an
            identifier, where row-level security answers only those who take part.

    Raises:
        FieldRefused: the class forbids it, or it needs a capability that is not named.
    """
    found = class_of(source)
    if found >= SCREENED:
        msg = f"{source} is class {found}: it is never listed, searched or exported"
        raise FieldRefused(msg)
    if found >= EMPLOYMENT and not guard:
        msg = f"{source} is class {found}: name the capability that its reader needs"
        raise FieldRefused(msg)
    name = source.rsplit(".", 1)[-1]
    if guard == PARTAKERS and (found > IDENTIFIER or is_sensitive_name(name)):
        msg = f"{source} is class {found}: taking part is not enough, name a capability"
        raise FieldRefused(msg)
    return found


def may_use(actor: Actor, guard: Guard) -> bool:
    """Tell whether a reader meets the guard of a field."""
    if not guard or guard == PARTAKERS:
        return True
    return any(actor.can(one) for one in ((guard,) if isinstance(guard, str) else guard))


@cache
def _words() -> frozenset[str]:
    """What identifiers and special categories are called where they are no column."""
    return frozenset(
        word for models in _registry().values() for word in models.get(WORDS, ()) if word
    )


@cache
def _columns() -> frozenset[str]:
    """Names that are class 3 or higher in every model that has a column of that name.

    Keys are left out: an id tells nothing by itself.
    """
    lowest: dict[str, int] = {}
    for model in apps.get_models():
        for field in model._meta.fields:
            found = data_class(model._meta.app_label, model.__name__, field.name)
            if found is not None and not field.is_relation and not field.name.endswith("_id"):
                lowest[field.name] = min(found, lowest.get(field.name, found))
    return frozenset(name for name, found in lowest.items() if found >= IDENTIFIER)


def is_sensitive_name(name: str) -> bool:
    """Tell whether something called this holds an identifier, private data or a special category.

    Asked of what has only a name: a key of an event, a value in a log, a property of an API. Case,
    æøå and separators do not matter: ``mottakerFnr``, ``barnets-fødselsnummer``.
    """
    return _is_sensitive(name, apps.models_ready)


@lru_cache(maxsize=4096)
def _is_sensitive(name: str, has_models: bool) -> bool:  # noqa: FBT001 - part of what is remembered
    parts = [part.casefold().translate(_ASCII) for part in _PARTS.split(name) if part]
    whole = "".join(parts)
    return (
        (has_models and "_".join(parts) in _columns())
        or not _words().isdisjoint(parts)
        or any(len(word) >= _LONG_WORD and word in whole for word in _words())
    )


def openapi_class(source: str, guard: Guard = "") -> dict[str, int]:
    """Return what a property of an API description says of itself: ``x-samverk-klasse``.

    ``navn: Annotated[str, Field(json_schema_extra=openapi_class("parties.Party.navn"))]``

    Args:
        source: the field that the property comes from; guard: as for `check_use`.
    """
    return {"x-samverk-klasse": check_use(source, guard)}
