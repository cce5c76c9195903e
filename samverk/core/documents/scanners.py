"""The virus-scan hook: every registered scanner sees every content before it is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from samverk.core.documents.rules import EICAR

Scanner = Callable[[Path], str | None]
_scanners: dict[str, Scanner] = {}


def register_scanner(name: str, scanner: Scanner) -> None:
    """Add a scanner; it returns the name of what it found, or None for a clean file."""
    _scanners[name] = scanner


def scan(path: Path) -> str | None:
    """Return the first finding of any scanner, or None."""
    for scanner in _scanners.values():
        if found := scanner(path):
            return found
    return None


def _signature(path: Path) -> str | None:
    """Find the EICAR test string anywhere in the file, also across the edges of pieces."""
    tail = b""
    with path.open("rb") as content:
        while piece := content.read(1024 * 1024):
            if EICAR in tail + piece:
                return "EICAR-testfil"
            tail = piece[-len(EICAR) :]
    return None


register_scanner("signatur", _signature)
