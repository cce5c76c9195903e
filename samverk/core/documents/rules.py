"""Pure rules of uploads: which format is which, and what content is refused outright."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

# The EICAR test file, as every virus scanner must refuse it; written in two halves so that this
# source file is not itself taken for it. Source: eicar.org, «anti malware testfile».
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"

_UNSAFE = re.compile(r"[\x00-\x20\x7f/\\:*?\"<>|]+")


@dataclass(frozen=True, slots=True)
class FormatFacts:
    """A format that may be stored: its group (pdf, bilde, kontor, tekst), name and media type."""

    gruppe: str
    navn: str
    mime: str
    arkivformat: bool


@cache
def formats() -> Mapping[str, FormatFacts]:
    """Return the allowed formats by PRONOM id (formats.yaml, list RAF-220301)."""
    text = (Path(__file__).parent / "formats.yaml").read_text(encoding="utf8")
    rows: list[dict[str, Any]] = yaml.safe_load(text)["formater"]
    return {
        puid: FormatFacts(row["gruppe"], row["navn"], row["mime"], row["arkivformat"])
        for row in rows
        for puid in row["puid"]
    }


def safe_filename(name: str, *, fallback: str = "dokument") -> str:
    """Return a file name without path, control characters or reserved signs, at most 120 long."""
    clean = _UNSAFE.sub(" ", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    if dot and len(ending) <= 8:
        return f"{stem[:110].strip() or fallback}.{ending}"
    return clean[:120] or fallback


def text_of_size(size: int) -> str:
    """Return a size for people: «150 MB», «12 kB»."""
    if size >= 1024 * 1024:
        return f"{size // (1024 * 1024)} MB"
    return f"{max(1, size // 1024)} kB"
