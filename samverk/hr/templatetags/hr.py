"""How what hr knows is said on the pages of hr and of those above it."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from samverk.core.ui import api as ui
from samverk.hr import api

register = template.Library()


@register.filter
def stilling(held: Any) -> str | SafeString:
    """``{{ hire|stilling }}``: the title of a position in the reader's language.

    A title that no code list knows stands as the orderer wrote it.
    """
    language = ui.language()
    said = api.stillingstittel(getattr(held, "stillingskode", ""), held.tittel, language)
    return ui.words.written(said, "nb") if said == held.tittel else said
