"""Aksel icons, read from the installed package and inlined; no external request, no web font."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_SVG = re.compile(r'<svg[^>]*viewBox="([^"]+)"[^>]*>(.*)</svg>', re.DOTALL)


class IconMissing(LookupError):  # noqa: N818 - named as the thing that is wrong
    """A template names an icon that the package does not have."""


@cache
def _drawing(name: str) -> tuple[str, str]:
    """Return view box and content of one icon."""
    folder = Path(settings.BASE_DIR) / "node_modules/@navikt/aksel-icons/dist/svg"
    path = folder / f"{name}.svg"
    if not name.isalnum() or not path.is_file():
        msg = f"Ikonet «{name}» finnes ikke i {folder}. Kjør «npm ci», eller se navnene der."
        raise IconMissing(msg)
    found = _SVG.search(path.read_text(encoding="utf-8"))
    if found is None:
        msg = f"{path} er ikke et ikon."
        raise IconMissing(msg)
    return found[1], " ".join(found[2].split())


def use_icon(name: str, collected: set[str] | None) -> SafeString:
    """Return one icon: a reference when the page collects symbols, else the whole drawing.

    Pieces fetched by HTMX have no sprite of their own and therefore get the drawing.
    """
    box, content = _drawing(name)
    if collected is None:
        return format_html(
            '<svg class="ic" aria-hidden="true" viewBox="{}" fill="none">{}</svg>',
            box,
            mark_safe(content),  # noqa: S308 - read from the pinned package
        )
    collected.add(name)
    return format_html('<svg class="ic" aria-hidden="true"><use href="#i-{}"/></svg>', name)


def sprite(collected: set[str]) -> SafeString:
    """Return the symbols of every icon that the page used, each once."""
    symbols = "".join(
        f'<symbol id="i-{name}" viewBox="{box}" fill="none">{content}</symbol>'
        for name, (box, content) in ((n, _drawing(n)) for n in sorted(collected))
    )
    return mark_safe(f'<svg class="sprite" aria-hidden="true">{symbols}</svg>')  # noqa: S308
