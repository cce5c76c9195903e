"""Forms of the people pages; they only ask what to show, and store nothing."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from samverk.core.ui import api as ui


class TidspunktForm(ui.Form):
    """Two points in time: the day asked about, and the day of what was known."""

    concepts: ClassVar = {"gjelder": "visning.gjelder", "kjent": "visning.kjent"}
    gjelder = ui.DatoField(label=_("Slik det var"), required=False)
    kjent = ui.DatoField(label=_("Slik vi visste det"), required=False)


class FolkForm(ui.Form):
    """What to look for in the list."""

    concepts: ClassVar = {"q": "visning.navn", "enhet": "visning.enhet", "vis": "visning.utvalg"}
    q = forms.CharField(label=_("Navn"), required=False, max_length=80)
    enhet = forms.ChoiceField(label=_("Enhet"), required=False)
    vis = forms.ChoiceField(
        label=_("Vis"), required=False,
        choices=[("", _("I arbeid nå")), ("alle", _("Også sluttet og kommende"))],
    )  # fmt: skip


def day_of_slider(text: str | None) -> date | None:
    """A slider sends the day as its number since year 1; nonsense is no day."""
    try:
        return date.fromordinal(int(text or ""))
    except (ValueError, OverflowError):
        return None
