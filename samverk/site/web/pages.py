"""The site's own pages as search hits: those that stand in no menu."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from samverk.core.access.api import Actor
from samverk.core.ui import api as ui


def _pages() -> list[tuple[str, str, str]]:
    return [
        ("/varsler/", _("Varsler"), "Bell"),
        ("/meg/tilganger/", _("Mine tilganger"), "PadlockLocked"),
        ("/meg/stedfortreder/", _("Stedfortreder"), "PersonSuit"),
        ("/meg/innsyn/", _("Hvem har sett mine opplysninger?"), "Eye"),
        ("/meld-fra/", _("Meld fra om en side"), "Chat"),
        ("/hurtigtaster/", _("Hurtigtaster"), "BulletList"),
        ("/tilgjengelighet/", _("Tilgjengelighet"), "InformationSquare"),
    ]


def find(actor: Actor, text: str) -> Iterator[ui.SearchHit]:
    """Return the pages whose name holds the text."""
    for url, name, icon in _pages():
        if text.casefold() in name.casefold():
            yield ui.SearchHit(name, _("Gå til"), url, "side", icon)
