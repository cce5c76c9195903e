"""The field registry: data class 0–5 of every stored field, from each module's classes.yaml.

Classes: 0 catalogue, 1 internal, 2 employment, 3 identifier and private, 4 special category,
5 screened. Lists, exports, log masking and API descriptions ask here; no module has its own list.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

REST = "_"


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
