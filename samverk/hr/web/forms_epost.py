"""The form with which HR changes a person's address."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from samverk.core.ui import api as ui


class EpostForm(ui.Form):
    """A new address, and how HR knows that it is the person's own."""

    concepts = {"epost": "person.epost", "grunn": "epostendring.grunn"}
    epost = forms.CharField(
        label=_("Ny e-postadresse"), max_length=200,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )  # fmt: skip
    grunn = forms.CharField(
        label=_("Hvordan vet du at adressen er personens egen?"), max_length=400,
        help_text=_("For eksempel «Møtte opp med legitimasjon»."),
    )  # fmt: skip
