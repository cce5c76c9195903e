"""What is taken out of a text or a structure before it goes to a log or an error report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from samverk.core.access.classes import is_sensitive_name
from samverk.core.identifiers import mask_numbers

MASK = "•••"
_NAME = re.compile(r"""([\w.\-]+)["']?\s*[=:]\s*""")
_VALUE = re.compile(r""""[^"]*"|'[^']*'|[^\s,;&)}\]]+""")
# What PostgreSQL quotes when it refuses: «Key (a, b)=(…)» and «Failing row contains (…)».
_ROW = re.compile(r"(Key \([^)]*\)=|[Ff]ailing row contains )\(.*\)")


def mask_text(text: str) -> str:
    """Return the text without rows of the database, sensitive named values and long numbers."""
    text = mask_numbers(_ROW.sub(rf"\1({MASK})", text))
    kept, at = [], 0
    for name in _NAME.finditer(text):
        value = _VALUE.match(text, name.end())
        if name.start() >= at and value and is_sensitive_name(name[1]):
            kept += [text[at : name.end()], MASK]
            at = value.end()
    return "".join((*kept, text[at:]))


def mask_value(name: str, value: Any) -> Any:
    """Return a value as a log may show it: by its name, and by the names inside it."""
    if is_sensitive_name(name):
        return MASK
    if isinstance(value, Mapping):
        return {key: mask_value(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [mask_value("", inner) for inner in value]
    return mask_text(value) if isinstance(value, str) else value
