"""Titles: the public one has the screened words taken out (krav 5.2.21–22)."""

from __future__ import annotations

import re
from collections.abc import Iterable

MASK = "*****"


def public_title(title: str, hidden: Iterable[str]) -> str:
    """Return the title with each hidden word or name as ``*****``, case ignored.

    Args:
        title: the full title; hidden: words, names or phrases to take out.
    """
    shown = title
    for phrase in sorted({h.strip() for h in hidden if h.strip()}, key=len, reverse=True):
        words = r"\s+".join(re.escape(word) for word in phrase.split())
        count = len(phrase.split())
        shown = re.sub(
            rf"(?<!\w){words}(?!\w)", " ".join([MASK] * count), shown, flags=re.IGNORECASE
        )
    return shown
